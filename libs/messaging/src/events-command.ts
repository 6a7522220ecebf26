import type { ClientBase } from 'pg';
import { v7 as uuid } from 'uuid';
import { OUTBOX_CHANNEL } from './outbox/outbox.js';

const USAGE = `Commands:
  status                 what is unpublished, how far each partition was read, what waits
  dead-letters           the open dead letters, oldest first
  replay <id> | all      have the running service apply a dead letter, then the events behind it
  discard <id>           have the running service pass over a dead letter; the events behind it go on
  republish              have the running service send its whole outbox again, into an empty broker`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Operations with only the service's database: requests are written there, and a running instance of the service
 * carries them out within a second, with its own handlers.
 * @returns the output
 * @throws Error when the command is unknown or has nothing to do
 */
export async function runEventsCommand(client: ClientBase, args: string[]): Promise<string> {
  const [command, id, ...rest] = args;
  if (rest.length > 0) throw new Error(USAGE);
  if (command === 'status' && !id) return status(client);
  if (command === 'dead-letters' && !id) return deadLetters(client);
  if (command === 'republish' && !id) return republish(client);
  if ((command === 'replay' || command === 'discard') && id) {
    if (id === 'all' && command === 'replay') return request(client, 'REPLAY', undefined);
    if (!UUID.test(id)) throw new Error(`${id} is not the id of a dead letter.`);
    return request(client, command === 'replay' ? 'REPLAY' : 'DISCARD', id);
  }
  throw new Error(USAGE);
}

async function status(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ line: string }>(`
    SELECT 'unpublished events: ' || count(*) AS line FROM outbox WHERE published_at IS NULL
    UNION ALL SELECT 'republication: position ' || next_position || ' of ' || last_position FROM outbox_republications
      WHERE finished_at IS NULL
    UNION ALL SELECT * FROM (SELECT topic || '/' || partition || ': position ' || position
      || coalesce(', rebuilding up to ' || rebuild_target, '') FROM consumer_positions ORDER BY topic, partition) AS positions
    UNION ALL SELECT 'aggregates that wait: ' || count(*) FROM consumed_aggregates WHERE parked_reason IS NOT NULL
    UNION ALL SELECT 'open dead letters: ' || count(*) FROM dead_letters WHERE state = 'OPEN'`);
  return rows.map((row) => row.line).join('\n');
}

async function deadLetters(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{
    id: string;
    at: Date;
    topic: string;
    type: string;
    key: string;
    reason: string;
  }>(`
    SELECT id, finished_at AS at, topic, coalesce(type, '(no type)') AS type, coalesce(aggregate_id, '(no key)') AS key, reason
    FROM dead_letters WHERE state = 'OPEN' ORDER BY finished_at, id LIMIT 1000`);
  if (rows.length === 0) return 'There are no open dead letters.';
  return rows
    .map((row) => [row.id, row.at.toISOString(), row.topic, row.type, row.key, row.reason].join('  '))
    .join('\n');
}

async function request(client: ClientBase, what: 'REPLAY' | 'DISCARD', id: string | undefined): Promise<string> {
  const { rowCount } = await client.query(
    `UPDATE dead_letters SET request = $1 WHERE state = 'OPEN' AND ($2::uuid IS NULL OR id = $2)`,
    [what, id ?? null],
  );
  if (!rowCount) throw new Error(id ? `There is no open dead letter ${id}.` : 'There are no open dead letters.');
  return `Asked for ${rowCount}; "dead-letters" shows what remains.`;
}

async function republish(client: ClientBase): Promise<string> {
  await client.query(
    `INSERT INTO outbox_republications (id, next_position, last_position) SELECT $1, 0, coalesce(max(position), 0) FROM outbox`,
    [uuid()],
  );
  await client.query(`SELECT pg_notify('${OUTBOX_CHANNEL}', '')`);
  return 'Asked for; "status" shows how far it is.';
}
