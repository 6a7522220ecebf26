import { DomainError } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import { CalendarCoverageError, explain, type Budget, type ExplanationLine } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { elapsedTime, type ElapsedTime } from '../domain/deadline.js';
import { isCounted, type AcceptedDossier, type DeadlineBasis } from '../domain/dossier.js';
import { Dossiers, ReferenceData, type ReadCommand } from './ports.js';
import { findReadable } from './read-dossier.js';

export interface ExplainedDeadline {
  dossier: AcceptedDossier;
  /** The instant for which it is explained. */
  at: Date;
  /** How it was counted; absent on an imported dossier, whose due date is a fact. */
  count?: {
    budget: Budget;
    basis: DeadlineBasis;
    lines: DeadlineLine[];
    /** Absent where the calendar does not reach. */
    elapsed?: ElapsedTime;
  };
}

export type DeadlineLine = Pick<ExplanationLine, 'on' | 'at' | 'to' | 'text'> & {
  code: ExplanationLine['code'] | 'CALENDAR_UNKNOWN';
};

/** How the due date of a dossier is counted. It is computed for each request, and none of its lines is stored. */
@Injectable()
export class ExplainDeadline {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly referenceData: ReferenceData,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found`, or `conflict` before acceptance, when no deadline runs. */
  async execute({ id, caller }: ReadCommand): Promise<ExplainedDeadline> {
    const dossier = await findReadable(this.dossiers, caller, id);
    const at = this.clock.now();
    if (!dossier.acceptance) {
      throw new DomainError({
        kind: 'conflict',
        code: 'dossier.no-deadline-yet',
        message: {
          vi: 'Hồ sơ chưa được tiếp nhận nên chưa có thời hạn.',
          en: 'The dossier has not been accepted yet, so it has no deadline.',
        },
      });
    }
    if (!isCounted(dossier)) return { dossier, at };
    const { basis, acceptedAt, pauses } = dossier.acceptance;
    const { budget } = dossier.procedure;
    const calendar = await this.referenceData.calendarOf(basis);
    const ledger = { receivedAt: acceptedAt, pauses: [...pauses] };
    const lines = linesOf(() => explain(calendar, budget, ledger, basis.rules));
    const elapsed = elapsedTime(dossier, calendar, at);
    return { dossier, at, count: { budget, basis, lines, elapsed } };
  }
}

function linesOf(explanation: () => { lines: ExplanationLine[] }): DeadlineLine[] {
  try {
    return explanation().lines;
  } catch (error) {
    if (!(error instanceof CalendarCoverageError)) throw error;
    const text = {
      vi: `Lịch ${error.calendar.id} (phiên bản ${error.calendar.version}) chưa có ngày ${error.date}.`,
      en: `Calendar ${error.calendar.id} (version ${error.calendar.version}) does not cover ${error.date}.`,
    };
    return [{ code: 'CALENDAR_UNKNOWN', on: error.date, text }];
  }
}
