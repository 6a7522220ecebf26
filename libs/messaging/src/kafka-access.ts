import { runKafkaAccessCommand } from './kafka-access-command.js';
import type { BrokerSettings } from './settings.js';

// node libs/messaging/dist/kafka-access.js, with the administrator's KAFKA_* and the services' passwords in the environment.
const { env } = process;
const number = (value: string | undefined) => (value ? Number(value) : undefined);
try {
  const settings = {
    EVENT_BUS: 'kafka',
    KAFKA_BROKERS: env['KAFKA_BROKERS'],
    KAFKA_SSL: env['KAFKA_SSL'] === 'true',
    KAFKA_SSL_CA_FILE: env['KAFKA_SSL_CA_FILE'],
    KAFKA_SASL_MECHANISM: env['KAFKA_SASL_MECHANISM'] as BrokerSettings['KAFKA_SASL_MECHANISM'],
    KAFKA_SASL_USERNAME: env['KAFKA_SASL_USERNAME'],
    KAFKA_SASL_PASSWORD: env['KAFKA_SASL_PASSWORD'],
    KAFKA_TOPIC_PARTITIONS: number(env['KAFKA_TOPIC_PARTITIONS']),
    KAFKA_TOPIC_REPLICATION: number(env['KAFKA_TOPIC_REPLICATION']),
  } satisfies BrokerSettings;
  process.stdout.write(`${await runKafkaAccessCommand(settings, env)}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
