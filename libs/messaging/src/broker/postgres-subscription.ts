import { Outage, settledWithin, Waker } from '@motcua/platform';
import pg from 'pg';
import { DEFAULT_BATCH_BYTES } from '../settings.js';
import { PartitionLostError } from './broker.js';
import type { Broker, BrokerRecord, MessagingLog, NextPosition, RunningSubscription, Subscription } from './broker.js';

export const BROKER_CHANNEL = 'motcua_broker';

const BATCH_SIZE = 500;
/** NOTIFY wakes at once; this poll covers a lost notification. */
const POLL_MS = 1_000;
/** How often an instance without a topic's lock tries to get it. */
const TAKEOVER_MS = 500;
const GROUP_POSITION_MS = 5_000;
const FAILED_BATCH_MS = 1_000;

interface FetchedRow {
  incarnation: string;
  next_position: string;
  position: string | null;
  key: string;
  headers: Record<string, string>;
  body: string | null;
}

const FETCH = `
  SELECT topic.incarnation, topic.next_position, record.position, record.key, record.headers, record.body
  FROM broker_topics AS topic
  LEFT JOIN LATERAL (
    SELECT position, key, headers, body FROM (
      SELECT *, sum(bytes) OVER (ORDER BY position) AS bytes_up_to
      FROM (
        SELECT *, coalesce(octet_length(body), 0) AS bytes FROM broker_records
        WHERE topic = $1 AND position >= $2 ORDER BY position LIMIT ${BATCH_SIZE}
      ) AS next
    ) AS measured
    WHERE bytes_up_to = bytes OR bytes_up_to <= $3 ORDER BY position
  ) AS record ON true
  WHERE topic.topic = $1`;

/**
 * One group reading its topics. Of several instances one reads a topic at a time: the one whose session holds the
 * advisory lock of (group, topic). The lock ends with the session, so a dead instance is replaced.
 */
