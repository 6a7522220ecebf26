import { runWithTraceparent } from '@motcua/platform';
import {
  brokerKinds,
  eventually,
  nativeKafka,
  testBroker,
  testDatabase,
  type BrokerKind,
  type TestDatabase,
} from '@motcua/testing';
import kafkajs from 'kafkajs';
import pg from 'pg';
import { openBroker } from './broker/open-broker.js';
import { PartitionLostError, type Broker } from './broker/broker.js';
import { runEventsCommand } from './events-command.js';
import { loaded, moved, PARCELS, posted, VANS, weighed } from './testing/parcel-events.js';
import {
  brokerSettings,
  ParcelBatchHandlers,
  ParcelService,
  toOutgoing,
  type ParcelServiceOptions,
} from './testing/parcel-service.js';
import { SecuredKafka } from './testing/secured-kafka.js';

const { KafkaJSNonRetriableError } = kafkajs;
jest.setTimeout(120_000);
const PATIENCE = { timeoutMs: 30_000 };

// Kafka is set up as in the deployment: each service has a user with a password and the rights that it declares.
describe.each(brokerKinds())('Events over %s', (kind) => {
  let broker: ContractBroker;
  let database: TestDatabase;
  let databases: TestDatabase[];
  let services: ParcelService[];
  let brokers: Broker[];

  beforeAll(async () => {
    broker = await contractBroker(kind);
  });
  afterAll(() => broker?.stop());

  beforeEach(async () => {
    services = [];
    brokers = [];
    databases = [];
    database = await newDatabase();
  });
  afterEach(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await Promise.all(brokers.map((client) => client.close()));
    for (const one of databases) await one.drop();
  });

  async function newDatabase(): Promise<TestDatabase> {
    const fresh = await testDatabase();
    databases.push(fresh);
    return fresh;
  }

  async function start(options: Partial<ParcelServiceOptions> = {}): Promise<ParcelService> {
    const env = broker.as(options.name ?? 'parcel-service');
    const service = await ParcelService.start({
      databaseUrl: database.url,
      ...options,
      broker: { ...env, ...options.broker },
    });
    services.push(service);
    return service;
  }

  async function stop(service: ParcelService): Promise<void> {
    services = services.filter((other) => other !== service);
    await service.stop();
  }

  /** An independent client of the broker: it can write invalid messages. */
  function stranger(): Broker {
    const client = openBroker(brokerSettings(broker.as('stranger')), 'stranger', silent);
    brokers.push(client);
    return client;
  }

  // Each test has its own aggregates, because the broker may still have those of another.
  let run = 0;
  beforeEach(() => (run += 1));
  const key = (name: string) => `${name}-${kind}-${run}`;

  it('the events of a transaction arrive once, after it commits, with their contract classes', async () => {
    const service = await start();
    await service.announce([key('a'), 1, posted(key('a'), 250)]);
    await eventually(
      async () => expect((await service.effects(key('a'))).map((it) => it.what)).toEqual(['posted 250']),
      PATIENCE,
    );
  });

  it('the events of a rolled-back transaction are never published', async () => {
    const service = await start();
    await expect(
      service.dataSource.transaction(async (manager) => {
        await service.outbox.append(manager, [toOutgoing([key('lost'), 1, posted('x')])]);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await service.announce([key('kept'), 1, posted('x')]);
    await eventually(async () => expect(await service.versions(key('kept'))).toEqual([1]), PATIENCE);
    expect(await service.versions(key('lost'))).toEqual([]);
  });

  it('all events of one aggregate are applied in order', async () => {
    const service = await start();
    const aggregates = Array.from({ length: 20 }, (_, index) => key(`p${index}`));
    for (let version = 1; version <= 25; version += 1) {
      await service.announce(
        ...aggregates.map((id) => [id, version, moved(id, `hub ${version}`)] as [string, number, object]),
      );
    }
    const inOrder = Array.from({ length: 25 }, (_, index) => index + 1);
    await eventually(async () => {
      for (const id of aggregates) expect(await service.versions(id)).toEqual(inOrder);
    }, PATIENCE);
  });

  it('events of a transaction that began first and committed last are not lost', async () => {
    const service = await start();
    const slow = service.dataSource.createQueryRunner();
    await slow.startTransaction();
    await service.outbox.append(slow.manager, [toOutgoing([key('early'), 1, posted('early')])]);
    await service.announce([key('late'), 1, posted('late')]);
    await eventually(async () => expect(await service.versions(key('late'))).toEqual([1]), PATIENCE);
    await slow.commitTransaction();
    await slow.release();
    await eventually(async () => expect(await service.versions(key('early'))).toEqual([1]), PATIENCE);
  });

  it('an event whose acknowledgement is lost after its commit takes effect once', async () => {
    let crashes = 0;
    const service = await start({
      wrapBroker: (real) => ({
        ...bound(real),
        subscribe: (subscription) =>
          real.subscribe({
            ...subscription,
            onBatch: async (batch) => {
              const next = await subscription.onBatch(batch);
              if (crashes < 3 && batch.records.some((record) => record.key === key('a'))) {
                crashes += 1;
                throw new Error('died between the effect and its acknowledgement');
              }
              return next;
            },
          }),
      }),
    });
    await service.announce([key('a'), 1, posted('a')], [key('a'), 2, moved('a', 'x')], [key('b'), 1, posted('b')]);
    await eventually(async () => expect(crashes).toBe(3), PATIENCE);
    await service.announce([key('b'), 2, moved('b', 'y')]);
    await eventually(async () => expect(await service.versions(key('b'))).toEqual([1, 2]), PATIENCE);
    expect(await service.versions(key('a'))).toEqual([1, 2]);
    expect(await service.metric('messaging_duplicates_total')).toBeGreaterThan(0);
  });

  it('an event interrupted in its handler is delivered again', async () => {
    const service = await start();
    let deaths = 0;
    service.behaviour.before = async (context) => {
      if (context.event.subject !== key('a') || deaths >= 2) return;
      deaths += 1;
      await context.manager.query(`INSERT INTO effects (aggregate, version, what) VALUES ($1, 0, 'half')`, [key('a')]);
      await context.manager.query('SELECT pg_terminate_backend(pg_backend_pid())');
    };
    await service.announce([key('a'), 1, posted('a')]);
    await eventually(async () => expect(await service.versions(key('a'))).toEqual([1]), PATIENCE);
    expect(deaths).toBe(2);
    expect(await service.deadLetters.list()).toEqual([]);
  });

  it('an event published twice takes effect once', async () => {
    const service = await start();
    await service.announce([key('a'), 1, posted('a')], [key('a'), 2, moved('a', 'x')]);
    await eventually(async () => expect(await service.versions(key('a'))).toEqual([1, 2]), PATIENCE);
    // As if it had died after the broker's acknowledgement, before storing it.
    await service.dataSource.query('UPDATE outbox SET published_at = NULL');
    await service.announce([key('a'), 3, moved('a', 'y')]);
    await eventually(async () => expect(await service.versions(key('a'))).toEqual([1, 2, 3]), PATIENCE);
  });

  it('each group reads everything, at its own pace', async () => {
    const other = await newDatabase();
    const first = await start({ name: 'first-group' });
    await first.announce([key('a'), 1, posted('a')]);
    await eventually(async () => expect(await first.versions(key('a'))).toEqual([1]), PATIENCE);
    const second = await start({ name: 'second-group', databaseUrl: other.url });
    await first.announce([key('a'), 2, moved('a', 'x')]);
    await eventually(async () => expect(await second.versions(key('a'))).toEqual([1, 2]), PATIENCE);
    await eventually(async () => expect(await first.versions(key('a'))).toEqual([1, 2]), PATIENCE);
  });

  it('two instances of a service share the work, and one takes over from the other', async () => {
    const one = await start({ broker: { KAFKA_TOPIC_PARTITIONS: '3' } });
    const two = await start({ broker: { KAFKA_TOPIC_PARTITIONS: '3' } });
    const aggregates = Array.from({ length: 12 }, (_, index) => key(`s${index}`));
    const announceAll = (from: ParcelService, version: number) =>
      from.announce(...aggregates.map((id) => [id, version, moved(id, `${version}`)] as [string, number, object]));
    for (let version = 1; version <= 10; version += 1) await announceAll(version % 2 ? one : two, version);
    await stop(one);
    for (let version = 11; version <= 20; version += 1) await announceAll(two, version);
    const inOrder = Array.from({ length: 20 }, (_, index) => index + 1);
    await eventually(async () => {
      for (const id of aggregates) expect(await two.versions(id)).toEqual(inOrder);
    }, PATIENCE);
  });

  it('a failing event is retried with growing waits, then applied with the events behind it', async () => {
    const waits = [60, 200];
    const service = await start({ retry: { attempts: 4, backoffMs: (attempt) => waits[attempt - 1] ?? 300 } });
    const attempts: number[] = [];
    service.behaviour.before = async (context) => {
      if (context.event.subject !== key('a') || context.event.aggregateversion !== 1) return;
      attempts.push(Date.now());
      const failed = await service.dataSource.query(
        'SELECT 1 FROM parked_events WHERE aggregate_id = $1 AND attempts = 2',
        [key('a')],
      );
      if (failed.length === 0) throw new Error('not yet');
    };
    await service.announce([key('a'), 1, posted('a')], [key('a'), 2, moved('a', 'x')], [key('b'), 1, posted('b')]);
    await eventually(async () => expect(await service.versions(key('a'))).toEqual([1, 2]), PATIENCE);
    expect(await service.deadLetters.list()).toEqual([]);
    const last = attempts.slice(-2);
    expect(last[1]! - last[0]!).toBeGreaterThanOrEqual(150);
  });

  it('a due event whose aggregate another instance has locked is polled with a back-off, then applied', async () => {
    const service = await start({ retry: { attempts: 100, backoffMs: () => 50 } });
    const id = key('held');
    const asked = jest.spyOn(service.dataSource, 'query');
    const rounds = () => asked.mock.calls.filter(([sql]) => sql.includes('GROUP BY topic, aggregate_id')).length;
    service.behaviour.before = () => {
      throw new Error('not yet');
    };
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    try {
      await service.announce([id, 1, posted('x')]);
      await eventually(async () => {
        await other.query('BEGIN');
        const held = await other.query(
          `SELECT 1 FROM parked_events JOIN consumed_aggregates USING (topic, aggregate_id)
           WHERE aggregate_id = $1 FOR UPDATE OF consumed_aggregates`,
          [id],
        );
        if (held.rowCount === 0) await other.query('ROLLBACK');
        expect(held.rowCount).toBe(1);
      }, PATIENCE);
      service.behaviour.before = () => undefined;
      const [before, began] = [rounds(), Date.now()];
      await eventually(() => expect(rounds()).toBeGreaterThan(before + 10), PATIENCE);
      expect(Date.now() - began).toBeGreaterThan(1_000);
      await other.query('COMMIT');
      await eventually(async () => expect(await service.versions(id)).toEqual([1]), PATIENCE);
    } finally {
      await other.end();
    }
  });

  it('an event that keeps failing becomes a dead letter with its headers and the reason, and delays only its aggregate', async () => {
    const service = await start();
    service.behaviour.before = (context) => {
      if (context.event.subject === key('bad') && context.event.aggregateversion === 2)
        throw new RangeError('no such hub');
    };
    await service.announce(
      [key('bad'), 1, posted('x')],
      [key('bad'), 2, moved('x', 'nowhere')],
      [key('bad'), 3, moved('x', 'y')],
    );
    await service.announce([key('good'), 1, posted('y')], [key('good'), 2, moved('y', 'z')]);
    await eventually(async () => expect(await service.versions(key('good'))).toEqual([1, 2]), PATIENCE);
    const [letter] = await eventually(async () => {
      const letters = await service.deadLetters.list();
      expect(letters).toHaveLength(1);
      return letters;
    }, PATIENCE);
    expect(letter).toMatchObject({
      topic: PARCELS,
      aggregateId: key('bad'),
      aggregateVersion: 2,
      type: 'parcel.moved',
      reason: 'RangeError: no such hub',
      attempts: 3,
      state: 'OPEN',
      headers: expect.objectContaining({
        ce_specversion: '1.0',
        ce_type: 'parcel.moved',
        ce_source: '/parcel-service',
        ce_subject: key('bad'),
        ce_time: '2026-09-01T01:00:00.000Z',
        ce_aggregateversion: '2',
        'content-type': 'application/json',
      }),
    });
    expect(JSON.parse(letter!.body!)).toEqual({ parcel: 'x', to: 'nowhere' });
    expect(letter!.finishedAt.getTime()).toBeGreaterThanOrEqual(letter!.startedAt.getTime());
    await eventually(async () => expect((await service.deadLetters.find(letter!.id))?.waiting).toBe(1), PATIENCE);
    await service.announce([key('bad'), 4, moved('x', 'w')]);
    await eventually(async () => expect((await service.deadLetters.find(letter!.id))?.waiting).toBe(2), PATIENCE);
    expect(await service.versions(key('bad'))).toEqual([1]);

    // Replayed too early it stays a dead letter; once the cause is fixed it is applied, then the waiting events, in
    // order.
    expect(await service.deadLetters.replay(letter!.id)).toMatchObject({
      replayed: false,
      reason: 'RangeError: no such hub',
    });
    service.behaviour.before = () => undefined;
    expect(await service.deadLetters.replay(letter!.id)).toEqual({ id: letter!.id, replayed: true, followers: 2 });
    expect(await service.versions(key('bad'))).toEqual([1, 2, 3, 4]);
    await service.announce([key('bad'), 5, moved('x', 'home')]);
    await eventually(async () => expect(await service.versions(key('bad'))).toEqual([1, 2, 3, 4, 5]), PATIENCE);
    expect(await service.deadLetters.list()).toEqual([]);
  });

  it('a dead letter that an operator discards is skipped, also in a rebuild', async () => {
    const service = await start({ retry: { attempts: 1, backoffMs: () => 0 } });
    service.behaviour.before = (context) => {
      if (context.event.subject === key('bad') && context.event.aggregateversion === 1) throw new Error('never');
    };
    await service.announce([key('bad'), 1, posted('x')], [key('bad'), 2, moved('x', 'y')]);
    const letter = await eventually(async () => {
      const [first] = await service.deadLetters.list();
      expect(first?.waiting).toBe(1);
      return first!;
    }, PATIENCE);
    expect(await service.deadLetters.discard(letter.id)).toEqual({ id: letter.id, replayed: false, followers: 1 });
    expect(await service.versions(key('bad'))).toEqual([2]);
    await service.control.rebuild({ topics: [PARCELS], reset: (manager) => manager.query('DELETE FROM effects') });
    await eventually(async () => expect(await service.versions(key('bad'))).toEqual([2]), PATIENCE);
    expect(await service.deadLetters.list()).toEqual([]);
  });

  it('an operator with only the database can replay dead letters and republish', async () => {
    const service = await start({ retry: { attempts: 1, backoffMs: () => 0 } });
    let broken = true;
    service.behaviour.before = (context) => {
      if (broken && context.event.subject === key('bad')) throw new Error('broken');
    };
    await service.announce([key('bad'), 1, posted('x')], [key('bad'), 2, moved('x', 'y')]);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const run = (...args: string[]) => runEventsCommand(client, args);
    await eventually(async () => expect(await run('dead-letters')).toContain(`${key('bad')}  broken`), PATIENCE);
    await expect(run('replay', '0198c1f0-0000-7000-8000-000000000001')).rejects.toThrow('There is no open dead letter');
    await expect(run('explode')).rejects.toThrow('Commands:');
    broken = false;
    expect(await run('replay', 'all')).toMatch(/^Asked for \d+/);
    await eventually(async () => expect(await service.versions(key('bad'))).toEqual([1, 2]), PATIENCE);
    await run('republish');
    await eventually(async () => expect(await service.metric('messaging_published_total')).toBe(4), PATIENCE);
    expect(await run('status')).toContain('unpublished events: 0');
    await client.end();
    expect(await service.versions(key('bad'))).toEqual([1, 2]);
  });

  it('messages that are not events become dead letters with the reason and block nothing', async () => {
    const service = await start();
    const good = (id: string, version: number, more: Record<string, string> = {}) => ({
      ce_specversion: '1.0',
      ce_id: '0198c1f0-0000-7000-8000-000000000001',
      ce_type: 'parcel.posted',
      ce_source: '/elsewhere',
      ce_subject: id,
      ce_time: '2026-09-01T01:00:00Z',
      ce_recordedat: '2026-09-01T01:00:00Z',
      ce_aggregateversion: String(version),
      'content-type': 'application/json',
      ...more,
    });
    const body = JSON.stringify({ parcel: 'x', grams: 1 });
    const client = stranger();
    await client.publish(PARCELS, [
      { key: key('m1'), headers: {}, body },
      { key: key('m2'), headers: good(key('m2'), 1), body: '{ not json' },
      { key: key('m3'), headers: good(key('m3'), 1), body: JSON.stringify({ parcel: 'x', grams: 'heavy' }) },
      { key: key('m4'), headers: good(key('m4'), 1, { ce_type: 'parcel.eaten' }), body },
      { key: key('m5'), headers: good(key('m5'), 1, { ce_aggregateversion: 'two' }), body },
      { key: key('m6'), headers: good(key('other'), 1), body },
      { key: key('m7'), headers: good(key('m7'), 1, { ce_type: 'van.loaded' }), body },
      { key: key('m8'), headers: good(key('m8'), 1), body: '[1]' },
      { key: 'k'.repeat(300), headers: good('k'.repeat(300), 1), body },
      { key: key('fine'), headers: good(key('fine'), 1), body },
    ]);
    await eventually(async () => expect(await service.versions(key('fine'))).toEqual([1]), PATIENCE);
    const reasons = await eventually(async () => {
      const letters = await service.deadLetters.list();
      expect(letters).toHaveLength(9);
      return letters.map((letter) => letter.reason.replace(/^\w+EventError: /, '')).sort();
    }, PATIENCE);
    expect(reasons).toEqual([
      'ce_aggregateversion is not 1, 2, 3 …',
      'ce_subject is not the key',
      'event type parcel.eaten is unknown',
      'event type van.loaded belongs to topic van-events.v1',
      'header ce_specversion is missing',
      expect.stringMatching(/^parcel\.posted breaks its contract: grams must/),
      'the body is not JSON',
      'the body is not a JSON object',
      'the key is missing or cannot be one',
    ]);
    for (const { id } of await service.deadLetters.list()) await service.deadLetters.discard(id);
  });

  it('an event with an unknown property is applied without it', async () => {
    const service = await start();
    await stranger().publish(PARCELS, [
      {
        key: key('newer'),
        headers: {
          ce_specversion: '1.0',
          ce_id: '0198c1f0-0000-7000-8000-000000000002',
          ce_type: 'parcel.posted',
          ce_source: '/elsewhere',
          ce_subject: key('newer'),
          ce_time: '2026-09-01T01:00:00Z',
          ce_recordedat: '2026-09-01T01:00:00Z',
          ce_aggregateversion: '1',
          'content-type': 'application/json; charset=utf-8',
        },
        body: JSON.stringify({ parcel: 'x', grams: 5, colour: 'blue' }),
      },
    ]);
    await eventually(async () => expect(await service.versions(key('newer'))).toEqual([1]), PATIENCE);
    expect((await service.deadLetters.list()).map((letter) => letter.aggregateId)).not.toContain(key('newer'));
  });

  it('an event without a handler here is skipped, and its version counts', async () => {
    const service = await start();
    await service.announce([key('a'), 1, posted('a')], [key('a'), 2, weighed('a', 3)], [key('a'), 3, moved('a', 'x')]);
    await eventually(async () => expect(await service.versions(key('a'))).toEqual([1, 3]), PATIENCE);
  });

  it('events behind a missing version wait, raise an alarm, and follow when it arrives', async () => {
    const service = await start();
    const record = (version: number) => ({
      key: key('g'),
      headers: {
        ce_specversion: '1.0',
        ce_id: `0198c1f0-0000-7000-8000-00000000000${version}`,
        ce_type: 'parcel.moved',
        ce_source: '/elsewhere',
        ce_subject: key('g'),
        ce_time: '2026-09-01T01:00:00Z',
        ce_recordedat: '2026-09-01T01:00:00Z',
        ce_aggregateversion: String(version),
        'content-type': 'application/json',
      },
      body: JSON.stringify({ parcel: 'g', to: `${version}` }),
    });
    const client = stranger();
    await client.publish(PARCELS, [record(1), record(3), record(4)]);
    const parked = () =>
      service.dataSource.query('SELECT parked_reason FROM consumed_aggregates WHERE aggregate_id = $1', [key('g')]);
    await eventually(async () => expect(await parked()).toEqual([{ parked_reason: 'GAP' }]), PATIENCE);
    expect(await service.metric('messaging_gaps_total')).toBeGreaterThanOrEqual(1);
    expect(await service.metric('messaging_parked_aggregates')).toBeGreaterThanOrEqual(1);
    expect(await service.versions(key('g'))).toEqual([1]);
    await client.publish(PARCELS, [record(6), record(2)]);
    await eventually(async () => expect(await service.versions(key('g'))).toEqual([1, 2, 3, 4]), PATIENCE);
    await client.publish(PARCELS, [record(5), record(7)]);
    await eventually(async () => expect(await service.versions(key('g'))).toEqual([1, 2, 3, 4, 5, 6, 7]), PATIENCE);
    await eventually(async () => expect(await parked()).toEqual([{ parked_reason: null }]), PATIENCE);
  });

  it('a batch of events with three-byte letters is published whole, in order', async () => {
    const service = await start();
    const id = key('large');
    const letters = 'ế'.repeat(170_000);
    await service.announce(...[1, 2, 3, 4, 5].map((n) => [id, n, moved('x', letters)] as [string, number, object]));
    await eventually(async () => expect(await service.versions(id)).toEqual([1, 2, 3, 4, 5]), PATIENCE);
  });

  it('clients that publish to new topics at the same moment all succeed', async () => {
    for (const topic of NEW_TOPICS) {
      const clients = [1, 2, 3, 4].map(() => stranger());
      await Promise.all(clients.map((client) => client.publish(topic, [{ key: 'n', headers: {}, body: '{}' }])));
      expect((await clients[0]!.ends([topic])).reduce((sum, { end }) => sum + end, 0n)).toBe(4n);
    }
  });

  it('start positions can be read while the connection is re-established', async () => {
    const client = stranger();
    const topic = RESTARTED;
    let batches = 0;
    const reading = client.subscribe({
      group: 'stranger',
      topics: [topic],
      startPosition: async () => 0n,
      onBatch: async (batch) => {
        batches += 1;
        if (batches === 1)
          throw new PartitionLostError('given away', { cause: new KafkaJSNonRetriableError('it is over') });
        return batch.records.at(-1)!.position + 1n;
      },
    });
    await client.publish(topic, [{ key: 'r', headers: {}, body: '{}' }]);
    await eventually(() => expect(batches).toBeGreaterThan(0), PATIENCE);
    const refusals: unknown[] = [];
    let asked = 0;
    const again = () => {
      // Not for ever: a position that is constantly reset is never read.
      if ((asked += 1) <= 200) reading.restart().catch((error: unknown) => refusals.push(error));
      expect(batches).toBeGreaterThan(1);
    };
    await eventually(again, { ...PATIENCE, intervalMs: 10 });
    expect(refusals).toEqual([]);
  });

  it('a projection is rebuilt from the beginning while the service runs, and reports its progress', async () => {
    const service = await start();
    const aggregates = Array.from({ length: 30 }, (_, index) => key(`r${index}`));
    await service.announce(...aggregates.map((id) => [id, 1, posted(id)] as [string, number, object]));
    await service.announce(...aggregates.map((id) => [id, 2, moved(id, 'x')] as [string, number, object]));
    await service.announce([key('van'), 1, loaded('v')]);
    await eventually(async () => {
      for (const id of aggregates) expect(await service.versions(id)).toEqual([1, 2]);
      expect(await service.versions(key('van'))).toEqual([1]);
    }, PATIENCE);

    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    service.behaviour.before = () => held;
    await service.control.rebuild({
      topics: [PARCELS],
      reset: (manager) => manager.query(`DELETE FROM effects WHERE what NOT LIKE 'loaded%'`),
    });
    const during = await service.control.progress();
    expect(
      during.filter((it) => it.topic === PARCELS && it.rebuild).every((it) => it.position < it.rebuild!.target),
    ).toBe(true);
    expect(during.some((it) => it.rebuild)).toBe(true);
    letGo();
    await eventually(async () => {
      for (const id of aggregates) expect(await service.versions(id)).toEqual([1, 2]);
      expect((await service.control.progress()).filter((it) => it.rebuild)).toEqual([]);
    }, PATIENCE);
    expect(await service.versions(key('van'))).toEqual([1]);
    const after = await service.control.progress();
    expect(after.filter((it) => it.topic === PARCELS).every((it) => it.position === it.end && it.lag === 0)).toBe(true);
  });

  it('a service whose database was restored from a backup catches up by itself, without doing anything twice', async () => {
    const service = await start();
    await service.announce([key('a'), 1, posted('a')]);
    await eventually(async () => expect(await service.versions(key('a'))).toEqual([1]), PATIENCE);
    const tables = ['consumer_positions', 'consumed_aggregates', 'effects'];
    for (const table of tables) await service.dataSource.query(`CREATE TABLE backup_${table} AS TABLE ${table}`);
    await service.announce([key('a'), 2, moved('a', 'x')], [key('b'), 1, posted('b')]);
    await eventually(async () => {
      expect(await service.versions(key('a'))).toEqual([1, 2]);
      expect(await service.versions(key('b'))).toEqual([1]);
    }, PATIENCE);
    await stop(service);

    // The broker's group offset is later; the service's own position counts.
    const again = await ParcelService.start({
      databaseUrl: database.url,
      broker: broker.as('parcel-service'),
      topics: [],
      controllers: [],
    });
    for (const table of tables) {
      const generated = table === 'effects' ? 'OVERRIDING SYSTEM VALUE' : '';
      await again.dataSource.query(
        `DELETE FROM ${table}; INSERT INTO ${table} ${generated} SELECT * FROM backup_${table}; DROP TABLE backup_${table}`,
      );
    }
    expect(await again.versions(key('a'))).toEqual([1]);
    await again.stop();
    const restored = await start();
    await eventually(async () => {
      expect(await restored.versions(key('a'))).toEqual([1, 2]);
      expect(await restored.versions(key('b'))).toEqual([1]);
    }, PATIENCE);
  });

  it('when the publishing instance is lost, another takes over', async () => {
    const one = await start();
    const two = await start();
    await one.announce([key('a'), 1, posted('a')]);
    await eventually(async () => expect(await two.versions(key('a'))).toEqual([1]), PATIENCE);
    // The lease ends with its session, as when a process is killed.
    const killed = await two.dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '% relay'`,
    );
    expect(killed.length).toBe(2);
    await stop(one);
    await two.announce([key('a'), 2, moved('a', 'x')]);
    await eventually(async () => expect(await two.versions(key('a'))).toEqual([1, 2]), PATIENCE);
  });

  it('a batch handler gets its events in order, and a failing one delays only its aggregate', async () => {
    const service = await start({ controllers: [ParcelBatchHandlers], topics: [PARCELS] });
    service.behaviour.before = (context) => {
      if (context.event.subject === key('bad')) throw new Error('never');
    };
    const aggregates = Array.from({ length: 10 }, (_, index) => key(`m${index}`));
    await service.announce(...aggregates.map((id) => [id, 1, posted(id)] as [string, number, object]));
    await service.announce(
      [key('bad'), 1, posted('bad')],
      ...aggregates.map((id) => [id, 2, moved(id, 'x')] as [string, number, object]),
    );
    await eventually(async () => {
      for (const id of aggregates) expect(await service.versions(id)).toEqual([1, 2]);
      expect((await service.deadLetters.list()).map((letter) => letter.aggregateId)).toContain(key('bad'));
    }, PATIENCE);
    expect((await service.effects()).some((effect) => Number(effect.what.split(' ').at(-1)) > 1)).toBe(true);
  });

  it('carries the trace of the request to the handler of the event', async () => {
    const service = await start();
    const trace = '0af7651916cd43dd8448eb211c80319c';
    await runWithTraceparent(`00-${trace}-b7ad6b7169203331-01`, () => service.announce([key('a'), 1, posted('a')]));
    await eventually(async () => expect((await service.effects(key('a')))[0]?.trace).toBe(trace), PATIENCE);
  });

  it('reports the numbers of unpublished, unread and unresolved events', async () => {
    const service = await start();
    await service.announce([key('a'), 1, posted('a')], [key('v'), 1, loaded('v')]);
    await eventually(async () => expect(await service.versions(key('a'))).toEqual([1]), PATIENCE);
    await eventually(async () => {
      expect(await service.metric('messaging_outbox_unpublished')).toBe(0);
      expect(await service.metric('messaging_consumer_lag')).toBe(0);
    }, PATIENCE);
    expect(await service.metric('messaging_published_total')).toBe(2);
    expect(await service.metric('messaging_handled_total')).toBeGreaterThanOrEqual(2);
    expect(await service.metric('messaging_dead_letters_open')).toBe((await service.deadLetters.list()).length);
  });
});

const RESTARTED = 'restarted.v1';
const NEW_TOPICS = Array.from({ length: 8 }, (_, n) => `new-${n}.v1`);
const EVERYTHING = { publishes: [PARCELS, VANS], consumes: [PARCELS, VANS] };

interface ContractBroker {
  /** The environment of a service with this name. */
  as(service: string): Record<string, string>;
  stop(): Promise<void>;
}

async function contractBroker(kind: BrokerKind): Promise<ContractBroker> {
  if (kind === 'kafka' && nativeKafka()) {
    return SecuredKafka.start({
      'parcel-service': EVERYTHING,
      'first-group': EVERYTHING,
      'second-group': EVERYTHING,
      stranger: { publishes: [...EVERYTHING.publishes, RESTARTED, ...NEW_TOPICS], consumes: [RESTARTED] },
    });
  }
  const broker = await testBroker(kind);
  return { as: () => broker.env, stop: () => broker.stop() };
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

function bound(broker: Broker): Broker {
  return {
    ensureTopics: (topics) => broker.ensureTopics(topics),
    publish: (topic, records) => broker.publish(topic, records),
    subscribe: (subscription) => broker.subscribe(subscription),
    ends: (topics) => broker.ends(topics),
    admits: (...asked) => broker.admits(...asked),
    close: () => broker.close(),
  };
}
