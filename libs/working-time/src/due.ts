import type { Budget, CountingRules } from './counting-rules.js';
import type { Ledger } from './ledger.js';
import type { WorkingCalendar } from './working-calendar.js';

/** When a dossier is due, or since when its clock stands still. */
export type Due = { state: 'RUNNING'; dueAt: Date } | { state: 'PAUSED'; since: Date };

/** The due instant of a budget over a ledger. */
export function dueAt(_calendar: WorkingCalendar, _budget: Budget, _ledger: Ledger, _rules: CountingRules): Due {
  throw new Error('counting is not built yet');
}
