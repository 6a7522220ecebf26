import { testDatabase, type TestDatabase } from '@motcua/testing';
import type { Broker } from '../broker/broker.js';
import { posted } from '../testing/parcel-events.js';
import { ParcelService } from '../testing/parcel-service.js';

jest.setTimeout(60_000);

describe('The relay', () => {
  let database: TestDatabase;
  let service: ParcelService;
  /** Number of events of each publication. */
  const publications: number[] = [];
  const inAll = (): number => publications.reduce((sum, events) => sum + events, 0);

  beforeAll(async () => {
    database = await testDatabase();
    service = await ParcelService.start({
      databaseUrl: database.url,
      broker: { EVENT_BUS: 'postgres', BROKER_DATABASE_URL: database.url },
      topics: [],
      controllers: [],
      wrapBroker: (inner) => ({
        ...takingNothing(inner),
        publish: async (_topic, records) => void publications.push(records.length),
      }),
    });
  });
  afterAll(async () => {
    await service?.stop();
    await database?.drop();
  });
  beforeEach(async () => {
    while ((await service.publication.state()).unpublished > 0) await new Promise((done) => setTimeout(done, 10));
    publications.length = 0;
  });

  it('publishes events committed within 20 ms of a publication in the next one', async () => {
    const began = performance.now();
    for (let parcel = 0; parcel < 100; parcel += 1) await service.announce([`many-${parcel}`, 1, posted('x')]);
    const took = performance.now() - began;
    while ((await service.publication.state()).unpublished > 0) await new Promise((done) => setTimeout(done, 10));
    expect(inAll()).toBe(100);
    expect(publications.length).toBeLessThanOrEqual(Math.ceil(took / 20) + 3);
  });

  it('publishes an event before its late notification', async () => {
    const notify = jest.spyOn(service.outbox, 'committed').mockImplementation(() => undefined);
    const { dataSource, outbox } = service;
    // Each commits without a notification, as when the notification waits for a connection of the pool.
    const append = async (parcel: string) => {
      const parameters: unknown[] = [];
      const sql = outbox.appending(
        [{ aggregateId: parcel, aggregateVersion: 1, payload: posted('x'), time: new Date() }],
        (value) => `$${parameters.push(value)}`,
      );
      await dataSource.query(sql, parameters);
    };
    const began = performance.now();
    await service.announce(['told', 1, posted('x')]);
    while (publications.length === 0) await new Promise((done) => setTimeout(done, 1));
    await append('untold');
    while (inAll() < 2) await new Promise((done) => setTimeout(done, 1));
    expect(performance.now() - began).toBeLessThan(800);
    notify.mockRestore();
  });
});

function takingNothing(inner: Broker): Broker {
  return {
    ensureTopics: async () => undefined,
    publish: async () => undefined,
    ends: async () => [],
    admits: async () => undefined,
    close: () => inner.close(),
    subscribe: () => ({ restart: async () => undefined, close: async () => undefined }),
  };
}
