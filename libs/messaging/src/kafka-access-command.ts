import { setTimeout as pause } from 'node:timers/promises';
import { TOPIC_USE, type TopicUse } from '@motcua/contracts';
import { grantKafkaAccess, type KafkaUser } from './broker/kafka-access.js';
import type { BrokerSettings } from './settings.js';

const WITHIN_MS = 60_000;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** `CATALOG_KAFKA_PASSWORD` for `procedure-catalog-service`. */
export function passwordVariable(service: string): string {
  const name = service.replace(/^procedure-/, '').replace(/-service$/, '');
  return `${name.toUpperCase()}_KAFKA_PASSWORD`;
}

/**
 * Gives every service its user, its rights and its topics, as `TOPIC_USE` declares them. Waits for a broker that is
 * still starting.
 * @returns a line for each service with its changes
 * @throws Error when a variable is missing or Kafka refuses
 */
export async function runKafkaAccessCommand(
  settings: BrokerSettings,
  env: Record<string, string | undefined>,
): Promise<string> {
  if (!settings.KAFKA_BROKERS) throw new Error('Set KAFKA_BROKERS to the addresses of Kafka.');
  const services = Object.entries<TopicUse>(TOPIC_USE);
  const missing = services.map(([name]) => passwordVariable(name)).filter((variable) => !env[variable]);
  if (missing.length > 0) throw new Error(`Set ${missing.join(', ')}: the passwords of the services at Kafka.`);
  const users: KafkaUser[] = services.map(([name, use]) => ({ name, use, password: env[passwordVariable(name)]! }));
  const { granted, revoked } = await onceItAnswers(() => grantKafkaAccess(settings, users, silent));
  const lines = users.map(
    ({ name, use }) => `${name}: writes ${namesOf(use.publishes)}; reads ${namesOf(use.consumes)}`,
  );
  return [...lines, `${granted} rights granted, ${revoked} taken back`].join('\n');
}

const namesOf = (topics: readonly string[]) => topics.join(', ') || 'nothing';

async function onceItAnswers<T>(work: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + WITHIN_MS; ; await pause(500)) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > deadline || (error as Error).name === 'KafkaJSSASLAuthenticationError') throw error;
    }
  }
}
