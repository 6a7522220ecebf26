/**
 * Units are kept apart: 8 hours are not a day, 30 days are not a month. MINUTE and HOUR are office time; CLOCK_HOUR runs day
 * and night, as where an airport or a shipping lane has to be closed.
 */
export type TimeUnit = 'MINUTE' | 'HOUR' | 'CLOCK_HOUR' | 'WORKING_DAY' | 'CALENDAR_DAY' | 'MONTH';

/** The time that a procedure, or one step of its internal process, may take. */
export interface Budget {
  /** Not negative. MINUTE, CALENDAR_DAY and MONTH are whole; HOUR and CLOCK_HOUR a whole number of minutes; WORKING_DAY may be n + 0.5. */
  amount: number;
  unit: TimeUnit;
}

/** A receipt late in the day counts as one of the next working day. */
export type LateIntake =
  | { kind: 'NONE' }
  /** At most this many office minutes are left of the day. */
  | { kind: 'LAST_MINUTES_OF_OFFICE'; minutes: number }
  /** The receipt is after `HH:MM`; exactly `HH:MM` is still in time. */
  | { kind: 'AFTER_LOCAL_TIME'; time: string };

/** RESTART: the time limit restarts from the complete dossier. SUBTRACT: the wait is subtracted. */
export type SupplementMode = 'RESTART' | 'SUBTRACT';

/** The counting part of a rule set. */
export interface CountingRules {
  lateIntake: LateIntake;
  /** The mode of new supplement pauses, set by the caller when a pause begins; counting uses the mode of each pause. */
  supplementMode: SupplementMode;
}

const STEPS_PER_UNIT: Record<TimeUnit, number> = {
  MINUTE: 1,
  HOUR: 60,
  CLOCK_HOUR: 60,
  WORKING_DAY: 2,
  CALENDAR_DAY: 1,
  MONTH: 1,
};

/**
 * A budget in whole steps of counting: minutes for MINUTE, HOUR and CLOCK_HOUR, half days for WORKING_DAY, else its own unit.
 * @throws RangeError when the amount is negative or finer than its unit allows, or the unit is unknown.
 */
export function stepsOf(budget: Budget): number {
  const exact = budget.amount * STEPS_PER_UNIT[budget.unit];
  const steps = Math.round(exact);
  // 0.1 h is 6.000000000000001 minutes in binary; a real fraction of a minute is far larger than this.
  if (!(budget.amount >= 0 && Number.isSafeInteger(steps) && Math.abs(exact - steps) < 1e-6)) {
    throw new RangeError(`not a time limit: ${budget.amount} ${budget.unit}`);
  }
  return steps;
}
