import type { Budget, CountingRules } from './counting-rules.js';
import type { Due } from './due.js';
import type { Ledger } from './ledger.js';
import type { LocalDate } from './local-time.js';
import type { WorkingCalendar } from './working-calendar.js';

/** What one line of an explanation says. */
export type ExplanationCode =
  | 'RECEIVED'
  | 'OUTSIDE_OFFICE_HOURS'
  | 'LATE_INTAKE'
  | 'STARTED'
  | 'FIRST_DAY_NOT_COUNTED'
  | 'WEEKLY_REST'
  | 'HOLIDAY'
  | 'SWAPPED_DAY_OFF'
  | 'MAKE_UP_DAY'
  | 'PAUSE_RESTARTED'
  | 'PAUSE_SUBTRACTED'
  | 'PAUSE_AFTER_DUE'
  | 'MONTH_END'
  | 'ROLLED_FORWARD'
  | 'PAUSED'
  | 'DUE';

/** One step of the count: a day (`on`) or an instant (`at`), with its reading in both languages. */
export interface ExplanationLine {
  code: ExplanationCode;
  on?: LocalDate;
  at?: Date;
  /** The end of a pause. */
  to?: Date;
  /** What a pause moved the due time by. */
  moved?: { amount: number; unit: 'MINUTE' | 'WORKING_DAY' | 'CALENDAR_DAY' };
  text: { vi: string; en: string };
}

/** How a due instant came about, in the order in which an officer would count it. */
export interface Explanation {
  calendar: { id: string; version: number };
  budget: Budget;
  due: Due;
  lines: ExplanationLine[];
}

/** The due instant with its reasons. */
export function explain(
  _calendar: WorkingCalendar,
  _budget: Budget,
  _ledger: Ledger,
  _rules: CountingRules,
): Explanation {
  throw new Error('counting is not built yet');
}
