import { randomBytes } from 'node:crypto';
import { chown, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { findBinaries, type Binaries } from './binaries.js';
import { openDataFolder, stopOrphan, type DataFolder } from './data-folder.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { FolderClaim } from './folder-claim.js';
import { KeptServer, type Restart } from './kept-server.js';
import { PostgresLog } from './postgres-log.js';
import { identityOf, run } from './run-as.js';
import { address, quietEnv, startServerProcess, USER, type ServerPlan } from './server-process.js';

export interface EmbeddedPostgresOptions {
  /** Folder for the cluster; created if missing, kept between runs. */
  dataDir: string;
  /** The port to try first; the next free one is taken when it is in use. 0, the default: any free port. */
  port?: number;
  /** Where PostgreSQL's own log goes; default `<dataDir>/postgres.log`. */
  logFile?: string;
  /** No durability, for speed: for tests only. */
  unsafeFast?: boolean;
  /**
   * The server lives as long as this process instead of ours, and its data are removed after it: for a run of tests,
   * whose workers come and go.
   */
  ephemeralWith?: number;
  /** Additional settings of PostgreSQL. */
  settings?: Record<string, string | number>;
  /** Restarts the server when it ends by itself; by default it does not. */
  restart?: Restart;
  /** Another folder with PostgreSQL's programs than that of the npm package. */
  nativeFolder?: string;
}

/** This process's own PostgreSQL server, on loopback. */
export interface EmbeddedPostgres {
  port: number;
  /** The postmaster's number; changes after a restart. */
  readonly pid: number;
  /** The actual folder of the data. */
  dataDir: string;
  /** Connection address of a database of this cluster. */
  url(database: string): string;
  /** Creates the database unless it exists; `template` to copy another one of this cluster. */
  createDatabase(name: string, options?: { template?: string }): Promise<void>;
  /** Publishes this process's address for others that are refused the data folder. */
  announce(address: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on `dataDir`; creates the cluster on the first start. If this process dies without stopping it, it
 * stops by itself; otherwise the next start recognises and stops it.
 * @throws EmbeddedPostgresError with a message that says what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = await openDataFolder(options.dataDir);
  const binaries = await findBinaries(folder.as, options.nativeFolder);
  const claim = await FolderClaim.take(folder.path, options.ephemeralWith ?? process.pid, folder.asked);
  try {
    await stopOrphan(folder);
    await checkVersion(folder, binaries);
    const password = await ensureCluster(folder, binaries, options.unsafeFast ?? false);
    return await startServer(folder, claim, binaries, password, options);
  } catch (error) {
    await claim.release();
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

/** Returns the superuser's password; creates the cluster in a folder that gets its name only when complete. */
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
      // The same order and case rules on every machine, for any installed locales.
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

async function startServer(
  folder: DataFolder,
  claim: FolderClaim,
  binaries: Binaries,
  password: string,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const log = new PostgresLog(options.logFile ?? join(folder.path, 'postgres.log'));
  const plan: ServerPlan = {
    folder,
    binaries,
    password,
    log,
    ephemeralWith: options.ephemeralWith,
    settings: {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: 200,
      shared_buffers: '128MB',
      timezone: 'UTC',
      log_timezone: 'UTC',
      fsync: options.unsafeFast ? 'off' : 'on',
      synchronous_commit: options.unsafeFast ? 'off' : 'on',
      full_page_writes: options.unsafeFast ? 'off' : 'on',
      ...options.settings,
    },
  };
  let port = await freePort(options.port ?? 0);
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await startServerProcess(plan, port);
    if (typeof outcome !== 'string') return handle(new KeptServer(plan, port, outcome, options.restart), plan, claim);
    // Another process may have taken the port since the check.
    if (!/Address already in use|could not create any TCP\/IP sockets/.test(outcome) || attempt >= 5) {
      throw new EmbeddedPostgresError(
        `PostgreSQL does not start on ${folder.path}: ${outcome}; its log is ${log.file}.`,
      );
    }
    port = await freePort(options.port ? port + 1 : 0);
  }
}

function handle(server: KeptServer, { folder, password }: ServerPlan, claim: FolderClaim): EmbeddedPostgres {
  let stopping: Promise<void> | undefined;
  const url = (database: string): string => address(password, server.port, database);
  return {
    port: server.port,
    get pid() {
      return server.pid;
    },
    dataDir: folder.path,
    url,
    createDatabase: (name, init) => createDatabase(url('postgres'), name, init?.template),
    announce: (reachable) => claim.announce(reachable),
    stop: () => (stopping ??= server.stop().finally(() => claim.release())),
  };
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
    // Created by another process at the same moment.
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

/** Whether the process `pid` exists, for watchers that did not start it. */
export function isRunning(pid: number): boolean {
  return identityOf(pid) !== undefined;
}
