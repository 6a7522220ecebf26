import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@motcua/embedded-postgres';
import pg from 'pg';
import { dockerAnswers } from '../run/docker.js';
import { currentRun, oncePerRun } from '../run/test-run.js';

/** An empty database for one test. */
export interface TestDatabase {
  url: string;
  name: string;
  /** Ends every connection to it and removes it. */
  drop(): Promise<void>;
}

/**
 * A fresh database on the PostgreSQL of this run: the one of TEST_DATABASE_URL, else one by Testcontainers if a Docker
 * engine answers, else an embedded one, started at the first request.
 * @param init.template name of a database of the same server to copy
 */
export async function testDatabase(init: { template?: string } = {}): Promise<TestDatabase> {
  const { url: server } = await testPostgres();
  const name = `t_${randomUUID().replaceAll('-', '').slice(0, 20)}`;
  const template = init.template ? ` TEMPLATE ${pg.escapeIdentifier(init.template)}` : '';
  await execute(server, `CREATE DATABASE ${pg.escapeIdentifier(name)}${template}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    name,
    drop: () => execute(server, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`),
  };
}

/** The address of the server's maintenance database. */
export async function testPostgres(): Promise<{ url: string }> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return { url: given };
  return oncePerRun('postgres', async () => ({
    url: (await dockerAnswers()) ? await startContainer() : await startEmbedded(),
  }));
}

async function startContainer(): Promise<string> {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const container = await new PostgreSqlContainer('postgres:18')
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=500'])
    .start();
  return container.getConnectionUri();
}

async function startEmbedded(): Promise<string> {
  // A folder that PostgreSQL's own user can reach and delete, even when the tests run as root.
  const dataDir = await mkdtemp(join(tmpdir(), 'motcua-test-postgres-'));
  await mkdir(dataDir, { recursive: true });
  await chmod(dataDir, 0o755);
  const server = await startEmbeddedPostgres({
    dataDir,
    ephemeralWith: currentRun().pid,
    unsafeFast: true,
    settings: { max_connections: 500 },
  });
  return server.url('postgres');
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
