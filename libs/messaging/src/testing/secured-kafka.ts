import { randomBytes } from 'node:crypto';
import type { TopicUse } from '@motcua/contracts';
import { startLocalKafka, type LocalKafka } from '@motcua/kafka';
import { grantKafkaAccess, type KafkaUser } from '../broker/kafka-access.js';
import { brokerSettings } from './parcel-service.js';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A Kafka with the settings of the deployment and a user for each service of a test, with its declared rights. */
export class SecuredKafka {
  private readonly passwords = new Map<string, string>();

  private constructor(
    readonly kafka: LocalKafka,
    readonly adminPassword: string,
  ) {}

  static async start(users: Record<string, TopicUse>): Promise<SecuredKafka> {
    const adminPassword = randomBytes(24).toString('hex');
    const secured = new SecuredKafka(await startLocalKafka({ deployed: { adminPassword } }), adminPassword);
    try {
      await secured.grant(users);
      return secured;
    } catch (error) {
      await secured.stop();
      throw error;
    }
  }

  /** As the deployment's job does it for the services. */
  async grant(users: Record<string, TopicUse>): Promise<{ granted: number; revoked: number }> {
    const all: KafkaUser[] = Object.entries(users).map(([name, use]) => {
      if (!this.passwords.has(name)) this.passwords.set(name, randomBytes(24).toString('hex'));
      return { name, use, password: this.passwords.get(name)! };
    });
    const settings = { ...brokerSettings(this.as('admin', this.adminPassword)), KAFKA_TOPIC_PARTITIONS: 3 };
    return grantKafkaAccess(settings, all, silent);
  }

  /** The environment of a service with this name. */
  as(user: string, password = this.passwords.get(user) ?? ''): Record<string, string> {
    return {
      EVENT_BUS: 'kafka',
      KAFKA_BROKERS: this.kafka.bootstrapServers,
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: user,
      KAFKA_SASL_PASSWORD: password,
    };
  }

  stop(): Promise<void> {
    return this.kafka.stop();
  }
}
