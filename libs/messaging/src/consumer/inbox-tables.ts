import { prepared } from '@motcua/platform';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { BrokerRecord } from '../broker/broker.js';
import type { SeenVersions } from './seen-versions.js';

/** Why the later events of an aggregate wait. */
export type ParkedReason = 'RETRY' | 'DEAD_LETTER' | 'GAP';

/**
 * How often an aggregate with a missing version is checked. Usually the missing event releases it at once; after a
 * topic got more partitions, both events may be read concurrently, each invisible to the other.
 */
export const GAP_CHECK_MS = 60_000;

/** The state of one aggregate in one topic. */
export interface AggregateState extends SeenVersions {
  parked?: ParkedReason;
}

/** The origin of a message. */
export interface Origin {
  topic: string;
  partition: number;
  incarnation: string;
}

export interface ParkedEvent {
  origin: Origin;
  record: Pick<BrokerRecord, 'position' | 'headers' | 'body'>;
  aggregateId: string;
  aggregateVersion: number;
  attempts: number;
  startedAt?: Date;
  lastError?: string;
  /** Milliseconds from now; undefined if it waits for other events. */
  nextAttemptInMs?: number;
}

export interface NewDeadLetter {
  origin: Origin;
  record: Pick<BrokerRecord, 'position' | 'headers' | 'body'>;
  aggregateId?: string;
  aggregateVersion?: number;
  reason: string;
  attempts: number;
  startedAt: Date;
}

// Always in the same order: during a rebalance two members of a group may lock several of them at once.
const LOCK_POSITIONS = prepared(
  `SELECT partition, incarnation, position FROM consumer_positions WHERE topic = $1 AND partition = ANY ($2::integer[])
   ORDER BY partition FOR UPDATE`,
);
const MOVE_POSITIONS = prepared(
  `UPDATE consumer_positions AS known SET position = moved.position, updated_at = clock_timestamp(),
     rebuild_target = CASE WHEN rebuild_target > moved.position THEN rebuild_target END,
     rebuild_started_at = CASE WHEN rebuild_target > moved.position THEN rebuild_started_at END
   FROM unnest($2::integer[], $3::bigint[]) AS moved (partition, position)
   WHERE known.topic = $1 AND known.partition = moved.partition`,
);
const STATES = 'SELECT aggregate_id, last_version, parked_reason, seen FROM consumed_aggregates';
const WRITE_STATES = prepared(
  `INSERT INTO consumed_aggregates AS known (topic, aggregate_id, last_version, parked_reason, parked_at, seen)
   SELECT $1, id, version, reason, CASE WHEN reason IS NOT NULL THEN clock_timestamp() END, seen
   FROM unnest($2::text[], $3::integer[], $4::text[], $5::bytea[]) AS state (id, version, reason, seen)
   ON CONFLICT (topic, aggregate_id) DO UPDATE SET
     seen = CASE WHEN excluded.last_version >= known.last_version THEN excluded.seen ELSE known.seen END,
     last_version = greatest(known.last_version, excluded.last_version),
     parked_reason = excluded.parked_reason,
     parked_at = CASE WHEN excluded.parked_reason IS NOT NULL THEN coalesce(known.parked_at, excluded.parked_at) END`,
);

export interface Position {
  incarnation: string;
  position: bigint;
}

/** Locks the position of a partition until the transaction ends; undefined when it was never read. */
export async function lockPosition(
  manager: EntityManager,
  topic: string,
  partition: number,
): Promise<Position | undefined> {
  return (await lockPositions(manager, [{ topic, partition }])).get(partition);
}

/** Locks the positions of partitions of one topic until the transaction ends; one that was never read is left out. */
export async function lockPositions(
  manager: EntityManager,
  partitions: { topic: string; partition: number }[],
): Promise<Map<number, Position>> {
  const rows: { partition: number; incarnation: string; position: string }[] = await manager.query(LOCK_POSITIONS, [
    partitions[0]?.topic,
    partitions.map(({ partition }) => partition),
  ]);
  return new Map(
    rows.map(({ partition, incarnation, position }) => [partition, { incarnation, position: BigInt(position) }]),
  );
}

