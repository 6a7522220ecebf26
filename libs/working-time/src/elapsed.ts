import type { WorkingCalendar } from './working-calendar.js';

/** Working time between two instants. */
export function elapsedWorkingTime(
  _calendar: WorkingCalendar,
  _from: Date,
  _to: Date,
): { minutes: number; workingDays: number } {
  throw new Error('counting is not built yet');
}
