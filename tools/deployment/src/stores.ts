import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@motcua/embedded-postgres';
import { startLocalKafka, type LocalKafka } from '@motcua/kafka';
import type { Part } from './part.js';

const run = promisify(execFile);

/** The program of the deployment that gives each service its user, its rights and its topics. */
const accessJob = fileURLToPath(new URL('../../../libs/messaging/dist/kafka-access.js', import.meta.url));

/**
 * The broker of a deployment, with the settings of `deploy/kafka` and a user for each service; a later start uses the
 * same port and folder.
 */
export class KafkaPart implements Part {
  readonly name = 'kafka';
  private running?: LocalKafka;
  private port?: number;

  /** @param passwords of the administrator (`KAFKA_ADMIN_PASSWORD`) and of the services, as in the deployment's `.env` */
  constructor(
    private readonly dataDir: string,
    private readonly passwords: Record<string, string>,
  ) {}

  /** The settings of a client with all rights. */
  get administrator(): Record<string, string> {
    return this.user('admin', 'KAFKA_ADMIN_PASSWORD');
  }

  /** The broker settings and credentials of a program's environment. */
  user(name: string, passwordVariable: string): Record<string, string> {
    return {
      EVENT_BUS: 'kafka',
      KAFKA_BROKERS: this.bootstrapServers,
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: name,
      KAFKA_SASL_PASSWORD: this.passwords[passwordVariable]!,
    };
  }

  get pid(): number | undefined {
    return this.running?.pid;
  }

  /** `127.0.0.1:port`, from the first start on. */
  get bootstrapServers(): string {
    return `127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const adminPassword = this.passwords['KAFKA_ADMIN_PASSWORD']!;
    this.running = await startLocalKafka({ dataDir: this.dataDir, port: this.port, deployed: { adminPassword } });
    this.port = this.running.port;
    // As with every `docker compose up`: an emptied broker has no users either.
    await run(process.execPath, [accessJob], { env: { ...this.passwords, ...this.administrator } });
  }

  async stop(): Promise<void> {
    await this.running?.stop();
  }

  async kill(): Promise<void> {
    await this.running?.kill();
  }
}

/** The PostgreSQL server of a deployment; a later start uses the same port and folder. */
export class PostgresPart implements Part {
  readonly name = 'postgres';
  private running?: EmbeddedPostgres;
  private port?: number;

  constructor(
    private readonly dataDir: string,
    private readonly settings: Record<string, string | number> = {},
  ) {}

  get pid(): number | undefined {
    return this.running?.pid;
  }

  /** Connection address of the superuser, from the first start on. */
  url(database: string): string {
    return this.server.url(database);
  }

  async createDatabase(name: string): Promise<void> {
    await this.server.createDatabase(name);
  }

  async start(): Promise<void> {
    this.running = await startEmbeddedPostgres({ dataDir: this.dataDir, port: this.port, settings: this.settings });
    if (this.port !== undefined && this.running.port !== this.port) {
      const { port } = this.running;
      await this.running.stop();
      throw new Error(`PostgreSQL came back at port ${port}: somebody took its port ${this.port} meanwhile`);
    }
    this.port = this.running.port;
  }

  async stop(): Promise<void> {
    await this.running?.stop();
  }

  /** The postmaster and all its processes: each backend leads its own process group. */
  async kill(): Promise<void> {
    const postmaster = this.server.pid;
    // A stopped postmaster forks no new backends meanwhile.
    signal(postmaster, 'SIGSTOP');
    const backends = await childrenOf(postmaster);
    for (const pid of [postmaster, ...backends]) signal(pid, 'SIGKILL');
    // Notices the end and releases the folder.
    await this.server.stop();
  }

  private get server(): EmbeddedPostgres {
    if (!this.running) throw new Error('PostgreSQL was not started');
    return this.running;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(
    all.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // `pid (name) state parent …`; the name may contain spaces and brackets.
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    }),
  );
  return all.filter((_pid, index) => parents[index] === parent).map(Number);
}
