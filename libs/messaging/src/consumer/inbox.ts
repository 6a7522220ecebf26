import { Outage, type Waker } from '@motcua/platform';
import type { DataSource, EntityManager } from 'typeorm';
import { PartitionLostError } from '../broker/broker.js';
import type { BrokerRecord, NextPosition, RecordBatch } from '../broker/broker.js';
import { readIdentity, withAttributesOnly, type EventIdentity } from '../cloud-event.js';
import type { RetryPolicy } from '../settings.js';
import { emptyTally } from '../metrics.js';
import { BatchRun, type BatchRunParts } from './batch-run.js';
import { isPassing, isTooSlow, reasonOf } from './failures.js';
import {
  beginAt,
  lockPosition,
  lockPositions,
  movePositions,
  parkEvents,
  readStates,
  writeDeadLetter,
  writeStates,
  type Origin,
} from './inbox-tables.js';
import { see } from './seen-versions.js';

export interface InboxParts extends BatchRunParts {
  dataSource: DataSource;
  retry: RetryPolicy;
  /** Ends when the service stops. */
  life: Waker;
  outagePauseMs?: number;
  /** Most bytes of small batches that share a transaction. */
  batchBytes: number;
  /** Called when events were parked for a retry. */
  onParked: () => void;
}

/** A batch that waits to be applied together with others of its topic. */
interface Gathered {
  batch: RecordBatch;
  resolve(result: { position: NextPosition } | undefined): void;
}

/** With more records the cost of the transaction itself no longer matters, and concurrent ones are faster. */
const SMALL_BATCH = 50;
/** The size of fifty long ordinary events; a larger batch runs separately. */
const SMALL_BYTES = 256 * 1024;
/** Concurrent large batches: a backlog must leave connections of the pool to requests. */
const LANES = 3;

/**
 * Effects exactly once over delivery at least once: a batch's effects, the versions of its aggregates and the
 * partition's position commit together or not at all.
 *
 * The row of the position is locked first, so that a group member that was declared dead but still works cannot
 * interleave with its successor. A batch whose statements take too long is halved until they do not. A failing event is
 * found by halving the batch; it is set aside with its aggregate and retried by `ParkedEvents`, and its partition
 * continues.
 */
export class Inbox {
  private readonly gathering = new Map<string, Gathered[]>();
  private readonly lanes: Promise<unknown>[] = [];

  constructor(private readonly parts: InboxParts) {}

  /** The position in this service's own database, whatever the broker stores. */
  async startPosition(topic: string, partition: number, incarnation: string, end: bigint): Promise<bigint> {
    return this.persist(
      async () => {
        const origin = { topic, partition, incarnation };
        return this.parts.dataSource.transaction(async (manager) => {
          const known = await lockPosition(manager, topic, partition);
          if (known && known.incarnation === incarnation && known.position <= end) return known.position;
          if (known) {
            this.parts.log.warn('the topic is not the one that was read before: reading it from its beginning', {
              topic,
              partition,
              position: known.position.toString(),
              end: end.toString(),
            });
          }
          await beginAt(manager, origin, 0n);
          return 0n;
        });
      },
      async () => undefined,
    );
  }

  async onBatch(batch: RecordBatch): Promise<NextPosition> {
    if (batch.records.length > SMALL_BATCH || bytesOf(batch) > SMALL_BYTES)
      return this.inLane(batch, () => this.alone(batch));
    const together = await this.gather(batch);
    return together ? together.position : this.alone(batch);
  }

  private alone(batch: RecordBatch): Promise<NextPosition> {
    return this.persist(
      () => this.apply(batch),
      () => batch.keepAlive(),
    );
  }

  /** The running batch of the lane sends heartbeats for all of them. */
  private inLane<T>({ partition }: RecordBatch, work: () => Promise<T>): Promise<T> {
    const lane = partition % LANES;
    const done = (this.lanes[lane] ?? Promise.resolve()).then(work);
    this.lanes[lane] = done.catch(() => undefined);
    return done;
  }

