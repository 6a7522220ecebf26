import type { SupplementMode } from './counting-rules.js';
import { localMinute } from './local-time.js';

/** An interval `[from, to)` in which the clock was paused; without `to` it still is. */
export interface Pause {
  from: Date;
  to?: Date;
  reason: string;
  /** Fixed when the pause began, so that a later rule set does not change it. */
  mode: SupplementMode;
}

/** What happened to the clock of one dossier. Pauses may come in any order. */
export interface Ledger {
  /** The instant on the receipt (Decree 118/2025 Art. 17.3): received complete and correct by the competent agency. */
  receivedAt: Date;
  pauses: Pause[];
}

/** A closed pause in local minutes. */
export interface Wait {
  readonly from: number;
  readonly to: number;
  readonly pause: Pause;
}

/** A ledger reduced to the data for counting, in local minutes. */
export interface SettledLedger {
  readonly receivedAt: number;
  /** Where the count begins: the receipt, or the end of the last RESTART pause. */
  readonly countFrom: number;
  /** Closed RESTART pauses, by their beginning. */
  readonly restarts: readonly Wait[];
  /** Closed SUBTRACT pauses, by their beginning; including those before a later restart. */
  readonly waits: readonly Wait[];
  /** The open pause that began first. */
  readonly open?: Pause;
}

const NO_WAITS: readonly Wait[] = [];

/**
 * Sorts a ledger's pauses by their effect.
 * @throws RangeError when a pause ends before it begins, or an instant is not one.
 */
export function settle(ledger: Ledger): SettledLedger {
  const receivedAt = localMinute(ledger.receivedAt);
  if (ledger.pauses.length === 0) {
    return { receivedAt, countFrom: receivedAt, restarts: NO_WAITS, waits: NO_WAITS };
  }
  const restarts: Wait[] = [];
  const waits: Wait[] = [];
  let countFrom = receivedAt;
  let open: Pause | undefined;
  for (const pause of ledger.pauses) {
    const from = localMinute(pause.from);
    if (pause.to == null) {
      if (open === undefined || pause.from < open.from) open = pause;
      continue;
    }
    const to = localMinute(pause.to);
    if (pause.to < pause.from) {
      throw new RangeError(`a pause ends (${pause.to.toISOString()}) before it begins (${pause.from.toISOString()})`);
    }
    (pause.mode === 'RESTART' ? restarts : waits).push({ from, to, pause });
    if (pause.mode === 'RESTART' && to > countFrom) countFrom = to;
  }
  const byBeginning = (a: Wait, b: Wait) => a.from - b.from || a.to - b.to;
  return { receivedAt, countFrom, restarts: restarts.sort(byBeginning), waits: waits.sort(byBeginning), open };
}
