import { CalendarCoverageError } from './calendar-coverage-error.js';
import { clockOf } from './clock.js';
import { count } from './counting.js';
import { type Budget, type CountingRules, stepsOf } from './counting-rules.js';
import { startOf } from './intake.js';
import { type Ledger, settle, type SettledLedger } from './ledger.js';
import { instantOfLocalMinute, localMinute } from './local-time.js';
import type { WorkingCalendar } from './working-calendar.js';

/** The due instant of a dossier, or the time since which its clock is paused. */
export type Due = { state: 'RUNNING'; dueAt: Date } | { state: 'PAUSED'; since: Date };

/**
 * The due instant of a budget over a ledger: `late` is an instant after it.
 *
 * The clock starts at the first working instant not before the receipt, moved by the late-intake rule; that of CLOCK_HOUR with
 * the receipt itself. A RESTART
 * pause is a new receipt at its end, with a full budget and the same late-intake rule (Decree 61/2018 Art. 19.4: the
 * time limit is counted anew from the complete dossier). A SUBTRACT pause is no receipt, so
 * the late-intake rule does not touch its end; see `count` for what it moves. A pause that begins at the due instant or later
 * moves nothing, in either mode and also while it is open. While another pause is open there is no due
 * instant: PAUSED since the earliest open one. Instants are read in whole minutes.
 * @throws CalendarCoverageError when counting reaches a day that the calendar does not know.
 * @throws RangeError when the budget, an instant or a pause is malformed.
 */
export function dueAt(calendar: WorkingCalendar, budget: Budget, ledger: Ledger, rules: CountingRules): Due {
  const settled = settle(ledger);
  if (!settled.open)
    return { state: 'RUNNING', dueAt: instantOfLocalMinute(dueMinute(calendar, budget, settled, rules)) };
  stepsOf(budget);
  const paused: Due = { state: 'PAUSED', since: settled.open.from };
  try {
    const due = dueMinute(calendar, budget, settled, rules);
    return due <= localMinute(settled.open.from) ? { state: 'RUNNING', dueAt: instantOfLocalMinute(due) } : paused;
  } catch (error) {
    // The calendar does not tell whether it was due when the pause began.
    if (error instanceof CalendarCoverageError) return paused;
    throw error;
  }
}

/** The due instant over the closed pauses. */
function dueMinute(
  calendar: WorkingCalendar,
  budget: Budget,
  settled: SettledLedger,
  { lateIntake }: CountingRules,
): number {
  const { countFrom, waits } = clockOf(calendar, budget, settled, lateIntake);
  return count(calendar, budget, startOf(calendar, budget.unit, countFrom, lateIntake).start, waits);
}
