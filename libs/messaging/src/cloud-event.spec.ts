import { AgencyRegistered, GOLDEN_EVENTS, instanceOf } from '@motcua/contracts';
import type { OutgoingRecord } from './broker/broker.js';
import { MalformedEventError, readEvent, readIdentity, toRecord, UnknownEventError, usableKey } from './cloud-event.js';
import { violationsOf } from './event-validation.js';
import { PARCELS, ParcelPosted, posted } from './testing/parcel-events.js';

const attributes = {
  id: '0198c1f0-0000-7000-8000-000000000001',
  type: 'parcel.posted',
  source: '/parcel-service',
  subject: 'p1',
  time: '2026-09-01T01:00:00.000Z',
  recordedat: '2026-09-01T01:00:01.000Z',
  aggregateversion: 7,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};
const record = () => toRecord(attributes, JSON.stringify(posted('p1', 5)));
const read = (sent: OutgoingRecord) =>
  readEvent(readIdentity(sent), { headers: sent.headers, body: Buffer.from(sent.body) }, PARCELS);

describe('An event in transit', () => {
  it('is a CloudEvent 1.0 in binary mode: attributes as headers, the aggregate as key, the payload as JSON', () => {
    expect(record()).toEqual({
      key: 'p1',
      headers: {
        ce_specversion: '1.0',
        ce_id: attributes.id,
        ce_type: 'parcel.posted',
        ce_source: '/parcel-service',
        ce_subject: 'p1',
        ce_time: attributes.time,
        ce_recordedat: attributes.recordedat,
        ce_aggregateversion: '7',
        'content-type': 'application/json',
        traceparent: attributes.traceparent,
      },
      body: '{"parcel":"p1","grams":5}',
    });
  });

  it('arrives as it was sent, its payload an instance of its class', () => {
    const event = read(record());
    expect(event).toEqual({ ...attributes, data: posted('p1', 5) });
    expect(event.data).toBeInstanceOf(ParcelPosted);
  });

  it.each([
    ['ce_time', '2026-09-01'],
    ['ce_recordedat', 'yesterday'],
    ['ce_specversion', '0.3'],
    ['content-type', 'text/plain'],
    ['ce_aggregateversion', '0'],
    ['ce_id', ''],
  ])('is refused when %s is %p', (name, value) => {
    const sent = record();
    expect(() => read({ ...sent, headers: { ...sent.headers, [name]: value } })).toThrow(MalformedEventError);
  });

  it('keeps its place in its aggregate for any type and payload', () => {
    const sent = record();
    const strange = { ...sent, headers: { ...sent.headers, ce_type: 'parcel.eaten' }, body: 'no JSON' };
    expect(readIdentity(strange)).toEqual({ id: attributes.id, subject: 'p1', aggregateversion: 7 });
    expect(() => read(strange)).toThrow(UnknownEventError);
  });

  it('has no aggregate key when the key is not text or too long', () => {
    expect(usableKey({ key: 'p1' })).toBe('p1');
    expect(usableKey({ key: null })).toBeUndefined();
    expect(usableKey({ key: '' })).toBeUndefined();
    expect(usableKey({ key: 'data:;base64,AAE=' })).toBeUndefined();
    expect(usableKey({ key: 'k'.repeat(201) })).toBeUndefined();
  });

  it('is read as announced even if its text would be refused today; a producer announces no blank text', () => {
    const agency = (name: string) =>
      instanceOf(AgencyRegistered, { ...(GOLDEN_EVENTS.get('agency.registered')!.data as object), name });
    for (const blank of [' ', '\u2800']) {
      expect(violationsOf(agency(blank), 'drop-unknown')).toEqual([]);
      expect(violationsOf(agency(blank), 'refuse-unknown')).toHaveLength(1);
    }
    expect(violationsOf(agency('—'), 'refuse-unknown')).toEqual([]);
    expect(violationsOf(agency(''), 'drop-unknown')).toHaveLength(1);
  });

  it('with a hundred thousand unknown members costs only their parsing', () => {
    const members = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`later${n}`, 1]));
    const wide = toRecord(attributes, JSON.stringify({ ...members, ...posted('p1', 5) }));
    const cost = (): number => {
      const began = process.cpuUsage();
      expect(read(wide).data).toEqual(posted('p1', 5));
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1_000;
    };
    // Parsing is most of the time; converting them took ten seconds.
    expect(Math.min(cost(), cost(), cost())).toBeLessThan(600);
  });
});
