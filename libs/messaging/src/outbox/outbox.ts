import { Injectable } from '@nestjs/common';
import { DomainError, eventDefinition } from '@motcua/contracts';
import { currentTraceparent, prepared } from '@motcua/platform';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { describeViolations, violationsOf } from '../event-validation.js';

/** An event that a service announces. */
export interface OutgoingEvent {
  /** Instance of an event class of @motcua/contracts. */
  payload: object;
  /** The aggregate that it is about: partition key and CloudEvents subject; at most 200 characters. */
  aggregateId: string;
  /** 1, 2, 3 … without gaps over the events of this aggregate in the event's topic. */
  aggregateVersion: number;
  /** Instant of the fact, by the domain clock. */
  time: Date;
}

/** An event breaks its own contract: a defect of the producer, never of a caller's input. */
export class InvalidEventError extends Error {
  override name = 'InvalidEventError';
}

/** What a caller asked for is right and yet too long to be announced: it answers 413 and names the longest part. */
export class EventTooLargeError extends DomainError {
  constructor(type: string, payload: object, bytes: number) {
    const path = longestPart(payload);
    super({
      kind: 'too-large',
      code: 'event.too-large',
      message: {
        vi: `Nội dung để công bố (${type}) có ${bytes} byte, quá ${MAX_PAYLOAD_BYTES} byte. Hãy rút gọn rồi gửi lại.`,
        en: `What would be announced (${type}) has ${bytes} bytes, more than ${MAX_PAYLOAD_BYTES}. Shorten it and send it again.`,
      },
      fields: [
        {
          path,
          code: 'tooLarge',
          message: {
            vi: 'chiếm nhiều byte nhất: hãy bớt mục hoặc viết ngắn lại',
            en: 'has most of the bytes: take fewer items or shorter texts',
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

// Kafka takes batches of up to 1 MB by default; an event that no broker takes would hold up all that come after it.
const MAX_PAYLOAD_BYTES = 512 * 1024;

function insert(add: (column: keyof OutboxRow | 'traceparent') => string, condition = ''): string {
  return `INSERT INTO outbox (id, topic, aggregate_id, aggregate_version, type, occurred_at, traceparent, data)
    SELECT id, topic, aggregate_id, aggregate_version, type, occurred_at, ${add('traceparent')}::text, data
    FROM unnest(${add('id')}::uuid[], ${add('topic')}::text[], ${add('aggregateId')}::text[],
      ${add('aggregateVersion')}::integer[], ${add('type')}::text[], ${add('occurredAt')}::timestamptz[],
      ${add('data')}::jsonb[])
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
  /**
   * Appends `events`, in this order, in the caller's transaction; one statement however many they are.
   * @throws InvalidEventError when a payload breaks its contract, has an unknown property, or is of no event class
   * @throws EventTooLargeError (413) when it is longer than every broker takes
   */
  async append(manager: EntityManager, events: OutgoingEvent[]): Promise<void> {
    if (events.length === 0) return;
    const rows = events.map(toRow);
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
   * An INSERT that appends `events`, for work that commits in one statement: to be made part of it, and followed by
   * `committed`.
   * @param add takes a value and gives its placeholder
   * @param condition `WHERE …`: appended only if it holds
   * @throws InvalidEventError as `append` does
   */
  appending(events: OutgoingEvent[], add: (value: unknown) => string, condition = ''): string {
    const rows = events.map(toRow);
    return insert(
      (column) => add(column === 'traceparent' ? (currentTraceparent() ?? null) : rows.map((row) => row[column])),
      condition,
    );
  }

  /**
   * Wakes the relay after a commit. A NOTIFY inside a transaction makes its commit wait for that of every other
   * transaction of the server that notifies; here one notification at a time stands for all commits since the one
   * before. One that fails or gets lost costs the relay's poll of a second, no event.
   */
  committed(queries: { query(sql: string, parameters?: unknown[]): Promise<unknown> }): void {
    this.toNotify = true;
    if (this.notifying) return;
    this.notifying = true;
    void this.notify(queries);
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
      // The relay looks by itself every second, and says so when the database is away.
    } finally {
      this.notifying = false;
    }
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
