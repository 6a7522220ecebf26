import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@motcua/embedded-postgres';

export interface SpecPostgres extends EmbeddedPostgres {
  /** Creates an empty database and returns its address. */
  newDatabase(): Promise<string>;
  /** Stops the server but keeps its data for a restart. */
  halt(): Promise<void>;
}

/** A PostgreSQL for one spec file. `@motcua/testing` depends on the platform, so the platform cannot depend on it. */
export async function specPostgres(): Promise<SpecPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'motcua-platform-spec-'));
  await chmod(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, unsafeFast: true });
  let count = 0;
  return {
    ...server,
    async newDatabase() {
      const name = `spec_${(count += 1)}`;
      await server.createDatabase(name);
      return server.url(name);
    },
    halt: () => server.stop(),
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