export class PostgresSubscription implements RunningSubscription {
  private readonly life = new Waker();
  private readonly wakers = new Map<string, Waker>();
  private readonly outage: Outage;
  private readonly running: Promise<void>;
  private restarts = 0;
  private lastQuestion: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly broker: Pick<Broker, 'ensureTopics' | 'ends'>,
    private readonly url: string,
    private readonly pool: pg.Pool,
    private readonly subscription: Subscription,
    private readonly log: MessagingLog,
    private readonly options: { outagePauseMs?: number; batchBytes?: number },
  ) {
    this.outage = new Outage(log, 'the broker cannot be read', options.outagePauseMs);
    for (const topic of subscription.topics) this.wakers.set(topic, new Waker());
    this.running = this.run();
  }

  async restart(): Promise<void> {
    this.restarts += 1;
    for (const waker of this.wakers.values()) waker.wake();
  }

  async close(timeoutMs: number): Promise<void> {
    this.life.end();
    for (const waker of this.wakers.values()) waker.end();
    if (!(await settledWithin(this.running, timeoutMs))) this.log.warn('a batch did not finish in time and is left');
  }

  private async run(): Promise<void> {
    while (!this.life.ended) {
      try {
        await this.session();
      } catch (error) {
        if (this.life.ended) return;
        await this.life.pause(this.outage.failed(error));
      }
    }
  }

  /** Runs for one connection: locks and notifications are bound to it. */
  private async session(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, application_name: `motcua ${this.subscription.group}` });
    const lost = new Promise<never>((_, reject) => {
      client.on('error', reject);
      client.on('end', () => reject(new Error('the connection ended')));
    });
    lost.catch(() => undefined);
    const over = new Waker();
    try {
      await client.connect();
      client.on('notification', (message) => this.wakers.get(message.payload ?? '')?.wake());
      await client.query(`LISTEN ${BROKER_CHANNEL}`);
      await this.broker.ensureTopics(this.subscription.topics);
      this.outage.recovered();
      const loops = this.subscription.topics.map((topic) => this.readTopic(client, topic, over));
      try {
        await Promise.race([Promise.all(loops), lost]);
      } finally {
        over.end();
        for (const waker of this.wakers.values()) waker.wake();
        await Promise.allSettled(loops);
      }
    } finally {
      await settledWithin(client.end(), 1_000);
    }
  }

  private async readTopic(client: pg.Client, topic: string, over: Waker): Promise<void> {
    const waker = this.wakers.get(topic)!;
    const stopped = () => this.life.ended || over.ended;
    while (!stopped() && !(await this.tryLock(client, topic))) await waker.pause(TAKEOVER_MS);
    let position: NextPosition;
    let incarnation = '';
    let restarts = this.restarts;
    let nextNote = 0;
    while (!stopped()) {
      if (restarts !== this.restarts) position = undefined;
      restarts = this.restarts;
      if (position === undefined) {
        const end = await this.endOf(topic);
        incarnation = end.incarnation;
        position = await this.subscription.startPosition(topic, 0, incarnation, end.end);
      }
      const batch = await this.fetch(topic, position);
      if (!batch || batch.incarnation !== incarnation || batch.end < position) {
        position = undefined;
        continue;
      }
      if (batch.records.length === 0) {
        if (nextNote > 0) nextNote = await this.noteGroupPosition(topic, position, 0);
        await waker.pause(POLL_MS);
        continue;
      }
      try {
        position = await this.subscription.onBatch({
          topic,
          partition: 0,
          incarnation,
          from: position,
          records: batch.records,
          end: batch.end,
          keepAlive: async () => {
            if (stopped()) throw new PartitionLostError();
          },
        });
      } catch (error) {
        if (stopped()) return;
        this.log.error('a batch could not be handled and comes again', { topic, err: error });
        await waker.pause(FAILED_BATCH_MS);
        continue;
      }
      if (position !== undefined && performance.now() >= nextNote) {
        nextNote = await this.noteGroupPosition(topic, position, performance.now() + GROUP_POSITION_MS);
      }
    }
  }

  private async tryLock(client: pg.Client, topic: string): Promise<boolean> {
    // One query after another: the topics share the connection that holds their locks.
    const answer = this.lastQuestion.then(() =>
      client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked', [
        `${this.subscription.group} ${topic}`,
      ]),
    );
    this.lastQuestion = answer.catch(() => undefined);
    return (await answer).rows[0]!.locked;
  }

  private async endOf(topic: string): Promise<{ incarnation: string; end: bigint }> {
    const find = async () => (await this.broker.ends([topic]))[0];
    const end = await find();
    if (end) return end;
    await this.broker.ensureTopics([topic]);
    return (await find()) ?? Promise.reject(new Error(`topic ${topic} does not exist`));
  }

  private async fetch(
    topic: string,
    position: bigint,
  ): Promise<{ incarnation: string; end: bigint; records: BrokerRecord[] } | undefined> {
    const { rows } = await this.pool.query<FetchedRow>({
      name: 'fetch',
      text: FETCH,
      values: [topic, position.toString(), this.options.batchBytes ?? DEFAULT_BATCH_BYTES],
    });
    const first = rows[0];
    if (!first) return undefined;
    return {
      incarnation: first.incarnation,
      end: BigInt(first.next_position),
      records: first.position === null ? [] : rows.map(toRecord),
    };
  }

  private async noteGroupPosition(topic: string, position: bigint, next: number): Promise<number> {
    await this.pool.query(
      `INSERT INTO broker_groups (consumer_group, topic, position) VALUES ($1, $2, $3)
       ON CONFLICT (consumer_group, topic) DO UPDATE SET position = excluded.position, updated_at = clock_timestamp()`,
      [this.subscription.group, topic, position.toString()],
    );
    return next;
  }
}

function toRecord(row: FetchedRow): BrokerRecord {
  return {
    position: BigInt(row.position!),
    key: row.key,
    headers: row.headers,
    body: row.body === null ? null : Buffer.from(row.body),
  };
}
