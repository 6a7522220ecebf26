import type { SupplementMode } from './counting-rules.js';

/** A stretch `[from, to)` in which the clock stood still; without `to` it still does. */
export interface Pause {
  from: Date;
  to?: Date;
  reason: string;
  /** Stamped when the pause began, so that a later rule set does not rewrite it. */
  mode: SupplementMode;
}

/** What happened to the clock of one dossier. */
export interface Ledger {
  /** The instant on the receipt (Decree 118/2025 Art. 17.3): received complete and correct by the competent agency. */
  receivedAt: Date;
  pauses: Pause[];
}
