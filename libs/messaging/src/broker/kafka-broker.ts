import { readFileSync } from 'node:fs';
import kafkajs from 'kafkajs';
import type {
  Admin,
  Batch,
  Consumer,
  EachBatchPayload,
  KafkaConfig,
  KafkaMessage,
  Producer,
  SASLOptions,
} from 'kafkajs';
import { settledWithin, Waker } from '../pause.js';
import type { BrokerSettings } from '../settings.js';
import { PartitionLostError } from './broker.js';
import type {
  Broker,
  BrokerRecord,
  MessagingLog,
  OutgoingRecord,
  PartitionEnd,
  RunningSubscription,
  Subscription,
} from './broker.js';
import { KafkaTopicIds, type KafkaIdentities } from './kafka-topic-ids.js';
import { Outage } from './outage.js';
import { textOf } from './text.js';

const { Kafka, Partitioners } = kafkajs;

const BATCH_SIZE = 500;
const PARTITIONS_AT_ONCE = 6;
const DEFAULT_SESSION_TIMEOUT_MS = 15_000;
/** Upper bound for whatever kafkajs does on the way out: it can wait for a JoinGroup that nobody answers any more. */
const DISCONNECT_MS = 2_000;
const GROUP_POSITION_MS = 5_000;
const IDENTITY_CHECK_MS = 30_000;
const MAX_REQUEST_BYTES = 900_000;
const RECORD_FRAMING_BYTES = 70;
const HEADER_FRAMING_BYTES = 20;

/**
 * Apache Kafka through kafkajs, the only file that knows that library. What it decides on its own (restarts, logging)
 * is taken out of its hands: a client that failed is thrown away and made anew.
 */
export class KafkaBroker implements Broker {
  readonly kafka: InstanceType<typeof Kafka>;
  private producer?: Promise<Producer>;
  private admin?: Promise<Admin>;
  private identities?: KafkaTopicIds;
  private readonly known = new Set<string>();
  private readonly subscriptions = new Set<KafkaSubscription>();

  constructor(
    readonly settings: BrokerSettings,
    clientId: string,
    private readonly log: MessagingLog,
  ) {
    this.kafka = new Kafka({
      ...connection(settings),
      clientId,
      connectionTimeout: 3_000,
      requestTimeout: 30_000,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
      // It calls every passing state of a broker an error; what matters is said once, by whoever waits.
      logCreator: () => (entry) => log.debug(`kafkajs: ${entry.log.message}`),
    });
  }

  async ensureTopics(topics: string[]): Promise<void> {
    const missing = topics.filter((topic) => !this.known.has(topic));
    if (missing.length === 0) return;
    await this.withAdmin(async (admin) => {
      const existing = new Set(await admin.listTopics());
      const create = missing.filter((topic) => !existing.has(topic));
      if (create.length > 0) {
        await admin.createTopics({
          waitForLeaders: true,
          topics: create.map((topic) => ({
            topic,
            numPartitions: this.settings.KAFKA_TOPIC_PARTITIONS ?? 6,
            replicationFactor: this.settings.KAFKA_TOPIC_REPLICATION ?? 1,
            // Kept for ever: every projection can be rebuilt from the topic.
            configEntries: [
              { name: 'retention.ms', value: '-1' },
              { name: 'retention.bytes', value: '-1' },
              { name: 'cleanup.policy', value: 'delete' },
            ],
          })),
        });
      }
    });
    for (const topic of missing) this.known.add(topic);
  }

  async publish(topic: string, records: OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.ensureTopics([topic]);
    this.producer ??= this.newProducer();
    const producer = this.producer;
    try {
      const client = await producer;
      for (const part of inParts(records)) {
        const messages = part.map((record) => ({ key: record.key, value: record.body, headers: record.headers }));
        await client.send({ topic, acks: -1, messages });
      }
    } catch (error) {
      // Its sequence numbers may be out of step with the broker's: only a new producer starts with clean ones.
      if (this.producer === producer) this.producer = undefined;
      this.known.delete(topic);
      void producer.then((old) => settledWithin(old.disconnect(), DISCONNECT_MS)).catch(() => undefined);
      throw error;
    }
  }

  subscribe(subscription: Subscription): RunningSubscription {
    const running = new KafkaSubscription(this, subscription, this.log);
    this.subscriptions.add(running);
    return running;
  }

  async ends(topics: string[]): Promise<PartitionEnd[]> {
    const identities = await this.identify(topics);
    return this.withAdmin(async (admin) => {
      const known = topics.filter((topic) => identities.topics.has(topic));
      const offsets = await Promise.all(known.map((topic) => admin.fetchTopicOffsets(topic)));
      return known.flatMap((topic, index) =>
        offsets[index]!.map(({ partition, high }) => ({
          topic,
          partition,
          incarnation: incarnation(identities, topic),
          end: BigInt(high),
        })),
      );
    });
  }

