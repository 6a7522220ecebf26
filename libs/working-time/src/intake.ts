import type { LateIntake, TimeUnit } from './counting-rules.js';
import { MINUTES_PER_DAY, minuteOfDay } from './local-time.js';
import type { WorkingCalendar } from './working-calendar.js';

/** Where the clock starts, and what moved it there. */
export interface Intake {
  readonly start: number;
  readonly moved: 'NOT' | 'OUTSIDE_OFFICE_HOURS' | 'LATE_INTAKE';
}

/**
 * Where the clock of a time limit in this unit starts. One that runs day and night starts with the receipt, whenever that is
 * (Civil Code 2015 Art. 147.1).
 * @throws CalendarCoverageError and RangeError as `intake` does
 */
export function startOf(calendar: WorkingCalendar, unit: TimeUnit, receivedAt: number, rule: LateIntake): Intake {
  return unit === 'CLOCK_HOUR' ? { start: receivedAt, moved: 'NOT' } : intake(calendar, receivedAt, rule);
}

/**
 * The first working instant not before the receipt or, for a receipt that the rule calls late, the opening of the next
 * working day (Decree 118/2025 Art. 18.2: after 15:00; other decrees: the last hour of office).
 *
 * The rule looks at the day of the receipt only, and only if its office has not closed yet: a receipt on a rest day
 * already starts with the next opening and is not moved twice.
 * @param receivedAt local minute
 * @throws CalendarCoverageError when the calendar does not reach that instant.
 * @throws RangeError on an unknown rule.
 */
export function intake(calendar: WorkingCalendar, receivedAt: number, rule: LateIntake): Intake {
  const left = calendar.minutesLeft(receivedAt);
  if (left > 0 && isLate(receivedAt, left, rule)) {
    return { start: calendar.opening(calendar.workingDaysClosed(receivedAt) + 1), moved: 'LATE_INTAKE' };
  }
  const start = calendar.nextWorkingInstant(receivedAt);
  return { start, moved: start === receivedAt ? 'NOT' : 'OUTSIDE_OFFICE_HOURS' };
}

function isLate(receivedAt: number, left: number, rule: LateIntake): boolean {
  switch (rule.kind) {
    case 'NONE':
      return false;
    case 'LAST_MINUTES_OF_OFFICE':
      return left <= rule.minutes;
    case 'AFTER_LOCAL_TIME':
      return receivedAt % MINUTES_PER_DAY > minuteOfDay(rule.time);
    default:
      throw new RangeError(`not a late-intake rule: ${JSON.stringify(rule)}`);
  }
}
