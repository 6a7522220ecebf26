import { loadavg } from 'node:os';

/** The middle of the values; for an even number, the mean of the two in the middle. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) throw new RangeError('no values');
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value below which `part` (0…1) of the values lie, by the nearest rank. */
export function percentile(values: number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) throw new RangeError('no values');
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)]!;
}

/** An aim: at least or at most a value, in the unit of its figure. */
export interface Aim {
  atLeast?: number;
  atMost?: number;
}

export interface Figure {
  what: string;
  value: number;
  unit: string;
  aim?: Aim;
  /** The rounds of which it is the median. */
  rounds?: number[];
}

/** Collects the figures of a run and prints each at once, with the load of the machine. */
export class Figures {
  readonly all: Figure[] = [];

  constructor(private readonly print: (line: string) => void) {}

  section(title: string): void {
    this.print(`\n## ${title} (load average ${loadavg()[0]!.toFixed(1)})`);
  }

  note(line: string): void {
    this.print(`      ${line}`);
  }

  /** A single measurement. */
  is(what: string, value: number, unit: string, aim?: Aim): void {
    this.add({ what, value, unit, aim });
  }

  /** The median of the rounds of one run. */
  median(what: string, rounds: number[], unit: string, aim?: Aim): number {
    const value = median(rounds);
    this.add({ what, value, unit, aim, rounds });
    return value;
  }

  /** The ratio to another figure, round by round in one run, so that other load affects both alike. */
  ratio(what: string, rounds: number[], against: number[], aim?: Aim): void {
    this.add({
      what,
      value: median(rounds.map((value, index) => (100 * value) / against[index]!)),
      unit: '%',
      aim,
      rounds: rounds.map((value, index) => (100 * value) / against[index]!),
    });
  }

  private add(figure: Figure): void {
    this.all.push(figure);
    const { what, value, unit, aim, rounds } = figure;
    const spread =
      rounds && rounds.length > 1 ? `  [${shown(Math.min(...rounds))} … ${shown(Math.max(...rounds))}]` : '';
    this.print(`${verdict(value, aim).padEnd(6)}${what}: ${shown(value)} ${unit}${spread}${aimText(aim, unit)}`);
  }
}

export function met(value: number, aim: Aim): boolean {
  return value >= (aim.atLeast ?? -Infinity) && value <= (aim.atMost ?? Infinity);
}

function verdict(value: number, aim: Aim | undefined): string {
  if (!aim) return '';
  return met(value, aim) ? 'ok' : 'below';
}

function aimText(aim: Aim | undefined, unit: string): string {
  if (!aim) return '';
  return aim.atLeast !== undefined
    ? `  (aim: at least ${shown(aim.atLeast)} ${unit})`
    : `  (aim: at most ${shown(aim.atMost!)} ${unit})`;
}

function shown(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}
