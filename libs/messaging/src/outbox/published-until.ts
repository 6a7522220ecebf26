import { instanceOf, ProducerWatermarkAdvanced, TOPICS } from '@motcua/contracts';
import { Repeating, type Clock } from '@motcua/platform';
import type { DataSource, EntityManager } from 'typeorm';
import type { Broker, MessagingLog, PartitionEnd } from '../broker/broker.js';
import { Outbox } from './outbox.js';

export interface PublishedUntilParts {
  service: string;
  /** All topics that the service writes. */
  publishes: readonly string[];
  dataSource: DataSource;
  broker: Broker;
  clock: Clock;
  log: MessagingLog;
  everyMs: number;
}

/** An instant by both clocks: facts are dated by `clock`, transactions and records by the database's. */
interface Sample {
  clock: Date;
  database: string;
}

/** Of an interval: longer than any request, and too short for another announcement. */
const HALF = 0.5;

/**
 * Announces again and again up to which instant every fact has been published, so that a reader can tell a quiet producer from a late one.
 *
 * An instant is announced one interval after it was taken, when no transaction that began before it goes on and no event that was recorded
 * before it, or in the half interval after it, waits in the outbox. A request dates its facts before its transaction begins, and records
 * them after, so half the interval has to be longer than any request. While the broker or the database does not answer, nothing is
 * announced, and readers see the last instant. Nor is it while the broker has less than it had at the last announcement: it was
 * emptied or replaced, and until everything is published again its readers lack facts that were once said to be there.
 */
export class PublishedUntil {
  private readonly repeating: Repeating;
  private readonly outbox = new Outbox([TOPICS.producers]);
  private readonly topics: string[];
  private taken?: Sample;

  constructor(private readonly parts: PublishedUntilParts) {
    this.topics = parts.publishes.filter((topic) => topic !== TOPICS.producers);
    const failing = 'it cannot be announced how far events are published';
    this.repeating = new Repeating(() => this.look(), { log: parts.log, failing, longestPauseMs: parts.everyMs });
  }

  start(): void {
    if (this.parts.publishes.includes(TOPICS.producers)) this.repeating.start();
  }

  stop(): Promise<void> {
    return this.repeating.stop();
  }

  private async look(): Promise<number> {
    const { dataSource, everyMs } = this.parts;
    const now = await this.take();
    const before = this.taken;
    if (!before) this.taken = now;
    else if (await this.published(before)) {
      await this.parts.broker.ensureTopics(this.topics);
      // After the check: whatever was recorded before the instant lies before these ends.
      const ends = await this.parts.broker.ends(this.topics);
      if (!(await this.isWhole(ends))) return everyMs;
      const positions = ends.map(({ end, ...where }) => ({ ...where, position: Number(end) }));
      await dataSource.transaction((manager) => this.announce(manager, before, positions));
      this.taken = now;
    }
    return everyMs;
  }

  private async take(): Promise<Sample> {
    const clock = this.parts.clock.now();
    const rows = await this.parts.dataSource.query<{ now: string }[]>('SELECT clock_timestamp()::text AS now');
    return { clock, database: rows[0]!.now };
  }

  private async published({ database }: Sample): Promise<boolean> {
    // One after the other: activity is read live, and an outbox read in the same statement would not have what committed meanwhile.
    const begun = await this.any(
      `SELECT FROM pg_stat_activity
       WHERE datname = current_database() AND backend_type = 'client backend' AND xact_start < $1::timestamptz`,
      [database],
    );
    const unpublished = `SELECT FROM outbox
      WHERE published_at IS NULL AND recorded_at < $1::timestamptz + $2 * interval '1 millisecond'`;
    return !begun && !(await this.any(unpublished, [database, HALF * this.parts.everyMs]));
  }

  private async any(query: string, parameters: unknown[]): Promise<boolean> {
    const rows = await this.parts.dataSource.query<{ any: boolean }[]>(`SELECT EXISTS (${query}) AS any`, parameters);
    return rows[0]!.any;
  }

  /** Whether the broker still has what was announced last, or has been given everything again since. */
  private async isWhole(ends: readonly PartitionEnd[]): Promise<boolean> {
    const rows = await this.parts.dataSource.query<
      { data?: ProducerWatermarkAdvanced; going: boolean; again: boolean }[]
    >(
      `SELECT o.data, EXISTS (SELECT FROM outbox_republications WHERE finished_at IS NULL) AS going,
         EXISTS (SELECT FROM outbox_republications r WHERE r.requested_at > o.recorded_at) AS again
       FROM (SELECT 1) AS one LEFT JOIN LATERAL (
         SELECT data, recorded_at FROM outbox WHERE topic = $1 AND aggregate_id = $2 ORDER BY aggregate_version DESC LIMIT 1
       ) AS o ON true`,
      [TOPICS.producers, this.parts.service],
    );
    const { data, going, again } = rows[0]!;
    if (going) return false;
    if (again || !data) return true;
    return data.positions.every((had) =>
      ends.some(
        ({ topic, partition, incarnation, end }) =>
          topic === had.topic && partition === had.partition && incarnation === had.incarnation && end >= had.position,
      ),
    );
  }

  private async announce(
    manager: EntityManager,
    { clock }: Sample,
    positions: ProducerWatermarkAdvanced['positions'],
  ): Promise<void> {
    const { service, everyMs } = this.parts;
    await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('motcua published until', 0))`);
    const last = await manager.query<{ version: number; recent: boolean }[]>(
      `SELECT aggregate_version AS version, recorded_at > clock_timestamp() - $3 * interval '1 millisecond' AS recent
       FROM outbox WHERE topic = $1 AND aggregate_id = $2 ORDER BY aggregate_version DESC LIMIT 1`,
      [TOPICS.producers, service, HALF * everyMs],
    );
    // Another instance has just said it.
    if (last[0]?.recent) return;
    const payload = instanceOf(ProducerWatermarkAdvanced, {
      service,
      until: clock.toISOString(),
      topics: this.topics,
      positions,
    });
    const aggregateVersion = (last[0]?.version ?? 0) + 1;
    // By real time: a simulated clock may be put back, and what is announced is not a fact of the domain.
    await this.outbox.append(manager, [{ payload, aggregateId: service, aggregateVersion, time: new Date() }]);
  }
}
