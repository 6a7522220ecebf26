import type { ReportCell } from './cells.js';
import type { ReportDefinition, ShareName } from './definitions.js';
import { noCounts, valueOf, type CellCounts } from './figures.js';
import { ratio, type Ratio } from './ratio.js';

/** What a dossier of an earlier period counted as when that was frozen, and what it counts as now. */
export interface CellChange {
  was: readonly string[];
  now: readonly string[];
}

export type CellDeltas = Partial<Record<ReportCell, number>>;

/** By how much the cells of its period change. */
export function deltasOf({ was, now }: CellChange): CellDeltas {
  const deltas: Record<string, number> = {};
  for (const cell of now) deltas[cell] = (deltas[cell] ?? 0) + 1;
  for (const cell of was) deltas[cell] = (deltas[cell] ?? 0) - 1;
  return nonZero(deltas);
}

/** An apology is owed for what has ended late and for what is open past its due date; of the second, the later report tells itself. */
const OWED = /^apologies\.(owed|inTime|late|missing|unknown)$/;

/** What of a change is added to the later report that learns of it: what happened, not how it stood then. */
export function standingDeltasOf({ was, now }: CellChange, definition: ReportDefinition): CellDeltas {
  const flows = (cells: readonly string[]) =>
    cells.filter(
      (cell) => definition.flows.includes(cell as ReportCell) && (!OWED.test(cell) || cells.includes('ended')),
    );
  return deltasOf({ was: flows(was), now: flows(now) });
}

export function nonZero(deltas: CellDeltas): CellDeltas {
  return Object.fromEntries(Object.entries(deltas).filter(([, delta]) => delta !== 0));
}

export function added(one: CellDeltas, other: CellDeltas): CellDeltas {
  const sum: CellDeltas = { ...one };
  for (const [cell, delta] of Object.entries(other)) {
    sum[cell as ReportCell] = (sum[cell as ReportCell] ?? 0) + delta;
  }
  return sum;
}

/**
 * The figures of a report with the adjustments of earlier periods: each flow is the own one and what was learnt late. What was there at
 * the end is counted, so what was there before is what follows from it, and every identity holds again.
 */
export function standingOf(own: CellCounts, deltas: CellDeltas, definition: ReportDefinition): CellCounts {
  const of = (cells: ReportCell[]) => cells.reduce((sum, cell) => sum + (deltas[cell] ?? 0), 0);
  const standing = { ...noCounts(), ...own };
  for (const cell of definition.flows) standing[cell] = own[cell] + (deltas[cell] ?? 0);
  for (const opening of definition.openings) {
    standing[opening.cell] = own[opening.cell] - of(opening.in) + of(opening.out);
    standing[opening.whole] = standing[opening.cell] + opening.in.reduce((sum, cell) => sum + standing[cell], 0);
  }
  return standing;
}

/** A share; an adjustment may take more away than a row has, and then there is no percentage. */
export function shareOf(counts: CellCounts, { numerator, denominator }: ReportDefinition['shares'][ShareName]): Ratio {
  const part = valueOf(counts, numerator);
  const whole = valueOf(counts, denominator);
  if (part < 0 || part > whole) return { numerator: part, denominator: whole, percent: null };
  return ratio(part, whole);
}
