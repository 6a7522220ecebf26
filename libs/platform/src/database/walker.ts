import type { DataSource } from 'typeorm';
import { toRefusal } from '../http/refusals.js';
import type { MetricsRegistry } from '../observability/metrics.js';
import type { ServiceLogger } from '../observability/service-logger.js';
import { Repeating } from '../timing/repeating.js';
import type { Waker } from '../timing/waker.js';
import { holdersOf } from './marker-lock.js';

const BATCH = 100;
const LOOK_EVERY_MS = 1_000;
/** A request that holds the marker ends within its time limits; the wait ends with it. */
const MARKER_LOOK_MS = 100;

/** A record that was set aside is retried after a minute, then after twice as long each time, up to an hour. */
const nextAttempt = (attempts: string): string =>
  `clock_timestamp() + least(interval '1 minute' * power(2, least(${attempts}, 10)), interval '1 hour')`;

/** One walk over everything that depends on `subject`, because a new `version` of it arrived. */
export interface Walk {
  subject: string;
  version: number;
}

interface RunningWalk extends Walk {
  last: string | null;
}

interface SetAside extends Walk {
  id: string;
}

/** Tables and columns in which a service stores its walks. */
export interface WalkTables {
  walks: string;
  /** The last item of the last completed batch. */
  last: string;
  setAside: string;
  item: string;
  /** In both tables. */
  subject: string;
}

export interface WalkerParts {
  dataSource: DataSource;
  logger: ServiceLogger;
  metrics: MetricsRegistry;
  tables: WalkTables;
  /**
   * The name of the marker lock that a reader of the subject holds until it commits. Absent where nobody does: a record that is
   * written meanwhile is then found by a later walk.
   */
  marker?: string;
  gauge: { name: string; help: string };
  /** The next items after `after`, by id, at most `limit`. */
  next(walk: Walk, after: string | null, limit: number): Promise<string[]>;
  /** Updates one item in its own transaction; idempotent. True when it changed. */
  visit(id: string, walk: Walk): Promise<boolean>;
}

/**
 * Updates many records after something that they depend on has changed, in the background: in batches that survive a
 * restart, one record at a time along the ordinary write path. A failing record is set aside with its reason, counted
 * in a gauge, and retried; it does not block others.
 *
 * No request waits for a walk. It begins when all transactions that may have read the older version have ended; they
 * hold the marker lock, which is only taken in shared mode (ADR 70).
 */
export class Walker {
  private readonly repeating: Repeating;
  private readonly gauge;

  constructor(private readonly parts: WalkerParts) {
    this.gauge = parts.metrics.gauge(parts.gauge);
    const failing = `the walks in ${parts.tables.walks} cannot go on`;
    this.repeating = new Repeating((life) => this.work(life), { log: parts.logger, failing });
  }

  /** Stores a walk, in the transaction that stores the version. */
  async begin(queries: { query(sql: string, parameters?: unknown[]): Promise<unknown> }, walk: Walk): Promise<void> {
    const { walks, subject } = this.parts.tables;
    await queries.query(
      `INSERT INTO ${walks} (${subject}, version, state) VALUES ($1, $2, 'RUNNING') ON CONFLICT DO NOTHING`,
      [walk.subject, walk.version],
    );
  }

  start(): void {
    this.repeating.start(LOOK_EVERY_MS);
  }

  stop(): Promise<void> {
    return this.repeating.stop();
  }

  private async work(life: Waker): Promise<number> {
    while (!life.ended && (await this.oneBatch(life)));
    while (!life.ended && (await this.tryOneAgain()));
    const rows: { count: number }[] = await this.parts.dataSource.query(
      `SELECT count(*)::int AS count FROM ${this.parts.tables.setAside}`,
    );
    this.gauge.set(rows[0]!.count);
    return LOOK_EVERY_MS;
  }

