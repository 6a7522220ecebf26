import type { WorkingCalendar } from '@motcua/working-time';
import { deadlineAtEnd } from './deadline.js';
import type { Dossier } from './dossier.js';
import type { Stopped, Withdrawn } from './dossier-events.js';
import { transition } from './lifecycle.js';
import { inOrder } from './time-order.js';

/**
 * The applicant withdraws the dossier, as long as nothing is decided on it.
 * @throws DomainError before acceptance unless a supplement is awaited, and after a decision.
 */
export function withdraw(
  dossier: Dossier,
  input: { reason?: string },
  calendar: WorkingCalendar | undefined,
  now: Date,
): [Withdrawn] {
  const { from, to } = transition(dossier, 'withdraw');
  const at = inOrder(dossier, now);
  const deadline = deadlineAtEnd(from, calendar);
  return [{ type: 'withdrawn', at, status: to, reason: input.reason, deadline }];
}

/**
 * Processing is stopped on request or by law, by a notice (Form 05, Circular 03/2025 Art. 7).
 * @throws DomainError before acceptance unless a supplement is awaited, and after a decision.
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
