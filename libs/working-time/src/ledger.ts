import type { SupplementMode } from './counting-rules.js';
import { localMinute } from './local-time.js';

/** How the clock goes on after a pause. RUNS_ON: it is only on record, and the clock never stood still. */
export type PauseMode = SupplementMode | 'RUNS_ON';

/** An interval `[from, to)` in which the clock was paused; without `to` it still is. */
export interface Pause {
  from: Date;
  to?: Date;
  reason: string;
  /** Fixed when the pause began, so that a later rule set does not change it. */
  mode: PauseMode;
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

/** A ledger in local minutes. */
export interface SettledLedger {
  readonly receivedAt: number;
  /** Closed pauses, by their beginning. */
  readonly pauses: readonly Wait[];
  /** Pauses in which the clock ran on. */
  readonly ranOn: readonly Pause[];
  /** The open pause that began first. */
  readonly open?: Pause;
}

const NO_WAITS: readonly Wait[] = [];
const NO_PAUSES: readonly Pause[] = [];

/**
 * A ledger in the order of its pauses.
 * @throws RangeError when a pause ends before it begins, or an instant is not one.
 */
export function settle(ledger: Ledger): SettledLedger {
  const receivedAt = localMinute(ledger.receivedAt);
  if (ledger.pauses.length === 0) return { receivedAt, pauses: NO_WAITS, ranOn: NO_PAUSES };
  const pauses: Wait[] = [];
  const ranOn: Pause[] = [];
  let open: Pause | undefined;
  for (const pause of ledger.pauses) {
    const from = localMinute(pause.from);
    if (pause.mode === 'RUNS_ON') {
      ranOn.push(pause);
      continue;
    }
    if (pause.to == null) {
      if (open === undefined || pause.from < open.from) open = pause;
      continue;
    }
    const to = localMinute(pause.to);
    if (pause.to < pause.from) {
      throw new RangeError(`a pause ends (${pause.to.toISOString()}) before it begins (${pause.from.toISOString()})`);
    }
    pauses.push({ from, to, pause });
  }
  return { receivedAt, pauses: pauses.sort((a, b) => a.from - b.from || a.to - b.to), ranOn, open };
}