  /** One batch of the oldest running walk; false when there is none. */
  private async oneBatch(life: Waker): Promise<boolean> {
    const walk = await this.oldest();
    if (!walk) return false;
    if (walk.last === null && !(await this.readersHaveCommitted(life))) return false;
    const ids = await this.parts.next(walk, walk.last, BATCH);
    const visited: string[] = [];
    let changed = 0;
    for (const id of ids) {
      if (life.ended) return false;
      const outcome = await this.visitOrSetAside(id, walk);
      if (outcome !== 'SET_ASIDE') visited.push(id);
      if (outcome === 'CHANGED') changed += 1;
    }
    await this.takeBack(visited, walk);
    const { walks, subject, last } = this.parts.tables;
    await this.parts.dataSource.query(
      `UPDATE ${walks} SET looked_at = looked_at + $3, changed = changed + $4, ${last} = coalesce($5, ${last}),
         state = CASE WHEN $6 THEN 'COMPLETED' ELSE state END,
         finished_at = CASE WHEN $6 THEN clock_timestamp() END
       WHERE ${subject} = $1 AND version = $2 AND state = 'RUNNING'`,
      [walk.subject, walk.version, ids.length, changed, ids.at(-1) ?? null, ids.length < BATCH],
    );
    return true;
  }

  private async oldest(): Promise<RunningWalk | undefined> {
    const { walks, subject, last } = this.parts.tables;
    const rows: RunningWalk[] = await this.parts.dataSource.query(
      `SELECT ${subject} AS subject, version, ${last} AS last FROM ${walks} WHERE state = 'RUNNING'
       ORDER BY started_at LIMIT 1`,
    );
    return rows[0];
  }

  /** Waits without a lock for the current holders of the marker; later holders read the new version. */
  private async readersHaveCommitted(life: Waker): Promise<boolean> {
    const { dataSource, marker } = this.parts;
    if (marker === undefined) return true;
    const before = await holdersOf(dataSource, marker);
    while (before.size > 0) {
      if (life.ended) return false;
      await life.pause(MARKER_LOOK_MS);
      const now = await holdersOf(dataSource, marker);
      for (const holder of before) if (!now.has(holder)) before.delete(holder);
    }
    return true;
  }

  /** Retries the oldest one; false when none is due. */
  private async tryOneAgain(): Promise<boolean> {
    const { setAside, item, subject } = this.parts.tables;
    const rows: SetAside[] = await this.parts.dataSource.query(
      `SELECT ${item} AS id, ${subject} AS subject, version FROM ${setAside}
       WHERE next_attempt_at <= clock_timestamp() ORDER BY next_attempt_at LIMIT 1`,
    );
    const due = rows[0];
    if (!due) return false;
    if ((await this.visitOrSetAside(due.id, due)) !== 'SET_ASIDE') await this.takeBack([due.id], due);
    return true;
  }

  /** Removes those that are up to date now. */
  private async takeBack(ids: string[], walk: Walk): Promise<void> {
    const { setAside, item, subject } = this.parts.tables;
    await this.parts.dataSource.query(
      `DELETE FROM ${setAside} WHERE ${item} = ANY ($1::uuid[]) AND ${subject} = $2 AND version <= $3`,
      [ids, walk.subject, walk.version],
    );
  }

  private async visitOrSetAside(id: string, walk: Walk): Promise<'CHANGED' | 'UNCHANGED' | 'SET_ASIDE'> {
    try {
      return (await this.parts.visit(id, walk)) ? 'CHANGED' : 'UNCHANGED';
    } catch (error) {
      const { refusal, defect } = toRefusal(error);
      // Not the record's fault: other records would fail now, too, also after a statement timeout. Only a lock may
      // concern this record alone.
      if (refusal.status === 503 && refusal.code !== 'database.busy') throw error;
      await this.setAside(id, walk, defect ? (error as Error).name : refusal.code, error);
      return 'SET_ASIDE';
    }
  }

  private async setAside(id: string, walk: Walk, reason: string, error: unknown): Promise<void> {
    const { dataSource, logger, tables } = this.parts;
    const { setAside, item, subject } = tables;
    await dataSource.query(
      `INSERT INTO ${setAside} (${item}, ${subject}, version, reason, next_attempt_at)
       VALUES ($1, $2, $3, $4, ${nextAttempt('0')})
       ON CONFLICT (${item}) DO UPDATE SET ${subject} = excluded.${subject},
         version = greatest(${setAside}.version, excluded.version), reason = excluded.reason,
         attempts = ${setAside}.attempts + 1, next_attempt_at = ${nextAttempt(`${setAside}.attempts`)}`,
      [id, walk.subject, walk.version, reason],
    );
    logger.error('a walk cannot bring a record up to date; it is set aside', {
      [item]: id,
      subject: walk.subject,
      version: walk.version,
      reason,
      err: error,
    });
  }
}
