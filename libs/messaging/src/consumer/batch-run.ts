import type { EventEnvelope } from '@motcua/contracts';
import { Breather } from '@motcua/platform';
import type { EntityManager } from 'typeorm';
import type { BrokerRecord, MessagingLog, RecordBatch } from '../broker/broker.js';
import { MalformedEventError, readEvent, readIdentity, usableKey, type EventIdentity } from '../cloud-event.js';
import type { MessagingMetrics, Tally } from '../metrics.js';
import { Dispatch, holdsUp, type EventHandlers } from './event-handlers.js';
import { reasonOf } from './failures.js';
import {
  GAP_CHECK_MS,
  isDeadLetter,
  parkEvents,
  readStates,
  writeDeadLetter,
  writeStates,
  type AggregateState,
  type Origin,
  type ParkedEvent,
} from './inbox-tables.js';
import { isOther, see } from './seen-versions.js';

export interface BatchRunParts {
  handlers: () => EventHandlers;
  metrics: MessagingMetrics;
  log: MessagingLog;
}

const OTHER_EVENT =
  'another event has had this version: its producer was restored to an older state and the broker was not; see docs/reliability.md, "Backup and restore"';

/**
 * Batches of different partitions of one topic, in one transaction; the version of its aggregate decides about each
 * message (docs/messaging.md, "Inbox").
 */
export class BatchRun {
  private readonly states = new Map<string, AggregateState>();
  private readonly changed = new Map<string, AggregateState>();
  private readonly parked: ParkedEvent[] = [];
  private readonly dispatch: Dispatch;
  private readonly handlers: EventHandlers;
  private readonly released: string[] = [];

  constructor(
    private readonly manager: EntityManager,
    private readonly batches: RecordBatch[],
    private readonly parts: BatchRunParts,
    private readonly tally: Tally,
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
    const breather = new Breather();
    for (const batch of this.batches) {
      for (const record of batch.records) {
        await breather.letOthersRun();
        await this.applyRecord(batch, record);
      }
    }
    await this.dispatch.finish();
    for (const other of await parkEvents(this.manager, this.parked)) await this.refuseOther(other);
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
      if (isOther(state, head.aggregateversion, head.id)) await this.refuseOther(this.waiting(origin, record, head));
      else this.tally.duplicates += 1;
      return;
    }
    const isNext = head.aggregateversion === state.lastVersion + 1;
    if (state.parked === 'GAP' && isNext) {
      // The missing event has arrived. Those behind it follow in a separate transaction, through ParkedEvents.
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
    see(state, head.aggregateversion, head.id);
    this.set(head.subject, state, { parked });
    return true;
  }

  /**
   * A dead letter at once: a retry cannot make it an event.
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
    this.parked.push({ ...this.waiting(origin, record, head), nextAttemptInMs });
  }

  private waiting(origin: Origin, record: BrokerRecord, head: EventIdentity): ParkedEvent {
    return { origin, record, aggregateId: head.subject, aggregateVersion: head.aggregateversion, attempts: 0 };
  }

  /** Another event has had its version: it is a new fact and must not be dropped as a repetition. */
  private async refuseOther(event: ParkedEvent): Promise<void> {
    if (await isDeadLetter(this.manager, event)) {
      this.tally.duplicates += 1;
      return;
    }
    const id = await writeDeadLetter(this.manager, { ...event, reason: OTHER_EVENT, startedAt: new Date() });
    if (!id) return;
    this.tally.dead += 1;
    this.tally.others += 1;
    this.parts.log.error('another event has had this version: was the producer restored to an older state?', {
      topic: this.topic,
      aggregateId: event.aggregateId,
      aggregateVersion: event.aggregateVersion,
      eventId: event.record.headers['ce_id'],
      deadLetter: id,
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
