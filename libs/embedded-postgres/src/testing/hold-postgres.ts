import { startEmbeddedPostgres } from '../start-embedded-postgres.js';

// A process that starts a PostgreSQL and waits to be killed.
const [dataDir, ephemeral] = process.argv.slice(2) as [string, string | undefined];
try {
  const server = await startEmbeddedPostgres({ dataDir, ephemeralWith: ephemeral ? process.pid : undefined });
  await server.createDatabase('kept');
  process.stdout.write(`${JSON.stringify({ pid: server.pid, url: server.url('kept'), dataDir: server.dataDir })}\n`);
  setInterval(() => undefined, 60_000);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: (error as Error).message })}\n`);
}
