import { DomainError } from '@motcua/contracts';
import { CalendarCoverageError, elapsedWorkingTime, type WorkingCalendar } from '@motcua/working-time';
import type { Dossier } from './dossier.js';
import type { CorrectionDelivered, Reopened, ResultCorrected } from './dossier-events.js';
import type { DeadlineCount } from './intake.js';
import { transition } from './lifecycle.js';
import type { Resolution } from './processing.js';
import { reopeningState, type Reopening } from './reopening.js';
import { dueOf } from './step-time.js';
import { inOrder } from './time-order.js';

/**
 * The result is wrong, and the agency corrects it at its own cost, without a fee or another receipt (Decree 61/2018/NĐ-CP Art. 21). The
 * dossier stays ended: when it ended, and whether that was in time, is a fact that its correction neither improves nor hides. The
 * correction has a time limit of its own by the rule set, which nothing moves. Once for a dossier: an agency that could start again
 * would never be late with it.
 * @throws DomainError where no result was given; `conflict` `dossier.reopened-once` a second time.
 */
export function reopen(
  dossier: Dossier,
  { foundBy, reason }: Pick<Reopened, 'foundBy' | 'reason'>,
  { basis, calendar }: DeadlineCount,
  now: Date,
): [Reopened] {
  if (dossier.ending?.reopening) throw reopenedOnce(dossier, dossier.ending.reopening);
  const { to } = transition(dossier, 'reopen');
  const at = inOrder(dossier, now);
  const correctBy = dueOf({ budget: { amount: basis.correction.withinDays, unit: 'WORKING_DAY' } }, calendar, at, []);
  const { ruleSet } = basis;
  return [{ type: 'reopened', at, status: to, foundBy, reason, correctBy, ruleSet }];
}

/**
 * The corrected result. Nobody but the agency is awaited from the reopening to it, so all of that time is the agency's.
 * @throws DomainError where no wrong result is to be corrected.
 */
export function correctResult(
  dossier: Dossier,
  { outcome, ...input }: Resolution,
  calendar: WorkingCalendar,
  now: Date,
): [ResultCorrected] {
  const { from, to } = transition(dossier, 'correct-result');
  const at = inOrder(dossier, now);
  const { reopening, outcome: first } = from.ending;
  const { correctBy } = reopening;
  return [
    {
      type: 'result-corrected',
      at,
      status: to,
      outcome,
      correctBy,
      late: correctBy !== undefined && at > correctBy,
      reversed: first !== undefined && first !== outcome,
      minutes: workingMinutes(calendar, reopening.at, at),
      ...('reason' in input && { reason: input.reason }),
    },
  ];
}

/**
 * The corrected result goes to an applicant who had been given the wrong one.
 * @throws DomainError unless that is what is left to do.
 */
export function deliverCorrection(dossier: Dossier, now: Date): [CorrectionDelivered] {
  const { to } = transition(dossier, 'deliver-correction');
  return [{ type: 'correction-delivered', at: inOrder(dossier, now), status: to }];
}

function workingMinutes(calendar: WorkingCalendar, from: Date, to: Date): number | undefined {
  try {
    return elapsedWorkingTime(calendar, from, to).minutes;
  } catch (error) {
    if (error instanceof CalendarCoverageError) return undefined;
    throw error;
  }
}

function reopenedOnce({ version }: Dossier, reopening: Reopening): DomainError {
  const at = reopening.at.toISOString();
  const instead = {
    TO_CORRECT: {
      vi: 'Hãy sửa kết quả của lần mở lại đó.',
      en: 'Correct the result of that reopening.',
    },
    TO_DELIVER: {
      vi: 'Hãy trả kết quả đã sửa; nếu kết quả đã sửa vẫn sai, hướng dẫn người nộp phản ánh, khiếu nại hoặc nộp hồ sơ mới.',
      en: 'Deliver the corrected result; if that is wrong again, the applicant files feedback or a complaint, or submits a new dossier.',
    },
    SETTLED: {
      vi: 'Nếu kết quả đã sửa vẫn sai, hướng dẫn người nộp phản ánh, khiếu nại hoặc nộp hồ sơ mới.',
      en: 'If the corrected result is wrong again, the applicant files feedback or a complaint, or submits a new dossier.',
    },
  }[reopeningState(reopening)];
  return new DomainError({
    kind: 'conflict',
    code: 'dossier.reopened-once',
    message: {
      vi: `Hồ sơ chỉ được mở lại một lần; đã mở lại lúc ${at}. ${instead.vi}`,
      en: `A dossier is reopened once. It was reopened at ${at}. ${instead.en}`,
    },
    details: { reopenedAt: at, version },
  });
}
