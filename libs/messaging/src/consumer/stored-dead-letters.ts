import type { DataSource, EntityManager } from 'typeorm';
import { textOf } from '../broker/text.js';
import { MalformedEventError, readIdentity } from '../cloud-event.js';
import { DeadLetters, type DeadLetter, type ReplayOutcome } from './dead-letters.js';
import { isPassing, reasonOf } from './failures.js';
import { lockState, writeStates, type AggregateState } from './inbox-tables.js';
import { see } from './seen-versions.js';
import { applyParked, applyStored, type ChainParts } from './parked-chain.js';

interface DeadLetterRow {
  id: string;
  topic: string;
  partition: number;
  position: string;
  aggregate_id: string | null;
  aggregate_version: number | null;
  type: string | null;
  headers: Record<string, string>;
  body: Buffer | null;
  reason: string;
  attempts: number;
  started_at: Date;
  finished_at: Date;
  state: DeadLetter['state'];
  waiting: string;
}

const SELECT = `
  SELECT letter.*, (SELECT count(*) FROM parked_events AS behind
    WHERE behind.topic = letter.topic AND behind.aggregate_id = letter.aggregate_id) AS waiting
  FROM dead_letters AS letter`;

export class StoredDeadLetters extends DeadLetters {
  constructor(
    private readonly dataSource: DataSource,
    private readonly parts: ChainParts,
  ) {
    super();
  }

  async list(options: { state?: DeadLetter['state']; limit?: number } = {}): Promise<DeadLetter[]> {
    const rows: DeadLetterRow[] = await this.dataSource.query(
      `${SELECT} WHERE letter.state = $1 ORDER BY letter.finished_at, letter.id LIMIT $2`,
      [options.state ?? 'OPEN', options.limit ?? 100],
    );
    return rows.map(toDeadLetter);
  }

  async find(id: string): Promise<DeadLetter | undefined> {
    const rows: DeadLetterRow[] = await this.dataSource.query(`${SELECT} WHERE letter.id = $1`, [id]);
    return rows[0] && toDeadLetter(rows[0]);
  }

  async replayAll(): Promise<ReplayOutcome[]> {
    const rows: { id: string }[] = await this.dataSource.query(
      `SELECT id FROM dead_letters WHERE state = 'OPEN' ORDER BY finished_at, id`,
    );
    const outcomes: ReplayOutcome[] = [];
    for (const { id } of rows) outcomes.push(await this.replay(id));
    return outcomes;
  }

  async replay(id: string): Promise<ReplayOutcome> {
    return this.resolve(id, async (manager, letter) => {
      const stored = { ...letter, key: letter.aggregate_id };
      const { id: eventId, subject, aggregateversion: version } = readIdentity(stored);
      const state = (await lockState(manager, letter.topic, subject)) ?? { lastVersion: 0 };
      if (version > state.lastVersion + 1) {
        throw new MalformedEventError(`version ${state.lastVersion + 1} of the aggregate is missing`);
      }
      // An open letter was never applied. If its version already counts, it blocked nothing and is applied late.
      await applyStored(manager, this.parts, stored);
      see(state, version, eventId);
      this.parts.metrics.count(letter.topic, { handled: 1, duplicates: 0, parked: 0, gaps: 0, dead: 0, others: 0 });
      await close(manager, id, 'REPLAYED');
      return { followers: await this.goOn(manager, letter.topic, subject, state) };
    });
  }

  async discard(id: string): Promise<ReplayOutcome> {
    const outcome = await this.resolve(id, async (manager, letter) => {
      await close(manager, id, 'DISCARDED');
      const aggregateId = letter.aggregate_id;
      const state = aggregateId === null ? undefined : await lockState(manager, letter.topic, aggregateId);
      if (aggregateId === null || !state) return { followers: 0 };
      if (letter.aggregate_version === state.lastVersion + 1) {
        see(state, letter.aggregate_version, letter.headers['ce_id']);
      }
      return { followers: await this.goOn(manager, letter.topic, aggregateId, state) };
    });
    return { ...outcome, replayed: false };
  }

  /** Applies the waiting events of the aggregate, unless they wait for another dead letter. */
  private async goOn(
    manager: EntityManager,
    topic: string,
    aggregateId: string,
    state: AggregateState,
  ): Promise<number> {
    const others: unknown[] = await manager.query(
      `SELECT 1 FROM dead_letters WHERE topic = $1 AND aggregate_id = $2 AND aggregate_version = $3 AND state = 'OPEN'`,
      [topic, aggregateId, state.lastVersion + 1],
    );
    const followers = others.length > 0 ? 0 : await applyParked(manager, this.parts, topic, aggregateId, state);
    await writeStates(manager, topic, new Map([[aggregateId, state]]));
    return followers;
  }

  /** Runs `work` on an open dead letter; its failure is stored with the letter, which stays open. */
  private async resolve(
    id: string,
    work: (manager: EntityManager, letter: DeadLetterRow) => Promise<{ followers: number }>,
  ): Promise<ReplayOutcome> {
    return this.dataSource.transaction(async (manager) => {
      const rows: DeadLetterRow[] = await manager.query(
        `SELECT *, '0' AS waiting FROM dead_letters WHERE id = $1 FOR UPDATE`,
        [id],
      );
      const letter = rows[0];
      if (!letter) return { id, replayed: false, followers: 0, reason: 'there is no such dead letter' };
      if (letter.state !== 'OPEN') {
        return { id, replayed: false, followers: 0, reason: `it is ${letter.state.toLowerCase()} already` };
      }
      try {
        return { id, replayed: true, ...(await work(manager, letter)) };
      } catch (error) {
        if (isPassing(error)) throw error;
        const reason = reasonOf(error);
        await manager.query(
          `UPDATE dead_letters SET request = NULL, reason = $2, attempts = attempts + 1, finished_at = clock_timestamp()
           WHERE id = $1`,
          [id, reason],
        );
        return { id, replayed: false, followers: 0, reason };
      }
    });
  }
}

async function close(manager: EntityManager, id: string, state: 'REPLAYED' | 'DISCARDED'): Promise<void> {
  await manager.query(
    'UPDATE dead_letters SET state = $2, request = NULL, resolved_at = clock_timestamp() WHERE id = $1',
    [id, state],
  );
}

function toDeadLetter(row: DeadLetterRow): DeadLetter {
  return {
    id: row.id,
    topic: row.topic,
    partition: row.partition,
    position: row.position,
    ...(row.aggregate_id === null ? {} : { aggregateId: row.aggregate_id }),
    ...(row.aggregate_version === null ? {} : { aggregateVersion: row.aggregate_version }),
    ...(row.type === null ? {} : { type: row.type }),
    headers: row.headers,
    ...(row.body === null ? {} : { body: textOf(row.body) }),
    reason: row.reason,
    attempts: row.attempts,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    state: row.state,
    waiting: Number(row.waiting),
  };
}
