import type { MessagingLog } from './broker.js';

/**
 * One outage, two lines: a warning when it begins and a note when it is over, however often it was tried in between.
 * `pauseMs` grows from try to try, so that a service waits out a broker of seconds or of days alike.
 */
export class Outage {
  private failures = 0;
  private since = 0;

  constructor(
    private readonly log: MessagingLog,
    private readonly what: string,
    private readonly longestPauseMs = 3_000,
  ) {}

  /** Notes a failed try and says how long to wait before the next. */
  failed(error: unknown): number {
    if (this.failures === 0) {
      this.since = Date.now();
      this.log.warn(`${this.what}: waiting for it`, { err: error });
    }
    this.failures += 1;
    return Math.min(100 * 2 ** (this.failures - 1), this.longestPauseMs);
  }

  recovered(): void {
    if (this.failures === 0) return;
    this.failures = 0;
    this.log.info(`${this.what}: back`, { afterSeconds: Math.round((Date.now() - this.since) / 1000) });
  }
}
