import type { Admin } from 'kafkajs';
import { brokerSettings } from '../testing/parcel-service.js';
import { KafkaBroker } from './kafka-broker.js';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const answer = (type: string) => Object.assign(new Error(type), { type });

/** A broker whose admin client answers like Apache Kafka just after a topic was created. */
function brokerThatAnswers(...answers: Error[]): { broker: KafkaBroker; asked: () => number } {
  const broker = new KafkaBroker(brokerSettings({ KAFKA_BROKERS: '127.0.0.1:1' }), 'test', silent);
  let asked = 0;
  const admin = {
    connect: async () => undefined,
    disconnect: async () => undefined,
    listTopics: async () => [],
    createTopics: async () => true,
    fetchTopicMetadata: async () => {
      const refusal = answers[asked];
      asked += 1;
      if (refusal) throw refusal;
      return { topics: [] };
    },
  };
  jest.spyOn(broker.kafka, 'admin').mockReturnValue(admin as unknown as Admin);
  return { broker, asked: () => asked };
}

describe('A topic that was just created', () => {
  it.each(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'])('is waited for past %s', async (type) => {
    const { broker, asked } = brokerThatAnswers(answer(type), answer(type));
    await broker.ensureTopics(['new.v1']);
    expect(asked()).toBe(3);
  });

  it('is not waited for when the user may not use it', async () => {
    const { broker, asked } = brokerThatAnswers(answer('TOPIC_AUTHORIZATION_FAILED'));
    await expect(broker.ensureTopics(['new.v1'])).rejects.toThrow('TOPIC_AUTHORIZATION_FAILED');
    expect(asked()).toBe(1);
  });
});
