import type { DataSource } from 'typeorm';
import type { MessagingLog } from '../broker/broker.js';
import { Outage } from '../broker/outage.js';
import { Waker } from '../pause.js';
import { lockState, writeStates } from './inbox-tables.js';
import { applyParked, type ChainParts } from './parked-chain.js';
import type { DeadLetters } from './dead-letters.js';

/** The database is asked this often for what is due; what this instance parks itself wakes it at once. */
const POLL_MS = 1_000;
const AT_ONCE = 50;
/** The pause after a round in which everything due was in another instance's hands. */
const FRUITLESS_MS = 200;

/**
 * Tries events again that failed, each with its aggregate's followers, beside the partitions that they came from. Every
 * instance does; the row of the aggregate keeps them apart.
 */
export class ParkedEvents {
  private readonly life = new Waker();
  private running?: Promise<void>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly parts: ChainParts,
    private readonly deadLetters: DeadLetters,
    private readonly log: MessagingLog,
    private readonly outagePauseMs?: number,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Something was parked, or an operator asked for something. */
  wake(): void {
    this.life.wake();
  }

  async stop(): Promise<void> {
    this.life.end();
    await this.running;
  }

  private async run(): Promise<void> {
    const outage = new Outage(this.log, 'parked events cannot be tried again', this.outagePauseMs);
    while (!this.life.ended) {
      try {
        await this.carryOutRequests();
        const fruitless = await this.releaseDue();
        outage.recovered();
        await this.life.pause(Math.max(fruitless ? FRUITLESS_MS : 0, await this.untilNext()));
      } catch (error) {
        if (!this.life.ended) await this.life.pause(outage.failed(error));
      }
    }
  }

  /** @returns whether something was due and nothing of it could be moved */
  private async releaseDue(): Promise<boolean> {
    const due: { topic: string; aggregate_id: string }[] = await this.dataSource.query(
      `SELECT topic, aggregate_id FROM parked_events WHERE next_attempt_at <= clock_timestamp()
       GROUP BY topic, aggregate_id ORDER BY min(next_attempt_at) LIMIT ${AT_ONCE}`,
    );
    let moved = 0;
    for (const { topic, aggregate_id: aggregateId } of due) {
      if (this.life.ended) return false;
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
        // The missing version came and is a dead letter: until a person has dealt with it, nothing of this aggregate moves.
        await manager.query('UPDATE parked_events SET next_attempt_at = NULL WHERE topic = $1 AND aggregate_id = $2', [
          topic,
          aggregateId,
        ]);
        return true;
      }
      const applied = await applyParked(manager, this.parts, topic, aggregateId, state);
      await writeStates(manager, topic, new Map([[aggregateId, state]]));
      if (applied > 0)
        this.parts.metrics.count(topic, { handled: applied, duplicates: 0, parked: 0, gaps: 0, dead: 0 });
      return true;
    });
  }

  /** What operators asked for in the table, by the command line: whichever instance sees it first does it. */
  private async carryOutRequests(): Promise<void> {
    const requests: { id: string; request: 'REPLAY' | 'DISCARD' }[] = await this.dataSource.query(
      `SELECT id, request FROM dead_letters WHERE state = 'OPEN' AND request IS NOT NULL ORDER BY finished_at, id LIMIT ${AT_ONCE}`,
    );
    for (const { id, request } of requests) {
      if (this.life.ended) return;
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
