import { eventually } from '@motcua/testing';
import type { QueryRunner } from 'typeorm';
import { CALENDAR_2026, filingRequest } from './testing/examples.js';
import {
  AGENCIES,
  startFeedbackService,
  withReferenceData,
  type FeedbackServiceUnderTest,
} from './testing/feedback-service-under-test.js';

jest.setTimeout(120_000);

let it_: FeedbackServiceUnderTest;
let person: QueryRunner;
let id: string;

beforeAll(async () => {
  it_ = await startFeedbackService({ DATABASE_LOCK_TIMEOUT_MS: '1000' });
  await withReferenceData(it_.database);
  ({ id } = await it_.people.an.post('/feedback', filingRequest()));
});
afterAll(() => it_?.stop());
beforeEach(async () => {
  person = it_.database.createQueryRunner();
  await person.startTransaction();
});
afterEach(async () => {
  if (person.isTransactionActive) await person.rollbackTransaction();
  await person.release();
});

const letGo = () => person.rollbackTransaction();

describe('While a person holds in psql', () => {
  it('one feedback item, its change gets a time to try again, all others are served, and so is this one afterwards', async () => {
    await person.query('SELECT 1 FROM feedbacks WHERE id = $1 FOR UPDATE', [id]);
    const accept = () => it_.people.officer.send('POST', `/feedback/${id}/acceptance`);
    const [held, filed, read] = await Promise.all([
      accept(),
      it_.people.an.send('POST', '/feedback', { body: filingRequest() }),
      it_.people.officer.send('GET', `/feedback/${id}`),
    ]);
    expect(held).toMatchObject({ status: 503, body: { code: 'database.busy' } });
    expect(held.headers.get('retry-after')).toBe('2');
    expect([filed.status, read.status]).toEqual([201, 200]);
    await letGo();
    expect((await accept()).status).toBe(200);
  });

  it('the whole table of invitations, feedback is filed and read, and the service is ready', async () => {
    await person.query('LOCK TABLE survey_invitations IN ACCESS EXCLUSIVE MODE');
    let over = false;
    const insisting = Array.from({ length: 20 }, async () => {
      while (!over) {
        const { status } = await it_.nobody.send('POST', '/survey-answers', {
          body: { token: 'A'.repeat(43), level: 'SATISFIED' },
        });
        expect(status).toBe(503);
      }
    });
    for (let i = 0; i < 5; i += 1) {
      expect((await it_.people.an.send('POST', '/feedback', { body: filingRequest() })).status).toBe(201);
      expect((await it_.people.officer.send('GET', '/feedback')).status).toBe(200);
      expect((await fetch(`${it_.service.url}/readyz`)).status).toBe(200);
    }
    over = true;
    await Promise.all(insisting);
    await letGo();
  });

  it('a row that an event writes, the event is tried again until it succeeds and is no dead letter', async () => {
    await person.query('LOCK TABLE agencies IN ACCESS EXCLUSIVE MODE');
    await it_.publish('agency.registered', 'H41.15', { ...AGENCIES[0]!, code: 'H41.15', name: 'Sở Nội vụ' });
    await it_.publish('calendar.published', 'vn-2', { ...CALENDAR_2026, id: 'vn-2' });
    // Another topic goes on; the server's log shows that the first event was tried and refused.
    await eventually(async () =>
      expect(await it_.database.query(`SELECT 1 FROM calendars WHERE id = 'vn-2'`)).toHaveLength(1),
    );
    const tries = async () =>
      (await person.query('SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()'))[0];
    const before = Number((await tries()).xact_rollback);
    await eventually(async () => {
      await person.query('SELECT pg_stat_clear_snapshot()');
      expect(Number((await tries()).xact_rollback)).toBeGreaterThan(before);
    });
    await letGo();
    await eventually(async () =>
      expect(await it_.database.query(`SELECT 1 FROM agencies WHERE code = 'H41.15'`)).toHaveLength(1),
    );
    expect(await it_.database.query('SELECT 1 FROM dead_letters UNION ALL SELECT 1 FROM parked_events')).toEqual([]);
  });
});
