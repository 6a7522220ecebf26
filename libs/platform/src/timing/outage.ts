import type { ServiceLogger } from '../observability/service-logger.js';
import { backOffMs } from './back-off.js';

/** Shorter ones are normal: a loading coordinator, a leader election, a replaced connection. */
const WORTH_A_LINE_MS = 1_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3_000;

export type OutageLog = Pick<ServiceLogger, 'info' | 'warn'>;

/**
 * Logs two lines per outage: a warning when it lasts and a line when it is over, whatever the number of attempts. The
 * pauses grow with each attempt.
 */
export class Outage {
  private failures = 0;
  private since = 0;
  private told = false;

  /** @param what fails while it lasts: `events cannot be published` */
  constructor(
    private readonly log: OutageLog,
    private readonly what: string,
    private readonly longestPauseMs = LONGEST_PAUSE_MS,
    private readonly firstPauseMs = FIRST_PAUSE_MS,
  ) {}

  /** Records a failed attempt and returns the wait before the next, in milliseconds. */
  failed(error: unknown): number {
    if (this.failures === 0) this.since = performance.now();
    this.failures += 1;
    if (!this.told && performance.now() - this.since >= WORTH_A_LINE_MS) {
      this.told = true;
      this.log.warn(`${this.what}: waiting for it`, { err: error });
    }
    return backOffMs({ baseMs: this.firstPauseMs, capMs: this.longestPauseMs }, this.failures);
  }

  recovered(): void {
    if (this.told) {
      this.log.info(`${this.what}: back`, { afterSeconds: Math.round((performance.now() - this.since) / 1000) });
    }
    this.failures = 0;
    this.told = false;
  }
}
