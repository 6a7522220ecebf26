import type { NationalSubmissionRequest } from '@motcua/contracts';
import { Clock, type Command } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { dataProblemsOf } from '../domain/person-data.js';
import { openedDossier } from './opened-dossier.js';
import { Dossiers, ReferenceData, type Changed } from './ports.js';

/**
 * Opens a dossier that the national portal has already taken from a citizen (Decree 224/2026/NĐ-CP Art. 15). Its data is kept as
 * it came, and what cannot be used is named to the counter. Which agency and which procedure are decided as in live intake.
 */
@Injectable()
export class TakeNationalSubmission {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly referenceData: ReferenceData,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `precondition` for an agency or procedure that is not in force today and for an agency that is not
   * competent, `unavailable` when that cannot be told.
   */
  execute(command: Command<NationalSubmissionRequest>): Promise<Changed> {
    const { applicant, subjectType, requestContent, resultDelivery, ...asked } = command.input;
    return this.dossiers.open(command, async () => {
      const dataProblems = dataProblemsOf(subjectType, applicant);
      const event = await openedDossier(
        this.referenceData,
        { ...asked, receivingAgencyCode: asked.agencyCode, subjectType },
        this.clock.now(),
      );
      return {
        event: dataProblems.length > 0 ? { ...event, dataProblems } : event,
        record: {
          applicant,
          requestContent: requestContent ?? undefined,
          resultDelivery: resultDelivery ?? 'COUNTER',
        },
      };
    });
  }
}
