import { readdir, readFile } from 'node:fs/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@motcua/embedded-postgres';
import { startLocalKafka, type LocalKafka } from '@motcua/kafka';
import type { Part } from './part.js';

/** The broker of a deployment; a start after the first takes the same port and folder. */
export class KafkaPart implements Part {
  readonly name = 'kafka';
  private running?: LocalKafka;
  private port?: number;

  constructor(private readonly dataDir: string) {}

  get pid(): number | undefined {
    return this.running?.pid;
  }

  /** `127.0.0.1:port`, from the first start on. */
  get bootstrapServers(): string {
    return `127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.running = await startLocalKafka({ dataDir: this.dataDir, port: this.port });
    this.port = this.running.port;
  }

  async stop(): Promise<void> {
    await this.running?.stop();
  }

  async kill(): Promise<void> {
    await this.running?.kill();
  }
}

/** The PostgreSQL server of a deployment; a start after the first takes the same port and folder. */
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

  /** The postmaster and every process of its own: each backend is the leader of its own group. */
  async kill(): Promise<void> {
    const postmaster = this.server.pid;
    // A postmaster that is held makes no backends behind our back.
    signal(postmaster, 'SIGSTOP');
    const backends = await childrenOf(postmaster);
    for (const pid of [postmaster, ...backends]) signal(pid, 'SIGKILL');
    // Sees that it is gone and lets go of the folder.
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
      // `pid (name) state parent …`; the name may hold spaces and brackets.
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    }),
  );
  return all.filter((_pid, index) => parents[index] === parent).map(Number);
}
