/** The ways in which a call can fail. */
export const FAULT_KINDS = [
  /** Does nothing and answers with an error code. */
  'REFUSE',
  /** Does the work and never answers. */
  'TIMEOUT_AFTER_ACCEPTING',
  /** Does nothing and answers HTTP 500. */
  'ERROR_500',
  /** Stores the first half of the items and answers with an error code. */
  'HALF_CHUNK',
  /** Answers success and stores nothing. */
  'DROP_SILENTLY',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultPlan {
  kinds: FaultKind[];
  /** Share of calls that fail, 0 to 1: 0.2 is one call in five. */
  rate: number;
  /** Only calls of these services; by default all but the login. */
  services?: string[];
  /** Total number of failures; by default unlimited. */
  times?: number;
}

/** The kinds that apply only to storing services. */
const OF_WRITES: readonly FaultKind[] = ['HALF_CHUNK', 'DROP_SILENTLY'];

/** Decides from its seed which call fails and how. */
export class Faults {
  readonly injected = new Map<FaultKind, number>();
  private plan?: FaultPlan;
  private left = Infinity;
  private downUntil = 0;

  constructor(private random: () => number) {}

  set(plan: FaultPlan | undefined, random?: () => number): void {
    if (random) this.random = random;
    this.plan = plan;
    this.left = plan?.times ?? Infinity;
  }

  get current(): FaultPlan | undefined {
    return this.plan;
  }

  /** Cuts every call of the protocol for this time. */
  beDownFor(ms: number): void {
    this.downUntil = Date.now() + ms;
  }

  get down(): boolean {
    return Date.now() < this.downUntil;
  }

  /** The failure of this call; undefined for most. */
  next(service: string, writes: boolean): FaultKind | undefined {
    const { plan } = this;
    if (!plan || this.left <= 0 || (plan.services && !plan.services.includes(service))) return undefined;
    const possible = plan.kinds.filter((kind) => writes || !OF_WRITES.includes(kind));
    if (possible.length === 0 || this.random() >= plan.rate) return undefined;
    const kind = possible[Math.floor(this.random() * possible.length)]!;
    this.left -= 1;
    this.injected.set(kind, (this.injected.get(kind) ?? 0) + 1);
    return kind;
  }
}

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
