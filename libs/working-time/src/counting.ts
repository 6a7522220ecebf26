import { type Budget, stepsOf } from './counting-rules.js';
import type { Pause, Wait } from './ledger.js';
import { addMonths, MINUTES_PER_DAY, MS_PER_DAY } from './local-time.js';
import type { WorkingCalendar } from './working-calendar.js';

/** The unit of a wait: that of the budget that it interrupts. */
export type WaitUnit = 'MINUTE' | 'CLOCK_MINUTE' | 'WORKING_DAY' | 'CALENDAR_DAY';

/** The steps of a count; recorded only for an explanation. */
export type CountingStep =
  | { kind: 'WAITED'; pause: Pause; from: number; to: number; moved: number; unit: WaitUnit }
  | { kind: 'WAITED_AFTER_DUE'; pause: Pause; from: number; due: number }
  | { kind: 'MONTH_END'; day: number }
  | { kind: 'NOMINAL_END'; day: number };

/**
 * The due instant of a budget that starts at a working instant, with waits subtracted. All in local minutes.
 *
 * - MINUTE, HOUR: that many office minutes after the start (Civil Code 2015 Art. 147.1); each wait moves the due
 *   instant by its own office minutes.
 * - CLOCK_HOUR: that many hours of the clock after the start, on days off too; each wait moves the due instant by its own
 *   minutes. It may fall outside office hours: the last day of Art. 148.5 is that of a time limit in days.
 * - WORKING_DAY: closing time of the Nth working day after the day of the start, which is not counted (Art. 147.2); n +
 *   0.5 ends with the first half of the day after the nth. A wait moves it by whole working days: as many as ended
 *   during the wait. An officer counts them on the wall calendar ("asked on Tuesday, brought on Friday: three days");
 *   minutes would set appointments at 10:42 and would make due(n + m) differ from m working days after due(n). The
 *   price: a wait between two closings costs nothing, except that a half day that ended during it ends with the day
 *   instead.
 * - CALENDAR_DAY, MONTH: the Nth day after, or the corresponding day N months later (Art. 148.3), at closing time; on a
 *   day without office it moves to the end of the next working day (Art. 148.5). A wait moves the end by the calendar
 *   days that ended meanwhile, before this; a day without office ends at midnight.
 *
 * Holds in every unit: adjoining waits add up as one; a budget never ends while the applicant is awaited; a wait never
 * moves the due instant further than a RESTART at its end would (months apart, whose lengths differ). Overlapping waits
 * count once. A wait that begins at the due instant or later moves nothing: the budget was already used up and a late
 * dossier stays late.
 * @param waits SUBTRACT pauses in order of their beginning
 * @param journal receives each step for an explanation; without it there is no extra work
 */
export function count(
  calendar: WorkingCalendar,
  budget: Budget,
  start: number,
  waits: readonly Wait[],
  journal?: CountingStep[],
): number {
  const steps = stepsOf(budget);
  switch (budget.unit) {
    case 'MINUTE':
    case 'HOUR':
      return countMinutes(calendar, 'MINUTE', steps, start, waits, journal);
    case 'CLOCK_HOUR':
      return countMinutes(DAY_AND_NIGHT, 'CLOCK_MINUTE', steps, start, waits, journal);
    case 'WORKING_DAY':
      return countWorkingDays(calendar, steps, start, waits, journal);
    case 'CALENDAR_DAY':
    case 'MONTH':
      return countDates(calendar, steps, budget.unit, start, waits, journal);
  }
}

/** Which minutes count: those of office, or all. */
type Minutes = Pick<WorkingCalendar, 'position' | 'instantOf'>;

const DAY_AND_NIGHT: Minutes = { position: (minute) => minute, instantOf: (position) => position };

