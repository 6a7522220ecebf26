import { StartupError } from '@motcua/platform';
import { eventually, testDatabase, type TestDatabase } from '@motcua/testing';
import pg from 'pg';
import type { RecordBatch } from './broker.js';
import { PostgresBroker } from './postgres-broker.js';

jest.setTimeout(60_000);
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const record = (key: string) => ({ key, headers: { ce_id: key }, body: '{}' });

describe('The log in PostgreSQL', () => {
  let database: TestDatabase;
  let broker: PostgresBroker;

  beforeEach(async () => {
    database = await testDatabase();
    broker = new PostgresBroker(database.url, silent);
    await broker.ensureTopics(['t']);
  });
  afterEach(async () => {
    await broker.close();
    await database.drop();
  });

  function readAll(seen: string[], positions: bigint[] = []) {
    return broker.subscribe({
      group: 'g',
      topics: ['t'],
      startPosition: async () => 0n,
      onBatch: async (batch: RecordBatch) => {
        for (const one of batch.records) {
          seen.push(one.key!);
          positions.push(one.position);
        }
        return batch.records.at(-1)!.position + 1n;
      },
    });
  }

  it('reports a wrong password at the start of a service, and is waited for when unavailable', async () => {
    await broker.admits();
    const at = new URL(database.url);
    at.password = 'guessed';
    const refused = new PostgresBroker(at.href, silent);
    await expect(refused.admits()).rejects.toThrow(StartupError);
    at.port = '1';
    const away = new PostgresBroker(at.href, silent);
    await away.admits();
    await Promise.all([refused.close(), away.close()]);
  });

  it('a reader misses nothing when the first of two appenders commits last', async () => {
    const seen: string[] = [];
    const positions: bigint[] = [];
    const reader = readAll(seen, positions);
    await broker.publish('t', [record('before')]);
    await eventually(() => expect(seen).toEqual(['before']));

    const first = new pg.Client({ connectionString: database.url });
    await first.connect();
    // A transaction caches its first view of other sessions, so the waiters are queried from outside it.
    const observer = new pg.Client({ connectionString: database.url });
    await observer.connect();
    await first.query('BEGIN');
    await first.query(
      `WITH topic AS (UPDATE broker_topics SET next_position = next_position + 1 WHERE topic = 't' RETURNING next_position - 1 AS first)
       INSERT INTO broker_records (topic, position, key, headers, body) SELECT 't', first, 'first', '{}', '{}' FROM topic`,
    );
    let secondIsThere = false;
    const second = broker.publish('t', [record('second')]).then(() => (secondIsThere = true));
    // The second must wait: otherwise a reader would skip the first.
    await eventually(async () => {
      const { rows } = await observer.query(
        `SELECT count(*)::integer AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%broker_topics%'`,
      );
      expect(rows[0].waiting).toBeGreaterThan(0);
    });
    expect(secondIsThere).toBe(false);
    expect(seen).toEqual(['before']);
    await observer.end();
    await first.query('COMMIT');
    await first.end();
    await second;
    await eventually(() => expect(seen).toEqual(['before', 'first', 'second']));
    expect(positions).toEqual([0n, 1n, 2n]);
    await reader.close(1_000);
  });

  it('a server that breaks off the creation of the tables fails only that attempt', async () => {
    const empty = await testDatabase();
    const holder = new pg.Client({ connectionString: empty.url });
    await holder.connect();
    await holder.query(`SELECT pg_advisory_lock(hashtextextended('motcua-broker-tables', 0))`);
    const late = new PostgresBroker(empty.url, silent);
    const making = late.ensureTopics(['t']).catch((error: unknown) => error);
    await eventually(async () => {
      const { rowCount } = await holder.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'motcua-broker' AND wait_event_type = 'Lock'`,
      );
      expect(rowCount).toBe(1);
    });
    expect(await making).toMatchObject({ code: '57P01' });
    await holder.end();
    await late.ensureTopics(['t']);
    await late.close();
    await empty.drop();
  });

  it('an append that is rolled back leaves no gap', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query(`UPDATE broker_topics SET next_position = next_position + 5 WHERE topic = 't'`);
    await client.query('ROLLBACK');
    await client.end();
    await broker.publish('t', [record('a')]);
    expect(await broker.ends(['t'])).toMatchObject([{ topic: 't', partition: 0, end: 1n }]);
  });

  it('of two readers of a group one reads a topic, and the other continues from its position', async () => {
    const one: string[] = [];
    const two: string[] = [];
    const first = readAll(one);
    await broker.publish('t', [record('a')]);
    await eventually(() => expect(one).toEqual(['a']));
    const second = readAll(two);
    await broker.publish('t', [record('b')]);
    await eventually(() => expect(one).toEqual(['a', 'b']));
    expect(two).toEqual([]);
    await first.close(1_000);
    await eventually(() => expect(two).toEqual(['a', 'b']));
    await second.close(1_000);
  });

  it('stores the position of each group', async () => {
    const seen: string[] = [];
    const reader = readAll(seen);
    await broker.publish('t', [record('a'), record('b')]);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await eventually(async () => {
      const { rows } = await client.query('SELECT consumer_group, topic, position FROM broker_groups');
      expect(rows).toEqual([{ consumer_group: 'g', topic: 't', position: '2' }]);
    });
    await client.end();
    await reader.close(1_000);
  });
});
