import { setTimeout as pause } from 'node:timers/promises';
import { liveDossier, planLife, type Ask, type KnownDossier } from './dossier-life.js';
import type { SeededRandom } from './seeded-random.js';

export interface LoadOptions {
  /** Lives begun in a second. */
  livesPerSecond: number;
  /** Lives under way at the same time; no new one begins beyond. */
  atOnce: number;
  /** Begins the keys of this load's changes; none other may use it. */
  name: string;
  random: SeededRandom;
  ask: Ask;
  keyed?: boolean;
  /** Told of a life that ended before its time. */
  failed(error: unknown): void;
}

/** Whole dossier lives, begun at a steady rate until it is told to end. */
export class SteadyLoad {
  readonly known: KnownDossier[] = [];
  begun = 0;
  ended = 0;
  private readonly underWay = new Set<Promise<void>>();
  private going = true;
  private readonly running: Promise<void>;

  constructor(private readonly options: LoadOptions) {
    this.running = this.run();
  }

  /** Begins no further life and waits for those under way. */
  async end(): Promise<void> {
    this.going = false;
    await this.running;
    await Promise.all(this.underWay);
  }

  private async run(): Promise<void> {
    const { livesPerSecond, atOnce } = this.options;
    let next = Date.now();
    while (this.going) {
      if (this.underWay.size < atOnce) this.begin();
      // What an outage has held up is not made up for: the load stays steady.
      next = Math.max(next + 1_000 / livesPerSecond, Date.now());
      await pause(next - Date.now());
    }
  }

  private begin(): void {
    const { random, name, ask, keyed, failed } = this.options;
    const plan = planLife((this.begun += 1), random);
    const life = liveDossier(plan, name, this.known, ask, keyed)
      .catch(failed)
      .finally(() => {
        this.underWay.delete(life);
        this.ended += 1;
      });
    this.underWay.add(life);
  }
}
