import { DomainError } from '@motcua/contracts';
import type { WorkingCalendar } from '@motcua/working-time';
import { firstDeadline } from './deadline.js';
import { openingOf, type DeadlineBasis, type Dossier, type Opening, type Procedure } from './dossier.js';
import type { Accepted, Refused, Submitted } from './dossier-events.js';
import { transition } from './lifecycle.js';
import { deadlineRunning } from './supplement.js';
import { stepsAtAcceptance } from './tasks.js';
import { inOrder } from './time-order.js';

export interface Submission extends Opening {
  /** Whether the published procedure can be submitted online. */
  online: boolean;
}

/**
 * A dossier is submitted; no deadline runs yet.
 * @throws DomainError `precondition` `procedure.not-online` for an online dossier on a procedure that is not.
 */
export function submit(input: Submission, at: Date): [Submitted] {
  if (input.channel === 'ONLINE' && !input.online) {
    throw new DomainError({
      kind: 'precondition',
      code: 'procedure.not-online',
      message: {
        vi: `Thủ tục ${input.procedure.code} chưa nhận hồ sơ trực tuyến; hãy nộp tại quầy hoặc qua bưu chính.`,
        en: `Procedure ${input.procedure.code} cannot be submitted online; submit at the counter or by post.`,
      },
    });
  }
  return [{ type: 'submitted', at, status: 'SUBMITTED', ...openingOf(input) }];
}

/** By what a deadline is counted. */
export interface DeadlineCount {
  basis: DeadlineBasis;
  calendar: WorkingCalendar;
}

/** What the day of receipt decides: the procedure as it is in force, and by what the deadline is counted. */
export interface DayOfReceipt extends DeadlineCount {
  procedure: Procedure;
}

/** An acceptance whose number is not taken yet. */
export type AcceptedWithoutCode = Omit<Accepted, 'code'>;

/**
 * The dossier is received complete and correct: it gets its receipt (Form 01) and its due date, by the procedure, rule set
 * and calendar in force now (Decree 118/2025 Art. 17.3).
 * @throws DomainError when it is not SUBMITTED, or when the calendar does not reach the due date.
 */
export function accept(dossier: Dossier, { procedure, basis, calendar }: DayOfReceipt, now: Date): AcceptedWithoutCode {
  const { from, to } = transition(dossier, 'accept');
  const at = inOrder(dossier, now);
  const deadline = firstDeadline(calendar, basis, procedure, at);
  const begins = stepsAtAcceptance({ ...from, procedure }, calendar, at);
  return { type: 'accepted', at, status: to, procedure, budget: procedure.budget, basis, deadline, begins };
}

/** The acceptance with the number taken for its day. */
export function withCode(accepted: AcceptedWithoutCode, code: string): [Accepted] {
  return [{ ...accepted, code }];
}

/**
 * The dossier is not accepted at intake (Form 03). An applicant who was given time for a supplement has that time.
 * @throws DomainError after acceptance, and `precondition` `supplement.deadline-running` while the applicant has time.
 */
export function refuse(dossier: Dossier, input: { reason: string }, now: Date): [Refused] {
  const { from, to } = transition(dossier, 'refuse');
  const at = inOrder(dossier, now);
  const until = from.waiting?.provideUntil;
  if (until && at <= until) throw deadlineRunning(until);
  return [{ type: 'refused', at, status: to, reason: input.reason }];
}