  /**
   * Small batches of a topic that arrive at the same moment, each of another partition, in one transaction, to share
   * its cost. Undefined when that failed, or for a single batch: then each runs separately.
   */
  private gather(batch: RecordBatch): Promise<{ position: NextPosition } | undefined> {
    return new Promise((resolve) => {
      const waiting = this.gathering.get(batch.topic);
      if (waiting) {
        waiting.push({ batch, resolve });
        return;
      }
      this.gathering.set(batch.topic, [{ batch, resolve }]);
      // A fetch delivers all its partitions before the next turn of the event loop.
      setImmediate(() => void this.applyGathered(batch.topic));
    });
  }

  private async applyGathered(topic: string): Promise<void> {
    const gathered = this.gathering.get(topic)!;
    this.gathering.delete(topic);
    let positions: NextPosition[] | undefined;
    const batches = gathered.map(({ batch }) => batch);
    if (gathered.length > 1 && batches.reduce((sum, batch) => sum + bytesOf(batch), 0) <= this.parts.batchBytes) {
      // The batch with the failing event meets the failure again and handles it.
      positions = await this.persist(
        () =>
          this.applyTogether(batches).catch((error: unknown) => {
            if (isTooSlow(error)) return undefined;
            throw error;
          }),
        async () => void (await Promise.all(batches.map((batch) => batch.keepAlive()))),
      ).catch(() => undefined);
    }
    gathered.forEach(({ resolve }, index) => resolve(positions && { position: positions[index] }));
  }