/** Advances partitions of a topic, whose positions are locked. */
export async function movePositions(
  manager: EntityManager,
  topic: string,
  moved: ReadonlyMap<number, bigint>,
): Promise<void> {
  await manager.query(MOVE_POSITIONS, [topic, [...moved.keys()], [...moved.values()].map(String)]);
}

/** Sets a partition to its start, for a topic that is read for the first time or was created again. */
export async function beginAt(manager: EntityManager, origin: Origin, position: bigint): Promise<void> {
  await manager.query(
    `INSERT INTO consumer_positions (topic, partition, incarnation, position) VALUES ($1, $2, $3, $4)
     ON CONFLICT (topic, partition) DO UPDATE SET incarnation = excluded.incarnation, position = excluded.position,
       updated_at = clock_timestamp()`,
    [origin.topic, origin.partition, origin.incarnation, position.toString()],
  );
}

interface StateRow {
  aggregate_id: string;
  last_version: number;
  parked_reason: ParkedReason | null;
  seen: Buffer | null;
}

/**
 * The states of these aggregates, without those that were never seen. The partition's position must be locked. Parked
 * ones are locked too, because they are also released from outside the partition.
 */
export async function readStates(
  manager: EntityManager,
  topic: string,
  aggregateIds: string[],
): Promise<Map<string, AggregateState>> {
  const rows: StateRow[] = await manager.query(`${STATES} WHERE topic = $1 AND aggregate_id = ANY($2::text[])`, [
    topic,
    aggregateIds,
  ]);
  const parked = rows.filter((row) => row.parked_reason).map((row) => row.aggregate_id);
  const locked: StateRow[] =
    parked.length === 0
      ? []
      : await manager.query(
          `${STATES} WHERE topic = $1 AND aggregate_id = ANY($2::text[]) ORDER BY aggregate_id FOR UPDATE`,
          [topic, parked],
        );
  return new Map([...rows, ...locked].map((row) => [row.aggregate_id, toState(row)]));
}

/** Locks one aggregate's state; undefined when it was never seen, or when `skipLocked` and another holds it. */
export async function lockState(
  manager: EntityManager,
  topic: string,
  aggregateId: string,
  skipLocked = false,
): Promise<AggregateState | undefined> {
  const rows: StateRow[] = await manager.query(
    `${STATES} WHERE topic = $1 AND aggregate_id = $2 FOR UPDATE ${skipLocked ? 'SKIP LOCKED' : ''}`,
    [topic, aggregateId],
  );
  return rows[0] && toState(rows[0]);
}

/** Versions never decrease: while a topic gets more partitions, an aggregate may be read from two of them. */
export async function writeStates(
  manager: EntityManager,
  topic: string,
  states: Map<string, AggregateState>,
): Promise<void> {
  if (states.size === 0) return;
  const entries = [...states];
  await manager.query(WRITE_STATES, [
    topic,
    entries.map(([id]) => id),
    entries.map(([, state]) => state.lastVersion),
    entries.map(([, state]) => state.parked ?? null),
    entries.map(([, state]) => state.seen ?? null),
  ]);
}

/**
 * Sets events aside, in one statement; those that already wait are not changed.
 * @returns those under whose version another event waits
 */
