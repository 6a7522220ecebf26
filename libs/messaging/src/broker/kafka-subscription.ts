import { Outage, settledWithin, Waker } from '@motcua/platform';
import type { Batch, Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { DEFAULT_BATCH_BYTES, type BrokerSettings } from '../settings.js';
import { PartitionLostError } from './broker.js';
import type { Broker, BrokerRecord, MessagingLog, RunningSubscription, Subscription } from './broker.js';
import { textOf } from './text.js';

const BATCH_SIZE = 500;
const PARTITIONS_AT_ONCE = 6;
const DEFAULT_SESSION_TIMEOUT_MS = 15_000;
/** Time limit for the shutdown of kafkajs: it can wait for a JoinGroup that nobody answers any more. */
export const DISCONNECT_MS = 2_000;
const GROUP_POSITION_MS = 5_000;
/** How long reading must succeed after joining a group: the first fetch shows whether its topics may be read. */
const SETTLED_MS = 2_000;
const IDENTITY_CHECK_MS = 30_000;
/** Size of one fetch: the longest record batch and no more, so that every partition gets its turn. */
const BYTES_PER_PARTITION = 1_048_576;

/** The parts of its broker that a subscription needs. */
interface Subscribed extends Pick<Broker, 'ensureTopics' | 'ends'> {
  readonly kafka: Kafka;
  readonly settings: BrokerSettings;
  /** Clears the cache of existing topics: they may have been deleted. */
  forgetTopics(): void;
}

/** One group member, over successive clients, until it is closed. */
export class KafkaSubscription implements RunningSubscription {
  private readonly life = new Waker();
  private readonly outage: Outage;
  private readonly running: Promise<void>;
  private consumer?: Consumer;
  private assigned: { topic: string; partition: number }[] = [];
  private incarnations = new Map<string, string>();
  private readonly noted = new Map<string, number>();
  private assignment = 0;
  private readonly inFlight = new Set<Promise<void>>();
  private handled: () => void = () => undefined;
  private readonly allHandled = new Promise<void>((resolve) => (this.handled = resolve));

  constructor(
    private readonly broker: Subscribed,
    private readonly subscription: Subscription,
    private readonly log: MessagingLog,
  ) {
    this.outage = new Outage(log, 'Apache Kafka cannot be read', broker.settings.EVENT_OUTAGE_PAUSE_MS);
    this.running = this.run();
  }

  async restart(): Promise<void> {
    if (this.consumer) await this.seekToStart(this.consumer, this.assigned);
  }

  async close(timeoutMs: number): Promise<void> {
    this.life.end();
    if (!(await settledWithin(Promise.all(this.inFlight), timeoutMs))) {
      this.log.warn('a batch did not finish in time and is left');
    }
    this.handled();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.life.ended) {
      try {
        await this.session();
      } catch (error) {
        if (this.life.ended) return;
        this.broker.forgetTopics();
        await this.life.pause(this.outage.failed(error));
      }
    }
  }

  private async session(): Promise<void> {
    const { group, topics } = this.subscription;
    await this.broker.ensureTopics(topics);
    const sessionTimeout = this.broker.settings.KAFKA_SESSION_TIMEOUT_MS ?? DEFAULT_SESSION_TIMEOUT_MS;
    const consumer = this.broker.kafka.consumer({
      groupId: group,
      sessionTimeout,
      heartbeatInterval: Math.floor(sessionTimeout / 5),
      // How long a fetch may wait for data; a seek (after an assignment, for a rebuild) waits for the fetch to return.
      maxWaitTimeInMs: 250,
      // Limit over all partitions. The broker returns one record batch of a partition even beyond it:
      // MAX_REQUEST_BYTES.
      maxBytes: this.broker.settings.EVENT_BATCH_BYTES ?? DEFAULT_BATCH_BYTES,
      maxBytesPerPartition: BYTES_PER_PARTITION,
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, restartOnFailure: async () => false },
    });
    let settled: NodeJS.Timeout | undefined;
    let crash: (error: Error) => void;
    const crashed = new Promise<never>((_, reject) => (crash = reject));
    crashed.catch(() => undefined);
    consumer.on(consumer.events.CRASH, ({ payload }) => crash(payload.error));
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.assigned = Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => ({ topic, partition })),
      );
      clearTimeout(settled);
      settled = setTimeout(() => this.outage.recovered(), SETTLED_MS);
      void this.seekToStart(consumer, this.assigned);
    });
    this.consumer = consumer;
    try {
      await consumer.connect();
      await consumer.subscribe({ topics, fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachBatch: (payload) => this.tracked(this.onKafkaBatch(consumer, payload)),
      });
      while (!this.life.ended) {
        await Promise.race([crashed, this.life.pause(IDENTITY_CHECK_MS)]);
        if (!this.life.ended && (await this.topicsWereReplaced())) await this.restart();
      }
      await this.allHandled;
    } finally {
      clearTimeout(settled);
      this.consumer = undefined;
      this.assigned = [];
      this.assignment += 1;
      if (!(await settledWithin(consumer.disconnect(), DISCONNECT_MS))) {
        this.log.debug('kafkajs did not disconnect in time');
      }
    }
  }

  /**
   * The broker's group offsets are for display only; the position is in the service's own database. The partitions are
   * paused, in the same event-loop turn as the assignment, until the position is read. Never rejects: a lost consumer
   * is replaced, and its successor reads the position again.
   */
  private async seekToStart(consumer: Consumer, partitions: { topic: string; partition: number }[]): Promise<void> {
    if (partitions.length === 0) return;
    this.assignment += 1;
    const assignment = this.assignment;
    const paused = partitions.map(({ topic, partition }) => ({ topic, partitions: [partition] }));
    const outage = new Outage(
      this.log,
      'the ends of the partitions cannot be read',
      this.broker.settings.EVENT_OUTAGE_PAUSE_MS,
    );
    while (!this.life.ended && assignment === this.assignment) {
      try {
        consumer.pause(paused);
        const ends = await this.broker.ends(this.subscription.topics);
        for (const { topic, partition } of partitions) {
          const end = ends.find((candidate) => candidate.topic === topic && candidate.partition === partition);
          if (!end) throw new Error(`partition ${partition} of ${topic} does not exist`);
          const position = await this.subscription.startPosition(topic, partition, end.incarnation, end.end);
          if (assignment !== this.assignment || this.life.ended) return;
          this.incarnations.set(topic, end.incarnation);
          consumer.seek({ topic, partition, offset: position.toString() });
        }
        consumer.resume(paused);
        outage.recovered();
        return;
      } catch (error) {
        await this.life.pause(outage.failed(error));
      }
    }
  }

  /**
   * A topic that is deleted, created again and filled while it is read causes no error: the offsets refer to other
   * records.
   */
  private async topicsWereReplaced(): Promise<boolean> {
    const ends = await this.broker.ends(this.subscription.topics).catch(() => []);
    return ends.some(({ topic, incarnation }) => (this.incarnations.get(topic) ?? incarnation) !== incarnation);
  }

  private async tracked(work: Promise<void>): Promise<void> {
    this.inFlight.add(work);
    try {
      await work;
    } finally {
      this.inFlight.delete(work);
    }
  }

  private async onKafkaBatch(consumer: Consumer, payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, heartbeat, isRunning, isStale } = payload;
    const { topic, partition } = batch;
    let from = BigInt((batch as Batch & { fetchedOffset: string }).fetchedOffset);
    for (let start = 0; start < batch.messages.length; start += BATCH_SIZE) {
      if (!isRunning() || isStale() || this.life.ended) return;
      const records = batch.messages.slice(start, start + BATCH_SIZE).map(toRecord);
      const last = records.at(-1)!.position;
      let next: bigint | undefined;
      try {
        next = await this.subscription.onBatch({
          topic,
          partition,
          incarnation: this.incarnations.get(topic) ?? '',
          from,
          records,
          end: BigInt(batch.highWatermark),
          keepAlive: () => this.keepAlive(heartbeat),
        });
      } catch (error) {
        if (error instanceof PartitionLostError && error.cause) throw error.cause as Error;
        if (!this.life.ended && !(error instanceof PartitionLostError)) {
          this.log.error('a batch could not be handled and comes again', { topic, partition, err: error });
          await this.life.pause(1_000);
        }
        if (isRunning() && !isStale()) consumer.seek({ topic, partition, offset: from.toString() });
        return;
      }
      if (next === undefined) {
        void this.seekToStart(consumer, this.assigned);
        return;
      }
      if (next !== last + 1n) {
        consumer.seek({ topic, partition, offset: next.toString() });
        return;
      }
      resolveOffset(last.toString());
      from = next;
      this.noteGroupPosition(consumer, topic, partition, next);
      await heartbeat();
    }
  }

  private async keepAlive(heartbeat: () => Promise<void>): Promise<void> {
    if (this.life.ended) throw new PartitionLostError();
    try {
      await heartbeat();
    } catch (cause) {
      throw new PartitionLostError('the partition is being given to another', { cause });
    }
  }

  /** Commits offsets every few seconds, for Kafka's own tools; nothing depends on it, so nothing waits for it. */
  private noteGroupPosition(consumer: Consumer, topic: string, partition: number, position: bigint): void {
    const key = `${topic}/${partition}`;
    if ((this.noted.get(key) ?? 0) > performance.now()) return;
    this.noted.set(key, performance.now() + GROUP_POSITION_MS);
    consumer.commitOffsets([{ topic, partition, offset: position.toString() }]).catch(() => undefined);
  }
}

function toRecord(message: KafkaMessage): BrokerRecord {
  // Nearly every header of millions of records has one of ten plain names, so a buffer for each is waste.
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [
    PLAIN.test(name) ? name : textOf(Buffer.from(name)),
    Array.isArray(value) ? value.map(headerText).join(',') : headerText(value),
  ]);
  return {
    position: BigInt(message.offset),
    key: message.key ? textOf(message.key) : null,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: message.value,
  };
}

const PLAIN = /^[!-~]+$/;

function headerText(value: Buffer | string | undefined): string {
  return textOf(Buffer.isBuffer(value) ? value : Buffer.from(value ?? ''));
}
