import type { EntityManager } from 'typeorm';
import { MalformedEventError, readEvent, readIdentity } from '../cloud-event.js';
import type { MessagingMetrics } from '../metrics.js';
import type { RetryPolicy } from '../settings.js';
import { Dispatch, holdsUp, type EventHandlers } from './event-handlers.js';
import { isPassing, reasonOf } from './failures.js';
import { GAP_CHECK_MS, writeDeadLetter, type AggregateState } from './inbox-tables.js';
import { see } from './seen-versions.js';

/** Transactions are kept short: a longer chain continues in the next one. */
const LONGEST_CHAIN = 100;

export interface ChainParts {
  handlers: () => EventHandlers;
  retry: RetryPolicy;
  metrics: MessagingMetrics;
}

interface ParkedRow {
  id: string;
  topic: string;
  partition: number;
  incarnation: string;
  position: string;
  aggregate_id: string;
  aggregate_version: number;
  headers: Record<string, string>;
  body: Buffer;
  attempts: number;
  started_at: Date | null;
  due: boolean;
}

/** Applies one stored message under a savepoint, so that its failure leaves the transaction as it was. */
export async function applyStored(
  manager: EntityManager,
  parts: ChainParts,
  stored: { topic: string; key: string | null; headers: Record<string, string>; body: Buffer | null },
): Promise<void> {
  const event = readEvent(readIdentity(stored), stored, stored.topic);
  const handler = parts.handlers().get(event.type);
  if (!handler) return;
  await manager.query('SAVEPOINT motcua_event');
  try {
    const dispatch = new Dispatch(manager, parts.metrics.observeHandler);
    await dispatch.apply(handler, event);
    await dispatch.finish();
    await manager.query('RELEASE SAVEPOINT motcua_event');
  } catch (error) {
    await manager.query('ROLLBACK TO SAVEPOINT motcua_event');
    throw error;
  }
}

/**
 * Applies the waiting events of one aggregate, in order, until none waits, a version is missing, or one fails: that one
 * is scheduled for its next attempt or becomes a dead letter. The caller holds the lock of `state` and writes it
 * afterwards.
 * @returns how many were applied
 */
export async function applyParked(
  manager: EntityManager,
  parts: ChainParts,
  topic: string,
  aggregateId: string,
  state: AggregateState,
): Promise<number> {
  let applied = 0;
  for (;;) {
    const row = await firstParked(manager, topic, aggregateId);
    if (!row) {
      state.parked = undefined;
      return applied;
    }
    if (row.aggregate_version <= state.lastVersion) {
      await manager.query('DELETE FROM parked_events WHERE id = $1', [row.id]);
      continue;
    }
    if (row.aggregate_version > state.lastVersion + 1) {
      state.parked = 'GAP';
      await schedule(manager, row.id, GAP_CHECK_MS);
      return applied;
    }
    state.parked = 'RETRY';
    if (!row.due && row.attempts > 0) return applied;
    if (applied >= LONGEST_CHAIN) {
      await schedule(manager, row.id, 0);
      return applied;
    }
    const startedAt = row.started_at ?? new Date();
    try {
      await applyStored(manager, parts, { ...row, key: row.aggregate_id });
    } catch (error) {
      if (isPassing(error)) throw error;
      parts.metrics.failed.inc({ topic });
      if (await giveUpOrRetry(manager, parts, row, startedAt, error, state)) continue;
      return applied;
    }
    await manager.query('DELETE FROM parked_events WHERE id = $1', [row.id]);
    see(state, row.aggregate_version, row.headers['ce_id']);
    applied += 1;
  }
}

/** @returns true when the next may continue: the event blocks nothing, or it was discarded before (a rebuild) */
async function giveUpOrRetry(
  manager: EntityManager,
  parts: ChainParts,
  row: ParkedRow,
  startedAt: Date,
  error: unknown,
  state: AggregateState,
): Promise<boolean> {
  const attempts = row.attempts + 1;
  const reason = reasonOf(error);
  if (!(error instanceof MalformedEventError) && attempts < parts.retry.attempts) {
    await manager.query(
      `UPDATE parked_events SET attempts = $2, started_at = $3, last_error = $4,
         next_attempt_at = clock_timestamp() + $5::float8 * interval '1 millisecond' WHERE id = $1`,
      [row.id, attempts, startedAt, reason, parts.retry.backoffMs(attempts)],
    );
    return false;
  }
  await manager.query('DELETE FROM parked_events WHERE id = $1', [row.id]);
  const letter = await writeDeadLetter(manager, {
    origin: row,
    record: { position: BigInt(row.position), headers: row.headers, body: row.body },
    aggregateId: row.aggregate_id,
    aggregateVersion: row.aggregate_version,
    reason,
    attempts,
    startedAt,
  });
  if (letter) parts.metrics.count(row.topic, { handled: 0, duplicates: 0, parked: 0, gaps: 0, dead: 1, others: 0 });
  if (!letter || !holdsUp(error, row.headers['ce_type'], parts.handlers())) {
    see(state, row.aggregate_version, row.headers['ce_id']);
    return true;
  }
  state.parked = 'DEAD_LETTER';
  return false;
}

async function firstParked(manager: EntityManager, topic: string, aggregateId: string): Promise<ParkedRow | undefined> {
  const rows: ParkedRow[] = await manager.query(
    `SELECT *, coalesce(next_attempt_at <= clock_timestamp(), true) AS due FROM parked_events
     WHERE topic = $1 AND aggregate_id = $2 ORDER BY aggregate_version LIMIT 1 FOR UPDATE`,
    [topic, aggregateId],
  );
  return rows[0];
}

async function schedule(manager: EntityManager, id: string, inMs: number): Promise<void> {
  await manager.query(
    `UPDATE parked_events SET next_attempt_at = clock_timestamp() + $2::float8 * interval '1 millisecond' WHERE id = $1`,
    [id, inMs],
  );
}
