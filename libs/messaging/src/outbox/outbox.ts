import { Injectable } from '@nestjs/common';
import { DomainError, eventDefinition, inOrder } from '@motcua/contracts';
import { Breather, currentTraceparent, prepared } from '@motcua/platform';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { describeViolations, violationsOf } from '../event-validation.js';

/** An event that a service announces. */
export interface OutgoingEvent {
  /** Instance of an event class of @motcua/contracts. */
  payload: object;
  /** Its aggregate: partition key and CloudEvents subject; at most 200 characters. */
  aggregateId: string;
  /** 1, 2, 3 … without gaps over the events of this aggregate in the event's topic. */
  aggregateVersion: number;
  /** Instant of the fact, by the domain clock. */
  time: Date;
}

/** An event breaks its own contract: a defect of the producer, not of a caller's input. */
export class InvalidEventError extends Error {
  override name = 'InvalidEventError';
}

/** A valid request is too long to be announced: it is answered 413 with the longest part. */
export class EventTooLargeError extends DomainError {
  constructor(type: string, payload: object, bytes: number) {
    const path = longestPart(payload);
    super({
      kind: 'too-large',
      code: 'event.too-large',
      message: {
        vi: `Nội dung để công bố (${type}) có ${bytes} byte, quá ${MAX_PAYLOAD_BYTES} byte. Hãy rút gọn rồi gửi lại.`,
        en: `The event ${type} would have ${bytes} bytes, more than the limit of ${MAX_PAYLOAD_BYTES}. Shorten the content and send it again.`,
      },
      fields: [
        {
          path,
          code: 'tooLarge',
          message: {
            vi: 'chiếm nhiều byte nhất: hãy bớt mục hoặc viết ngắn lại',
            en: 'is the largest part: use fewer items or shorter texts',
          },
        },
      ],
      details: { limit: MAX_PAYLOAD_BYTES, bytes },
    });
  }
}

function longestPart(payload: object): string {
  const sizes = Object.entries(payload).map(([name, part]) => [name, JSON.stringify(part)?.length ?? 0] as const);
  return sizes.reduce((longest, part) => (part[1] > longest[1] ? part : longest), ['', 0] as const)[0];
}

/** PostgreSQL channel that wakes the relay. */
export const OUTBOX_CHANNEL = 'motcua_outbox';

// Kafka takes batches of up to 1 MB by default; an event that no broker accepts would block all later ones.
export const MAX_PAYLOAD_BYTES = 512 * 1024;

function insert(
  add: (column: keyof OutboxRow | 'traceparent') => string,
  condition = '',
  finish = (data: string) => data,
): string {
  return `INSERT INTO outbox (id, topic, aggregate_id, aggregate_version, type, occurred_at, traceparent, data)
    SELECT id, topic, aggregate_id, aggregate_version, type, occurred_at, ${add('traceparent')}::text,
      (${finish('data')})::jsonb
    FROM unnest(${add('id')}::uuid[], ${add('topic')}::text[], ${add('aggregateId')}::text[],
      ${add('aggregateVersion')}::integer[], ${add('type')}::text[], ${add('occurredAt')}::timestamptz[],
      ${add('data')}::text[])
      WITH ORDINALITY AS event (id, topic, aggregate_id, aggregate_version, type, occurred_at, data, ordinal)
    ${condition}
    ORDER BY ordinal
    RETURNING 1`;
}

const PLACES = {
  id: 1,
  topic: 2,
  aggregateId: 3,
  aggregateVersion: 4,
  type: 5,
  occurredAt: 6,
  data: 7,
  traceparent: 8,
};
const APPEND = prepared(`
  WITH appended AS (${insert((column) => `$${PLACES[column]}`)})
  SELECT pg_notify('${OUTBOX_CHANNEL}', '') FROM (SELECT count(*) FROM appended) AS done`);

/** Announces events in the transaction that makes them true: they are published if and only if it commits. */
@Injectable()
export class Outbox {
  /** `publishes`: the topics that this service writes; the broker would refuse another. */
  constructor(private readonly publishes: readonly string[]) {}

  /**
   * Appends `events`, in this order, in the caller's transaction, in one statement.
   * @throws InvalidEventError when a payload breaks its contract, has an unknown property, is not of an event class, or
   *   is of a topic that this service does not publish
   * @throws EventTooLargeError (413) when it is longer than every broker accepts
   * @throws DomainError `<noun>.clock-behind` when an event would be dated before the last one of its aggregate
   */
  async append(manager: EntityManager, events: OutgoingEvent[]): Promise<void> {
    if (events.length === 0) return;
    const rows: OutboxRow[] = [];
    const breather = new Breather();
    for (const event of events) {
      await breather.letOthersRun();
      rows.push(this.toRow(event));
    }
    await keepOrder(manager, rows);
    const column = <K extends keyof OutboxRow>(name: K) => rows.map((row) => row[name]);
    await manager.query(APPEND, [
      column('id'),
      column('topic'),
      column('aggregateId'),
      column('aggregateVersion'),
      column('type'),
      column('occurredAt'),
      column('data'),
      currentTraceparent() ?? null,
    ]);
  }

