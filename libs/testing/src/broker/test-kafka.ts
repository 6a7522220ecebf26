import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kafka, logLevel } from 'kafkajs';
import { runTypescript } from '../processes/run-typescript.js';
import { dockerAnswers } from '../run/docker.js';
import { currentRun, lock, oncePerRun } from '../run/test-run.js';

/** How long a test file waits for the broker while another uses it; a whole-system test may take minutes. */
const LEASE_TIMEOUT_MS = 600_000;

/** The Kafka of this run: TEST_KAFKA_BROKERS, else Testcontainers, else a native one. */
export async function testKafka(): Promise<{ bootstrapServers: string }> {
  const given = process.env['TEST_KAFKA_BROKERS'];
  if (given) return { bootstrapServers: given };
  return oncePerRun('kafka', async () => ((await dockerAnswers()) ? await startContainer() : await startNative()));
}

/**
 * Exclusive use of the run's Kafka, without topics: services give topics fixed names, so concurrent tests would read
 * each other's events. Resolves when the previous user is done.
 */
export async function leaseKafka(): Promise<{ bootstrapServers: string; release(): Promise<void> }> {
  const release = await lock('kafka.lease', LEASE_TIMEOUT_MS);
  try {
    const { bootstrapServers } = await testKafka();
    await removeTopics(bootstrapServers);
    return { bootstrapServers, release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function startContainer(): Promise<{ bootstrapServers: string }> {
  const { GenericContainer, Wait } = await import('testcontainers');
  // The advertised address must be known before the start, so the port is fixed rather than mapped.
  const port = 29_092 + (process.pid % 1_000);
  await new GenericContainer('apache/kafka:4.1.1')
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .start();
  return { bootstrapServers: `127.0.0.1:${port}` };
}

async function startNative(): Promise<{ bootstrapServers: string }> {
  const run = currentRun();
  const here = dirname(fileURLToPath(import.meta.url)).replace(/([\\/])dist([\\/])/, '$1src$2');
  const stateFile = join(run.folder, 'kafka-companion.json');
  const companion = runTypescript(join(here, 'kafka-companion.ts'), {
    args: [String(run.pid), stateFile],
    detached: true,
  });
  let ended = false;
  void companion.ended.then(() => (ended = true));
  for (const deadline = Date.now() + 150_000; Date.now() < deadline;) {
    const text = await readFile(stateFile, 'utf8').catch(() => undefined);
    if (text !== undefined) {
      const state = JSON.parse(text) as { bootstrapServers?: string; error?: string };
      if (state.bootstrapServers) return { bootstrapServers: state.bootstrapServers };
      throw new Error(`Apache Kafka did not start: ${state.error}`);
    }
    if (ended) throw new Error('Apache Kafka did not start: the process that runs it ended at once');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('Apache Kafka did not start in time');
}

async function removeTopics(bootstrapServers: string): Promise<void> {
  const kafka = new Kafka({
    brokers: bootstrapServers.split(','),
    clientId: 'motcua-testing',
    logLevel: logLevel.NOTHING,
    retry: { retries: 15 },
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const ours = async (): Promise<string[]> => (await admin.listTopics()).filter((name) => !name.startsWith('__'));
    const topics = await ours();
    if (topics.length > 0) await admin.deleteTopics({ topics, timeout: 30_000 });
    for (const deadline = Date.now() + 30_000; (await ours()).length > 0;) {
      if (Date.now() > deadline) throw new Error('Kafka does not remove the topics of the test before');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    await admin.disconnect();
  }
}
