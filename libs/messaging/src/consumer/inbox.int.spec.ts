import { eventually, testDatabase, type TestDatabase } from '@motcua/testing';
import { PartitionLostError } from '../broker/broker.js';
import type { Broker, BrokerRecord, RecordBatch, Subscription } from '../broker/broker.js';
import { PARCELS } from '../testing/parcel-events.js';
import { ParcelBatchHandlers, ParcelService } from '../testing/parcel-service.js';

jest.setTimeout(60_000);

describe('Batches that arrive at the same moment', () => {
  let database: TestDatabase;
  let service: ParcelService;
  let subscription: Subscription;

  beforeAll(async () => {
    database = await testDatabase();
    service = await ParcelService.start({
      databaseUrl: database.url,
      broker: { EVENT_BUS: 'postgres', BROKER_DATABASE_URL: database.url },
      // Long enough for a test to see the waiting ones.
      retry: { attempts: 3, backoffMs: () => 60_000 },
      wrapBroker: (inner) => handing(inner, (taken) => (subscription = taken)),
    });
    for (const partition of [0, 1, 2]) await subscription.startPosition(PARCELS, partition, 'first life', 1_000_000n);
  });
  afterAll(async () => {
    await service?.stop();
    await database?.drop();
  });
  beforeEach(async () => {
    service.behaviour.before = () => undefined;
    await service.dataSource.query(`UPDATE consumer_positions SET position = 0`);
  });

  const record = (parcel: string, position: number): BrokerRecord => ({
    position: BigInt(position),
    key: parcel,
    headers: {
      ce_specversion: '1.0',
      ce_id: `${parcel}-${position}`,
      ce_type: 'parcel.posted',
      ce_source: '/elsewhere',
      ce_subject: parcel,
      ce_time: '2026-09-01T01:00:00Z',
      ce_recordedat: '2026-09-01T01:00:00Z',
      ce_aggregateversion: '1',
      'content-type': 'application/json',
    },
    body: Buffer.from(JSON.stringify({ parcel, grams: 1 })),
  });
  const batch = (partition: number, from: number, parcels: string[]): RecordBatch => ({
    topic: PARCELS,
    partition,
    incarnation: 'first life',
    from: BigInt(from),
    records: parcels.map((parcel, index) => record(parcel, from + index)),
    end: 1_000n,
    keepAlive: async () => undefined,
  });
  /** The transaction that wrote the effect of each parcel. */
  const transactions = async (parcels: string[]): Promise<string[]> => {
    const rows: { transaction: string }[] = await service.dataSource.query(
      `SELECT xmin::text AS transaction FROM effects WHERE aggregate = ANY ($1) ORDER BY aggregate`,
      [parcels],
    );
    return rows.map(({ transaction }) => transaction);
  };
  const positions = async (): Promise<string[]> =>
    (await service.dataSource.query(`SELECT position FROM consumer_positions ORDER BY partition`)).map(
      (row: { position: string }) => row.position,
    );

  it('are applied in one transaction, each partition’s position advanced', async () => {
    const parcels = ['a1', 'a2', 'b1', 'c1'];
    const next = await Promise.all([
      subscription.onBatch(batch(0, 0, ['a1', 'a2'])),
      subscription.onBatch(batch(1, 0, ['b1'])),
      subscription.onBatch(batch(2, 0, ['c1'])),
    ]);
    expect(next).toEqual([2n, 1n, 1n]);
    expect(await positions()).toEqual(['2', '1', '1']);
    const wrote = await transactions(parcels);
    expect(wrote).toHaveLength(4);
    expect(new Set(wrote).size).toBe(1);
  });

  it('do not fail together: a failing event is set aside, the rest is applied once', async () => {
    service.behaviour.before = ({ event }) => {
      if (event.subject === 'bad') throw new Error('not this one');
    };
    const next = await Promise.all([
      subscription.onBatch(batch(0, 0, ['d1', 'bad', 'd2'])),
      subscription.onBatch(batch(1, 0, ['e1'])),
    ]);
    expect(next).toEqual([3n, 1n]);
    expect(await transactions(['d1', 'd2', 'e1'])).toHaveLength(3);
    expect(await transactions(['bad'])).toEqual([]);
    const parked = await service.dataSource.query(
      'SELECT parked_reason FROM consumed_aggregates WHERE aggregate_id = $1',
      ['bad'],
    );
    expect(parked).toEqual([{ parked_reason: 'RETRY' }]);
  });

  describe('whose statements run too long for the database', () => {
    /** Each event takes `seconds`, and a statement may take half a second. */
    const slowed = async (seconds: number) => {
      await service.dataSource.query(`
        CREATE OR REPLACE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(${seconds}); RETURN NEW; END';
        CREATE OR REPLACE TRIGGER slowly BEFORE INSERT ON effects FOR EACH ROW EXECUTE FUNCTION slowly()`);
    };
    let slow: ParcelService;
    let slowSubscription: Subscription;

    beforeAll(async () => {
      slow = await ParcelService.start({
        databaseUrl: database.url,
        broker: { EVENT_BUS: 'postgres', BROKER_DATABASE_URL: database.url },
        controllers: [ParcelBatchHandlers],
        statementTimeoutMs: 500,
        wrapBroker: (inner) => handing(inner, (taken) => (slowSubscription = taken)),
      });
    });
    afterAll(async () => {
      await slow?.stop();
      await service.dataSource.query('DROP TRIGGER slowly ON effects; DROP FUNCTION slowly');
    });

    it('are halved until they pass, each event applied once', async () => {
      await slowed(0.2);
      const parcels = Array.from({ length: 8 }, (_, index) => `slow-${index}`);
      expect(await slowSubscription.onBatch(batch(0, 0, parcels))).toBe(8n);
      expect(await transactions(parcels)).toHaveLength(8);
      expect(await service.deadLetters.list()).toEqual([]);
    });

    it('are then applied separately, and a member that loses its partition leaves less to its successor', async () => {
      await slowed(0.2);
      const lost: RecordBatch = {
        ...batch(0, 0, ['left-1', 'left-2', 'left-3', 'left-4']),
        keepAlive: async () => {
          throw new PartitionLostError('the partition is being given to another');
        },
      };
      const outcomes = await Promise.allSettled([
        slowSubscription.onBatch(lost),
        slowSubscription.onBatch(batch(1, 0, ['beside'])),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
      expect(await positions()).toEqual(['2', '1', '0']);
      expect(await transactions(['left-1', 'left-2', 'left-3', 'left-4', 'beside'])).toHaveLength(3);
    });

    it('wait if it is a single event, and succeed when the database is faster again', async () => {
      await slowed(0.8);
      const handled = slowSubscription.onBatch(batch(0, 0, ['slow-alone']));
      await eventually(() =>
        expect(slow.logLines.map(({ msg }) => msg)).toContain(
          'the database of the service does not take events: waiting for it',
        ),
      );
      expect(await transactions(['slow-alone'])).toEqual([]);
      await slowed(0);
      expect(await handled).toBe(1n);
      expect(await transactions(['slow-alone'])).toHaveLength(1);
    });
  });

  it('leave out a batch that does not continue at its partition’s position, and return that position', async () => {
    const next = await Promise.all([
      subscription.onBatch(batch(0, 7, ['f1'])),
      subscription.onBatch({ ...batch(1, 0, ['g1']), incarnation: 'second life' }),
      subscription.onBatch(batch(2, 0, ['h1'])),
    ]);
    expect(next).toEqual([0n, undefined, 1n]);
    expect(await positions()).toEqual(['0', '0', '1']);
    expect(await transactions(['f1', 'g1'])).toEqual([]);
    expect(await transactions(['h1'])).toHaveLength(1);
  });

  it('that are large have separate transactions', async () => {
    const many = (name: string) => Array.from({ length: 60 }, (_, index) => `${name}-${index}`);
    await Promise.all([
      subscription.onBatch(batch(0, 0, many('large'))),
      subscription.onBatch(batch(1, 0, many('other'))),
    ]);
    const [large, other] = [await transactions(many('large')), await transactions(many('other'))];
    expect([large.length, new Set(large).size, other.length, new Set(other).size]).toEqual([60, 1, 60, 1]);
    expect(large[0]).not.toBe(other[0]);
  });
});

/** A broker that delivers nothing by itself. */
function handing(inner: Broker, taken: (subscription: Subscription) => void): Broker {
  return {
    ensureTopics: async () => undefined,
    publish: async () => undefined,
    ends: async () => [],
    admits: async () => undefined,
    close: () => inner.close(),
    subscribe: (subscription) => {
      taken(subscription);
      return { restart: async () => undefined, close: async () => undefined };
    },
  };
}