  /**
   * An INSERT that appends `events`, for work that commits in one statement: include it there, and call `committed`
   * afterwards.
   * @param add takes a value and returns its placeholder
   * @param condition `WHERE …`: appended only if it holds
   * @param finish maps an expression of the data as JSON text to one that includes values computed by the statement The
   *   caller ensures that their times do not run backwards.
   * @throws InvalidEventError as `append` does
   */
  appending(
    events: OutgoingEvent[],
    add: (value: unknown) => string,
    condition = '',
    finish?: (data: string) => string,
  ): string {
    const rows = events.map((event) => this.toRow(event));
    return insert(
      (column) => add(column === 'traceparent' ? (currentTraceparent() ?? null) : rows.map((row) => row[column])),
      condition,
      finish,
    );
  }

  /**
   * Wakes the relay after a commit. A NOTIFY inside a transaction makes its commit wait for that of every other
   * transaction of the server that notifies; here one notification at a time covers all commits since the previous one.
   * If it fails or is lost, the relay's poll finds the events within a second.
   */
  committed(queries: { query(sql: string, parameters?: unknown[]): Promise<unknown> }): void {
    this.toNotify = true;
    if (this.notifying) return;
    this.notifying = true;
    void this.notify(queries);
  }

  private toRow(event: OutgoingEvent): OutboxRow {
    const row = toRow(event);
    if (this.publishes.includes(row.topic)) return row;
    throw new InvalidEventError(`${row.type} belongs to ${row.topic}, which this service does not publish (TOPIC_USE)`);
  }

  private toNotify = false;
  private notifying = false;

  private async notify(queries: { query(sql: string): Promise<unknown> }): Promise<void> {
    try {
      while (this.toNotify) {
        this.toNotify = false;
        await queries.query(`NOTIFY ${OUTBOX_CHANNEL}`);
      }
    } catch {
      // The relay polls every second, and reports an unavailable database.
    } finally {
      this.notifying = false;
    }
  }
}

const BEFORE = prepared(`
  SELECT topic, aggregate_id AS "aggregateId", aggregate_version AS "aggregateVersion", occurred_at AS "occurredAt"
  FROM outbox WHERE (topic, aggregate_id, aggregate_version) IN
    (SELECT * FROM unnest($1::text[], $2::text[], $3::integer[]))`);

/** Events of an aggregate never run backwards in time, whatever the clock says. */
async function keepOrder(manager: EntityManager, rows: OutboxRow[]): Promise<void> {
  const later = rows.filter((row) => row.aggregateVersion > 1);
  if (later.length === 0) return;
  const key = (row: Pick<OutboxRow, 'topic' | 'aggregateId'>, version: number) =>
    `${row.topic} ${version} ${row.aggregateId}`;
  const before: (Pick<OutboxRow, 'topic' | 'aggregateId' | 'aggregateVersion'> & { occurredAt: Date })[] =
    await manager.query(BEFORE, [
      later.map((row) => row.topic),
      later.map((row) => row.aggregateId),
      later.map((row) => row.aggregateVersion - 1),
    ]);
  const times = new Map(before.map((row) => [key(row, row.aggregateVersion), row.occurredAt]));
  for (const row of rows) {
    const last = times.get(key(row, row.aggregateVersion - 1));
    // `dossier-events.v1` is about a dossier.
    const at = last
      ? inOrder(last, new Date(row.occurredAt), row.topic.split('-events')[0]!)
      : new Date(row.occurredAt);
    row.occurredAt = at.toISOString();
    times.set(key(row, row.aggregateVersion), at);
  }
}

interface OutboxRow {
  id: string;
  topic: string;
  aggregateId: string;
  aggregateVersion: number;
  type: string;
  occurredAt: string;
  data: string;
}

function toRow(event: OutgoingEvent): OutboxRow {
  const definition = eventDefinition(event.payload);
  if (!definition) throw new InvalidEventError(`${event.payload.constructor.name} is not declared as a domain event`);
  const violations = violationsOf(event.payload, 'refuse-unknown');
  if (violations.length > 0) {
    throw new InvalidEventError(`${definition.type} breaks its contract: ${describeViolations(violations)}`);
  }
  if (!Number.isSafeInteger(event.aggregateVersion) || event.aggregateVersion < 1) {
    throw new InvalidEventError(`${definition.type}: aggregateVersion ${event.aggregateVersion} is not 1, 2, 3 …`);
  }
  if (event.aggregateId.length < 1 || event.aggregateId.length > 200) {
    throw new InvalidEventError(`${definition.type}: aggregateId must have 1 to 200 characters`);
  }
  const data = JSON.stringify(event.payload);
  const bytes = Buffer.byteLength(data);
  if (bytes > MAX_PAYLOAD_BYTES) throw new EventTooLargeError(definition.type, event.payload, bytes);
  return {
    id: uuid(),
    topic: definition.topic,
    aggregateId: event.aggregateId,
    aggregateVersion: event.aggregateVersion,
    type: definition.type,
    occurredAt: event.time.toISOString(),
    data,
  };
}
