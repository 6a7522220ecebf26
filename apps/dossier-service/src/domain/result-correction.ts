import { DomainError } from '@motcua/contracts';
import {
  CalendarCoverageError,
  dueAt,
  elapsedWorkingTime,
  sayInstant,
  type WorkingCalendar,
} from '@motcua/working-time';
import { dayNotCovered } from './deadline.js';
import type { Dossier } from './dossier.js';
import type { CorrectionDelivered, Reopened, ResultCorrected } from './dossier-events.js';
import type { DeadlineCount } from './intake.js';
import { transition } from './lifecycle.js';
import type { Resolution } from './processing.js';
import { reopeningState, type Reopening } from './reopening.js';
import { STEP_RULES } from './step-time.js';
import { areStepsDone, completableSteps } from './tasks.js';
import { inOrder } from './time-order.js';

/**
 * The result is wrong, and the agency corrects it at its own cost, without a fee or another receipt (Decree 61/2018/NĐ-CP Art. 21). The
 * dossier stays ended: when it ended, and whether that was in time, is a fact that its correction neither improves nor hides. The
 * correction has a time limit of its own by the rule set, which nothing moves. Once for a dossier: an agency that could start again
 * would never be late with it.
 * @param count with the newest calendar: the one of the acceptance ends some day, and an agency that waited for that day would have no limit
 * @throws DomainError where no result was given; `conflict` `dossier.reopened-once` a second time; `precondition`
 * `calendar.day-not-covered` where the limit lies beyond the calendar.
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
  const correctBy = limitOf(basis, calendar, at);
  const { ruleSet } = basis;
  return [{ type: 'reopened', at, status: to, foundBy, reason, correctBy, ruleSet }];
}

function limitOf(basis: DeadlineCount['basis'], calendar: WorkingCalendar, at: Date): Date {
  const budget = { amount: basis.correction.withinDays, unit: 'WORKING_DAY' } as const;
  try {
    const due = dueAt(calendar, budget, { receivedAt: at, pauses: [] }, STEP_RULES);
    if (due.state === 'RUNNING') return due.dueAt;
    throw new Error(`the clock of a correction that begins is ${due.state}`);
  } catch (error) {
    throw error instanceof CalendarCoverageError ? dayNotCovered(basis, error) : error;
  }
}

/**
 * The corrected result. Nobody but the agency is awaited from the reopening to it, so all of that time is the agency's. What the
 * process would not have granted an officer cannot grant this way either: a refusal is given with steps open, and only the head
 * turns it round without them, which is flagged.
 * @throws DomainError where no wrong result is to be corrected; `precondition` `dossier.steps-open` for an officer who grants what
 * was refused before the steps were done.
 */
export function correctResult(
  dossier: Dossier,
  { outcome, ...input }: Resolution,
  { calendar, byHead }: { calendar: WorkingCalendar; byHead: boolean },
  now: Date,
): [ResultCorrected] {
  const { from, to } = transition(dossier, 'correct-result');
  const withoutSteps = outcome === 'APPROVED' && !areStepsDone(dossier);
  if (withoutSteps && !byHead) throw stepsNotDone(dossier);
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
      withoutSteps,
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

function stepsNotDone(dossier: Dossier): DomainError {
  const openSteps = completableSteps(dossier).map(({ step }) => step.code);
  return new DomainError({
    kind: 'precondition',
    code: 'dossier.steps-open',
    message: {
      vi: 'Hồ sơ bị từ chối khi quy trình chưa thực hiện xong; chỉ người đứng đầu cơ quan được sửa kết quả thành chấp thuận.',
      en: 'The dossier was refused before the steps of its process were done. Only the head of the agency can correct the result to an approval.',
    },
    details: { openSteps },
  });
}

function reopenedOnce({ version }: Dossier, reopening: Reopening): DomainError {
  const { at } = reopening;
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
      vi: `Hồ sơ chỉ được mở lại một lần; đã mở lại lúc ${sayInstant(at).vi}. ${instead.vi}`,
      en: `A dossier is reopened once. It was reopened at ${sayInstant(at).en}. ${instead.en}`,
    },
    details: { reopenedAt: at.toISOString(), version },
  });
}
