import { createHash } from 'node:crypto';
import pg from 'pg';
import { DataSource, type EntitySchema } from 'typeorm';
import type { ServiceLogger } from '../observability/service-logger.js';
import { StartupError } from '../service/startup-error.js';
import { backOffMs } from '../timing/back-off.js';
import { LockWaiters } from './lock-waiters.js';
import { PreparingClient } from './prepared.js';
import { TypeOrmLog } from './type-orm-log.js';
import { isError } from '../observability/is-error.js';

// TypeORM's own word for a class.
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
type ClassReference = Function;

export interface DatabaseOptions {
  /** Run at start, in the order of their timestamps. */
  migrations: ClassReference[];
  /** The tables, each declared once. */
  entities?: EntitySchema[];
}

interface OpenOptions extends DatabaseOptions {
  service: string;
  url: string;
  poolSize: number;
  /** How long to wait for a database that is still starting. */
  waitMs: number;
  /** Longest wait of a request for a lock; `longWork` lists the exceptions. No limit by default. */
  lockTimeoutMs?: number;
  /** Longest run of a statement of a request. No limit by default. */
  statementTimeoutMs?: number;
  logger: ServiceLogger;
}

export const MIGRATIONS_TABLE = 'schema_migrations';

/**
 * While a migration waits for a table lock, all statements on that table queue behind it. It therefore waits briefly,
 * lets them pass, and retries.
 */
const MIGRATION = { lockTimeoutMs: 3_000, statementTimeoutMs: 0, attempts: 20, pauseMs: 1_000 };

/**
 * An open data source with all `migrations` applied. Waits for a database that is still starting; two instances may
 * start at once, the second waits for the first one's migrations.
 * @throws StartupError with a message that says what to do.
 */
export async function openDataSource(options: OpenOptions): Promise<DataSource> {
  await waitForDatabase(options);
  await migrate(options);
  const { service, url, poolSize, logger } = options;
  const clients = new Set<PreparingClient>();
  const dataSource = sourceOf(options, options, clients);
  await dataSource.initialize();
  const waiters = new LockWaiters({
    url,
    service,
    poolSize,
    logger,
    clients,
    callersWaiting: () => (dataSource.driver as unknown as { master?: pg.Pool }).master?.waitingCount ?? 0,
  });
  const destroy = dataSource.destroy.bind(dataSource);
  dataSource.destroy = async () => {
    await waiters.stop();
    await destroy();
  };
  return dataSource;
}

/** @param clients is kept to the connections of the pool */
function sourceOf(
  options: OpenOptions,
  { lockTimeoutMs = 0, statementTimeoutMs = 0 }: Pick<OpenOptions, 'lockTimeoutMs' | 'statementTimeoutMs'>,
  clients: Set<PreparingClient>,
): DataSource {
  class PooledClient extends PreparingClient {
    constructor(...parameters: ConstructorParameters<typeof pg.Client>) {
      super(...parameters);
      this.once('connect', () => clients.add(this));
      this.once('end', () => clients.delete(this));
    }
  }
  return new DataSource({
    type: 'postgres',
    url: options.url,
    entities: options.entities ?? [],
    migrations: options.migrations,
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: ['warn', 'migration'],
    logger: new TypeOrmLog(options.logger),
    applicationName: options.service,
    connectTimeoutMS: 5_000,
    poolSize: options.poolSize,
    // An idle connection that PostgreSQL closes (a restart) is replaced by the pool; it must not end the process.
    poolErrorHandler: (error: unknown) => options.logger.warn('a database connection was lost', { err: error }),
    extra: {
      Client: PooledClient,
      keepAlive: true,
      options:
        '-c TimeZone=UTC -c client_min_messages=warning ' +
        `-c lock_timeout=${lockTimeoutMs} -c statement_timeout=${statementTimeoutMs}`,
    },
  });
}

async function migrate(options: OpenOptions): Promise<void> {
  // The lock has a separate connection: it is held while migrations commit one by one on others, and ends with the
  // process in any case.
  const lock = new pg.Client({ connectionString: options.url, application_name: `${options.service} migrations` });
  lock.on('error', () => undefined);
  await lock.connect();
  const dataSource = sourceOf(options, MIGRATION, new Set());
  try {
    const key = createHash('sha256').update('motcua migrations').digest().readBigInt64BE();
    await lock.query('SELECT pg_advisory_lock($1)', [key.toString()]);
    await dataSource.initialize();
    const before = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        const done = await dataSource.runMigrations();
        if (done.length > 0) {
          options.logger.info('database migrated', { migrations: done.map((migration) => migration.name) });
        }
        return;
      } catch (error) {
        const { code } = (error as { driverError?: { code?: string } }).driverError ?? {};
        if (code !== LOCK_NOT_AVAILABLE || attempt === MIGRATION.attempts) throw error;
        options.logger.warn('a migration waits for a table that somebody holds', {
          seconds: Math.round((performance.now() - before) / 1_000),
        });
        await new Promise((resolve) => setTimeout(resolve, MIGRATION.pauseMs));
      }
    }
  } catch (error) {
    const name = isError(error) ? error.message : String(error);
    throw new StartupError(`The database of ${options.service} could not be migrated: ${name}`, error);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
    await lock.end();
  }
}

const LOCK_NOT_AVAILABLE = '55P03';

async function waitForDatabase(options: OpenOptions): Promise<void> {
  const deadline = performance.now() + options.waitMs;
  for (let attempt = 1; ; attempt += 1) {
    const delay = backOffMs({ baseMs: 100, capMs: 1_000 }, attempt);
    const failure = await tryConnection(options.url);
    if (!failure) return;
    const transient = /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|57P03|53300)$/.test(failure.code);
    if (!transient || performance.now() + delay > deadline) {
      throw new StartupError(
        `The database of ${options.service} at ${shownUrl(options.url)} cannot be used: ${failure.message}. ${adviceFor(failure.code)}`,
        failure.error,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
}

async function tryConnection(url: string): Promise<{ code: string; message: string; error: unknown } | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    const timedOut = /timeout/i.test(message ?? '');
    return { code: code ?? (timedOut ? 'ETIMEDOUT' : ''), message: message || code || 'no answer', error };
  } finally {
    await client.end().catch(() => undefined);
  }
}

function adviceFor(code: string): string {
  if (code === '3D000') return 'Create the database, or correct DATABASE_URL.';
  if (/^28/.test(code)) return 'Correct the user and password in DATABASE_URL.';
  return 'Start PostgreSQL, or correct DATABASE_URL.';
}

/** A database address without its password. */
export function shownUrl(url: string): string {
  try {
    const parsed = new URL(url);
    return `${parsed.hostname}:${parsed.port || '5432'}${parsed.pathname}`;
  } catch {
    return '(unreadable address)';
  }
}
