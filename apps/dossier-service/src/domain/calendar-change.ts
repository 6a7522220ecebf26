import type { WorkingCalendar } from '@motcua/working-time';
import { deadlineOf } from './deadline.js';
import type { DeadlineState, Dossier } from './dossier.js';
import type { DeadlineChanged } from './dossier-events.js';
import { transition } from './lifecycle.js';
import { inOrder } from './time-order.js';

/**
 * A newer version of the calendar sets the deadline of an open dossier anew, with a line in its history. A dossier that
 * is past due stays so: a holiday declared afterwards does not mend it. A promise stands, too, where the newer version does
 * not know the days that the count needs: the dossier keeps its deadline and, since that is what it is counted by, the
 * older version. No event when it is already on that version.
 * @throws DomainError when the dossier has ended or was never accepted.
 */
export function setDeadlineAnew(
  dossier: Dossier,
  input: { calendar: WorkingCalendar; version: number },
  now: Date,
): [] | [DeadlineChanged] {
  const status = transition(dossier, 'set-deadline-anew');
  const { basis, acceptedAt, deadline } = dossier;
  if (!basis || !acceptedAt || !deadline || basis.calendar.version >= input.version) return [];
  const at = inOrder(dossier, now);
  if (deadline.state === 'RUNNING' && deadline.dueAt <= at) return [];
  const newBasis = { ...basis, calendar: { id: basis.calendar.id, version: input.version } };
  const anew: DeadlineState = deadlineOf(input.calendar, newBasis, dossier.procedure, acceptedAt, dossier.pauses);
  if (anew.state === 'UNKNOWN' && deadline.state !== 'UNKNOWN') return [];
  return [
    {
      type: 'deadline-changed',
      at,
      status,
      cause: 'CALENDAR_CHANGED',
      basis: newBasis,
      previous: deadline,
      deadline: anew,
    },
  ];
}
