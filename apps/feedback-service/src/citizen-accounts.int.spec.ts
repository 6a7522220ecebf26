import pg from 'pg';
import { filingRequest } from './testing/examples.js';
import {
  startFeedbackService,
  withReferenceData,
  type FeedbackServiceUnderTest,
} from './testing/feedback-service-under-test.js';

jest.setTimeout(60_000);

const NUMBER = '040090000101';

describe('An account that its identity provider calls by a citizen’s number', () => {
  let motcua: FeedbackServiceUnderTest;
  beforeAll(async () => {
    motcua = await startFeedbackService();
    await withReferenceData(motcua.database);
  });
  afterAll(() => motcua?.stop());

  it('files feedback once and reads its own, and no table holds the number', async () => {
    const citizen = motcua.service.as(await motcua.issuer.as('applicant', { sub: NUMBER }));
    const headers = { 'idempotency-key': 'once' };
    const { id } = await citizen.post('/feedback', filingRequest(), { headers });
    expect(await citizen.post('/feedback', filingRequest(), { headers })).toMatchObject({ id });
    expect((await citizen.get('/feedback')).items).toMatchObject([{ id }]);
    expect((await motcua.people.an.get('/feedback')).items).toEqual([]);
    const client = new pg.Client({ connectionString: motcua.service.env['DATABASE_URL'] });
    await client.connect();
    const { rows } = await client.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
    for (const { tablename } of rows) {
      const all = await client.query(`SELECT t::text AS text FROM ${pg.escapeIdentifier(tablename)} AS t`);
      expect(all.rows.filter(({ text }) => text.includes(NUMBER))).toEqual([]);
    }
    await client.end();
  });
});
