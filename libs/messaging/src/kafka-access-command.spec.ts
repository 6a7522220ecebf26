import { TOPIC_USE } from '@motcua/contracts';
import { passwordVariable, runKafkaAccessCommand } from './kafka-access-command.js';

describe('The command that grants rights at Kafka', () => {
  it('names the variable of a service’s password like the deployment’s other secrets', () => {
    expect(Object.keys(TOPIC_USE).map(passwordVariable)).toEqual([
      'CATALOG_KAFKA_PASSWORD',
      'DOSSIER_KAFKA_PASSWORD',
      'FEEDBACK_KAFKA_PASSWORD',
      'REPORTING_KAFKA_PASSWORD',
      'GATEWAY_KAFKA_PASSWORD',
    ]);
  });

  it('reports missing passwords before it contacts Kafka', async () => {
    const env = { CATALOG_KAFKA_PASSWORD: 'a', DOSSIER_KAFKA_PASSWORD: 'b', REPORTING_KAFKA_PASSWORD: 'c' };
    await expect(runKafkaAccessCommand({ EVENT_BUS: 'kafka', KAFKA_BROKERS: '127.0.0.1:1' }, env)).rejects.toThrow(
      'Set FEEDBACK_KAFKA_PASSWORD, GATEWAY_KAFKA_PASSWORD: the passwords of the services at Kafka.',
    );
    await expect(runKafkaAccessCommand({ EVENT_BUS: 'kafka' }, env)).rejects.toThrow('Set KAFKA_BROKERS');
  });
});
