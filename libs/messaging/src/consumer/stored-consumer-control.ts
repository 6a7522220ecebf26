import { longWork, Repeating } from '@motcua/platform';
import type { DataSource, EntityManager } from 'typeorm';
import type { Broker, MessagingLog, PartitionEnd } from '../broker/broker.js';
import { ConsumerControl, type PartitionProgress, type RebuildRequest } from './consumer-control.js';
import { consumerStanding, type ConsumerStanding } from './consumer-standing.js';
import { isCollision } from './failures.js';

const POLL_MS = 1_000;
const ENDS_TIMEOUT_MS = 2_000;

interface PositionRow {
  topic: string;
  partition: number;
  position: string;
  rebuild_target: string | null;
  rebuild_started_at: Date | null;
}

/** Controls reading through the stored positions, so that every instance follows. */
export class StoredConsumerControl extends ConsumerControl {
  private readonly repeating: Repeating;
  /** The last rebuild seen; undefined before the first check. */
  private seen?: string;

  constructor(
    private readonly dataSource: DataSource,
    private readonly broker: Broker,
    private readonly topics: string[],
    private readonly log: MessagingLog,
    private readonly restart: () => Promise<void>,
    longestPauseMs?: number,
  ) {
    super();
    const failing = 'the positions cannot be watched';
    this.repeating = new Repeating(() => this.look(), { log, failing, longestPauseMs });
  }

  async rebuild(request: RebuildRequest): Promise<void> {
    const strange = request.topics.filter((topic) => !this.topics.includes(topic));
    if (strange.length > 0) throw new Error(`this service does not consume ${strange.join(', ')}`);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.resetPositions(request);
        break;
      } catch (error) {
        if (attempt === 5 || !isCollision(error)) throw error;
      }
    }
    this.log.info('a rebuild began', { topics: request.topics });
    await this.restart();
  }

  async progress(): Promise<PartitionProgress[]> {
    const rows: PositionRow[] = await this.dataSource.query(
      'SELECT topic, partition, position, rebuild_target, rebuild_started_at FROM consumer_positions ORDER BY topic, partition',
    );
    const ends = await this.ends();
    const known = new Set(rows.map((row) => `${row.topic}/${row.partition}`));
    const unread = ends
      .filter((end) => !known.has(`${end.topic}/${end.partition}`))
      .map((end) => ({ ...end, position: '0', rebuild_target: null, rebuild_started_at: null }));
    return [...rows, ...unread].map((row) => toProgress(row, ends));
  }

  standing(manager: Pick<EntityManager, 'query'>, most: number): Promise<ConsumerStanding> {
    return consumerStanding(manager, most);
  }

  /** Follows rebuilds requested at another instance. */
  watch(): void {
    this.repeating.start();
  }

  stop(): Promise<void> {
    return this.repeating.stop();
  }

  private async look(): Promise<number> {
    const rows: { started: string }[] = await this.dataSource.query(
      `SELECT coalesce(max(rebuild_started_at)::text, '') AS started FROM consumer_positions`,
    );
    const started = rows[0]!.started;
    if (this.seen !== undefined && started !== '' && started !== this.seen) await this.restart();
    if (started !== '' || this.seen === undefined) this.seen = started;
    return POLL_MS;
  }

  private async resetPositions(request: RebuildRequest): Promise<void> {
    const { topics } = request;
    await this.dataSource.transaction(async (manager) => {
      await longWork(manager, 'rebuild');
      // In the lock order of replays, positions first: running batches commit before, or see the reset.
      await manager.query(
        'SELECT 1 FROM consumer_positions WHERE topic = ANY($1) ORDER BY topic, partition FOR UPDATE',
        [topics],
      );
      await manager.query(`DELETE FROM dead_letters WHERE topic = ANY($1) AND state = 'OPEN'`, [topics]);
      await manager.query('DELETE FROM consumed_aggregates WHERE topic = ANY($1)', [topics]);
      await manager.query('DELETE FROM parked_events WHERE topic = ANY($1)', [topics]);
      await request.reset(manager);
      await manager.query(
        `UPDATE consumer_positions SET position = 0, rebuild_started_at = clock_timestamp(),
           rebuild_target = nullif(greatest(position, coalesce(rebuild_target, 0)), 0), updated_at = clock_timestamp()
         WHERE topic = ANY($1)`,
        [topics],
      );
    });
  }

  private async ends(): Promise<PartitionEnd[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<PartitionEnd[]>((resolve) => {
      timer = setTimeout(() => resolve([]), ENDS_TIMEOUT_MS);
    });
    try {
      return await Promise.race([this.broker.ends(this.topics).catch(() => []), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function toProgress(row: PositionRow, ends: PartitionEnd[]): PartitionProgress {
  const position = Number(row.position);
  const found = ends.find((end) => end.topic === row.topic && end.partition === row.partition);
  const end = found && Number(found.end);
  return {
    topic: row.topic,
    partition: row.partition,
    position,
    ...(end === undefined ? {} : { end, lag: Math.max(0, end - position) }),
    ...(row.rebuild_target !== null && row.rebuild_started_at
      ? { rebuild: { target: Number(row.rebuild_target), startedAt: row.rebuild_started_at } }
      : {}),
  };
}
