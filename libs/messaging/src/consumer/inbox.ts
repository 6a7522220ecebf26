import type { EventEnvelope } from '@motcua/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import { PartitionLostError } from '../broker/broker.js';
import type { BrokerRecord, MessagingLog, NextPosition, RecordBatch } from '../broker/broker.js';
import { Outage } from '../broker/outage.js';
import {
  MalformedEventError,
  readEvent,
  readIdentity,
  usableKey,
  withAttributesOnly,
  type EventIdentity,
} from '../cloud-event.js';
import type { MessagingMetrics } from '../metrics.js';
import type { Waker } from '../pause.js';
import type { RetryPolicy } from '../settings.js';
import { Dispatch, holdsUp, type EventHandlers } from './event-handlers.js';
import { isPassing, reasonOf } from './failures.js';
import {
  beginAt,
  GAP_CHECK_MS,
  lockPosition,
  lockPositions,
  movePositions,
  parkEvents,
  readStates,
  writeDeadLetter,
  writeStates,
  type AggregateState,
  type Origin,
  type ParkedEvent,
} from './inbox-tables.js';

export interface InboxParts {
  dataSource: DataSource;
  handlers: () => EventHandlers;
  retry: RetryPolicy;
  metrics: MessagingMetrics;
  log: MessagingLog;
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
    const tally = { handled: 0, duplicates: 0, parked: 0, gaps: 0, dead: 0 };
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
    const tally = { handled: 0, duplicates: 0, parked: 0, gaps: 0, dead: 0 };
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

/** Batches of different partitions of one topic, in one transaction. */
class BatchRun {
  private readonly states = new Map<string, AggregateState>();
  private readonly changed = new Map<string, AggregateState>();
  private readonly parked: ParkedEvent[] = [];
  private readonly dispatch: Dispatch;
  private readonly handlers: EventHandlers;
  private readonly released: string[] = [];

  constructor(
    private readonly manager: EntityManager,
    private readonly batches: RecordBatch[],
    private readonly parts: InboxParts,
    private readonly tally: { handled: number; duplicates: number; parked: number; gaps: number; dead: number },
  ) {
    this.handlers = parts.handlers();
    this.dispatch = new Dispatch(manager, parts.metrics.observeHandler);
  }

  private get topic(): string {
    return this.batches[0]!.topic;
  }

  async apply(): Promise<void> {
    const records = this.batches.flatMap((batch) => batch.records);
    const keys = new Set(records.map(usableKey).filter((key) => key !== undefined));
    for (const [key, state] of await readStates(this.manager, this.topic, [...keys])) this.states.set(key, state);
    for (const batch of this.batches) {
      for (const record of batch.records) await this.applyRecord(batch, record);
    }
    await this.dispatch.finish();
    await parkEvents(this.manager, this.parked);
    await writeStates(this.manager, this.topic, this.changed);
    if (this.released.length > 0) await this.releaseLater();
  }

  private async applyRecord(origin: Origin, record: BrokerRecord): Promise<void> {
    let head: EventIdentity;
    try {
      head = readIdentity(record);
    } catch (error) {
      await this.refuse(origin, record, error, usableKey(record));
      return;
    }
    const state = this.states.get(head.subject) ?? { lastVersion: 0 };
    if (head.aggregateversion <= state.lastVersion) {
      this.tally.duplicates += 1;
      return;
    }
    const isNext = head.aggregateversion === state.lastVersion + 1;
    if (state.parked === 'GAP' && isNext) {
      // What was missing has come. Those behind it follow in a transaction of their own, by way of ParkedEvents.
      if (await this.applyNext(origin, record, head, state, 'RETRY')) this.released.push(head.subject);
      return;
    }
    if (state.parked || !isNext) {
      if (!state.parked) {
        this.tally.gaps += 1;
        this.parts.log.warn('a version is missing: the events of the aggregate wait for it', {
          topic: this.topic,
          aggregateId: head.subject,
          expected: state.lastVersion + 1,
          got: head.aggregateversion,
        });
        this.set(head.subject, state, { parked: 'GAP' });
        this.park(origin, record, head, GAP_CHECK_MS);
        return;
      }
      this.park(origin, record, head);
      return;
    }
    await this.applyNext(origin, record, head, state, undefined);
  }

  /** @returns whether the aggregate goes on */
  private async applyNext(
    origin: Origin,
    record: BrokerRecord,
    head: EventIdentity,
    state: AggregateState,
    parked: AggregateState['parked'],
  ): Promise<boolean> {
    let event: EventEnvelope<object> | undefined;
    try {
      event = readEvent(head, record, this.topic);
    } catch (error) {
      const refused = await this.refuse(origin, record, error, head.subject, head.aggregateversion);
      if (refused && holdsUp(error, record.headers['ce_type'], this.handlers)) {
        this.set(head.subject, state, { parked: 'DEAD_LETTER' });
        return false;
      }
    }
    const handler = event && this.handlers.get(event.type);
    if (event && handler) {
      await this.dispatch.apply(handler, event);
      this.tally.handled += 1;
    }
    this.set(head.subject, state, { lastVersion: head.aggregateversion, parked });
    return true;
  }

  /**
   * A dead letter at once: no retry makes an event of it.
   * @returns false when an operator discarded it before a rebuild: it stays discarded
   */
  private async refuse(
    origin: Origin,
    record: BrokerRecord,
    error: unknown,
    key?: string,
    version?: number,
  ): Promise<boolean> {
    if (!(error instanceof MalformedEventError)) throw error;
    const id = await writeDeadLetter(this.manager, {
      origin,
      record,
      aggregateId: key,
      aggregateVersion: version,
      reason: reasonOf(error),
      attempts: 0,
      startedAt: new Date(),
    });
    if (!id) return false;
    this.tally.dead += 1;
    this.parts.log.warn('a message is no event and became a dead letter', {
      topic: this.topic,
      deadLetter: id,
      reason: reasonOf(error),
    });
    return true;
  }

  private park(origin: Origin, record: BrokerRecord, head: EventIdentity, nextAttemptInMs?: number): void {
    this.tally.parked += 1;
    this.parked.push({
      origin,
      record,
      aggregateId: head.subject,
      aggregateVersion: head.aggregateversion,
      attempts: 0,
      nextAttemptInMs,
    });
  }

  private set(key: string, state: AggregateState, change: Partial<AggregateState>): void {
    Object.assign(state, change);
    this.states.set(key, state);
    this.changed.set(key, state);
  }

  private async releaseLater(): Promise<void> {
    await this.manager.query(
      `UPDATE parked_events SET next_attempt_at = clock_timestamp()
       WHERE topic = $1 AND aggregate_id = ANY($2::text[]) AND aggregate_version =
         (SELECT min(first.aggregate_version) FROM parked_events AS first
          WHERE first.topic = parked_events.topic AND first.aggregate_id = parked_events.aggregate_id)`,
      [this.topic, this.released],
    );
    this.tally.parked += 1;
  }
}

function identityOf(record: BrokerRecord): EventIdentity | undefined {
  try {
    return readIdentity(record);
  } catch {
    return undefined;
  }
}
