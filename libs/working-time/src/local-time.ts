/** A day of the Vietnamese civil calendar, `YYYY-MM-DD`, in Asia/Ho_Chi_Minh. */
export type LocalDate = string;

export const MS_PER_MINUTE = 60_000;
export const MINUTES_PER_DAY = 1_440;
export const MS_PER_DAY = MINUTES_PER_DAY * MS_PER_MINUTE;

/** Vietnam has kept UTC+7 without daylight saving since 13 June 1975, so one constant replaces a time zone database. */
export const UTC_OFFSET_MINUTES = 7 * 60;
const UTC_OFFSET_MS = UTC_OFFSET_MINUTES * MS_PER_MINUTE;

const LOCAL_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * Days since 1970-01-01 of a local date.
 * @throws RangeError when the text is not a day that exists (`2026-02-29`).
 */
export function dayNumber(date: LocalDate): number {
  const parts = LOCAL_DATE.exec(date);
  const ms = parts ? Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])) : Number.NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date) {
    throw new RangeError(`not a date YYYY-MM-DD: ${JSON.stringify(date)}`);
  }
  return ms / MS_PER_DAY;
}

/** The local date of a day number. */
export function dateOfDayNumber(day: number): LocalDate {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** 0 = Sunday … 6 = Saturday. */
export function weekday(day: number): number {
  // 1970-01-01 was a Thursday.
  return (((day + 4) % 7) + 7) % 7;
}

/**
 * Whole local minutes since 1970-01-01T00:00 at UTC+7; seconds are dropped, because a receipt prints hour, minute and
 * day (form 01) and an officer must be able to redo the count from it.
 * @throws RangeError on an invalid date.
 */
export function localMinute(at: Date): number {
  const ms = at.getTime();
  if (Number.isNaN(ms)) throw new RangeError('not an instant: Invalid Date');
  return Math.floor(ms / MS_PER_MINUTE) + UTC_OFFSET_MINUTES;
}

/** The instant of a count of local minutes. */
export function instantOfLocalMinute(minute: number): Date {
  return new Date((minute - UTC_OFFSET_MINUTES) * MS_PER_MINUTE);
}

/**
 * Minutes since midnight of `HH:MM`; `24:00` is the end of the day (Civil Code Art. 148.6).
 * @throws RangeError when it is not a time of day.
 */
export function minuteOfDay(time: string): number {
  // Digit by digit: a late-intake rule is parsed on every count, and a regular expression would double the cost.
  const hour = twoDigits(time, 0);
  const minute = twoDigits(time, 3);
  const total = hour * 60 + minute;
  if (time.length !== 5 || time[2] !== ':' || !(minute <= 59) || !(total <= MINUTES_PER_DAY)) {
    throw new RangeError(`not a time HH:MM: ${JSON.stringify(time)}`);
  }
  return total;
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** The local date on which an instant falls. */
export function localDate(at: Date): LocalDate {
  return dateOfDayNumber(Math.floor(localMinute(at) / MINUTES_PER_DAY));
}

/**
 * The instant at which a local day begins, 00:00 at UTC+7.
 * @throws RangeError when the text is not a day that exists.
 */
export function startOfLocalDay(date: LocalDate): Date {
  return new Date(dayNumber(date) * MS_PER_DAY - UTC_OFFSET_MS);
}

/**
 * The day `months` later with the same number, or the last day of that month when it has no such day
 * (Civil Code 2015 Art. 148.3).
 */
export function addMonths(day: number, months: number): number {
  const from = new Date(day * MS_PER_DAY);
  const year = from.getUTCFullYear();
  const month = from.getUTCMonth() + months;
  const lastOfMonth = Date.UTC(year, month + 1, 0) / MS_PER_DAY;
  return Math.min(Date.UTC(year, month, from.getUTCDate()) / MS_PER_DAY, lastOfMonth);
}
