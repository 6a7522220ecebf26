import { spawn, type ChildProcess } from 'node:child_process';
import { appendFile, chmod, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { isRunning, startEmbeddedPostgres, type EmbeddedPostgres, type Restart } from './index.js';
import { PostgresLog } from './postgres-log.js';

const hooks = join(__dirname, '..', '..', 'testing', 'src', 'processes', 'typescript-hooks.mjs');
const holder = join(__dirname, 'testing', 'hold-postgres.ts');

jest.setTimeout(120_000);

let base: string;
const servers: EmbeddedPostgres[] = [];
const clients: pg.Client[] = [];
const children: ChildProcess[] = [];

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'motcua-kept-spec-'));
  await chmod(base, 0o755);
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end().catch(() => undefined);
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) await server.stop();
  await rm(base, { recursive: true, force: true, maxRetries: 5 });
});

async function start(restart?: Restart): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: join(base, 'data'), restart });
  servers.push(server);
  return server;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  clients.push(client);
  return client;
}

/** A session that computes and so does not notice the loss of its server. */
async function busySession(url: string): Promise<number> {
  const client = await connect(url);
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  void client.query('DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$').catch(() => undefined);
  return rows[0]!.pid;
}

async function until<T>(ask: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (const deadline = performance.now() + 60_000; performance.now() < deadline;) {
    const found = await ask();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come true within 60 s');
}

function listener(tries?: number): Restart & { said: string[]; error?: Error } {
  const said: string[] = [];
  const heard: Restart & { said: string[]; error?: Error } = {
    tries,
    said,
    say: (line) => void said.push(line),
    gaveUp: (error) => void (heard.error = error),
  };
  return heard;
}

describe('a server whose main process is killed', () => {
  it('is restarted on the same port with all committed data, after its last sessions ended', async () => {
    const heard = listener();
    const server = await start(heard);
    const client = await connect(server.url('postgres'));
    await client.query('CREATE TABLE kept AS SELECT 7 AS answer');
    const session = await busySession(server.url('postgres'));
    const { pid, port } = server;
    process.kill(pid, 'SIGKILL');
    await until(() => server.pid !== pid);
    expect(server.port).toBe(port);
    expect(isRunning(session)).toBe(false);
    const again = await connect(server.url('postgres'));
    expect((await again.query('SELECT answer FROM kept')).rows).toEqual([{ answer: 7 }]);
    expect(heard.said).toEqual([
      `PostgreSQL (process ${pid}) has ended by itself; it is started again.`,
      `PostgreSQL listens on port ${port} again.`,
    ]);
    await server.stop();
    expect(isRunning(server.pid)).toBe(false);
  });

  it('is given up with the reason when it does not restart', async () => {
    const heard = listener(2);
    const server = await start(heard);
    const version = join(server.dataDir, 'pgdata', 'PG_VERSION');
    await rename(version, `${version}.away`);
    process.kill(server.pid, 'SIGKILL');
    const error = await until(() => heard.error);
    expect(error.message).toMatch(
      /^PostgreSQL cannot be started again: .*not a valid data directory.*postgres\.log\.$/,
    );
  });

  it('is not restarted without the option, nor after a stop', async () => {
    const heard = listener();
    const stopped = await start(heard);
    await stopped.stop();
    const server = await start();
    process.kill(server.pid, 'SIGKILL');
    await until(() => !isRunning(server.pid));
    await server.stop();
    expect(heard.said).toEqual([]);
  });

  it('leaves no working session at the next start when it and its parent are killed', async () => {
    const child = spawn(process.execPath, ['--import', hooks, holder, join(base, 'data')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const line = await new Promise<string>((resolve) => child.stdout!.once('data', (chunk) => resolve(String(chunk))));
    const held = JSON.parse(line) as { pid: number; url: string };
    const session = await busySession(held.url);
    process.kill(held.pid, 'SIGKILL');
    child.kill('SIGKILL');
    await until(() => !isRunning(held.pid) && child.signalCode !== null);
    expect(isRunning(session)).toBe(true);
    await start();
    expect(isRunning(session)).toBe(false);
  });
});

describe('PostgreSQL’s own log', () => {
  it('is readable by its owner only, and so are earlier files', async () => {
    const file = join(base, 'data', 'postgres.log');
    const server = await start();
    expect((await stat(join(server.dataDir, 'postgres.log'))).mode & 0o777).toBe(0o600);
    await server.stop();
    await chmod(file, 0o644);
    await appendFile(file, 'x'.repeat(10_000_001));
    await start();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(`${file}.1`)).mode & 0o777).toBe(0o600);
    expect((await stat(file)).size).toBeLessThan(10_000);
  });

  it('rotates by size while a process writes, and keeps the latest lines', async () => {
    const file = join(base, 'turning.log');
    await writeFile(file, '');
    const log = new PostgresLog(file, 50_000);
    const handle = await log.open();
    const child = spawn('/bin/sh', ['-c', 'i=0; while :; do i=$((i+1)); echo "line $i of the log"; done'], {
      stdio: ['ignore', handle.fd, handle.fd],
    });
    children.push(child);
    await handle.close();
    log.watch(10);
    await until(async () => (await readFile(`${file}.1`, 'utf8').catch(() => '')).length > 50_000);
    const seen = await stat(`${file}.1`);
    await until(async () => (await stat(`${file}.1`)).mtimeMs !== seen.mtimeMs);
    log.unwatch();
    child.kill('SIGKILL');
    // Written from the beginning again, without a hole of the previous length.
    expect((await readFile(file)).includes(0)).toBe(false);
  });
});
