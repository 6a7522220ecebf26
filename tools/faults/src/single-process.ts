import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  Client,
  PEOPLE,
  startStandaloneDeployment,
  until,
  type Checks,
  type StandaloneDeployment,
} from '@motcua/deployment';
import { AnswerTally } from './answer-tally.js';
import { DoorClient } from './door-client.js';
import type { KnownDossier } from './dossier-life.js';
import { makeFaultsWorld } from './faults-world.js';
import type { SeededRandom } from './seeded-random.js';
import { NoSmallDisk, SmallDisk } from './small-disk.js';
import { SteadyLoad } from './steady-load.js';

/** PostgreSQL with six databases takes 150 MB of it. */
const DISK_MEGABYTES = 600;
/** The single process of `npm start`, with its own disk and clock, for machine faults. */
export class SingleProcess {
  readonly known: KnownDossier[] = [];

  private constructor(
    readonly deployment: StandaloneDeployment,
    readonly disk: SmallDisk | undefined,
    private readonly folder: string,
  ) {}

  static async start(folder: string, checks: Checks): Promise<SingleProcess> {
    mkdirSync(folder, { recursive: true });
    // PostgreSQL, which does not run as root, needs access.
    chmodSync(folder, 0o755);
    const disk = mountedDisk(join(folder, 'disk'), checks);
    const clockFile = join(folder, 'clock-shift');
    writeFileSync(clockFile, '0');
    const deployment = await startStandaloneDeployment({
      dataDir: disk?.path ?? join(folder, 'disk'),
      logFile: join(folder, 'standalone.log'),
      env: {
        MOTCUA_CLOCK: 'system',
        SHIFTED_CLOCK_FILE: clockFile,
      },
      nodeOptions: () => ['--import', fileURLToPath(new URL('./shifted-clock.js', import.meta.url))],
    });
    const single = new SingleProcess(deployment, disk, folder);
    await makeFaultsWorld(await Client.of(deployment, PEOPLE.operations), await Client.of(deployment, PEOPLE.control));
    return single;
  }

  get pid(): number {
    return this.deployment.program.pid!;
  }

  get isRunning(): boolean {
    return existsSync(`/proc/${this.pid}`);
  }

  /** The process id of PostgreSQL's main process; undefined while none is known. */
  get postmaster(): number | undefined {
    const file = join(this.postgresFolder, 'pgdata', 'postmaster.pid');
    const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
    return pid > 0 ? pid : undefined;
  }

  private get postgresFolder(): string {
    const asked = join(this.disk?.path ?? join(this.folder, 'disk'), 'data', 'postgres');
    const moved = join(asked, 'location');
    return existsSync(moved) ? readFileSync(moved, 'utf8').trim() : asked;
  }

  /** Its standard output so far. */
  get said(): string {
    return readFileSync(join(this.folder, 'standalone.log'), 'utf8');
  }

  /** Sets its time of day; other processes keep theirs. Resolves when it has taken effect. */
  async shiftClock(ms: number): Promise<void> {
    const file = join(this.folder, 'clock-shift');
    writeFileSync(file, String(ms));
    process.kill(this.pid, 'SIGUSR2');
    const seen = await until(
      () => readFile(`${file}.seen`, 'utf8'),
      (one) => one === String(ms),
      30_000,
    );
    if (seen !== String(ms)) throw new Error('the single process does not set its clock');
  }

  /**
   * Runs whole lives with keys during `disturb` and until they have ended after it: each completes, and clients see
   * only success and 503 with Retry-After.
   */
  async underLoad(
    checks: Checks,
    options: { random: SeededRandom; livesPerSecond: number; name: string },
    disturb: (tally: AnswerTally) => Promise<void>,
  ): Promise<void> {
    const tally = new AnswerTally();
    const client = new DoorClient(this.deployment, tally);
    const failures: string[] = [];
    const load = new SteadyLoad({
      ...options,
      atOnce: 48,
      ask: (asked) => client.untilAnswered(asked),
      failed: (error) => void failures.push(String(error)),
    });
    try {
      await disturb(tally);
    } finally {
      await load.end();
      await client.close();
    }
    this.known.push(...load.known);
    checks.note(tally.summary());
    checks.equal(`of ${load.begun} lives, not lived to their end`, failures.length, 0);
    for (const failure of failures.slice(0, 5)) checks.note(failure);
    checks.equal('answers other than 2xx, 409, 429 and 503 with Retry-After', tally.strangeCount, 0);
    for (const strange of tally.strange.slice(0, 5)) checks.note(strange);
    checks.equal('connections cut', tally.cut, 0);
  }

  async stop(): Promise<void> {
    await this.deployment.stop();
    this.disk?.unmount();
  }
}

/** In CI an unavailable disk is a failure: otherwise the check would be skipped unnoticed. */
function mountedDisk(path: string, checks: Checks): SmallDisk | undefined {
  try {
    return SmallDisk.mount(path, DISK_MEGABYTES);
  } catch (error) {
    if (!(error instanceof NoSmallDisk) || process.env['CI'] === 'true') throw error;
    checks.note(`no disk of its own (${error.message}; it takes root): the check of a full disk is left out`);
    return undefined;
  }
}
