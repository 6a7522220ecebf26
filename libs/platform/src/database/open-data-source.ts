import { createHash } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { ServiceLogger } from '../observability/service-logger.js';
import { StartupError } from '../service/startup-error.js';
import { PreparingClient } from './prepared.js';
import { TypeOrmLog } from './type-orm-log.js';
import { isError } from '../observability/is-error.js';

// TypeORM's own word for a class.
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
type ClassReference = Function;

export interface DatabaseOptions {
  /** Run at start, in the order of their timestamps. */
  migrations: ClassReference[];
  entities?: ClassReference[];
}

interface OpenOptions extends DatabaseOptions {
  service: string;
  url: string;
  poolSize: number;
  /** How long to wait for a database that is not there yet. */
  waitMs: number;
  logger: ServiceLogger;
}

export const MIGRATIONS_TABLE = 'schema_migrations';

/**
 * An open data source whose schema is that of `migrations`. Waits for a database that is still starting; two instances
 * may start at once, the second waits for the first one's migrations.
 * @throws StartupError with a sentence that says what to do.
 */
export async function openDataSource(options: OpenOptions): Promise<DataSource> {
  await waitForDatabase(options);
  const dataSource = new DataSource({
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
    extra: { Client: PreparingClient, keepAlive: true, options: '-c TimeZone=UTC -c client_min_messages=warning' },
  });
  await dataSource.initialize();
  try {
    await migrate(dataSource, options);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  return dataSource;
}

async function migrate(dataSource: DataSource, options: OpenOptions): Promise<void> {
  // The lock has a connection of its own: it is held while migrations commit one by one on others, and it goes away
  // with the process whatever happens.
  const lock = new pg.Client({ connectionString: options.url, application_name: `${options.service} migrations` });
  lock.on('error', () => undefined);
  await lock.connect();
  try {
    const key = createHash('sha256').update('motcua migrations').digest().readBigInt64BE();
    await lock.query('SELECT pg_advisory_lock($1)', [key.toString()]);
    const done = await dataSource.runMigrations();
    if (done.length > 0) {
      options.logger.info('database migrated', { migrations: done.map((migration) => migration.name) });
    }
  } catch (error) {
    const name = isError(error) ? error.message : String(error);
    throw new StartupError(`The database of ${options.service} could not be migrated: ${name}`, error);
  } finally {
    await lock.end();
  }
}

async function waitForDatabase(options: OpenOptions): Promise<void> {
  const deadline = Date.now() + options.waitMs;
  for (let delay = 100; ; delay = Math.min(delay * 2, 1_000)) {
    const failure = await tryConnection(options.url);
    if (!failure) return;
    const transient = /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|57P03|53300)$/.test(failure.code);
    if (!transient || Date.now() + delay > deadline) {
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
