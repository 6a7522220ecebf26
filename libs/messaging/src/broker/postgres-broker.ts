import { settledWithin, StartupError } from '@motcua/platform';
import pg from 'pg';
import type {
  Broker,
  MessagingLog,
  OutgoingRecord,
  PartitionEnd,
  RunningSubscription,
  Subscription,
} from './broker.js';
import { createBrokerTables } from './postgres-broker-tables.js';
import { BROKER_CHANNEL, PostgresSubscription } from './postgres-subscription.js';

// The row of the topic is locked until the append commits: positions are gapless and commit in their order, so a reader
// that has seen position n can never miss an earlier one that commits late.
const APPEND = `
  WITH topic AS (
    UPDATE broker_topics SET next_position = next_position + cardinality($2::text[]) WHERE topic = $1
    RETURNING next_position - cardinality($2::text[]) AS first
  ), appended AS (
    INSERT INTO broker_records (topic, position, key, headers, body)
    SELECT $1, topic.first + record.ordinal - 1, record.key, record.headers, record.body
    FROM topic, unnest($2::text[], $3::jsonb[], $4::text[]) WITH ORDINALITY AS record (key, headers, body, ordinal)
    RETURNING 1
  )
  SELECT count(*)::integer AS appended, pg_notify('${BROKER_CHANNEL}', $1) FROM appended`;

/** invalid_authorization_specification, invalid_password, insufficient_privilege (to connect). */
const REFUSED = ['28000', '28P01', '42501'];

/**
 * The broker of a single machine: one append-only log per topic (one partition each) in a PostgreSQL database of its
 * own, woken by NOTIFY. It has no partitions, no replicas and no retention: for those use Kafka.
 */
export class PostgresBroker implements Broker {
  private readonly pool: pg.Pool;
  private readonly subscriptions = new Set<PostgresSubscription>();
  private known = new Set<string>();

  constructor(
    private readonly url: string,
    private readonly log: MessagingLog,
    private readonly outagePauseMs?: number,
    private readonly batchBytes?: number,
  ) {
    this.pool = new pg.Pool({ connectionString: url, max: 4, application_name: 'motcua-broker' });
    // An idle connection that breaks is replaced by the next query; an unhandled error event would end the process.
    this.pool.on('error', (error) => log.debug('a broker connection broke', { err: error }));
    // Likewise for a checked-out connection: its user gets the error at the next query.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async ensureTopics(topics: string[]): Promise<void> {
    await createBrokerTables(this.pool);
    await this.pool.query(
      'INSERT INTO broker_topics (topic) SELECT unnest($1::text[]) ON CONFLICT (topic) DO NOTHING',
      [topics],
    );
    for (const topic of topics) this.known.add(topic);
  }

  async publish(topic: string, records: OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return;
    if (!this.known.has(topic)) await this.ensureTopics([topic]);
    const result = await this.pool.query<{ appended: number }>({
      name: 'append',
      text: APPEND,
      values: [
        topic,
        records.map((record) => record.key),
        records.map((record) => JSON.stringify(record.headers)),
        records.map((record) => record.body),
      ],
    });
    if (result.rows[0]?.appended !== records.length) {
      // The topic is gone: the broker was emptied while this process had it cached.
      this.known.delete(topic);
      throw new Error(`topic ${topic} does not exist`);
    }
  }

  async admits(): Promise<void> {
    try {
      await this.pool.query('SELECT 1');
    } catch (error) {
      if (!REFUSED.includes((error as { code?: string }).code ?? '')) return;
      throw new StartupError(
        `The broker database does not accept its user and password (${(error as Error).message}). Correct BROKER_DATABASE_URL.`,
        error,
      );
    }
  }

  subscribe(subscription: Subscription): RunningSubscription {
    const running = new PostgresSubscription(this, this.url, this.pool, subscription, this.log, {
      outagePauseMs: this.outagePauseMs,
      batchBytes: this.batchBytes,
    });
    this.subscriptions.add(running);
    return running;
  }

  async ends(topics: string[]): Promise<PartitionEnd[]> {
    const { rows } = await this.pool.query<{ topic: string; incarnation: string; next_position: string }>(
      'SELECT topic, incarnation, next_position FROM broker_topics WHERE topic = ANY($1)',
      [topics],
    );
    return rows.map((row) => ({
      topic: row.topic,
      partition: 0,
      incarnation: row.incarnation,
      end: BigInt(row.next_position),
    }));
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((subscription) => subscription.close(5_000)));
    await settledWithin(this.pool.end(), 5_000);
  }
}
