import { localMinute } from './local-time.js';
import type { WorkingCalendar } from './working-calendar.js';

/**
 * Working time in `[from, to)`: office minutes, and the working days that ended in it (the unit by which a SUBTRACT
 * pause moves a day budget). Both add up over adjoining intervals, so a dossier's time can be split by agency, unit and
 * officer without losing a minute; both are negative when `to` is before `from`.
 * @throws CalendarCoverageError when either instant is on a day that the calendar does not cover.
 */
export function elapsedWorkingTime(
  calendar: WorkingCalendar,
  from: Date,
  to: Date,
): { minutes: number; workingDays: number } {
  const begin = localMinute(from);
  const end = localMinute(to);
  return {
    minutes: calendar.position(end) - calendar.position(begin),
    workingDays: calendar.workingDaysClosed(end) - calendar.workingDaysClosed(begin),
  };
}
