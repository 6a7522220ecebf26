import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Deployment, Part } from '@motcua/deployment';

/** How often a program that nobody killed is looked after. */
const LOOK_MS = 500;

/**
 * What an init system is to the deployment: a part that is gone is started again at once. It knows which ones it killed
 * itself; one that ends without that has crashed by itself, which is a finding.
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

  /** Those that are up and can be hit. */
  get standing(): Part[] {
    return this.parts.filter((part) => !this.busy.has(part));
  }

  /** How many are down or coming up. */
  get down(): number {
    return this.busy.size;
  }

  /** Kills it and has it started again at once, or after `downMs`; resolves when it is killed. */
  async kill(part: Part, downMs = 0): Promise<void> {
    this.killed += 1;
    let gone: () => void = () => undefined;
    const killed = new Promise<void>((resolve) => (gone = resolve));
    this.occupy(part, async () => {
      await part.kill();
      gone();
      await pause(downMs);
      await this.startAgain(part);
    });
    await killed;
  }

  /** Stops it as an orderly replacement would, and starts it again. */
  async replace(part: Part): Promise<void> {
    await this.occupy(part, async () => {
      await part.stop();
      await this.startAgain(part);
    });
  }

  /** Resolves when everything that was hit is up again. */
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

  /** A service gives up when its database stays away for long; whoever supervises it starts it again. */
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
