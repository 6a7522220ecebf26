import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Deployment, Part } from '@motcua/deployment';

/** How often programs are checked for unexpected ends. */
const LOOK_MS = 500;

/**
 * The deployment's init system: it restarts an ended part at once. It knows which parts it killed itself; any other end
 * is a crash, which is a finding.
 */
export class Supervisor {
  readonly crashed: string[] = [];
  killed = 0;
  private readonly busy = new Map<Part, Promise<void>>();
  private watching = true;
  private readonly watch: Promise<void>;

  constructor(
    private readonly deployment: Deployment,
    private readonly say: (line: string) => void,
  ) {
    this.watch = this.look();
  }

  get parts(): Part[] {
    return [...this.deployment.programs, ...this.deployment.stores];
  }

  /** The running parts. */
  get standing(): Part[] {
    return this.parts.filter((part) => !this.busy.has(part));
  }

  /** Number of parts that are down or starting. */
  get down(): number {
    return this.busy.size;
  }

  /** Kills it and restarts it at once, or after `downMs`; resolves when it is killed. */
  async kill(part: Part, downMs = 0): Promise<void> {
    this.killed += 1;
    let gone: () => void = () => undefined;
    const killed = new Promise<void>((resolve) => (gone = resolve));
    void this.occupy(part, async () => {
      await part.kill();
      gone();
      await pause(downMs);
      await this.startAgain(part);
    });
    await killed;
  }

  /** Stops it in an orderly way, and restarts it. */
  async replace(part: Part): Promise<void> {
    await this.occupy(part, async () => {
      await part.stop();
      await this.startAgain(part);
    });
  }

  /** Resolves when all killed parts are up again. */
  async allStanding(): Promise<void> {
    while (this.busy.size > 0) await Promise.all(this.busy.values());
  }

  async end(): Promise<void> {
    this.watching = false;
    await this.watch;
    await this.allStanding();
  }

  private occupy(part: Part, work: () => Promise<void>): Promise<void> {
    const done = work().finally(() => this.busy.delete(part));
    this.busy.set(part, done);
    return done;
  }

  /** A service ends when its database is unavailable for long; its supervisor restarts it. */
  private async startAgain(part: Part): Promise<void> {
    for (let attempt = 1; this.watching || attempt === 1; attempt += 1) {
      try {
        await part.start();
        return;
      } catch (error) {
        if (attempt === 20) throw error;
        this.say(`${part.name} did not start (${(error as Error).message.split('\n')[0]}); again`);
        await pause(1_000);
      }
    }
  }

  private async look(): Promise<void> {
    while (this.watching) {
      for (const part of this.standing) {
        if (part.pid === undefined || existsSync(`/proc/${part.pid}`)) continue;
        this.crashed.push(part.name);
        this.say(`${part.name} (${part.pid}) has ended by itself`);
        void this.occupy(part, () => this.startAgain(part));
      }
      await pause(LOOK_MS);
    }
  }
}
