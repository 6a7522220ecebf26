import { DomainError, type DossierDeadlineExplanation } from '@motcua/contracts';
import { Clock, type Caller } from '@motcua/platform';
import { CalendarCoverageError, explain, type ExplanationLine } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { elapsedTime } from '../domain/deadline.js';
import { deadlineView } from './dossier-view.js';
import { Dossiers, ReferenceData } from './ports.js';
import { findReadable } from './read-dossier.js';

/** How a dossier's due date came about, worked out when asked for: no day of it is stored. */
@Injectable()
export class ExplainDeadline {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly referenceData: ReferenceData,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found`, or `conflict` before acceptance, when no deadline runs. */
  async execute(caller: Caller, id: string): Promise<DossierDeadlineExplanation> {
    const dossier = await findReadable(this.dossiers, caller, id);
    const now = this.clock.now();
    const deadline = deadlineView(dossier, now);
    if (!deadline) {
      throw new DomainError({
        kind: 'conflict',
        code: 'dossier.no-deadline-yet',
        message: {
          vi: 'Hồ sơ chưa được tiếp nhận nên chưa có thời hạn.',
          en: 'The dossier is not accepted, so no deadline runs.',
        },
      });
    }
    const { basis, procedure } = dossier;
    if (!basis) return { deadline, imported: true, lines: [] };
    const calendar = await this.referenceData.calendarOf(basis);
    const elapsed = elapsedTime(dossier, calendar, now);
    const pauses = [...dossier.pauses];
    return {
      deadline,
      imported: false,
      budget: procedure.budget,
      ruleSet: { ...basis.ruleSet },
      calendar: { ...basis.calendar },
      lines: linesOf(() =>
        explain(calendar, procedure.budget!, { receivedAt: dossier.acceptedAt!, pauses }, basis.rules),
      ),
      elapsed: elapsed?.working,
      waited: elapsed?.waiting,
    };
  }
}

function linesOf(explanation: () => { lines: ExplanationLine[] }): DossierDeadlineExplanation['lines'] {
  try {
    return explanation().lines.map((line) => ({
      code: line.code,
      on: line.on,
      at: line.at?.toISOString(),
      to: line.to?.toISOString(),
      text: { ...line.text },
    }));
  } catch (error) {
    if (!(error instanceof CalendarCoverageError)) throw error;
    const text = {
      vi: `Lịch ${error.calendar.id} (phiên bản ${error.calendar.version}) chưa có ngày ${error.date}.`,
      en: `Calendar ${error.calendar.id} (version ${error.calendar.version}) says nothing about ${error.date}.`,
    };
    return [{ code: 'CALENDAR_UNKNOWN', on: error.date, text }];
  }
}
