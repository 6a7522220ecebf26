import { count } from './counting.js';
import { type Budget, type CountingRules, stepsOf } from './counting-rules.js';
import { startOf } from './intake.js';
import { type Ledger, settle } from './ledger.js';
import { instantOfLocalMinute } from './local-time.js';
import type { WorkingCalendar } from './working-calendar.js';

/** The due instant of a dossier, or the time since which its clock is paused. */
export type Due = { state: 'RUNNING'; dueAt: Date } | { state: 'PAUSED'; since: Date };

/**
 * The due instant of a budget over a ledger: `late` is an instant after it.
 *
 * The clock starts at the first working instant not before the receipt, moved by the late-intake rule; that of CLOCK_HOUR with
 * the receipt itself. A RESTART
 * pause is a new receipt at its end, with a full budget and the same late-intake rule (Decree 61/2018 Art. 19.4: the
 * time limit is counted anew from the complete dossier), whatever came before it. A SUBTRACT pause is no receipt, so
 * the late-intake rule does not touch its end; see `count` for what it moves. While a pause is open there is no due
 * instant: PAUSED since the earliest open one. Instants are read in whole minutes.
 * @throws CalendarCoverageError when counting reaches a day that the calendar does not know.
 * @throws RangeError when the budget, an instant or a pause is malformed.
 */
export function dueAt(calendar: WorkingCalendar, budget: Budget, ledger: Ledger, rules: CountingRules): Due {
  const settled = settle(ledger);
  if (settled.open) {
    stepsOf(budget);
    return { state: 'PAUSED', since: settled.open.from };
  }
  const { start } = startOf(calendar, budget.unit, settled.countFrom, rules.lateIntake);
  return { state: 'RUNNING', dueAt: instantOfLocalMinute(count(calendar, budget, start, settled.waits)) };
}
