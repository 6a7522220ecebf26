import { eventually, testDatabase, type TestDatabase } from '@motcua/testing';
import pg from 'pg';
import type { EntityManager } from 'typeorm';
import { loaded, PARCELS, posted } from '../testing/parcel-events.js';
import { Outbox, OUTBOX_CHANNEL } from './outbox.js';

describe('an outbox whose events were committed in a statement of its service', () => {
  let database: TestDatabase;
  let relay: pg.Client;
  let service: pg.Pool;
  let heard = 0;

  beforeAll(async () => {
    database = await testDatabase();
    relay = new pg.Client({ connectionString: database.url });
    service = new pg.Pool({ connectionString: database.url });
    await relay.connect();
    relay.on('notification', () => (heard += 1));
    await relay.query(`LISTEN ${OUTBOX_CHANNEL}`);
  });
  afterAll(async () => {
    await service.end();
    await relay.end();
    await database.drop();
  });

  it('wakes the relay once for all commits during a wake-up, and again for later ones', async () => {
    const outbox = new Outbox([]);
    for (let commit = 0; commit < 100; commit += 1) outbox.committed(service);
    await eventually(() => expect(heard).toBe(2));
    outbox.committed(service);
    await eventually(() => expect(heard).toBe(3));
  });

  it('does not fail if the relay cannot be woken: the relay polls', async () => {
    const outbox = new Outbox([]);
    let asked = 0;
    const away = { query: () => Promise.reject(new Error(`the database is away ${(asked += 1)}`)) };
    outbox.committed(away);
    await eventually(() => expect(asked).toBe(1));
    outbox.committed(away);
    await eventually(() => expect(asked).toBe(2));
  });
});

describe('an outbox of a service that declares what it publishes', () => {
  const taken: unknown[] = [];
  const manager = { query: async (...statement: unknown[]) => void taken.push(statement) } as unknown as EntityManager;
  const outbox = new Outbox([PARCELS]);
  const event = (payload: object) => ({ payload, aggregateId: 'a', aggregateVersion: 1, time: new Date(0) });

  it('accepts events of its topics only, because the broker would refuse others later', async () => {
    await outbox.append(manager, [event(posted('a'))]);
    expect(taken).toHaveLength(1);
    await expect(outbox.append(manager, [event(posted('a')), event(loaded('v'))])).rejects.toThrow(
      'van.loaded belongs to van-events.v1, which this service does not publish (TOPIC_USE)',
    );
    expect(taken).toHaveLength(1);
  });
});
