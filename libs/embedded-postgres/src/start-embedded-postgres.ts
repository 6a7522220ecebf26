import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open, readdir, readFile, rename, rm, stat, writeFile, chown } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { findBinaries, type Binaries } from './binaries.js';
import {
  announce,
  claim,
  gone,
  openDataFolder,
  release,
  runningPostmaster,
  stopOrphan,
  type DataFolder,
} from './data-folder.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { identityOf, run, type ProcessIdentity } from './run-as.js';

export interface EmbeddedPostgresOptions {
  /** Folder for the cluster; made if need be, kept between runs. */
  dataDir: string;
  /** The port to try first; the next free one is taken when it is in use. 0, the default: any free port. */
  port?: number;
  /** Where PostgreSQL's own log goes; default `<dataDir>/postgres.log`. */
  logFile?: string;
  /** Give up durability for speed: for tests, whose data nobody needs after a crash. */
  unsafeFast?: boolean;
  /**
   * The server lives as long as this process instead of ours, and its data are removed after it: for a run of tests,
   * whose workers come and go.
   */
  ephemeralWith?: number;
  /** Settings of PostgreSQL beside ours. */
  settings?: Record<string, string | number>;
  /** Another folder with PostgreSQL's programs than that of the npm package. */
  nativeFolder?: string;
}

/** A PostgreSQL server of this process's own, on loopback. */
export interface EmbeddedPostgres {
  port: number;
  /** The postmaster's. */
  pid: number;
  /** Where the data really are. */
  dataDir: string;
  /** Connection address of a database of this cluster. */
  url(database: string): string;
  /** Creates the database unless it exists; `template` to copy another one of this cluster. */
  createDatabase(name: string, options?: { template?: string }): Promise<void>;
  /** Tells whoever is refused the data folder where this process can be reached. */
  announce(address: string): Promise<void>;
  stop(): Promise<void>;
}

const USER = 'postgres';

