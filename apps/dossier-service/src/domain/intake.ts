import { DomainError } from '@motcua/contracts';
import type { WorkingCalendar } from '@motcua/working-time';
import { firstDeadline } from './deadline.js';
import { openingOf, type DeadlineBasis, type Dossier, type Opening } from './dossier.js';
import type { Accepted, Refused, Submitted } from './dossier-events.js';
import { transition } from './lifecycle.js';
import { deadlineRunning } from './supplement.js';
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

/** By what the deadline of an acceptance is counted. */
export interface DeadlineCount {
  basis: DeadlineBasis;
  calendar: WorkingCalendar;
}

/** An acceptance whose number is not taken yet. */
export type AcceptedWithoutCode = Omit<Accepted, 'code'>;

/**
 * @returns the instant of the acceptance, by whose day its deadline and its code go
 * @throws DomainError when the dossier is not SUBMITTED
 */
export function expectAcceptable(dossier: Dossier, now: Date): Date {
  transition(dossier, 'accept');
  return inOrder(dossier, now);
}

/**
 * The dossier is received complete and correct: it gets its receipt (Form 01) and its due date, by the rule set and
 * calendar in force now (Decree 118/2025 Art. 17.3).
 * @throws DomainError when it is not SUBMITTED, or when the calendar does not reach the due date.
 */
export function accept(dossier: Dossier, { basis, calendar }: DeadlineCount, now: Date): AcceptedWithoutCode {
  const { from, to } = transition(dossier, 'accept');
  const at = inOrder(dossier, now);
  const deadline = firstDeadline(calendar, basis, from.procedure, at);
  return { type: 'accepted', at, status: to, budget: from.procedure.budget, basis, deadline };
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
