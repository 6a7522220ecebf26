import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { settledWithin, StartupError } from '@motcua/platform';
import kafkajs from 'kafkajs';
import type { Admin, KafkaConfig, Producer, SASLOptions } from 'kafkajs';
import type { BrokerSettings } from '../settings.js';
import type {
  Broker,
  MessagingLog,
  OutgoingRecord,
  PartitionEnd,
  RunningSubscription,
  Subscription,
} from './broker.js';
import { KafkaRawRequests, Reader, type RawRequest } from './kafka-raw-requests.js';
import { DISCONNECT_MS, KafkaSubscription } from './kafka-subscription.js';
import { KafkaTopicIds, type KafkaIdentities } from './kafka-topic-ids.js';

const { Kafka, Partitioners } = kafkajs;

const LED_WITHIN_MS = 10_000;
/** Size of one publish request, which is at most one record batch: below the broker's message.max.bytes of 1 MB. */
const MAX_REQUEST_BYTES = 900_000;
const RECORD_FRAMING_BYTES = 70;
const HEADER_FRAMING_BYTES = 20;

/**
 * Apache Kafka through kafkajs; only the kafka-* files of this folder know that library. Its own restarts and logging
 * are not used: a failed client is discarded and a new one is created.
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
      // It logs every transient state of a broker as an error; the waiting code logs an outage once.
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
          waitForLeaders: false,
          topics: create.map((topic) => ({
            topic,
            numPartitions: this.settings.KAFKA_TOPIC_PARTITIONS ?? 6,
            replicationFactor: this.settings.KAFKA_TOPIC_REPLICATION ?? 1,
            // No retention limit: every projection can be rebuilt from the topic.
            configEntries: [
              { name: 'retention.ms', value: '-1' },
              { name: 'retention.bytes', value: '-1' },
              { name: 'cleanup.policy', value: 'delete' },
            ],
          })),
        });
        await untilLed(admin, create);
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
      // Its sequence numbers may differ from the broker's: only a new producer starts with valid ones.
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

  async admits(topics: string[], group?: string): Promise<void> {
    const requests = new KafkaRawRequests(this.kafka);
    try {
      // Each topic is checked, because one that does not exist proves nothing about the others.
      const answers = await this.withAdmin((admin) =>
        Promise.allSettled([
          ...topics.map((topic) => admin.fetchTopicMetadata({ topics: [topic] })),
          // kafkajs only reports that it found no coordinator.
          ...(group ? [requests.send(coordinatorRequest(group)).then(readCoordinator)] : []),
        ]),
      ).catch((error: unknown) => [{ status: 'rejected' as const, reason: error }]);
      for (const answer of answers) {
        if (answer.status === 'fulfilled') continue;
        const refusal = refusalOf(answer.reason as Error, this.settings);
        if (refusal) throw new StartupError(refusal, answer.reason);
      }
    } finally {
      await requests.disconnect();
    }
  }

  /** Clears the cache of existing topics: they may have been deleted. */
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
      // Few attempts: the outbox relay retries, in order, with a new producer.
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

/**
 * Splits records into parts that fit into one Kafka record batch (message.max.bytes, 1 MB) even if all have one
 * partition.
 */
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

/** Maximum bytes of a record in its batch: each length and number of its framing takes up to ten. */
function sizeOf({ key, headers, body }: OutgoingRecord): number {
  let size = RECORD_FRAMING_BYTES + Buffer.byteLength(key) + Buffer.byteLength(body);
  for (const [name, value] of Object.entries(headers)) {
    size += HEADER_FRAMING_BYTES + Buffer.byteLength(name) + Buffer.byteLength(value);
  }
  return size;
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

/** FindCoordinator v1, see https://kafka.apache.org/protocol#The_Messages_FindCoordinator. */
function coordinatorRequest(group: string): RawRequest {
  const name = Buffer.from(group);
  const length = Buffer.alloc(2);
  length.writeInt16BE(name.length);
  const payload = Buffer.concat([length, name, Buffer.from([0])]);
  return { name: 'FindCoordinator', apiKey: 10, apiVersion: 1, payload };
}

const GROUP_AUTHORIZATION_FAILED = 30;

function readCoordinator(answer: Buffer): void {
  const reader = new Reader(answer);
  reader.skip(4);
  if (reader.int16() !== GROUP_AUTHORIZATION_FAILED) return;
  throw Object.assign(new Error('the group is not granted'), { type: 'GROUP_AUTHORIZATION_FAILED' });
}

/** What to do about an error that needs a person; undefined for a transient one. */
function refusalOf(error: Error & { type?: string }, settings: BrokerSettings): string | undefined {
  const user = settings.KAFKA_SASL_USERNAME ?? 'nobody';
  const where = `Apache Kafka at ${settings.KAFKA_BROKERS}`;
  if (error.name === 'KafkaJSSASLAuthenticationError') {
    return (
      `${where} does not accept user ${user} and the password given (${settings.KAFKA_SASL_MECHANISM}). ` +
      'Correct KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and KAFKA_SASL_MECHANISM, or make the user.'
    );
  }
  if (/AUTHORIZATION_FAILED$/.test(error.type ?? '')) {
    return `${where} does not let user ${user} use its topics and its group (${error.type}). Grant it what TOPIC_USE says: see docs/deployment.md.`;
  }
  return undefined;
}

/**
 * Waits until new topics have leaders. Just after a topic is created, by this client or another, a broker may not know
 * it yet; kafkajs treats that answer as final, here and in its producer.
 */
async function untilLed(admin: Admin, topics: string[]): Promise<void> {
  for (const deadline = Date.now() + LED_WITHIN_MS; ;) {
    try {
      await admin.fetchTopicMetadata({ topics });
      return;
    } catch (error) {
      const { type } = error as { type?: string };
      const passing = type === 'UNKNOWN_TOPIC_OR_PARTITION' || type === 'LEADER_NOT_AVAILABLE';
      if (!passing || Date.now() > deadline) throw error;
    }
    await pause(50);
  }
}

function incarnation(identities: KafkaIdentities, topic: string): string {
  return `${identities.clusterId}/${identities.topics.get(topic) ?? ''}`;
}
