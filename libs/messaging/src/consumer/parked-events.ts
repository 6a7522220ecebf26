import { Repeating, type Waker } from '@motcua/platform';
import type { DataSource } from 'typeorm';
import type { MessagingLog } from '../broker/broker.js';
import { lockState, writeStates } from './inbox-tables.js';
import { applyParked, type ChainParts } from './parked-chain.js';
import type { DeadLetters } from './dead-letters.js';

/** How often the database is polled for due events; events parked by this instance wake it at once. */
const POLL_MS = 1_000;
const AT_ONCE = 50;
/** The pause after a round in which another instance had locked all due events. */
const FRUITLESS_MS = 200;

/**
 * Retries failed events, each with the later events of its aggregate, apart from their partitions. Every instance does;
 * the lock of the aggregate's row prevents concurrent work.
 */
export class ParkedEvents {
  private readonly repeating: Repeating;

  constructor(
    private readonly dataSource: DataSource,
    private readonly parts: ChainParts,
    private readonly deadLetters: DeadLetters,
    private readonly log: MessagingLog,
    longestPauseMs?: number,
  ) {
    const failing = 'parked events cannot be tried again';
    this.repeating = new Repeating((life) => this.round(life), { log, failing, longestPauseMs });
  }

  start(): void {
    this.repeating.start();
  }

  /** An event was parked, or an operator made a request. */
  wake(): void {
    this.repeating.wake();
  }

  stop(): Promise<void> {
    return this.repeating.stop();
  }

  private async round(life: Waker): Promise<number> {
    await this.carryOutRequests(life);
    const fruitless = await this.releaseDue(life);
    return Math.max(fruitless ? FRUITLESS_MS : 0, await this.untilNext());
  }

  /** @returns whether something was due and nothing of it could be moved */
  private async releaseDue(life: Waker): Promise<boolean> {
    const due: { topic: string; aggregate_id: string }[] = await this.dataSource.query(
      `SELECT topic, aggregate_id FROM parked_events WHERE next_attempt_at <= clock_timestamp()
       GROUP BY topic, aggregate_id ORDER BY min(next_attempt_at) LIMIT ${AT_ONCE}`,
    );
    let moved = 0;
    for (const { topic, aggregate_id: aggregateId } of due) {
      if (life.ended) return false;
      if (await this.release(topic, aggregateId)) moved += 1;
    }
    return due.length > 0 && moved === 0;
  }

  /** @returns false when another instance holds the aggregate */
  private async release(topic: string, aggregateId: string): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const state = await lockState(manager, topic, aggregateId, true);
      if (!state) return false;
      if (state.parked === 'DEAD_LETTER') {
        // The missing version arrived and is a dead letter: until a person has dealt with it, this aggregate stays
        // parked.
        await manager.query('UPDATE parked_events SET next_attempt_at = NULL WHERE topic = $1 AND aggregate_id = $2', [
          topic,
          aggregateId,
        ]);
        return true;
      }
      const applied = await applyParked(manager, this.parts, topic, aggregateId, state);
      await writeStates(manager, topic, new Map([[aggregateId, state]]));
      if (applied > 0)
        this.parts.metrics.count(topic, { handled: applied, duplicates: 0, parked: 0, gaps: 0, dead: 0, others: 0 });
      return true;
    });
  }

  /** Requests of operators in the table, made by the command line: the first instance that sees one carries it out. */
  private async carryOutRequests(life: Waker): Promise<void> {
    const requests: { id: string; request: 'REPLAY' | 'DISCARD' }[] = await this.dataSource.query(
      `SELECT id, request FROM dead_letters WHERE state = 'OPEN' AND request IS NOT NULL ORDER BY finished_at, id LIMIT ${AT_ONCE}`,
    );
    for (const { id, request } of requests) {
      if (life.ended) return;
      const outcome = request === 'REPLAY' ? await this.deadLetters.replay(id) : await this.deadLetters.discard(id);
      this.log.info('a dead letter was dealt with on request', { deadLetter: id, request, applied: outcome.replayed });
    }
  }

  private async untilNext(): Promise<number> {
    const rows: { ms: number | null }[] = await this.dataSource.query(
      'SELECT extract(epoch FROM min(next_attempt_at) - clock_timestamp())::float8 * 1000 AS ms FROM parked_events WHERE next_attempt_at IS NOT NULL',
    );
    return Math.max(0, Math.min(rows[0]?.ms ?? POLL_MS, POLL_MS));
  }
}
