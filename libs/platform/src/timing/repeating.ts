import { Outage, type OutageLog } from './outage.js';
import { settledWithin, Waker } from './waker.js';

interface RepeatingOptions {
  log: OutageLog;
  /** What fails meanwhile: `survey answers cannot be gathered`. */
  failing: string;
  /** Longest pause after a failure; default 3 s. */
  longestPauseMs?: number;
  /** Pause after the first failure; default 100 ms. */
  firstPauseMs?: number;
}

/**
 * Work that repeats until it is stopped, never twice at a time. A failure is retried with back-off; it is logged once
 * when it lasts and once when it is over.
 */
export class Repeating {
  private readonly life = new Waker();
  private readonly outage: Outage;
  private running?: Promise<void>;

  /** @param work returns the wait until the next run, in milliseconds; a loop inside checks whether `life` has ended */
  constructor(
    private readonly work: (life: Waker) => Promise<number>,
    { log, failing, longestPauseMs, firstPauseMs }: RepeatingOptions,
  ) {
    this.outage = new Outage(log, failing, longestPauseMs, firstPauseMs);
  }

  start(firstAfterMs = 0): void {
    this.running ??= this.run(firstAfterMs);
  }

  /** There is work: ends the wait for the next run. */
  wake(): void {
    this.life.wake();
  }

  /** Starts no more work, and waits for running work up to this time. */
  async stop(withinMs?: number): Promise<void> {
    this.life.end();
    if (withinMs === undefined) await this.running;
    else if (this.running) await settledWithin(this.running, withinMs);
  }

  private async run(firstAfterMs: number): Promise<void> {
    let waitMs = firstAfterMs;
    for (;;) {
      if (waitMs > 0) await this.life.pause(waitMs);
      if (this.life.ended) return;
      try {
        waitMs = await this.work(this.life);
        this.outage.recovered();
      } catch (error) {
        if (this.life.ended) return;
        waitMs = this.outage.failed(error);
      }
    }
  }
}
