import { brokerKinds, eventually, testBroker, testDatabase, type TestBroker, type TestDatabase } from '@motcua/testing';
import { randomBytes } from 'node:crypto';
import type { Broker } from './broker/broker.js';
import { posted, type ParcelPosted } from './testing/parcel-events.js';
import { ParcelService } from './testing/parcel-service.js';

jest.setTimeout(180_000);
const PATIENCE = { timeoutMs: 90_000 };
/** The default size of a batch that is published, fetched or applied. */
const MOST = 8 * 1024 * 1024;
/** Nearly the maximum length of an event. */
const LONG = 500 * 1024;

describe.each(brokerKinds())('Events over %s travel together', (kind) => {
  let broker: TestBroker;
  let database: TestDatabase;
  let service: ParcelService;
  let holding: Promise<void> | undefined;
  const published: { events: number; bytes: number }[] = [];
  const received: { events: number; bytes: number }[] = [];

  const watched = (inner: Broker): Broker => ({
    admits: (...asked) => inner.admits(...asked),
    ensureTopics: (topics) => inner.ensureTopics(topics),
    ends: (topics) => inner.ends(topics),
    close: () => inner.close(),
    publish: async (topic, records) => {
      published.push({ events: records.length, bytes: records.reduce((sum, { body }) => sum + body.length, 0) });
      await holding;
      await inner.publish(topic, records);
    },
    subscribe: (subscription) =>
      inner.subscribe({
        ...subscription,
        onBatch: (batch) => {
          const bytes = batch.records.reduce((sum, { body }) => sum + (body?.length ?? 0), 0);
          received.push({ events: batch.records.length, bytes });
          return subscription.onBatch(batch);
        },
      }),
  });

  beforeAll(async () => {
    broker = await testBroker(kind);
    database = await testDatabase();
    service = await ParcelService.start({ databaseUrl: database.url, broker: broker.env, wrapBroker: watched });
  });
  afterAll(async () => {
    await service?.stop();
    await database?.drop();
    await broker?.stop();
  });

  const longest = (parcel: string, note: string): ParcelPosted => Object.assign(posted(parcel), { note });
  const most = (batches: { bytes: number }[]): number => Math.max(...batches.map(({ bytes }) => bytes));
  let firsts = 0;
  /** Delays one publication, so that all events announced meanwhile wait for it. */
  async function together(announce: () => Promise<void>): Promise<void> {
    let release = (): void => undefined;
    holding = new Promise((resolve) => (release = resolve));
    await service.announce([`first-${(firsts += 1)}`, 1, posted('first')]);
    await eventually(() => expect(published.length).toBeGreaterThan(0), PATIENCE);
    await announce();
    published.length = 0;
    received.length = 0;
    release();
    holding = undefined;
  }

  it.each([
    // Text that PostgreSQL cannot compress, and text that it compresses to a hundredth.
    ['however long they are', () => randomBytes((LONG * 3) / 4).toString('base64')],
    ['however well they compress', (at: number) => String(at % 10).repeat(LONG)],
  ])('up to a number of bytes, %s', async (name, note) => {
    const parcels = Array.from({ length: 40 }, (_, at) => `${name}-${at}`);
    await together(async () => {
      for (const [at, parcel] of parcels.entries()) await service.announce([parcel, 1, longest(parcel, note(at))]);
    });
    await eventually(async () => {
      const effects = new Set((await service.effects()).map(({ aggregate }) => aggregate));
      expect(parcels.filter((parcel) => !effects.has(parcel))).toEqual([]);
    }, PATIENCE);
    // One event of each batch may exceed the limit.
    expect(most(published)).toBeLessThanOrEqual(MOST + LONG);
    expect(most(received)).toBeLessThanOrEqual(MOST + LONG);
    expect(Math.max(...published.map(({ events }) => events))).toBeGreaterThan(1);
  });

  it('by their number if they are short', async () => {
    const parcels = Array.from({ length: 1_000 }, (_, at) => `short-${at}`);
    await together(() =>
      service.announce(...parcels.map((parcel) => [parcel, 1, posted(parcel)] as [string, number, object])),
    );
    await eventually(async () => expect(Math.max(...published.map(({ events }) => events))).toBe(1_000), PATIENCE);
  });
});