  /** Forgets which topics are known to exist: they may be gone. */
  forgetTopics(): void {
    this.known.clear();
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((subscription) => subscription.close(0)));
    const clients = [this.producer, this.admin].map((client) => client?.then((it) => it.disconnect()));
    await settledWithin(Promise.allSettled([...clients, this.identities?.disconnect()]), DISCONNECT_MS);
  }

  private async newProducer(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      // Few tries: the outbox relay tries again, in order, with a new producer.
      retry: { initialRetryTime: 100, maxRetryTime: 500, retries: 3 },
    });
    await producer.connect();
    return producer;
  }

  private async withAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    this.admin ??= this.newAdmin();
    const admin = this.admin;
    try {
      return await work(await admin);
    } catch (error) {
      if (this.admin === admin) this.admin = undefined;
      void admin.then((old) => settledWithin(old.disconnect(), DISCONNECT_MS)).catch(() => undefined);
      throw error;
    }
  }

  private async newAdmin(): Promise<Admin> {
    const admin = this.kafka.admin();
    await admin.connect();
    return admin;
  }

  private async identify(topics: string[]): Promise<KafkaIdentities> {
    this.identities ??= new KafkaTopicIds(this.kafka);
    try {
      return await this.identities.identify(topics);
    } catch (error) {
      const broken = this.identities;
      this.identities = undefined;
      void broken?.disconnect();
      throw error;
    }
  }
}

/** One group member's life, from client to client, until it is closed. */
class KafkaSubscription implements RunningSubscription {
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
    private readonly broker: KafkaBroker,
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
      // How long a fetch may wait for data; a seek (after an assignment, for a rebuild) waits for it to return.
      maxWaitTimeInMs: 250,
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, restartOnFailure: async () => false },
    });
    let crash: (error: Error) => void;
    const crashed = new Promise<never>((_, reject) => (crash = reject));
    crashed.catch(() => undefined);
    consumer.on(consumer.events.CRASH, ({ payload }) => crash(payload.error));
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.assigned = Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => ({ topic, partition })),
      );
      this.outage.recovered();
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
      this.consumer = undefined;
      this.assigned = [];
      this.assignment += 1;
      if (!(await settledWithin(consumer.disconnect(), DISCONNECT_MS))) {
        this.log.debug('kafkajs did not disconnect in time');
      }
    }
  }

  /**
   * What the broker remembers of the group is for people to look at; the service's own database says where it stands.
   * The partitions are paused, in the same turn as the assignment, until it has been asked. Never rejects: a consumer that
   * is no more is replaced, and its successor asks again.
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

  /** A topic that is deleted, made again and filled while it is read gives no error: offsets just mean other records. */
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
        if (error instanceof PartitionLostError && error.cause) throw error.cause;
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

  /** Every few seconds, for Kafka's own tools; nothing depends on it, so nothing waits for it. */
  private noteGroupPosition(consumer: Consumer, topic: string, partition: number, position: bigint): void {
    const key = `${topic}/${partition}`;
    if ((this.noted.get(key) ?? 0) > Date.now()) return;
    this.noted.set(key, Date.now() + GROUP_POSITION_MS);
    consumer.commitOffsets([{ topic, partition, offset: position.toString() }]).catch(() => undefined);
  }
}

/** Parts that fit into one of Kafka's record batches (message.max.bytes, 1 MB) even if all have one partition. */
function inParts(records: OutgoingRecord[]): OutgoingRecord[][] {
  const parts: OutgoingRecord[][] = [];
  let room = 0;
  for (const record of records) {
    const size = sizeOf(record);
    if (room < size || parts.length === 0) {
      parts.push([]);
      room = MAX_REQUEST_BYTES;
    }
    parts.at(-1)!.push(record);
    room -= size;
  }
  return parts;
}

/** Bytes of a record in its batch, at most: each length and number of its framing takes up to ten. */
function sizeOf({ key, headers, body }: OutgoingRecord): number {
  let size = RECORD_FRAMING_BYTES + Buffer.byteLength(key) + Buffer.byteLength(body);
  for (const [name, value] of Object.entries(headers)) {
    size += HEADER_FRAMING_BYTES + Buffer.byteLength(name) + Buffer.byteLength(value);
  }
  return size;
}

function toRecord(message: KafkaMessage): BrokerRecord {
  // Of millions of records nearly every header has one of ten plain names: not worth a buffer each.
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

function connection(settings: BrokerSettings): Pick<KafkaConfig, 'brokers' | 'ssl' | 'sasl'> {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = settings;
  const ca = settings.KAFKA_SSL_CA_FILE;
  return {
    brokers: (settings.KAFKA_BROKERS ?? '').split(',').map((address) => address.trim()),
    ssl: settings.KAFKA_SSL ? (ca ? { ca: [readFileSync(ca, 'utf8')] } : true) : undefined,
    sasl: mechanism ? ({ mechanism, username: username ?? '', password: password ?? '' } as SASLOptions) : undefined,
  };
}

function incarnation(identities: KafkaIdentities, topic: string): string {
  return `${identities.clusterId}/${identities.topics.get(topic) ?? ''}`;
}
