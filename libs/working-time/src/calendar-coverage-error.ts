import type { LocalDate } from './local-time.js';

/**
 * Counting reached a day that the calendar does not cover: outside its years, or before its first office hours. Next
 * year's days off are known only when the yearly notice is issued, so the count never guesses.
 */
export class CalendarCoverageError extends Error {
  override readonly name = 'CalendarCoverageError';

  constructor(
    /** The day that the calendar does not know. */
    readonly date: LocalDate,
    readonly calendar: { readonly id: string; readonly version: number },
    covers: { readonly from: LocalDate; readonly to: LocalDate },
  ) {
    super(
      `calendar ${calendar.id} version ${calendar.version} covers ${covers.from} to ${covers.to} and says nothing about ${date}`,
    );
  }
}
