import { CalendarCoverageError } from './calendar-coverage-error.js';
import { count } from './counting.js';
import type { Budget, LateIntake } from './counting-rules.js';
import { startOf } from './intake.js';
import type { SettledLedger, Wait } from './ledger.js';
import type { WorkingCalendar } from './working-calendar.js';

/** What the pauses of a ledger do to its clock, in local minutes. */
export interface Clock {
  /** Where the count begins: the receipt, or the end of the last RESTART pause that counts. */
  readonly countFrom: number;
  /** RESTART pauses that began while there was time, by their beginning. */
  readonly restarts: readonly Wait[];
  /** SUBTRACT pauses, by their beginning; including those before a later restart. */
  readonly waits: readonly Wait[];
  /** RESTART pauses that began when the budget was used up: they move nothing. */
  readonly tooLate: readonly Wait[];
}

const NONE: readonly Wait[] = [];

/**
 * A pause that begins at the due instant or later moves nothing, whatever its mode: a lateness that has been reached stands, and
 * no later request for a supplement starts the time limit anew.
 * @throws CalendarCoverageError when it cannot be told whether a RESTART pause began in time.
 */
export function clockOf(
  calendar: WorkingCalendar,
  budget: Budget,
  { receivedAt, pauses }: SettledLedger,
  rule: LateIntake,
): Clock {
  if (!pauses.some(({ pause }) => pause.mode === 'RESTART')) {
    return { countFrom: receivedAt, restarts: NONE, waits: pauses, tooLate: NONE };
  }
  const restarts: Wait[] = [];
  const waits: Wait[] = [];
  const tooLate: Wait[] = [];
  let countFrom = receivedAt;
  for (const wait of pauses) {
    if (wait.pause.mode !== 'RESTART') {
      waits.push(wait);
    } else if (isDueBy(calendar, budget, startOf(calendar, budget.unit, countFrom, rule).start, waits, wait.from)) {
      tooLate.push(wait);
    } else {
      restarts.push(wait);
      if (wait.to > countFrom) countFrom = wait.to;
    }
  }
  return { countFrom, restarts, waits, tooLate };
}

/** A calendar that ends before the due instant, and not before `minute`, says enough: it is not due by then. */
function isDueBy(
  calendar: WorkingCalendar,
  budget: Budget,
  start: number,
  waits: readonly Wait[],
  minute: number,
): boolean {
  try {
    return count(calendar, budget, start, waits) <= minute;
  } catch (error) {
    if (error instanceof CalendarCoverageError && calendar.covers(minute)) return false;
    throw error;
  }
}
