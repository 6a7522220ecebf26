import { DEFAULT_OUTAGE_PAUSE_MS } from '../settings.js';
import type { MessagingLog } from './broker.js';

/** Shorter ones are the ordinary life of a broker: a coordinator that is being loaded, a leader that moves. */
const WORTH_A_LINE_MS = 1_000;

/**
 * One outage, two lines: a warning when it lasts and a note when it is over, however often it was tried in between.
 * The pauses grow from try to try, so that a service waits out a broker for seconds or for days alike.
 */
export class Outage {
  private failures = 0;
  private since = 0;
  private told = false;

  constructor(
    private readonly log: MessagingLog,
    private readonly what: string,
    private readonly longestPauseMs = DEFAULT_OUTAGE_PAUSE_MS,
  ) {}

  /** Notes a failed try and says how long to wait before the next, in milliseconds. */
  failed(error: unknown): number {
    if (this.failures === 0) this.since = Date.now();
    this.failures += 1;
    if (!this.told && Date.now() - this.since >= WORTH_A_LINE_MS) {
      this.told = true;
      this.log.warn(`${this.what}: waiting for it`, { err: error });
    }
    return Math.min(100 * 2 ** (this.failures - 1), this.longestPauseMs);
  }

  recovered(): void {
    if (this.told) {
      this.log.info(`${this.what}: back`, { afterSeconds: Math.round((Date.now() - this.since) / 1000) });
    }
    this.failures = 0;
    this.told = false;
  }
}
