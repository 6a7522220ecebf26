import type { ServiceLogger } from '@motcua/platform';

/**
 * Work that is done again and again until it is told to stop. A failure waits for the next time; it is logged once when it
 * begins and once when it is over, however often it is tried between.
 */
export class Repeating {
  private stopped = false;
  private failing = false;
  private wake?: () => void;
  private running?: Promise<void>;

  /**
   * @param work returns how long to wait until the next time, in milliseconds
   * @param afterFailureMs the same after a failure
   */
  constructor(
    private readonly name: string,
    private readonly work: () => Promise<number>,
    private readonly afterFailureMs: number,
    private readonly logger: ServiceLogger,
  ) {}

  start(firstAfterMs = 0): void {
    this.running ??= this.run(firstAfterMs);
  }

  /** Begins no more work, and waits for what is under way, but not longer than this. */
  async stop(timeoutMs: number): Promise<void> {
    this.stopped = true;
    this.wake?.();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
    await Promise.race([this.running, late]);
    clearTimeout(timer);
  }

  private async run(firstAfterMs: number): Promise<void> {
    await this.pause(firstAfterMs);
    while (!this.stopped) {
      let waitMs = this.afterFailureMs;
      try {
        waitMs = await this.work();
        if (this.failing) this.logger.info(`${this.name} works again`);
        this.failing = false;
      } catch (error) {
        if (!this.stopped && !this.failing) {
          this.logger.error(`${this.name} failed and is tried again until it works`, { err: error });
        }
        this.failing = true;
      }
      await this.pause(waitMs);
    }
  }

  private async pause(ms: number): Promise<void> {
    if (this.stopped || ms <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
