import { kafkaAvailable } from '@motcua/kafka';
import { testDatabase } from '../database/test-database.js';
import { noteForReport } from '../run/test-run.js';
import { leaseKafka } from './test-kafka.js';

export type BrokerKind = 'postgres' | 'kafka';

/** A broker without topics. */
export interface TestBroker {
  kind: BrokerKind;
  /** To merge into a service's environment. */
  env: Record<string, string>;
  /** Releases it for the next test. */
  stop(): Promise<void>;
}

/**
 * An empty broker: a separate database for `postgres`; for `kafka` the Kafka of the run, lent to one test file at a
 * time.
 */
export async function testBroker(kind: BrokerKind): Promise<TestBroker> {
  if (kind === 'kafka') {
    const { bootstrapServers, release } = await leaseKafka();
    return { kind, env: { EVENT_BUS: 'kafka', KAFKA_BROKERS: bootstrapServers }, stop: release };
  }
  const database = await testDatabase();
  return {
    kind,
    env: { EVENT_BUS: 'postgres', BROKER_DATABASE_URL: database.url },
    stop: () => database.drop(),
  };
}

/**
 * The brokers that tests can run on here, for `describe.each(brokerKinds())`. Only `postgres` if Kafka cannot run, and
 * the run's report counts it; with CI=true that is an error, because a silent half check is worse than a failing one.
 */
export function brokerKinds(reason: string | undefined = whyNoKafka()): BrokerKind[] {
  if (reason === undefined) return ['postgres', 'kafka'];
  if (process.env['CI'] === 'true') {
    throw new Error(`CI=true and no Kafka to test on: ${reason}`);
  }
  noteForReport('kafka-left-out', reason);
  return ['postgres'];
}

/** Whether a test can start its own Kafka with its own settings; false with a Kafka of the environment. */
export function nativeKafka(): boolean {
  return !process.env['TEST_KAFKA_BROKERS'] && !process.env['DOCKER_HOST'] && whyNoKafka() === undefined;
}

/** Why Kafka is unavailable; undefined when it runs or can be started. */
export function whyNoKafka(): string | undefined {
  if (process.env['TEST_KAFKA_BROKERS'] || process.env['DOCKER_HOST']) return undefined;
  const native = kafkaAvailable();
  return native.available ? undefined : native.reason;
}
