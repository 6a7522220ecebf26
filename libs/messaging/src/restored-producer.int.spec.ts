import { brokerKinds, eventually, testBroker, testDatabase, type TestBroker, type TestDatabase } from '@motcua/testing';
import { moved, posted } from './testing/parcel-events.js';
import { ParcelService } from './testing/parcel-service.js';

jest.setTimeout(120_000);
const PATIENCE = { timeoutMs: 30_000 };

describe.each(brokerKinds())('A producer that was restored to an older state, over %s', (kind) => {
  let broker: TestBroker;
  let databases: TestDatabase[];
  let producer: ParcelService;
  let reader: ParcelService;
  let run = 0;
  const key = (name: string) => `${name}-${kind}-${run}`;

  beforeAll(async () => {
    broker = await testBroker(kind);
  });
  afterAll(() => broker?.stop());
  beforeEach(async () => {
    run += 1;
    databases = [await testDatabase(), await testDatabase()];
    producer = await ParcelService.start({
      databaseUrl: databases[0]!.url,
      broker: broker.env,
      name: `producer-${run}`,
      topics: [],
      controllers: [],
    });
    reader = await ParcelService.start({
      databaseUrl: databases[1]!.url,
      broker: broker.env,
      name: `reader-${run}`,
    });
  });
  afterEach(async () => {
    await reader?.stop();
    await producer?.stop();
    for (const database of databases) await database.drop();
  });

  const effects = async (parcel: string): Promise<string[]> => (await reader.effects(parcel)).map(({ what }) => what);
  const lettersOf = async (parcel: string) =>
    (await reader.deadLetters.list()).filter(({ aggregateId }) => aggregateId === parcel);
  /** The producer lost its events after the backup; the broker and the consumers have them. */
  async function restoreTo(parcel: string, version: number): Promise<void> {
    await eventually(async () => expect((await producer.publication.state()).unpublished).toBe(0), PATIENCE);
    await producer.dataSource.query('DELETE FROM outbox WHERE aggregate_id = $1 AND aggregate_version > $2', [
      parcel,
      version,
    ]);
  }
  async function lived(parcel: string): Promise<void> {
    await producer.announce(
      [parcel, 1, posted(parcel)],
      [parcel, 2, moved(parcel, 'a')],
      [parcel, 3, moved(parcel, 'b')],
    );
    await eventually(async () => expect(await effects(parcel)).toHaveLength(3), PATIENCE);
  }

  it('is noticed: new facts with known versions become dead letters and are not dropped', async () => {
    const parcel = key('restored');
    await lived(parcel);
    await restoreTo(parcel, 1);
    await producer.announce(
      [parcel, 2, moved(parcel, 'c')],
      [parcel, 3, moved(parcel, 'd')],
      [parcel, 4, moved(parcel, 'e')],
    );
    await eventually(async () => expect((await effects(parcel)).at(-1)).toBe('moved e'), PATIENCE);
    const letters = await lettersOf(parcel);
    expect(letters.map(({ aggregateVersion }) => aggregateVersion)).toEqual([2, 3]);
    expect(letters[0]!.reason).toContain('another event has had this version');
    expect(await reader.metric('messaging_other_events_total')).toBe(2);
    expect(reader.logLines.some(({ level, msg }) => level === 'error' && /restored to an older state/.test(msg))).toBe(
      true,
    );
    // Published again, the same facts are known.
    await producer.publication.republish();
    await producer.announce([parcel, 5, moved(parcel, 'f')]);
    await eventually(async () => expect((await effects(parcel)).at(-1)).toBe('moved f'), PATIENCE);
    expect(await lettersOf(parcel)).toHaveLength(2);
    // A person who has looked at it may have it applied.
    expect(await reader.deadLetters.replay(letters[0]!.id)).toMatchObject({ replayed: true });
    expect(await effects(parcel)).toContain('moved c');
  });

  it('is noticed even if its facts wait behind a failing one', async () => {
    const parcel = key('waiting');
    reader.behaviour.before = ({ event }) => {
      if (event.subject === parcel) throw new Error('not this one');
    };
    await producer.announce([parcel, 1, posted(parcel)], [parcel, 2, moved(parcel, 'a')]);
    await eventually(async () => expect((await lettersOf(parcel))[0]).toMatchObject({ waiting: 1 }), PATIENCE);
    await restoreTo(parcel, 1);
    await producer.announce([parcel, 2, moved(parcel, 'c')]);
    await eventually(async () => expect(await lettersOf(parcel)).toHaveLength(2), PATIENCE);
    expect((await lettersOf(parcel)).map(({ reason }) => /another event has had this version/.test(reason))).toEqual([
      false,
      true,
    ]);
  });

  it('is not reported when it republishes everything', async () => {
    const parcel = key('again');
    await lived(parcel);
    await producer.publication.republish();
    await producer.announce([parcel, 4, moved(parcel, 'c')]);
    await eventually(async () => expect((await effects(parcel)).at(-1)).toBe('moved c'), PATIENCE);
    expect(await effects(parcel)).toHaveLength(4);
    expect(await reader.metric('messaging_duplicates_total')).toBeGreaterThanOrEqual(3);
    expect(await lettersOf(parcel)).toEqual([]);
  });
});
