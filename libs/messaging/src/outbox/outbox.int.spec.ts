import { eventually, testDatabase, type TestDatabase } from '@motcua/testing';
import pg from 'pg';
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

  it('wakes the relay once for all commits that come while it is being woken, and again for those after them', async () => {
    const outbox = new Outbox();
    for (let commit = 0; commit < 100; commit += 1) outbox.committed(service);
    await eventually(() => expect(heard).toBe(2));
    outbox.committed(service);
    await eventually(() => expect(heard).toBe(3));
  });

  it('fails nothing where the relay cannot be woken: it looks by itself', async () => {
    const outbox = new Outbox();
    let asked = 0;
    const away = { query: () => Promise.reject(new Error(`the database is away ${(asked += 1)}`)) };
    outbox.committed(away);
    await eventually(() => expect(asked).toBe(1));
    outbox.committed(away);
    await eventually(() => expect(asked).toBe(2));
  });
});
