import type { WorkingCalendar } from '@motcua/working-time';
import { deadlineOf } from './deadline.js';
import { isCounted, type Dossier } from './dossier.js';
import type { DeadlineChanged } from './dossier-events.js';
import { transition } from './lifecycle.js';
import { taskDues } from './tasks.js';
import { inOrder } from './time-order.js';

/**
 * A newer version of the calendar sets the deadline of an open dossier anew, with a line in its history. A dossier that
 * is past due stays late: a holiday declared afterwards does not excuse it. A newer version that does not cover the days of
 * the count withdraws no promised day: the dossier keeps its deadline, and the older version, by which it is counted. There
 * is no event when the dossier is already on that version.
 * @throws DomainError when the dossier has ended or was never accepted.
 */
export function setDeadlineAnew(
  dossier: Dossier,
  { calendar, version }: { calendar: WorkingCalendar; version: number },
  now: Date,
): [] | [DeadlineChanged] {
  const { from, to } = transition(dossier, 'set-deadline-anew');
  if (!isCounted(from)) return [];
  const { basis, deadline: previous } = from.acceptance;
  if (basis.calendar.version >= version) return [];
  const at = inOrder(dossier, now);
  if (previous.state === 'RUNNING' && previous.dueAt <= at) return [];
  const newBasis = { ...basis, calendar: { id: basis.calendar.id, version } };
  const deadline = deadlineOf(calendar, from.procedure, { ...from.acceptance, basis: newBasis });
  if (deadline.state === 'UNKNOWN' && previous.state !== 'UNKNOWN') return [];
  // While the applicant is awaited no task has a date; it gets one by this calendar when the clock goes on.
  const dues = deadline.state === 'PAUSED' ? [] : taskDues(from, calendar, from.acceptance.pauses, at);
  return [
    {
      type: 'deadline-changed',
      at,
      status: to,
      cause: 'CALENDAR_CHANGED',
      basis: newBasis,
      previous,
      deadline,
      taskDues: dues,
    },
  ];
}
