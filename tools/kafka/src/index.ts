export { kafkaAvailable } from './kafka-jars.js';
export { startLocalKafka, type LocalKafka, type LocalKafkaOptions, type LocalKafkaSecurity } from './local-kafka.js';
