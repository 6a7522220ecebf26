import type { Queries } from './reference-copies.js';

/** The deadlines that a service counts by its copies. It is told of a change in the transaction that stores the copy. */
export abstract class OpenDeadlines {
  abstract calendarPublished(queries: Queries, calendarId: string, version: number): Promise<void>;
  /** Its calendar or its office hours may have changed. */
  abstract agencyChanged(queries: Queries, agencyCode: string, version: number): Promise<void>;
}
