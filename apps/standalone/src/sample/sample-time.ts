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
