import { DomainError } from '@motcua/contracts';
import { localDate } from '@motcua/working-time';
import { v7 as uuid } from 'uuid';
import { hasSteps, type Opening, type Procedure } from '../domain/dossier.js';
import type { Submitted } from '../domain/dossier-events.js';
import { submit } from '../domain/intake.js';
import type { PublishedProcedure, ReferenceData } from './ports.js';

export interface AskedOpening extends Pick<Opening, 'agencyCode' | 'channel' | 'subjectType'> {
  procedureCode: string;
  caseCode?: string | null;
}

/**
 * The dossier that a submission opens, by agency and procedure as they are in force on this day.
 * @throws DomainError `precondition` for an agency or procedure that is not in force, `unavailable` when that cannot be told.
 */
export async function openedDossier(referenceData: ReferenceData, asked: AskedOpening, now: Date): Promise<Submitted> {
  const { agencyCode, channel, subjectType } = asked;
  const today = localDate(now);
  const agency = await referenceData.agency(agencyCode);
  if (!agency || agency.validFrom > today || (agency.validTo && agency.validTo < today)) {
    throw notInForce('agencyCode', 'agency.not-in-force', 'Cơ quan', 'Agency', agencyCode);
  }
  const published = await referenceData.procedureInForce(asked.procedureCode, today);
  if (!published) {
    throw notInForce('procedureCode', 'procedure.not-in-force', 'Thủ tục', 'Procedure', asked.procedureCode);
  }
  const procedure = caseOf(published, asked.caseCode ?? undefined);
  const { online } = published;
  const [event] = submit({ id: uuid(), agencyCode, channel, procedure, online, subjectType }, now);
  return event;
}

function caseOf(published: PublishedProcedure, caseCode: string | undefined): Procedure {
  const { id, code, version, fieldCode } = published;
  const cases = published.cases.filter(hasSteps);
  if (cases.length === 0) throw settledAtOnce(code);
  const chosen = caseCode ? cases.find((one) => one.caseCode === caseCode) : cases.length === 1 ? cases[0] : undefined;
  if (!chosen) {
    const known = cases.map((one) => one.caseCode).join(', ');
    throw wrongField('caseCode', 'procedure.case-unknown', {
      vi: `Chọn một trường hợp của thủ tục: ${known}.`,
      en: `Choose a case of the procedure: ${known}.`,
    });
  }
  return { id, code, version, fieldCode, ...chosen };
}

/** Decree 61/2018 Art. 17.4: what is settled on receipt has no internal process that a dossier could pass through. */
function settledAtOnce(procedureCode: string): DomainError {
  return new DomainError({
    kind: 'precondition',
    code: 'procedure.instant',
    message: {
      vi: `Thủ tục ${procedureCode} được giải quyết ngay khi tiếp nhận, không qua các bước xử lý; hệ thống chưa nhận hồ sơ của thủ tục này. Đề nghị giải quyết trực tiếp tại Bộ phận Một cửa.`,
      en: `Procedure ${procedureCode} is settled at once, without steps, and its dossiers cannot be submitted here yet. Have it settled at the one-stop counter.`,
    },
    fields: [{ path: 'procedureCode', message: { vi: 'được giải quyết ngay', en: 'is settled at once' } }],
  });
}

function notInForce(path: string, code: string, vi: string, en: string, value: string): DomainError {
  return new DomainError({
    kind: 'precondition',
    code,
    message: {
      vi: `${vi} ${value} không có hiệu lực vào ngày này, hoặc không tồn tại.`,
      en: `${en} ${value} is not in force today, or does not exist.`,
    },
    fields: [{ path, message: { vi: 'không có hiệu lực', en: 'is not in force' } }],
  });
}

export function wrongField(path: string, code: string, message: { vi: string; en: string }): DomainError {
  return new DomainError({ kind: 'invalid', code, message, fields: [{ path, message }] });
}
