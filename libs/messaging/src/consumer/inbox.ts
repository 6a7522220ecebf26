import type { DataSource, EntityManager } from 'typeorm';
import { PartitionLostError } from '../broker/broker.js';
import type { BrokerRecord, NextPosition, RecordBatch } from '../broker/broker.js';
import { Outage } from '../broker/outage.js';
import { readIdentity, withAttributesOnly, type EventIdentity } from '../cloud-event.js';
import type { Waker } from '../pause.js';
import type { RetryPolicy } from '../settings.js';
import { emptyTally } from '../metrics.js';
import { BatchRun, type BatchRunParts } from './batch-run.js';
import { isPassing, reasonOf } from './failures.js';
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

export interface InboxParts extends BatchRunParts {
  dataSource: DataSource;
  retry: RetryPolicy;
  /** Ends when the service stops. */
  life: Waker;
  outagePauseMs?: number;
  /** Called when events were parked that have to be tried again. */
  onParked: () => void;
}

/** A batch that waits to be applied together with others of its topic. */
interface Gathered {
  batch: RecordBatch;
  resolve(result: { position: NextPosition } | undefined): void;
}

/** Beyond so many records what a transaction costs by itself no longer matters, and several at once are faster. */
const SMALL_BATCH = 50;
/** Large batches at work at once: a backlog leaves connections of the pool to requests. */
const LANES = 3;

/**
 * Effects exactly once over delivery at least once: a batch's effects, the versions of its aggregates and the
 * partition's position commit together or not at all.
 *
 * The row of the position is locked first, so that a member of the group that was declared dead and still works cannot
 * interleave with its successor. A failing event is found by halving the batch; it is set aside with its aggregate, to
 * be tried again by `ParkedEvents`, and its partition goes on.
 */
export class Inbox {
  private readonly gathering = new Map<string, Gathered[]>();
  private readonly lanes: Promise<unknown>[] = [];

  constructor(private readonly parts: InboxParts) {}

  /** Where this service stands in a partition, by its own database, whatever the broker remembers. */
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
    if (batch.records.length > SMALL_BATCH) return this.inLane(batch, () => this.alone(batch));
    const together = await this.gather(batch);
    return together ? together.position : this.alone(batch);
  }

  private alone(batch: RecordBatch): Promise<NextPosition> {
    return this.persist(
      () => this.apply(batch),
      () => batch.keepAlive(),
    );
  }

  /** Whichever of the lane is at work keeps the consumer alive for all of them. */
  private inLane<T>({ partition }: RecordBatch, work: () => Promise<T>): Promise<T> {
    const lane = partition % LANES;
    const done = (this.lanes[lane] ?? Promise.resolve()).then(work);
    this.lanes[lane] = done.catch(() => undefined);
    return done;
  }

  /**
   * Small batches of a topic that come in the same moment, each of another partition, in one transaction: what a transaction
   * costs beside its events is paid once. Undefined when that failed, or when it came alone: then each goes by itself.
   */
  private gather(batch: RecordBatch): Promise<{ position: NextPosition } | undefined> {
    return new Promise((resolve) => {
      const waiting = this.gathering.get(batch.topic);
      if (waiting) {
        waiting.push({ batch, resolve });
        return;
      }
      this.gathering.set(batch.topic, [{ batch, resolve }]);
      // A fetch hands over all its partitions before the next turn of the event loop.
      setImmediate(() => void this.applyGathered(batch.topic));
    });
  }

  private async applyGathered(topic: string): Promise<void> {
    const gathered = this.gathering.get(topic)!;
    this.gathering.delete(topic);
    let positions: NextPosition[] | undefined;
    if (gathered.length > 1) {
      const batches = gathered.map(({ batch }) => batch);
      // What does not pass is met again, and dealt with, by the batch that has it.
      positions = await this.persist(
        () => this.applyTogether(batches),
        async () => void (await Promise.all(batches.map((batch) => batch.keepAlive()))),
      ).catch(() => undefined);
    }
    gathered.forEach(({ resolve }, index) => resolve(positions && { position: positions[index] }));
  }

  /** Does `work` until the database lets it: its absence, a deadlock, a full disk say nothing about an event. */
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
        // The first is as a rule a deadlock or a lost connection, over at once and not worth a line.
        await this.parts.life.pause(attempt === 1 ? 20 + Math.random() * 30 : outage.failed(error));
      }
    }
  }

  private async apply(batch: RecordBatch): Promise<NextPosition> {
    try {
      return (await this.applyTogether([batch]))[0];
    } catch (error) {
      if (error instanceof PartitionLostError || isPassing(error)) throw error;
      this.parts.metrics.failed.inc({ topic: batch.topic });
      if (batch.records.length === 1) return this.setAside(batch, batch.records[0]!, error);
      await batch.keepAlive();
      const middle = batch.records.length >> 1;
      const left = batch.records.slice(0, middle);
      const right = batch.records.slice(middle);
      const after = left.at(-1)!.position + 1n;
      const next = await this.apply({ ...batch, records: left });
      if (next !== after) return next;
      return this.apply({ ...batch, records: right, from: after });
    }
  }

  /** Batches of different partitions of one topic; where to read on in each. */
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
   * Runs `work` with the positions locked and moves them behind the batches; without those of them that are not the next
   * ones, and not at all when none is.
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
            // Behind another member's progress it stays; beyond the end of the log, the log has been cut.
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
        // When even the rollback fails the connection is gone, and that is the failure to speak of.
        if (runner.isTransactionActive) await runner.rollbackTransaction();
        throw error;
      }
    } finally {
      await runner.release();
    }
  }

  /**
   * The event fails by itself: it waits for its next attempt, what comes behind it in its aggregate waits too. Where the
   * database refuses even to keep it, as much of it is kept as can be: nothing that arrives holds up its partition.
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
        await parkEvents(manager, [{ ...event, attempts, startedAt, lastError: reason, nextAttemptInMs }]);
        state.parked ??= 'RETRY';
        tally.parked += 1;
      } else {
        const id = await writeDeadLetter(manager, { ...event, reason, attempts: 1, startedAt });
        if (id) state.parked = 'DEAD_LETTER';
        else state.lastVersion = aggregateVersion;
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

function identityOf(record: BrokerRecord): EventIdentity | undefined {
  try {
    return readIdentity(record);
  } catch {
    return undefined;
  }
}
