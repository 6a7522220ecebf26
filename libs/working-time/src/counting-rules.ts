/** Units are kept apart: 8 hours are not a day, 30 days are not a month. */
export type TimeUnit = 'MINUTE' | 'HOUR' | 'WORKING_DAY' | 'CALENDAR_DAY' | 'MONTH';

/** The time that a procedure, or one step of its internal process, may take. */
export interface Budget {
  /** Not negative. MINUTE, CALENDAR_DAY and MONTH are whole; HOUR a whole number of minutes; WORKING_DAY may be n + 0.5. */
  amount: number;
  unit: TimeUnit;
}

/** A receipt late in the day counts as one of the next working day. */
export type LateIntake =
  | { kind: 'NONE' }
  /** No more than so many office minutes are left of the day. */
  | { kind: 'LAST_MINUTES_OF_OFFICE'; minutes: number }
  /** The receipt is after `HH:MM`; at `HH:MM` sharp it is still in time. */
  | { kind: 'AFTER_LOCAL_TIME'; time: string };

/** RESTART: the time limit is counted anew from the complete dossier. SUBTRACT: the waiting is taken out of it. */
export type SupplementMode = 'RESTART' | 'SUBTRACT';

/** What a rule set says about counting. */
export interface CountingRules {
  lateIntake: LateIntake;
  /** The mode that the caller stamps on a supplement's pause when it begins; counting itself reads each pause's own. */
  supplementMode: SupplementMode;
}
