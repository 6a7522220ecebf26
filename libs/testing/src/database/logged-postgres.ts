import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@motcua/embedded-postgres';

/** A PostgreSQL for one test, with its own log. */
export interface LoggedPostgres {
  /** Creates an empty database and returns its address. */
  newDatabase(): Promise<string>;
  /** The server's log since its start. */
  log(): Promise<string>;
  /** The log lines of failed statements. */
  errors(): Promise<string[]>;
  stop(): Promise<void>;
}

export async function loggedPostgres(): Promise<LoggedPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'motcua-logged-postgres-'));
  await chmod(dataDir, 0o755);
  const logFile = join(dataDir, 'test.log');
  const server = await startEmbeddedPostgres({ dataDir, logFile, unsafeFast: true });
  // Connections before the start are logged as refused.
  const starting = (await readFile(logFile, 'utf8')).length;
  const log = async () => (await readFile(logFile, 'utf8')).slice(starting);
  return {
    async newDatabase() {
      const name = `t_${randomUUID().replaceAll('-', '').slice(0, 20)}`;
      await server.createDatabase(name);
      return server.url(name);
    },
    log,
    errors: async () =>
      (await log()).split('\n').filter((line) => /\b(ERROR|FATAL|PANIC|DETAIL|STATEMENT):/.test(line)),
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
