import { TOPICS, type ProducerWatermarkAdvanced } from '@motcua/contracts';
import { brokerKinds, eventually, testBroker, testDatabase, type TestBroker, type TestDatabase } from '@motcua/testing';
import { PARCELS, posted } from '../testing/parcel-events.js';
import { ParcelService, toOutgoing } from '../testing/parcel-service.js';

jest.setTimeout(120_000);

describe.each(brokerKinds())('A service announces up to when it has published everything, on %s,', (kind) => {
  let broker: TestBroker;
  let database: TestDatabase;
  let service: ParcelService;
  let refusing = false;
  let emptied = false;

  beforeAll(async () => {
    database = await testDatabase();
    broker = await testBroker(kind);
    service = await ParcelService.start({
      databaseUrl: database.url,
      broker: broker.env,
      topics: [],
      publishes: [PARCELS, TOPICS.producers],
      controllers: [],
      watermarkMs: 100,
      wrapBroker: (inner) => ({
        ...inner,
        ensureTopics: (topics) => inner.ensureTopics(topics),
        ends: async (topics) => {
          const ends = await inner.ends(topics);
          return emptied ? ends.map((end) => ({ ...end, incarnation: 'another', end: 0n })) : ends;
        },
        admits: (...asked) => inner.admits(...asked),
        subscribe: (subscription) => inner.subscribe(subscription),
        close: () => inner.close(),
        publish: (topic, records) =>
          refusing ? Promise.reject(new Error('the broker is away')) : inner.publish(topic, records),
      }),
    });
  });
  afterAll(async () => {
    await service?.stop();
    await database?.drop();
    await broker?.stop();
  });

  const announced = async (): Promise<ProducerWatermarkAdvanced[]> => {
    const rows: { data: ProducerWatermarkAdvanced }[] = await service.dataSource.query(
      `SELECT data FROM outbox WHERE topic = $1 ORDER BY aggregate_version`,
      [TOPICS.producers],
    );
    return rows.map(({ data }) => data);
  };
  const last = async () => Date.parse((await announced()).at(-1)?.until ?? '1970-01-01');
  /** Of all partitions together, as last announced. */
  const announcedPositions = async () =>
    (await announced()).at(-1)!.positions.reduce((sum, { position }) => sum + position, 0);
  const rises = async () => {
    const before = await last();
    await eventually(async () => expect(await last()).toBeGreaterThan(before));
  };
  /** What is announced after five intervals more. */
  const lastAfterAWhile = async () => {
    await new Promise((done) => setTimeout(done, 500));
    return last();
  };

  it('also when nothing happens, and never an instant that is not over', async () => {
    await rises();
    await rises();
    expect(await last()).toBeLessThan(Date.now());
  });

  it('with the positions at which its topics ended then', async () => {
    await service.announce(['p-1', 1, posted('p-1')], ['p-2', 1, posted('p-2')]);
    await eventually(async () => {
      expect((await announced()).at(-1)).toMatchObject({ topics: [PARCELS] });
      expect(await announcedPositions()).toBe(2);
    });
  });

  it('not past a transaction that goes on, which may still announce an earlier fact, and past it when it has ended', async () => {
    await service.dataSource.transaction(async (manager) => {
      await manager.query('SELECT 1');
      const began = Date.now();
      expect(await lastAfterAWhile()).toBeLessThanOrEqual(began);
      await service.outbox.append(manager, [toOutgoing(['late', 1, posted('late')])]);
    });
    await rises();
    expect(await announcedPositions()).toBe(3);
  });

  it('not past an event that the broker does not take, and past it when it does', async () => {
    refusing = true;
    await service.announce(['stuck', 1, posted('stuck')]);
    const at = Date.now();
    expect(await lastAfterAWhile()).toBeLessThanOrEqual(at);
    refusing = false;
    await rises();
    await eventually(async () => expect(await announcedPositions()).toBe(4));
  });

  const republish = () =>
    service.dataSource.query(
      `INSERT INTO outbox_republications (id, next_position, last_position)
       SELECT gen_random_uuid(), 0, coalesce(max(position), 0) FROM outbox`,
    );

  it('not while the broker has less than it had, until everything has been published again', async () => {
    emptied = true;
    const at = Date.now();
    expect(await lastAfterAWhile()).toBeLessThanOrEqual(at);
    await republish();
    await rises();
    // And the other way about: the broker that is back is not the one of the last announcement either.
    emptied = false;
    await republish();
    await rises();
  });

  it('not while everything is being published again', async () => {
    refusing = true;
    await republish();
    const at = Date.now();
    expect(await lastAfterAWhile()).toBeLessThanOrEqual(at);
    refusing = false;
    await rises();
  });
});
