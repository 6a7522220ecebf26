import type { MessageHandler } from '@nestjs/microservices';
import { throwError } from 'rxjs';
import { PARCELS, VANS } from '../testing/parcel-events.js';
import { EventBatchContext } from './event-context.js';
import { EventTransport, OriginalErrorFilter } from './event-transport.js';

const handler = (work: () => unknown = () => undefined) => (async () => work()) as unknown as MessageHandler;
const context = new EventBatchContext(undefined as never);

describe('The event transport', () => {
  it('accepts a handler of a declared event of a consumed topic', async () => {
    const transport = new EventTransport([PARCELS]);
    transport.addHandler('parcel.posted', handler(), true);
    expect([...transport.handlers.keys()]).toEqual(['parcel.posted']);
    await expect(transport.handlers.get('parcel.posted')!.call({}, context)).resolves.toBeUndefined();
  });

  it('refuses at start: an undeclared event', () => {
    expect(() => new EventTransport([PARCELS]).addHandler('parcel.eaten', handler(), true)).toThrow(/no such event/);
  });

  it('refuses at start: an event of a topic that the service does not consume', () => {
    expect(() => new EventTransport([VANS]).addHandler('parcel.posted', handler(), true)).toThrow(/not among those/);
  });

  it('refuses at start: a second handler of the same event', () => {
    const transport = new EventTransport([PARCELS]);
    transport.addHandler('parcel.posted', handler(), true);
    expect(() => transport.addHandler('parcel.posted', handler(), true)).toThrow(/two handlers/);
  });

  it('refuses at start: a request pattern', () => {
    expect(() => new EventTransport([PARCELS]).addHandler('parcel.posted', handler(), false)).toThrow(
      /use @EventPattern/,
    );
  });

  it('unwraps the stream in which Nest wraps a failure, and rethrows the error', async () => {
    const thrown = new RangeError('no such hub');
    const transport = new EventTransport([PARCELS]);
    transport.addHandler(
      'parcel.posted',
      handler(() => new OriginalErrorFilter().catch(thrown)),
      true,
    );
    await expect(transport.handlers.get('parcel.posted')!.call({}, context)).rejects.toBe(thrown);
    transport.addHandler(
      'parcel.moved',
      handler(() => throwError(() => thrown)),
      true,
    );
    await expect(transport.handlers.get('parcel.moved')!.call({}, context)).rejects.toBe(thrown);
  });

  it('treats a batch handler of several events as one', () => {
    const transport = new EventTransport([PARCELS]);
    const extras = { batch: true };
    transport.addHandler('parcel.posted', handler(), true, extras);
    transport.addHandler('parcel.moved', handler(), true, extras);
    const [posted, moved] = ['parcel.posted', 'parcel.moved'].map((type) => transport.handlers.get(type));
    expect(posted).toBe(moved);
    expect(posted).toMatchObject({ batch: true, name: 'parcel.posted,parcel.moved' });
  });
});
