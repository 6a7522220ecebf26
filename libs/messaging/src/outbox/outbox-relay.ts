import { setTimeout } from 'node:timers/promises';
import { Outage, settledWithin, Waker } from '@motcua/platform';
import pg from 'pg';
import type { Broker, MessagingLog, OutgoingRecord } from '../broker/broker.js';
import { toRecord } from '../cloud-event.js';
import type { MessagingMetrics } from '../metrics.js';
import { DEFAULT_BATCH_BYTES } from '../settings.js';
import { MAX_PAYLOAD_BYTES, OUTBOX_CHANNEL } from './outbox.js';

export interface RelayParts {
  service: string;
  databaseUrl: string;
  broker: Broker;
  metrics: MessagingMetrics;
  log: MessagingLog;
  outagePauseMs?: number;
  batchBytes?: number;
}

const BATCH_SIZE = 1_000;
/** NOTIFY wakes at once; this poll covers a lost notification. */
const POLL_MS = 1_000;
/**
 * Minimum time between publications. The first event after an idle period is published at once; under load the events
 * of the interval share a publication and a transaction of each reader.
 */
const GATHER_MS = 20;
/** How often an instance without the lease tries to get it: the longest pause after the holder's death. */
const LEASE_MS = 500;

interface OutboxRow {
  position: string;
  id: string;
  topic: string;
  aggregate_id: string;
  aggregate_version: number;
  type: string;
  occurred_at: Date;
  recorded_at: Date;
  traceparent: string | null;
  data: string;
  /** Number of candidate events. */
  found: number;
}

const COLUMNS = `position, id, topic, aggregate_id, aggregate_version, type, occurred_at, recorded_at, traceparent,
  data::text AS data`;

/** Bytes of a payload without decompressing it: a compressed one counts as the maximum. */
const BYTES = `CASE WHEN pg_column_compression(data) IS NULL THEN pg_column_size(data) ELSE ${MAX_PAYLOAD_BYTES} END`;

/** The first events, within the limits of number and bytes; at least one. */
const firstOf = (condition: string, batchBytes: string): string =>
  `SELECT ${COLUMNS}, found FROM (
     SELECT *, sum(bytes) OVER (ORDER BY position) - bytes AS before, (count(*) OVER ())::integer AS found
     FROM (SELECT *, ${BYTES} AS bytes FROM outbox WHERE ${condition} ORDER BY position LIMIT ${BATCH_SIZE}) AS next
   ) AS measured WHERE before = 0 OR before + bytes <= ${batchBytes} ORDER BY position`;

/**
 * Publishes the outbox, in the order of writing. Only one instance of a service at a time: the one whose session holds
 * an advisory lock; two would reorder the events of an aggregate. Events of one aggregate are written one transaction
 * after the other, so an earlier one is never still to commit when a later one is seen.
 */
export class OutboxRelay {
  private readonly life = new Waker();
  private readonly outage: Outage;
  private running?: Promise<void>;
  private leading = false;

  constructor(private readonly parts: RelayParts) {
    this.outage = new Outage(parts.log, 'events cannot be published', parts.outagePauseMs);
  }

