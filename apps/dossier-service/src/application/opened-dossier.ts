import { localDate } from '@motcua/working-time';
import { v7 as uuid } from 'uuid';
import type { Opening } from '../domain/dossier.js';
import type { Submitted } from '../domain/dossier-events.js';
import { submit } from '../domain/intake.js';
import type { ReferenceData } from './ports.js';
import { caseOf, receivable } from './receivable.js';

export interface AskedOpening extends Pick<Opening, 'agencyCode' | 'receivingAgencyCode' | 'channel' | 'subjectType'> {
  procedureCode: string;
  caseCode?: string | null;
}

/**
 * The dossier that a submission opens, by agency and procedure as they are in force on this day.
 * @throws DomainError `precondition` for an agency or procedure that is not in force, an agency that is not competent and one that does not receive for it,
 * `invalid` for a case that the procedure has not, `unavailable` when that cannot be told.
 */
export async function openedDossier(referenceData: ReferenceData, asked: AskedOpening, now: Date): Promise<Submitted> {
  const { agencyCode, receivingAgencyCode, channel, subjectType, procedureCode } = asked;
  const agencies = { agencyCode, receivingAgencyCode };
  const published = await receivable(referenceData, { ...agencies, procedureCode, on: localDate(now) });
  const procedure = caseOf(published, asked.caseCode ?? undefined);
  const { online } = published;
  const [event] = submit({ id: uuid(), ...agencies, channel, procedure, online, subjectType }, now);
  return event;
}