  /** Retries `work` while the failure is transient: an unavailable database, a deadlock, a full disk. */
  private async persist<T>(work: () => Promise<T>, keepAlive: () => Promise<void>): Promise<T> {
    const outage = new Outage(
      this.parts.log,
      'the database of the service does not take events',
      this.parts.outagePauseMs,
    );
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await work();
        outage.recovered();
        return result;
      } catch (error) {
        if (error instanceof PartitionLostError || !isPassing(error)) throw error;
        if (this.parts.life.ended) throw new PartitionLostError('the service stops');
        await keepAlive();
        // The first failure is usually a deadlock or a lost connection, over at once, and is not logged.
        await this.parts.life.pause(attempt === 1 ? 20 + Math.random() * 30 : outage.failed(error));
      }
    }
  }

  private async apply(batch: RecordBatch): Promise<NextPosition> {
    try {
      return (await this.applyTogether([batch]))[0];
    } catch (error) {
      const single = batch.records.length === 1;
      const tooSlow = isTooSlow(error) && !single;
      if (error instanceof PartitionLostError || (isPassing(error) && !tooSlow)) throw error;
      if (tooSlow && this.parts.life.ended) throw new PartitionLostError('the service stops');
      if (!tooSlow) this.parts.metrics.failed.inc({ topic: batch.topic });
      if (single) return this.setAside(batch, batch.records[0]!, error);
      // A slow statement may lose the partition. The next member gets further only if some events are committed before.
      if (!tooSlow) await batch.keepAlive();
      const middle = batch.records.length >> 1;
      const left = batch.records.slice(0, middle);
      const right = batch.records.slice(middle);
      const after = left.at(-1)!.position + 1n;
      const next = await this.apply({ ...batch, records: left });
      if (next !== after) return next;
      if (tooSlow) await batch.keepAlive();
      return this.apply({ ...batch, records: right, from: after });
    }
  }

  /** Batches of different partitions of one topic; returns the next position of each. */
  private async applyTogether(batches: RecordBatch[]): Promise<NextPosition[]> {
    const { metrics, onParked } = this.parts;
    const tally = emptyTally();
    const next = await this.inTransaction(batches, (manager, due) =>
      new BatchRun(manager, due, this.parts, tally).apply(),
    );
    metrics.count(batches[0]!.topic, tally);
    if (tally.parked + tally.dead > 0) onParked();
    return next;
  }

  /**
   * Runs `work` with the positions locked and advances them; without batches that do not continue at their position,
   * and not at all if none does.
   */
  private async inTransaction(
    batches: RecordBatch[],
    work: (manager: EntityManager, due: RecordBatch[]) => Promise<void>,
  ): Promise<NextPosition[]> {
    const runner = this.parts.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      try {
        const known = await lockPositions(runner.manager, batches);
        const due = batches.filter((batch) => {
          const at = known.get(batch.partition);
          return at?.incarnation === batch.incarnation && at.position >= batch.from;
        });
        const moved = new Map(
          due.map((batch) => {
            const after = batch.records.at(-1)!.position + 1n;
            const { position } = known.get(batch.partition)!;
            // Behind another member's progress: keep the position. Beyond the end of the log: the log was truncated.
            return [batch.partition, position <= batch.end && position > after ? position : after];
          }),
        );
        if (due.length > 0) {
          await work(runner.manager, due);
          await movePositions(runner.manager, due[0]!.topic, moved);
        }
        await runner.commitTransaction();
        return batches.map(({ partition, incarnation }) => {
          const at = known.get(partition);
          return moved.get(partition) ?? (at?.incarnation === incarnation ? at.position : undefined);
        });
      } catch (error) {
        // If even the rollback fails, the connection is lost, and that is the failure to report.
        if (runner.isTransactionActive) await runner.rollbackTransaction();
        throw error;
      }
    } finally {
      await runner.release();
    }
  }

  /**
   * The single event fails: it waits for its next attempt, and later events of its aggregate wait too. If the database
   * cannot store it whole, the storable part is kept: no message blocks its partition.
   */
  private async setAside(batch: RecordBatch, record: BrokerRecord, error: unknown): Promise<NextPosition> {
    try {
      return await this.keepAside(batch, record, reasonOf(error));
    } catch (refusal) {
      if (refusal instanceof PartitionLostError || isPassing(refusal)) throw refusal;
      const reason = `kept without what the database refuses (${reasonOf(refusal)}): ${reasonOf(error)}`;
      return this.keepAside(batch, withAttributesOnly(record), reason.slice(0, 2_000));
    }
  }

  private async keepAside(batch: RecordBatch, record: BrokerRecord, reason: string): Promise<NextPosition> {
    const { retry, metrics, log, onParked } = this.parts;
    const origin: Origin = batch;
    const startedAt = new Date();
    const tally = emptyTally();
    let wasDue = false;
    const [next] = await this.inTransaction([batch], async (manager) => {
      wasDue = true;
      const head = identityOf(record);
      if (!head) {
        await writeDeadLetter(manager, { origin, record, reason, attempts: 1, startedAt });
        tally.dead += 1;
        return;
      }
      const aggregateId = head.subject;
      const aggregateVersion = head.aggregateversion;
      const states = await readStates(manager, batch.topic, [aggregateId]);
      const state = states.get(aggregateId) ?? { lastVersion: 0 };
      if (aggregateVersion <= state.lastVersion) return;
      const event = { origin, record, aggregateId, aggregateVersion };
      if (retry.attempts > 1 || state.parked) {
        const nextAttemptInMs = state.parked ? undefined : retry.backoffMs(1);
        const attempts = state.parked ? 0 : 1;
        const [other] = await parkEvents(manager, [
          { ...event, attempts, startedAt, lastError: reason, nextAttemptInMs },
        ]);
        if (other) {
          await writeDeadLetter(manager, { ...event, reason, attempts, startedAt });
          tally.dead += 1;
        } else {
          tally.parked += 1;
        }
        state.parked ??= 'RETRY';
      } else {
        const id = await writeDeadLetter(manager, { ...event, reason, attempts: 1, startedAt });
        if (id) state.parked = 'DEAD_LETTER';
        else see(state, aggregateVersion, head.id);
        tally.dead += 1;
      }
      await writeStates(manager, batch.topic, new Map([[aggregateId, state]]));
    });
    if (!wasDue) return next;
    log.warn('an event could not be applied', {
      topic: batch.topic,
      eventId: record.headers['ce_id'],
      eventType: record.headers['ce_type'],
      reason,
    });
    metrics.count(batch.topic, tally);
    onParked();
    return next;
  }
}

function bytesOf({ records }: RecordBatch): number {
  return records.reduce((sum, { body }) => sum + (body?.length ?? 0), 0);
}

function identityOf(record: BrokerRecord): EventIdentity | undefined {
  try {
    return readIdentity(record);
  } catch {
    return undefined;
  }
}
