import { kafkaAvailable } from './kafka-jars.js';

describe('A local Kafka', () => {
  it('needs Java and says so', () => {
    expect(kafkaAvailable({ PATH: '/nowhere' })).toEqual({
      available: false,
      reason: expect.stringMatching(/^a local Apache Kafka needs a JDK of at least 17 \([^.]*\)$/),
    });
  });
});
