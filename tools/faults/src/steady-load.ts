import { setTimeout as pause } from 'node:timers/promises';
import { liveDossier, planLife, type Ask, type KnownDossier } from './dossier-life.js';
import type { SeededRandom } from './seeded-random.js';

export interface LoadOptions {
  /** Lives begun in a second. */
  livesPerSecond: number;
  /** Maximum concurrent lives. */
  atOnce: number;
  /** Unique prefix of the keys of this load's changes. */
  name: string;
  random: SeededRandom;
  ask: Ask;
  keyed?: boolean;
  /** Called for a life that ended early. */
  failed(error: unknown): void;
}

/** Whole dossier lives, begun at a steady rate until stopped. */
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

  /** Begins no further life and waits for the running ones. */
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
      // Delays of an outage are not caught up: the load stays steady.
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