function countMinutes(
  calendar: Minutes,
  unit: 'MINUTE' | 'CLOCK_MINUTE',
  minutes: number,
  start: number,
  waits: readonly Wait[],
  journal?: CountingStep[],
): number {
  let position = calendar.position(start) + minutes;
  // The end of one shift and the start of the next are one position; an empty budget must not fall before its start.
  let due = minutes === 0 ? start : calendar.instantOf(position);
  let waitedUntil = start;
  for (const wait of waits) {
    const from = Math.max(wait.from, waitedUntil);
    if (from >= due) {
      journal?.push({ kind: 'WAITED_AFTER_DUE', pause: wait.pause, from, due });
      continue;
    }
    const moved = wait.to > from ? calendar.position(wait.to) - calendar.position(from) : 0;
    journal?.push({ kind: 'WAITED', pause: wait.pause, from, to: wait.to, moved, unit });
    waitedUntil = Math.max(wait.to, waitedUntil);
    if (moved === 0) continue;
    position += moved;
    due = calendar.instantOf(position);
  }
  return due;
}

function countWorkingDays(
  calendar: WorkingCalendar,
  halves: number,
  start: number,
  waits: readonly Wait[],
  journal?: CountingStep[],
): number {
  // Half days are numbered through: working day k ends its first half at 2k and its second at 2k + 1.
  let half = 2 * calendar.workingDaysClosed(start) + 1 + halves;
  let due = endOfHalf(calendar, half);
  let waitedUntil = start;
  for (const wait of waits) {
    const from = Math.max(wait.from, waitedUntil);
    if (from >= due) {
      journal?.push({ kind: 'WAITED_AFTER_DUE', pause: wait.pause, from, due });
      continue;
    }
    let moved = wait.to > from ? calendar.workingDaysClosed(wait.to) - calendar.workingDaysClosed(from) : 0;
    if (moved > 0) due = endOfHalf(calendar, half + 2 * moved);
    if (due <= wait.to && half % 2 === 0) {
      moved += 0.5;
      due = endOfHalf(calendar, half + 2 * moved);
    }
    half += 2 * moved;
    journal?.push({ kind: 'WAITED', pause: wait.pause, from, to: wait.to, moved, unit: 'WORKING_DAY' });
    waitedUntil = Math.max(wait.to, waitedUntil);
  }
  return due;
}

function endOfHalf(calendar: WorkingCalendar, half: number): number {
  const workingDay = Math.floor(half / 2);
  return half % 2 === 0 ? calendar.halfClosing(workingDay) : calendar.closing(workingDay);
}

function countDates(
  calendar: WorkingCalendar,
  amount: number,
  unit: 'CALENDAR_DAY' | 'MONTH',
  start: number,
  waits: readonly Wait[],
  journal?: CountingStep[],
): number {
  const startDay = dayOf(start);
  let end = unit === 'MONTH' ? addMonths(startDay, amount) : startDay + amount;
  if (journal && unit === 'MONTH' && dayOfMonth(end) !== dayOfMonth(startDay)) {
    journal.push({ kind: 'MONTH_END', day: end });
  }
  let due = calendar.closing(calendar.workingDayFrom(end));
  let waitedUntil = start;
  for (const wait of waits) {
    const from = Math.max(wait.from, waitedUntil);
    if (from >= due) {
      journal?.push({ kind: 'WAITED_AFTER_DUE', pause: wait.pause, from, due });
      continue;
    }
    const moved = wait.to > from ? calendar.firstOpenDay(wait.to) - calendar.firstOpenDay(from) : 0;
    journal?.push({ kind: 'WAITED', pause: wait.pause, from, to: wait.to, moved, unit: 'CALENDAR_DAY' });
    waitedUntil = Math.max(wait.to, waitedUntil);
    if (moved === 0) continue;
    // A wait that begins on a day gained by rolling forward moves the end from that day; otherwise it could end during
    // the wait.
    end = Math.max(end, calendar.firstOpenDay(from)) + moved;
    due = calendar.closing(calendar.workingDayFrom(end));
  }
  if (journal && dayEndingAt(due) !== end) journal.push({ kind: 'NOMINAL_END', day: end });
  return due;
}

/** The day that a due instant ends; 24:00 belongs to the day before its midnight. */
export function dayEndingAt(due: number): number {
  return dayOf(due - 1);
}

function dayOf(minute: number): number {
  return Math.floor(minute / MINUTES_PER_DAY);
}

function dayOfMonth(day: number): number {
  return new Date(day * MS_PER_DAY).getUTCDate();
}
