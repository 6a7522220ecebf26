/** Asia/Ho_Chi_Minh has had no daylight saving time since 1975. */
const OFFSET_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

/**
 * The instant of local time `time` (`09:10`) on the `weekdaysAgo`th day from Monday to Friday before the local date of
 * `asOf`; 1 is the last weekday before it.
 */
export function weekdayAt(asOf: Date, weekdaysAgo: number, time: string): Date {
  let day = Math.floor((asOf.getTime() + OFFSET_MS) / DAY_MS);
  for (let left = weekdaysAgo; left > 0;) {
    day -= 1;
    // 1 January 1970, day 0, was a Thursday.
    if (![6, 0].includes((day + 4) % 7)) left -= 1;
  }
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return new Date(day * DAY_MS - OFFSET_MS + (hours * 60 + minutes) * 60_000);
}

/**
 * 16:00, local time, of a day in the office so many working days after `from`; a day that only makes up for another is not counted
 * as one, so it is rather later.
 */
export function officeDayAfter(from: Date, days: number, daysOff: readonly { from: string; to: string }[]): Date {
  let day = Math.floor((from.getTime() + OFFSET_MS) / DAY_MS);
  for (let left = days; left > 0;) {
    day += 1;
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    const isOff = daysOff.some((off) => off.from <= date && date <= off.to);
    if (!isOff && ![6, 0].includes((day + 4) % 7)) left -= 1;
  }
  return new Date(day * DAY_MS - OFFSET_MS + 16 * 3_600_000);
}

/** The longest limit of a sample procedure is 30 days; what a supplement adds, and Tết, fit into as many again. */
const DAYS_OF_DEADLINES = 60;

/**
 * `asOf`, or when it is later the last day (noon in Hà Nội) whose deadlines still fall within a calendar that covers the
 * days up to `coversTo` (`yyyy-MM-dd`): services refuse to count a deadline on a day that no calendar speaks of.
 */
export function withinCalendar(asOf: Date, coversTo: string): Date {
  const last = new Date(`${coversTo}T12:00:00+07:00`).getTime() - DAYS_OF_DEADLINES * DAY_MS;
  return asOf.getTime() > last ? new Date(last) : asOf;
}