/**
 * Starts PostgreSQL on `dataDir`, makes the cluster on the first start. If this process dies without stopping it, it
 * stops by itself; if even that fails, the next start recognises and stops it.
 * @throws EmbeddedPostgresError with one sentence that says what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = await openDataFolder(options.dataDir);
  const binaries = await findBinaries(folder.as, options.nativeFolder);
  await claim(folder, options.ephemeralWith ?? process.pid);
  try {
    await stopOrphan(folder);
    await checkVersion(folder, binaries);
    const password = await ensureCluster(folder, binaries, options.unsafeFast ?? false);
    return await startServer(folder, binaries, password, options);
  } catch (error) {
    await release(folder);
    throw error;
  }
}

async function checkVersion(folder: DataFolder, binaries: Binaries): Promise<void> {
  const found = (await readFile(join(folder.pgdata, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (found !== '' && found !== binaries.version) {
    throw new EmbeddedPostgresError(
      `The data folder ${folder.asked} was made by PostgreSQL ${found} and this is PostgreSQL ${binaries.version}; ` +
        'move the folder away to start with an empty one, or start the Motcua that made it.',
    );
  }
}

/** The superuser's password; makes the cluster, in a folder that gets its name only once it is whole. */
async function ensureCluster(folder: DataFolder, binaries: Binaries, unsafeFast: boolean): Promise<string> {
  const passwordFile = join(folder.path, 'password');
  if (await stat(join(folder.pgdata, 'PG_VERSION')).catch(() => undefined)) {
    const kept = await readFile(passwordFile, 'utf8').catch(() => undefined);
    if (kept !== undefined) return kept.trim();
    throw new EmbeddedPostgresError(
      `The file ${passwordFile} is missing and without it nobody can connect to the data; put it back from a backup.`,
    );
  }
  if ((await readdir(folder.pgdata).catch(() => [])).length > 0) {
    throw new EmbeddedPostgresError(
      `The folder ${folder.pgdata} is no whole PostgreSQL cluster (PG_VERSION is missing); put it back from a backup, or move ${folder.asked} away to start with an empty one.`,
    );
  }
  const fresh = `${folder.pgdata}.new`;
  await rm(fresh, { recursive: true, force: true });
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (folder.as) await chown(passwordFile, folder.as.uid, folder.as.gid);
  const outcome = await run(
    binaries.initdb,
    [
      `--pgdata=${fresh}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order and case rules on every machine, whatever locales it has.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      ...(unsafeFast ? ['--no-sync'] : []),
    ],
    { as: folder.as, env: quietEnv() },
  );
  if (outcome.code !== 0) {
    await rm(fresh, { recursive: true, force: true });
    const reason =
      /(?:error|fatal|FATAL): +(.*)/.exec(outcome.output)?.[1] ?? outcome.error?.message ?? 'unknown reason';
    throw new EmbeddedPostgresError(
      `A PostgreSQL cluster cannot be made in ${folder.path} (${reason}); choose another data folder.`,
    );
  }
  await rename(fresh, folder.pgdata);
  return password;
}

/** Without PG* variables, which would redirect our own clients and the server alike. */
function quietEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && name !== 'LD_LIBRARY_PATH');
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}

async function startServer(
  folder: DataFolder,
  binaries: Binaries,
  password: string,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const logFile = options.logFile ?? join(folder.path, 'postgres.log');
  let port = await freePort(options.port ?? 0);
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryStart(folder, binaries, password, port, logFile, options);
    if (typeof outcome !== 'string') return handle(folder, password, port, outcome);
    // Between our look and its start somebody else may have taken the port.
    if (!/Address already in use|could not create any TCP\/IP sockets/.test(outcome) || attempt >= 5) {
      throw new EmbeddedPostgresError(
        `PostgreSQL does not start on ${folder.path}: ${outcome}; its log is ${logFile}.`,
      );
    }
    port = await freePort(options.port ? port + 1 : 0);
  }
}

/**
 * The watchdog: a shell whose standard input is a pipe from us. However we end, the pipe closes, and the shell tells
 * PostgreSQL to stop. A session of its own keeps Ctrl-C from reaching PostgreSQL before the services are done with it.
 */
const WATCHDOG = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ read -r _; kill -INT $server 2>/dev/null; } <&3 3<&- &
watch=$!
exec 3<&- </dev/null
wait $server
kill $watch 2>/dev/null
`;

/** The same, but it looks whether the process `$1` is still there, and removes the data folder `$2` at the end. */
const EPHEMERAL_WATCHDOG = `
with=$1; data=$2; shift 2
"$@" </dev/null &
server=$!
alive() { if [ -d /proc/self ]; then [ -d /proc/$with ]; else ps -p $with >/dev/null; fi; }
while kill -0 $server 2>/dev/null && alive; do sleep 1; done
kill -INT $server 2>/dev/null
wait $server
rm -rf "$data"/* "$data"
`;

async function tryStart(
  folder: DataFolder,
  binaries: Binaries,
  password: string,
  port: number,
  logFile: string,
  { unsafeFast, ephemeralWith, settings: own }: EmbeddedPostgresOptions,
): Promise<ProcessIdentity | string> {
  await keepLogSmall(logFile);
  const log = await open(logFile, 'a', 0o640);
  const from = (await log.stat()).size;
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    fsync: unsafeFast ? 'off' : 'on',
    synchronous_commit: unsafeFast ? 'off' : 'on',
    full_page_writes: unsafeFast ? 'off' : 'on',
    ...own,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const watchdog = ephemeralWith ? [EPHEMERAL_WATCHDOG, 'sh', String(ephemeralWith), folder.path] : [WATCHDOG, 'sh'];
  const child = spawn('/bin/sh', ['-c', ...watchdog, binaries.postgres, '-D', folder.pgdata, ...flags], {
    ...folder.as,
    cwd: '/',
    env: quietEnv(),
    detached: true,
    stdio: ['pipe', log.fd, log.fd],
  });
  const state = { exited: false };
  child.on('exit', () => (state.exited = true));
  child.on('error', () => (state.exited = true));
  child.stdin!.on('error', () => undefined);
  await log.close();
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  const deadline = Date.now() + 180_000;
  while (!state.exited && Date.now() < deadline) {
    if (await answers(address(password, port, 'postgres'))) {
      const postmaster = await runningPostmaster(folder.pgdata);
      if (postmaster) return postmaster;
    }
    await new Promise((wait) => setTimeout(wait, 40));
  }
  if (!state.exited) child.stdin!.end();
  const said = (await readFile(logFile)).subarray(from).toString('utf8');
  const reasons = [...said.matchAll(/(?:FATAL|PANIC|ERROR|LOG):\s+(.*(?:Address already in use|in use).*|.*)/g)].map(
    (match) => match[0],
  );
  const inUse = reasons.find((line) => /Address already in use/.test(line));
  const fatal = reasons.find((line) => /FATAL|PANIC/.test(line));
  return inUse ?? fatal ?? (said.trim().split('\n').at(-1) || 'it said nothing');
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function address(password: string, port: number, database: string): string {
  return `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

function handle(folder: DataFolder, password: string, port: number, postmaster: ProcessIdentity): EmbeddedPostgres {
  let stopping: Promise<void> | undefined;
  const url = (database: string): string => address(password, port, database);
  return {
    port,
    pid: postmaster.pid,
    dataDir: folder.path,
    url,
    createDatabase: (name, init) => createDatabase(url('postgres'), name, init?.template),
    announce: (reachable) => announce(folder, reachable),
    stop: () => (stopping ??= stopServer(folder, postmaster)),
  };
}

async function stopServer(folder: DataFolder, postmaster: ProcessIdentity): Promise<void> {
  // Fast shutdown: sessions are ended, nothing committed is lost; immediate shutdown leaves recovery to the next start.
  for (const [signal, waitMs] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    try {
      process.kill(postmaster.pid, signal);
    } catch {
      break;
    }
    if (await gone(postmaster, waitMs)) break;
  }
  await release(folder);
}

async function createDatabase(maintenanceUrl: string, name: string, template?: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) {
      const from = template ? ` TEMPLATE ${pg.escapeIdentifier(template)}` : '';
      await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}${from}`);
    }
  } catch (error) {
    // Made by another at the same moment.
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error;
  } finally {
    await client.end();
  }
}

/** `wanted` if it is free, else the first free one of the hundred after it; any free one for 0. */
async function freePort(wanted: number): Promise<number> {
  const candidates =
    wanted === 0 ? [0] : Array.from({ length: 101 }, (_, step) => wanted + step).filter((p) => p < 65536);
  for (const candidate of candidates) {
    const port = await tryPort(candidate);
    if (port !== undefined) return port;
  }
  throw new EmbeddedPostgresError(`No port from ${wanted} to ${wanted + 100} is free; choose another one.`);
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      const taken = typeof address === 'object' && address ? address.port : undefined;
      probe.close(() => resolve(taken));
    });
  });
}

async function keepLogSmall(logFile: string): Promise<void> {
  const size = (await stat(logFile).catch(() => undefined))?.size ?? 0;
  if (size > 10_000_000) await rename(logFile, `${logFile}.1`);
}

/** Whether the process that `pid` names is still there; for those who watch a server that they did not start. */
export function isRunning(pid: number): boolean {
  return identityOf(pid) !== undefined;
}
