import { DomainEvent } from '@motcua/contracts';
import { brokerKinds, eventually, testBroker, testDatabase, type TestBroker, type TestDatabase } from '@motcua/testing';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { IsString } from 'class-validator';
import { openBroker } from './broker/open-broker.js';
import type { Broker, BrokerRecord } from './broker/broker.js';
import { EventContext } from './consumer/event-context.js';
import { PARCELS } from './testing/parcel-events.js';
import { brokerSettings, ParcelHandlers, ParcelService } from './testing/parcel-service.js';

jest.setTimeout(120_000);
const PATIENCE = { timeoutMs: 30_000 };

describe.each(brokerKinds())('Messages over %s that cannot be applied', (kind) => {
  let broker: TestBroker;
  let database: TestDatabase;
  let service: ParcelService;
  let client: Broker;
  let id: string;
  let run = 0;

  beforeAll(async () => {
    broker = await testBroker(kind);
  });
  afterAll(() => broker?.stop());

  beforeEach(async () => {
    id = `refused-${kind}-${(run += 1)}`;
    database = await testDatabase();
    service = await ParcelService.start({ databaseUrl: database.url, broker: broker.env });
    client = openBroker(brokerSettings(broker.env), 'stranger', silent);
  });
  afterEach(async () => {
    await service.stop();
    await client.close();
    await database.drop();
  });

  const message = (version: number, type: string, data: object, headers: Record<string, string> = {}) => ({
    key: id,
    headers: {
      ce_specversion: '1.0',
      ce_id: `0198c1f0-0000-7000-8000-00000000000${version}`,
      ce_type: type,
      ce_source: '/elsewhere',
      ce_subject: id,
      ce_time: '2026-09-01T01:00:00Z',
      ce_recordedat: '2026-09-01T01:00:00Z',
      ce_aggregateversion: String(version),
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(data),
  });
  const posted = (version: number) => message(version, 'parcel.posted', { parcel: 'x', grams: version });
  const letters = async () => (await service.deadLetters.list()).filter((letter) => letter.aggregateId === id);
  const applied = (versions: number[]) =>
    eventually(async () => expect(await service.versions(id)).toEqual(versions), PATIENCE);
  const parkedReason = async () =>
    (await service.dataSource.query('SELECT parked_reason FROM consumed_aggregates WHERE aggregate_id = $1', [id]))[0]
      ?.parked_reason;

  it.each([
    ['id', { ce_id: '' }],
    ['subject', { ce_subject: '' }],
    ['version', { ce_aggregateversion: 'two' }],
  ])('a message without a usable %s becomes a dead letter, and the aggregate continues', async (_, broken) => {
    await client.publish(PARCELS, [posted(1), message(2, 'parcel.posted', {}, broken), posted(2), posted(3)]);
    await applied([1, 2, 3]);
    const [letter, ...others] = await letters();
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ state: 'OPEN', reason: expect.stringContaining(Object.keys(broken)[0]!) });
    expect(await parkedReason()).toBeNull();
    expect(await service.deadLetters.discard(letter!.id)).toMatchObject({ followers: 0 });
    await client.publish(PARCELS, [posted(4)]);
    await applied([1, 2, 3, 4]);
  });

  it('an event of an unknown type becomes a dead letter, its version counts and the aggregate continues', async () => {
    const unknown = message(2, 'parcel.eaten', { by: 'dog' });
    await client.publish(PARCELS, [posted(1), unknown, posted(3), unknown]);
    await applied([1, 3]);
    const [letter, ...others] = await letters();
    expect(others).toEqual([]);
    expect(letter).toMatchObject({
      aggregateVersion: 2,
      type: 'parcel.eaten',
      reason: 'UnknownEventError: event type parcel.eaten is unknown',
    });
    expect(await service.deadLetters.replay(letter!.id)).toMatchObject({ replayed: false, reason: letter!.reason });
    await client.publish(PARCELS, [posted(4)]);
    await applied([1, 3, 4]);
  });

  it('an event of an unknown type behind a missing version is passed once that version arrives', async () => {
    await client.publish(PARCELS, [posted(2), message(3, 'parcel.eaten', {}), posted(4)]);
    await eventually(async () => expect(await parkedReason()).toBe('GAP'), PATIENCE);
    await client.publish(PARCELS, [posted(1)]);
    await applied([1, 2, 4]);
    expect(await letters()).toMatchObject([{ aggregateVersion: 3 }]);
  });

  it('a replay applies a dead letter of an unknown type once after the service supports the type', async () => {
    const handled = `parcel.returned-${kind}`;
    const ignored = `parcel.photographed-${kind}`;
    await client.publish(PARCELS, [
      posted(1),
      message(2, handled, { parcel: 'x' }),
      message(3, ignored, { parcel: 'x' }),
      posted(4),
    ]);
    await applied([1, 4]);
    expect(await letters()).toHaveLength(2);
    await service.stop();

    class ParcelReturned {
      @IsString() parcel: string;
    }
    class ParcelPhotographed {
      @IsString() parcel: string;
    }
    DomainEvent({ topic: PARCELS, type: handled, summary: 'A parcel came back' })(ParcelReturned);
    DomainEvent({ topic: PARCELS, type: ignored, summary: 'A parcel was photographed' })(ParcelPhotographed);
    @Controller()
    class ReturnHandlers {
      @EventPattern<string>(handled)
      async onReturned(@Payload() _data: object, @Ctx() { event, manager }: EventContext): Promise<void> {
        await manager.query('INSERT INTO effects (aggregate, version, what) VALUES ($1, $2, $3)', [
          event.subject,
          event.aggregateversion,
          'returned',
        ]);
      }
    }
    service = await ParcelService.start({
      databaseUrl: database.url,
      broker: broker.env,
      controllers: [ParcelHandlers, ReturnHandlers],
    });
    for (const letter of await letters()) {
      expect(await service.deadLetters.replay(letter.id)).toMatchObject({ replayed: true });
      expect(await service.deadLetters.replay(letter.id)).toMatchObject({ replayed: false });
    }
    expect(await letters()).toEqual([]);
    await client.publish(PARCELS, [posted(5)]);
    await applied([1, 4, 2, 5]);
  });

  it('a message with a zero byte in a header blocks nothing: its storable part becomes a dead letter', async () => {
    await service.stop();
    const spoil = (record: BrokerRecord): BrokerRecord =>
      'x-odd' in record.headers ? { ...record, headers: { ...record.headers, 'x\u0000y': '1', z: '\ud800' } } : record;
    service = await ParcelService.start({
      databaseUrl: database.url,
      broker: broker.env,
      wrapBroker: (inner) => spoilingRecords(inner, spoil),
    });
    await client.publish(PARCELS, [
      posted(1),
      message(2, 'parcel.eaten', { by: 'dog' }, { 'x-odd': 'yes' }),
      message(3, 'parcel.posted', { parcel: 'x', grams: 3 }, { 'x-odd': 'yes' }),
      message(4, 'parcel.posted', { grams: 'heavy' }, { 'x-odd': 'yes' }),
      message(5, 'parcel.posted', {}, { 'x-odd': 'yes', ce_aggregateversion: 'five' }),
      posted(5),
    ]);
    await eventually(async () => expect(await letters()).toHaveLength(2), PATIENCE);
    await applied([1, 3]);
    const [eaten, heavy] = await letters();
    expect(eaten).toMatchObject({ aggregateVersion: 2, type: 'parcel.eaten', body: '{"by":"dog"}' });
    expect(Object.keys(eaten!.headers)).toEqual(expect.arrayContaining(['ce_id', 'ce_type', 'content-type']));
    expect(heavy).toMatchObject({ aggregateVersion: 4, reason: expect.stringContaining('breaks its contract') });
    // This one is last: the others were tried alone.
    await eventually(async () => {
      const nameless = (await service.deadLetters.list()).filter(({ aggregateId }) => aggregateId === undefined);
      expect(nameless).toMatchObject([
        { reason: expect.stringMatching(/^kept without what the database refuses \(.*22P0/) },
      ]);
    }, PATIENCE);
    await service.deadLetters.discard(heavy!.id);
    await applied([1, 3, 5]);
  });

  if (kind === 'kafka')
    it('a header with a zero byte in its name is kept with its event', async () => {
      const odd = message(1, 'parcel.eaten', { by: 'dog' }, { 'x\u0000y': '1' });
      await client.publish(PARCELS, [odd, posted(2)]);
      await applied([2]);
      const [letter] = await letters();
      expect(letter!.headers).toMatchObject({ ce_type: 'parcel.eaten', 'data:;base64,eAB5': '1' });
    });

  it('a broken payload without a handler here becomes a dead letter, and the aggregate continues', async () => {
    await client.publish(PARCELS, [posted(1), message(2, 'parcel.weighed', { grams: 'heavy' }), posted(3)]);
    await applied([1, 3]);
    expect(await letters()).toMatchObject([
      { aggregateVersion: 2, reason: expect.stringContaining('parcel.weighed breaks its contract') },
    ]);
    expect(await parkedReason()).toBeNull();
  });

  it('a broken payload with a handler here parks its aggregate, even if other letters are discarded', async () => {
    await client.publish(PARCELS, [
      posted(1),
      message(2, 'parcel.eaten', {}),
      message(3, 'parcel.posted', { grams: 'heavy' }),
      posted(4),
    ]);
    await eventually(async () => expect((await letters()).map((it) => it.waiting)).toEqual([1, 1]), PATIENCE);
    expect(await parkedReason()).toBe('DEAD_LETTER');
    const found = await letters();
    const of = (version: number) => found.find((letter) => letter.aggregateVersion === version)!.id;
    expect(await service.deadLetters.discard(of(2))).toMatchObject({ followers: 0 });
    expect(await parkedReason()).toBe('DEAD_LETTER');
    expect(await service.deadLetters.discard(of(3))).toMatchObject({ followers: 1 });
    await applied([1, 4]);
  });
});

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A broker whose records are changed by `spoil` before the service gets them. */
function spoilingRecords(inner: Broker, spoil: (record: BrokerRecord) => BrokerRecord): Broker {
  return {
    ensureTopics: (topics) => inner.ensureTopics(topics),
    publish: (topic, records) => inner.publish(topic, records),
    ends: (topics) => inner.ends(topics),
    admits: (...asked) => inner.admits(...asked),
    close: () => inner.close(),
    subscribe: (subscription) =>
      inner.subscribe({
        ...subscription,
        startPosition: (...asked) => subscription.startPosition(...asked),
        onBatch: (batch) => subscription.onBatch({ ...batch, records: batch.records.map(spoil) }),
      }),
  };
}
