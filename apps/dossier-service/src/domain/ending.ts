import { DomainError, type Withdrawer } from '@motcua/contracts';
import type { WorkingCalendar } from '@motcua/working-time';
import { deadlineAtEnd } from './deadline.js';
import type { Dossier } from './dossier.js';
import type { Stopped, Withdrawn } from './dossier-events.js';
import { transition } from './lifecycle.js';
import { inOrder } from './time-order.js';

export interface Withdrawal {
  withdrawnBy: Withdrawer;
  reason?: string;
}

/**
 * The applicant withdraws the dossier, as long as nothing is decided on it (TrangThaiHoSo 7). A counter must say why: it could
 * end a submission that it left lying, or a dossier that is about to be late.
 * @throws DomainError after a decision; `precondition` `withdrawal.reason-required` for a counter without a reason.
 */
export function withdraw(
  dossier: Dossier,
  { withdrawnBy, reason }: Withdrawal,
  calendar: WorkingCalendar | undefined,
  now: Date,
): [Withdrawn] {
  const { from, to } = transition(dossier, 'withdraw');
  if (withdrawnBy === 'COUNTER' && !reason) throw reasonRequired();
  const at = inOrder(dossier, now);
  const deadline = deadlineAtEnd(from, calendar);
  return [{ type: 'withdrawn', at, status: to, withdrawnBy, reason, deadline }];
}

function reasonRequired(): DomainError {
  return new DomainError({
    kind: 'precondition',
    code: 'withdrawal.reason-required',
    message: {
      vi: 'Rút hồ sơ thay cho người nộp thì phải nêu lý do: ai đề nghị và đề nghị bằng cách nào.',
      en: 'A counter that withdraws a dossier must give the reason: who asked for it, and how.',
    },
    fields: [{ path: 'reason', message: { vi: 'phải nêu lý do', en: 'is required' } }],
  });
}

/**
 * Processing is stopped on request or by law, by a notice (Form 05, Circular 03/2025 Art. 7).
 * @throws DomainError before acceptance, and after a decision.
 */
export function stop(
  dossier: Dossier,
  input: { reason: string },
  calendar: WorkingCalendar | undefined,
  now: Date,
): [Stopped] {
  const { from, to } = transition(dossier, 'stop');
  const at = inOrder(dossier, now);
  const deadline = deadlineAtEnd(from, calendar);
  return [{ type: 'stopped', at, status: to, reason: input.reason, deadline }];
}