  private get batchBytes(): number {
    return this.parts.batchBytes ?? DEFAULT_BATCH_BYTES;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Waits at most `timeoutMs` for a running publication. */
  async stop(timeoutMs: number): Promise<void> {
    this.life.end();
    if (this.running && !(await settledWithin(this.running, timeoutMs))) {
      this.parts.log.warn('the relay did not stop in time and is left');
    }
  }

  private async run(): Promise<void> {
    while (!this.life.ended) {
      try {
        await this.session();
      } catch (error) {
        if (!this.life.ended) await this.life.pause(this.outage.failed(error));
      }
    }
  }

  /** Runs for one connection: the lease and the notifications are bound to it. */
  private async session(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.parts.databaseUrl,
      application_name: `${this.parts.service} relay`,
      keepAlive: true,
    });
    let lost: Error | undefined;
    const onLost = (error?: Error) => {
      lost ??= error ?? new Error('the connection ended');
      this.life.wake();
    };
    client.on('error', onLost);
    client.on('end', () => onLost());
    client.on('notification', () => this.leading && this.life.wake());
    try {
      await client.connect();
      // If a crash of PostgreSQL loses this update, the events are published twice, and consumers drop them.
      await client.query(`SET synchronous_commit = off; LISTEN ${OUTBOX_CHANNEL}`);
      while (!this.life.ended) {
        if (lost) throw lost;
        if (!this.leading) this.leading = await this.tryLease(client);
        if (!this.leading) {
          await this.life.pause(LEASE_MS);
          continue;
        }
        const began = performance.now();
        const republished = await this.republishSome(client);
        const sent = republished || (await this.publishBacklog(client));
        this.outage.recovered();
        if (sent === 0) await this.life.pause(POLL_MS);
        // A plain timer, not the waker: it collects wake-ups. Then the relay polls, because a busy service notifies
        // late.
        else if (!republished) await setTimeout(Math.max(0, GATHER_MS - (performance.now() - began)));
      }
    } finally {
      this.leading = false;
      await settledWithin(client.end(), 1_000);
    }
  }

  private async tryLease(client: pg.Client): Promise<boolean> {
    const { rows } = await client.query<{ leading: boolean }>(
      `SELECT pg_try_advisory_lock(hashtextextended('motcua outbox relay', 0)) AS leading`,
    );
    return rows[0]!.leading;
  }

  /**
   * Publishes until less than a whole batch is left. While the broker stores one batch, the next is read and the
   * acknowledged one is marked; a batch is sent only after the broker has acknowledged the previous one. Each reading
   * begins at the lowest position again: an event that committed late must still go before its successors.
   */
  private async publishBacklog(client: pg.Client): Promise<number> {
    let rows = await this.readUnpublished(client, []);
    let sent = 0;
    let noted: Promise<unknown> = Promise.resolve();
    while (rows.length > 0) {
      const found = rows[0]!.found;
      const more = (found === BATCH_SIZE || found > rows.length) && !this.life.ended;
      const next = more ? this.readUnpublished(client, rows) : Promise.resolve([]);
      next.catch(() => undefined);
      await this.publish(rows);
      await noted;
      noted = this.note(client, rows);
      noted.catch(() => undefined);
      sent += rows.length;
      this.outage.recovered();
      rows = await next;
    }
    await noted;
    return sent;
  }

  private async readUnpublished(client: pg.Client, inFlight: OutboxRow[]): Promise<OutboxRow[]> {
    const { rows } = await client.query<OutboxRow>({
      // Not prepared: a plan for the actual array looks positions up by hash, a generic one scans it.
      text: firstOf('published_at IS NULL AND position <> ALL($1::bigint[])', '$2'),
      values: [inFlight.map((row) => row.position), this.batchBytes],
    });
    return rows;
  }

  /** A part of a requested republication; new events wait until it is complete. */
  private async republishSome(client: pg.Client): Promise<number> {
    const open = await client.query<{ id: string; next_position: string; last_position: string }>({
      name: 'republication',
      text: `SELECT id, next_position, last_position FROM outbox_republications WHERE finished_at IS NULL
             ORDER BY requested_at LIMIT 1`,
    });
    const request = open.rows[0];
    if (!request) return 0;
    const { rows } = await client.query<OutboxRow>(firstOf('position BETWEEN $1 AND $2', '$3'), [
      request.next_position,
      request.last_position,
      this.batchBytes,
    ]);
    await this.publish(rows);
    await this.note(client, rows);
    const last = rows.at(-1);
    await client.query(
      last
        ? 'UPDATE outbox_republications SET next_position = $2 WHERE id = $1'
        : 'UPDATE outbox_republications SET next_position = $2, finished_at = clock_timestamp() WHERE id = $1',
      [request.id, (last ? BigInt(last.position) + 1n : BigInt(request.next_position)).toString()],
    );
    if (!last) this.parts.log.info('everything was published again');
    return 1;
  }

  private async publish(rows: OutboxRow[]): Promise<void> {
    const byTopic = new Map<string, OutboxRow[]>();
    for (const row of rows) {
      const sameTopic = byTopic.get(row.topic);
      if (sameTopic) sameTopic.push(row);
      else byTopic.set(row.topic, [row]);
    }
    for (const [topic, events] of byTopic) {
      await this.parts.broker.publish(
        topic,
        events.map((row) => this.toRecord(row)),
      );
      this.parts.metrics.published.inc({ topic }, events.length);
    }
  }

  private async note(client: pg.Client, rows: OutboxRow[]): Promise<void> {
    await client.query({
      name: 'published',
      text: 'UPDATE outbox SET published_at = clock_timestamp() WHERE position = ANY($1::bigint[]) AND published_at IS NULL',
      values: [rows.map((row) => row.position)],
    });
  }

  private toRecord(row: OutboxRow): OutgoingRecord {
    return toRecord(
      {
        id: row.id,
        type: row.type,
        source: `/${this.parts.service}`,
        subject: row.aggregate_id,
        time: row.occurred_at.toISOString(),
        recordedat: row.recorded_at.toISOString(),
        aggregateversion: row.aggregate_version,
        ...(row.traceparent ? { traceparent: row.traceparent } : {}),
      },
      row.data,
    );
  }
}
