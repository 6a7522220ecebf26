import pg from 'pg';
import { runEventsCommand } from './events-command.js';

// node libs/messaging/dist/main.js <command>, DATABASE_URL of the service in the environment.
const url = process.env['DATABASE_URL'];
if (!url) {
  process.stderr.write('Set DATABASE_URL to the database of the service whose events this is about.\n');
  process.exit(1);
}
const client = new pg.Client({ connectionString: url, application_name: 'motcua events' });
client.on('error', () => undefined);
try {
  await client.connect();
  process.stdout.write(`${await runEventsCommand(client, process.argv.slice(2))}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  await client.end().catch(() => undefined);
}
