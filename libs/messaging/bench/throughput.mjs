// Event throughput on the broker of the first argument (kafka or postgres); the second is the number of events. npm run
// build && node libs/messaging/bench/throughput.mjs kafka 40000
import { mkdtemp, chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@motcua/embedded-postgres';
import { startLocalKafka } from '@motcua/kafka';
import { ParcelBatchHandlers, ParcelHandlers, ParcelService } from '../dist/testing/parcel-service.js';
import { moved, PARCELS, posted } from '../dist/testing/parcel-events.js';

const [kind = 'kafka', count = '40000'] = process.argv.slice(2);
const total = Number(count);
const folder = await mkdtemp(join(tmpdir(), 'motcua-bench-'));
await chmod(folder, 0o755);
const postgres = await startEmbeddedPostgres({ dataDir: folder });
for (const name of ['producer', 'single', 'batch', 'broker']) await postgres.createDatabase(name);
const kafka = kind === 'kafka' ? await startLocalKafka() : undefined;
const broker = kafka
  ? { EVENT_BUS: 'kafka', KAFKA_BROKERS: kafka.bootstrapServers, KAFKA_TOPIC_PARTITIONS: '6' }
  : { EVENT_BUS: 'postgres', BROKER_DATABASE_URL: postgres.url('broker') };
const start = (name, more = {}) =>
  ParcelService.start({ databaseUrl: postgres.url(name), broker, name, topics: [PARCELS], ...more });
let cpu = process.cpuUsage();
// On a busy machine the second figure is more reliable: the CPU of this process per event.
const rate = (what, events, ms) => {
  const used = process.cpuUsage(cpu);
  const perEvent = Math.round((used.user + used.system) / events);
  console.log(`${what}: ${Math.round((events / ms) * 1000).toLocaleString('en')} events/s, ${perEvent} us of CPU each`);
};
const now = () => {
  cpu = process.cpuUsage();
  return Date.now();
};
const until = async (done) => {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 20));
};

// Written while the broker is unavailable, so that publishing is measured alone.
const away = kafka
  ? { ...broker, KAFKA_BROKERS: '127.0.0.1:9' }
  : { ...broker, BROKER_DATABASE_URL: 'postgres://127.0.0.1:9/x' };
let producer = await ParcelService.start({
  databaseUrl: postgres.url('producer'),
  broker: away,
  name: 'producer',
  topics: [],
  controllers: [],
});
let began = now();
for (let at = 0; at < total; at += 200) {
  const events = Array.from({ length: 200 }, (_, index) => {
    const parcel = `parcel-${(at + index) % (total / 4)}`;
    return [parcel, Math.floor((at + index) / (total / 4)) + 1, posted(parcel)];
  });
  await producer.announce(...events);
}
rate('append to the outbox (200 per transaction)', total, Date.now() - began);
await producer.stop();

producer = await start('producer', { topics: [], controllers: [] });
const published = async () =>
  (await producer.metrics.registry.getSingleMetric('messaging_published_total').get()).values[0]?.value ?? 0;
began = now();
await until(async () => (await published()) >= total);
rate('outbox -> broker', total, Date.now() - began);

// The timing starts after the consumer has read everything sent for the previous one.
let inTopic = total;
for (const [name, controllers] of [
  ['single', [ParcelHandlers]],
  ['batch', [ParcelBatchHandlers]],
]) {
  const what = name === 'batch' ? ParcelBatchHandlers : class Only extends ParcelHandlers {};
  const consumer = await start(name, {
    controllers: name === 'batch' ? controllers : [what],
    topics: [PARCELS, 'van-events.v1'],
  });
  const applied = async () => (await consumer.dataSource.query('SELECT count(*)::integer AS n FROM effects'))[0].n;
  const from = await applied();
  began = now();
  await until(async () => (await applied()) >= inTopic);
  rate(`broker -> projection, ${name} handler`, inTopic - from, Date.now() - began);
  const reset = async () => {
    await consumer.control.rebuild({ topics: [PARCELS], reset: (manager) => manager.query('TRUNCATE effects') });
    began = now();
    await until(async () => (await applied()) >= inTopic);
    rate(`rebuild, ${name} handler`, inTopic, Date.now() - began);
  };
  await reset();

  // 500 per second for ten seconds, one per transaction: from commit to the consumer's commit.
  await consumer.dataSource.query('ALTER TABLE effects ADD COLUMN at timestamptz DEFAULT clock_timestamp()');
  await consumer.dataSource.query('CREATE INDEX ON effects (aggregate)');
  const sent = new Map();
  const first = Date.now();
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < 5_000; index = next++) {
      const wait = first + index * 2 - Date.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const id = `${name}-${index}`;
      await producer.announce([id, 1, moved(id, 'x')]);
      sent.set(id, Date.now());
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  const paced = Math.round(5_000_000 / (Date.now() - first));
  inTopic += sent.size;
  await until(async () => (await applied()) >= inTopic);
  const rows = await consumer.dataSource.query(
    `SELECT aggregate, extract(epoch FROM at) * 1000 AS at FROM effects WHERE aggregate LIKE '${name}-%'`,
  );
  const waits = rows.map((row) => Number(row.at) - sent.get(row.aggregate)).sort((a, b) => a - b);
  const at = (part) => Math.round(waits[Math.floor((waits.length - 1) * part)]);
  console.log(
    `commit -> visible at ${paced}/s, ${name} handler: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms`,
  );
  await consumer.stop();
}
await producer.stop();
await kafka?.stop();
await postgres.stop();
await rm(folder, { recursive: true, force: true });
process.exit(0);
