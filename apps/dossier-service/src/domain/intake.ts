import { DomainError, type Channel, type SubjectType } from '@motcua/contracts';
import type { WorkingCalendar } from '@motcua/working-time';
import { firstDeadline } from './deadline.js';
import type { DeadlineBasis, Dossier, Procedure } from './dossier.js';
import type { Accepted, Refused, Submitted } from './dossier-events.js';
import { transition } from './lifecycle.js';
import { inOrder } from './time-order.js';

export interface Submission {
  id: string;
  agencyCode: string;
  procedure: Procedure;
  /** Whether the published procedure can be submitted online. */
  online: boolean;
  channel: Channel;
  subjectType: SubjectType;
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
  const { id, agencyCode, procedure, channel, subjectType } = input;
  return [{ type: 'submitted', at, status: 'SUBMITTED', id, agencyCode, procedure, channel, subjectType }];
}

export interface Acceptance {
  /** The number taken for the day of acceptance. */
  code: string;
  basis: DeadlineBasis;
  calendar: WorkingCalendar;
}

/**
 * The dossier is received complete and correct: it gets its code, its receipt (Form 01) and its due date, by the rule
 * set and calendar in force now (Decree 118/2025 Art. 17.3).
 * @throws DomainError when it is not SUBMITTED, or when the calendar does not reach the due date.
 */
export function accept(dossier: Dossier, input: Acceptance, now: Date): [Accepted] {
  const status = transition(dossier, 'accept');
  const at = inOrder(dossier, now);
  const deadline = firstDeadline(input.calendar, input.basis, dossier.procedure, at);
  return [{ type: 'accepted', at, status, code: input.code, basis: input.basis, deadline }];
}

/**
 * The dossier is not accepted at intake (Form 03).
 * @throws DomainError when it is not SUBMITTED.
 */
export function refuse(dossier: Dossier, input: { reason: string }, now: Date): [Refused] {
  const status = transition(dossier, 'refuse');
  return [{ type: 'refused', at: inOrder(dossier, now), status, reason: input.reason }];
}
