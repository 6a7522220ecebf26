import { statfs } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { gone, stopOrphan } from './data-folder.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { startServerProcess, type ServerPlan, type ServerProcess } from './server-process.js';

/** What to do with a server whose main process ends unexpectedly. */
export interface Restart {
  /** Consecutive restarts; default 10, over three quarters of a minute. */
  tries?: number;
  /** Called with a line for each event. */
  say(line: string): void;
  /** Called when the restarts are given up. */
  gaveUp(error: EmbeddedPostgresError): void;
}

/** After this time a server counts as healthy: its next loss is the first again. */
const WELL_AFTER_MS = 20_000;
const TRIES = 10;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** PostgreSQL needs space for two segments of its log (16 MB each) to recover and continue. */
const ROOM_BYTES = 32_000_000;

/**
 * A server that is restarted on the same port when it ends by itself, up to a few times. Restarts while the disk is
 * full do not count: PostgreSQL ends when it cannot write its log, and recovers when there is space.
 */
export class KeptServer {
  private stopping?: Promise<void>;
  private restarting?: Promise<void>;
  private readonly waking = new AbortController();

  constructor(
    private readonly plan: ServerPlan,
    readonly port: number,
    private current: ServerProcess,
    private readonly options: Restart | undefined,
  ) {
    plan.log.watch();
    this.watch(0);
  }

  get pid(): number {
    return this.current.postmaster.pid;
  }

  stop(): Promise<void> {
    return (this.stopping ??= this.end());
  }

  private async end(): Promise<void> {
    this.waking.abort();
    // A running start ends first, so that no server starts after the stop.
    await this.restarting;
    this.plan.log.unwatch();
    const { postmaster } = this.current;
    // Fast shutdown: sessions are ended, nothing committed is lost; immediate shutdown leaves recovery to the next start.
    for (const [signal, waitMs] of [
      ['SIGINT', 30_000],
      ['SIGQUIT', 10_000],
      ['SIGKILL', 5_000],
    ] as const) {
      // Another process may have its number by now.
      if (await gone(postmaster, 0)) break;
      try {
        process.kill(postmaster.pid, signal);
      } catch {
        break;
      }
      if (await gone(postmaster, waitMs)) break;
    }
  }

  /** @param losses number of losses without a healthy period in between */
  private watch(losses: number): void {
    const { options } = this;
    if (!options) return;
    const since = performance.now();
    void this.current.ended.then(() => {
      if (this.stopping) return;
      options.say(`PostgreSQL (process ${this.pid}) has ended by itself; it is started again.`);
      const soFar = performance.now() - since < WELL_AFTER_MS ? losses : 0;
      this.restarting = this.restart(soFar, options).catch((error: unknown) =>
        options.gaveUp(new EmbeddedPostgresError(`PostgreSQL cannot be started again: ${messageOf(error)}.`, error)),
      );
    });
  }

  private async restart(losses: number, options: Restart): Promise<void> {
    let tries = losses;
    let reason = 'it ended again each time that it was started';
    let waitedForRoom = false;
    while (!this.stopping) {
      if (await this.diskIsFull()) {
        if (!waitedForRoom) options.say('The disk is full: PostgreSQL is started again when there is room.');
        waitedForRoom = true;
      } else if ((tries += 1) > (options.tries ?? TRIES)) {
        throw new Error(`${reason}; its log is ${this.plan.log.file}`);
      } else {
        const outcome = await this.tryToStart();
        if (typeof outcome !== 'string') {
          this.current = outcome;
          options.say(`PostgreSQL listens on port ${this.port} again.`);
          this.watch(tries);
          return;
        }
        reason = outcome;
        // A failure for lack of space does not count, and there may be space again.
        if (/No space left on device|Disk quota exceeded/.test(outcome)) tries -= 1;
      }
      const wait = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries, 8), LONGEST_PAUSE_MS);
      await pause(wait, undefined, { signal: this.waking.signal }).catch(() => undefined);
    }
  }

  private async tryToStart(): Promise<ServerProcess | string> {
    try {
      await stopOrphan(this.plan.folder);
      return await startServerProcess(this.plan, this.port);
    } catch (error) {
      return messageOf(error);
    }
  }

  private async diskIsFull(): Promise<boolean> {
    const { bavail, bsize } = await statfs(this.plan.folder.pgdata);
    return bavail * bsize < ROOM_BYTES;
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