export async function parkEvents(manager: EntityManager, events: ParkedEvent[]): Promise<ParkedEvent[]> {
  if (events.length === 0) return [];
  const column = <T>(of: (event: ParkedEvent) => T): T[] => events.map(of);
  const parked: unknown[] = await manager.query(
    `INSERT INTO parked_events (id, topic, partition, incarnation, position, aggregate_id, aggregate_version, headers,
       body, attempts, started_at, last_error, next_attempt_at)
     SELECT id, topic, partition, incarnation, position, aggregate_id, aggregate_version, headers, body, attempts,
       started_at, last_error, clock_timestamp() + wait * interval '1 millisecond'
     FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::bigint[], $6::text[], $7::integer[], $8::jsonb[],
       $9::bytea[], $10::integer[], $11::timestamptz[], $12::text[], $13::float8[]) AS event (id, topic, partition,
       incarnation, position, aggregate_id, aggregate_version, headers, body, attempts, started_at, last_error, wait)
     ON CONFLICT (topic, aggregate_id, aggregate_version) DO NOTHING RETURNING 1`,
    [
      column(() => uuid()),
      column((event) => event.origin.topic),
      column((event) => event.origin.partition),
      column((event) => event.origin.incarnation),
      column((event) => event.record.position.toString()),
      column((event) => event.aggregateId),
      column((event) => event.aggregateVersion),
      column((event) => JSON.stringify(event.record.headers)),
      column((event) => event.record.body ?? Buffer.alloc(0)),
      column((event) => event.attempts),
      column((event) => event.startedAt ?? null),
      column((event) => event.lastError ?? null),
      column((event) => event.nextAttemptInMs ?? null),
    ],
  );
  if (parked.length === events.length) return [];
  const waiting: { aggregate_id: string; aggregate_version: number; id: string }[] = await manager.query(
    `SELECT aggregate_id, aggregate_version, headers->>'ce_id' AS id FROM parked_events
     WHERE topic = $1 AND aggregate_id = ANY($2::text[])`,
    [events[0]!.origin.topic, column((event) => event.aggregateId)],
  );
  const ids = new Map(waiting.map((row) => [`${row.aggregate_version} ${row.aggregate_id}`, row.id]));
  return events.filter(
    ({ aggregateId, aggregateVersion, record }) =>
      ids.get(`${aggregateVersion} ${aggregateId}`) !== record.headers['ce_id'],
  );
}

/** Whether this event is already a dead letter, open or not, and was published again. */
export async function isDeadLetter(manager: EntityManager, letter: ParkedEvent): Promise<boolean> {
  const rows: unknown[] = await manager.query(
    `SELECT 1 FROM dead_letters WHERE topic = $1 AND aggregate_id = $2 AND aggregate_version = $3
       AND headers->>'ce_id' = $4 LIMIT 1`,
    [letter.origin.topic, letter.aggregateId, letter.aggregateVersion, letter.record.headers['ce_id']],
  );
  return rows.length > 0;
}

/**
 * Writes a dead letter. One that was closed and is delivered again (a rebuild) is reopened, unless an operator
 * discarded it.
 * @returns its id; undefined when it had been discarded: skip it
 */
export async function writeDeadLetter(manager: EntityManager, letter: NewDeadLetter): Promise<string | undefined> {
  const { origin, record } = letter;
  const rows: { id: string }[] = await manager.query(
    `INSERT INTO dead_letters (id, topic, partition, incarnation, position, aggregate_id, aggregate_version, type, headers,
       body, reason, attempts, started_at, finished_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, clock_timestamp())
     ON CONFLICT (topic, incarnation, partition, position) DO UPDATE SET state = 'OPEN', resolved_at = NULL,
       request = NULL, reason = excluded.reason, attempts = excluded.attempts, started_at = excluded.started_at,
       finished_at = excluded.finished_at
     WHERE dead_letters.state <> 'DISCARDED'
     RETURNING id`,
    [
      uuid(),
      origin.topic,
      origin.partition,
      origin.incarnation,
      record.position.toString(),
      letter.aggregateId ?? null,
      letter.aggregateVersion ?? null,
      record.headers['ce_type'] ?? null,
      JSON.stringify(record.headers),
      record.body,
      letter.reason,
      letter.attempts,
      letter.startedAt,
    ],
  );
  return rows[0]?.id;
}

function toState(row: StateRow): AggregateState {
  return {
    lastVersion: row.last_version,
    seen: row.seen ?? undefined,
    ...(row.parked_reason ? { parked: row.parked_reason } : {}),
  };
}
