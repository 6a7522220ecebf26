import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@motcua/embedded-postgres';
import { startLocalKafka } from '@motcua/kafka';
import {
  brokerKinds,
  eventually,
  nativeKafka,
  testDatabase,
  type BrokerKind,
  type TestDatabase,
} from '@motcua/testing';
import { moved, posted } from './testing/parcel-events.js';
import { ParcelService } from './testing/parcel-service.js';

jest.setTimeout(240_000);
const PATIENCE = { timeoutMs: 60_000 };

/** The test's own broker, which it can stop and restart. */
interface RestartableBroker {
  env: Record<string, string>;
  start(): Promise<void>;
  stop(): Promise<void>;
  remove(): Promise<void>;
}

// The restarts need our own broker; one of the environment must not be stopped.
const kinds = brokerKinds().filter((kind) => kind === 'postgres' || nativeKafka());

describe.each(kinds)('When the broker (%s) is unavailable', (kind) => {
  let broker: RestartableBroker;
  let database: TestDatabase;
  let service: ParcelService | undefined;

  beforeAll(async () => {
    broker = await restartable(kind);
  });
  afterAll(() => broker?.remove());
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await service?.stop();
    service = undefined;
    await database.drop();
  });

  it('a service starts before its broker, accepts work, and publishes it once the broker is available', async () => {
    service = await ParcelService.start({ databaseUrl: database.url, broker: broker.env });
    await service.announce(['early', 1, posted('early')]);
    await broker.start();
    await eventually(async () => expect(await service!.versions('early')).toEqual([1]), PATIENCE);
  });

  it('nothing is lost, doubled or reordered over its restart, and each side logs it once', async () => {
    await broker.start();
    service = await ParcelService.start({ databaseUrl: database.url, broker: broker.env });
    const aggregates = ['r1', 'r2', 'r3', 'r4'];
    const announce = (version: number) =>
      service!.announce(...aggregates.map((id) => [id, version, moved(id, `${version}`)] as [string, number, object]));
    for (let version = 1; version <= 5; version += 1) await announce(version);
    await eventually(async () => expect(await service!.versions('r1')).toContain(5), PATIENCE);

    await broker.stop();
    for (let version = 6; version <= 10; version += 1) await announce(version);
    await eventually(() => {
      expect(service!.logLines.map((line) => line.msg)).toContain('events cannot be published: waiting for it');
    }, PATIENCE);
    await broker.start();
    for (let version = 11; version <= 15; version += 1) await announce(version);

    const inOrder = Array.from({ length: 15 }, (_, index) => index + 1);
    await eventually(async () => {
      for (const id of aggregates) expect(await service!.versions(id)).toEqual(inOrder);
    }, PATIENCE);
    expect(await service.deadLetters.list()).toEqual([]);
    const told = service.logLines
      .filter((line) => line.msg.startsWith('events cannot be published'))
      .map((line) => line.msg);
    expect(told).toEqual(['events cannot be published: waiting for it', 'events cannot be published: back']);
    expect(service.logLines.filter((line) => line.level === 'error')).toEqual([]);
    expect(service.logLines.filter((line) => line.level === 'warn').length).toBeLessThanOrEqual(4);
  });

  it('a service stops within its time limit although the broker does not answer', async () => {
    await broker.start();
    service = await ParcelService.start({ databaseUrl: database.url, broker: broker.env });
    await service.announce(['s', 1, posted('s')]);
    await eventually(async () => expect(await service!.versions('s')).toEqual([1]), PATIENCE);
    await broker.stop();
    await service.announce(['s', 2, moved('s', 'x')]);
    const began = Date.now();
    await service.stop();
    service = undefined;
    expect(Date.now() - began).toBeLessThan(20_000);

    // The next start publishes the remaining events.
    await broker.start();
    service = await ParcelService.start({ databaseUrl: database.url, broker: broker.env });
    await eventually(async () => expect(await service!.versions('s')).toEqual([1, 2]), PATIENCE);
  });
});

describe.each(kinds)('When the broker (%s) was emptied', (kind) => {
  let database: TestDatabase;
  let other: TestDatabase;
  const brokers: RestartableBroker[] = [];
  const services: ParcelService[] = [];

  beforeAll(async () => {
    [database, other] = await Promise.all([testDatabase(), testDatabase()]);
  });
  afterAll(async () => {
    for (const service of services) await service.stop();
    for (const broker of brokers) await broker.remove();
    await database.drop();
    await other.drop();
  });

  it('a service republishes everything, no effect happens twice, and a new consumer gets it all', async () => {
    const before = await restartable(kind);
    brokers.push(before);
    await before.start();
    const first = await ParcelService.start({ databaseUrl: database.url, broker: before.env });
    for (let version = 1; version <= 10; version += 1) {
      await first.announce(['a', version, moved('a', `${version}`)], ['b', version, moved('b', `${version}`)]);
    }
    await eventually(async () => expect(await first.versions('b')).toHaveLength(10), PATIENCE);
    await first.stop();
    await before.stop();

    // Another broker: the move from the single-machine log to Kafka is the same.
    const after = await restartable(kind);
    brokers.push(after);
    await after.start();
    const second = await ParcelService.start({ databaseUrl: database.url, broker: after.env });
    services.push(second);
    await second.publication.republish();
    await second.announce(['a', 11, moved('a', '11')]);
    await eventually(async () => expect(await second.versions('a')).toHaveLength(11), PATIENCE);
    expect(await second.publication.state()).toEqual({ unpublished: 0, oldestAgeSeconds: 0 });

    const newcomer = await ParcelService.start({ databaseUrl: other.url, broker: after.env, name: 'newcomer' });
    services.push(newcomer);
    const ten = Array.from({ length: 10 }, (_, index) => index + 1);
    await eventually(async () => {
      expect(await newcomer.versions('a')).toEqual([...ten, 11]);
      expect(await newcomer.versions('b')).toEqual(ten);
    }, PATIENCE);
    expect(await second.versions('a')).toEqual([...ten, 11]);
    expect(await second.versions('b')).toEqual(ten);
  });
});

async function restartable(kind: BrokerKind): Promise<RestartableBroker> {
  const dataDir = await mkdtemp(join(tmpdir(), `motcua-outage-${kind}-`));
  return kind === 'kafka' ? restartableKafka(dataDir) : restartablePostgres(dataDir);
}

async function restartableKafka(dataDir: string): Promise<RestartableBroker> {
  const port = await freePort();
  let kafka: Awaited<ReturnType<typeof startLocalKafka>> | undefined;
  const stop = async () => {
    await kafka?.stop();
    kafka = undefined;
  };
  return {
    env: { EVENT_BUS: 'kafka', KAFKA_BROKERS: `127.0.0.1:${port}` },
    start: async () => {
      kafka ??= await startLocalKafka({ port, dataDir });
    },
    stop,
    remove: async () => {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function restartablePostgres(dataDir: string): Promise<RestartableBroker> {
  await chmod(dataDir, 0o755);
  const options = { dataDir, port: await freePort(), unsafeFast: true };
  // Started once beforehand, so that its address is known while it is down.
  let postgres: Awaited<ReturnType<typeof startEmbeddedPostgres>> | undefined = await startEmbeddedPostgres(options);
  await postgres.createDatabase('broker');
  const env = { EVENT_BUS: 'postgres', BROKER_DATABASE_URL: postgres.url('broker') };
  const stop = async () => {
    await postgres?.stop();
    postgres = undefined;
  };
  await stop();
  return {
    env,
    start: async () => {
      postgres ??= await startEmbeddedPostgres(options);
    },
    stop,
    remove: async () => {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
