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
  /** Lets the next test have it. */
  stop(): Promise<void>;
}

/**
 * An empty broker: a database of its own for `postgres`; for `kafka` the one Kafka of the run, lent to one test file at a
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
 * The brokers that tests can run on here, for `describe.each(brokerKinds())`. Without a way to run Kafka only `postgres`,
 * and the report of the run counts how often that happened; with CI=true that is an error instead, because a check that
 * silently covers half is worse than one that fails.
 */
export function brokerKinds(reason: string | undefined = whyNoKafka()): BrokerKind[] {
  if (reason === undefined) return ['postgres', 'kafka'];
  if (process.env['CI'] === 'true') {
    throw new Error(`CI=true and no Kafka to test on: ${reason}`);
  }
  noteForReport('kafka-left-out', reason);
  return ['postgres'];
}

/** Why there is no Kafka here; undefined when there is one or one can be started. */
export function whyNoKafka(): string | undefined {
  if (process.env['TEST_KAFKA_BROKERS'] || process.env['DOCKER_HOST']) return undefined;
  const native = kafkaAvailable();
  return native.available ? undefined : native.reason;
}
