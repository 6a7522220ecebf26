import { join } from 'node:path';
import { kafkaFolder } from './kafka-jars.js';
import { startLocalKafka } from './local-kafka.js';

// `npm run kafka`: one broker on loopback with persistent data, until Ctrl-C.
try {
  const kafka = await startLocalKafka({
    port: Number(process.env['KAFKA_PORT'] ?? 9092),
    dataDir: join(kafkaFolder, 'data'),
  });
  process.stdout.write(
    `Apache Kafka answers on ${kafka.bootstrapServers} (process ${kafka.pid}, data in .kafka/data). Ctrl-C stops it.\n`,
  );
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void kafka.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
