import { contentHash, openApiDocument } from '@motcua/platform';
import { keyedOperations, loggedPostgres, repeat, type LoggedPostgres, type RepeatedRequest } from '@motcua/testing';
import {
  ABOLISH_PROCEDURE,
  ABOLISHABLE_CODE,
  CHANGE_AGENCY,
  CLOSE_AGENCY,
  DRAFT_CODE,
  ENTER_PROCEDURE,
  NEW_AGENCY_CODE,
  PUBLISH_CALENDAR,
  PUBLISH_PROCEDURE,
  PUBLISH_RULE_SET,
  REGISTER_AGENCY,
  REVISE_DRAFT,
  SET_EVERYDAY_PHRASE,
} from './http/examples.js';
import { procedureCatalogService } from './procedure-catalog-service.definition.js';
import { startCatalog, type CatalogUnderTest } from './testing/catalog-under-test.js';
import { PROCEDURES, PUBLICATION } from './testing/test-catalog.js';

jest.setTimeout(120_000);

let postgres: LoggedPostgres;
let it_: CatalogUnderTest;
beforeAll(async () => {
  postgres = await loggedPostgres();
  it_ = await startCatalog({ DATABASE_URL: await postgres.newDatabase(), DATABASE_POOL_SIZE: '16' });
  await it_.seedReferenceData();
  await it_.seedProcedures();
});
afterAll(async () => {
  await it_?.stop();
  await postgres?.stop();
});

const by = () => it_.people.control;
const revisionOf = async (path: string): Promise<{ expectedRevision: number }> => ({
  expectedRevision: (await by().get(path)).revision,
});

/** In this order: a draft is revised, then published. What comes between a request and its repetition is another change. */
const REQUESTS: Record<string, () => Promise<RepeatedRequest>> = {
  enterProcedure: async () => ({ by: by(), path: '/procedures', body: ENTER_PROCEDURE }),
  reviseProcedureDraft: async () => ({
    by: by(),
    path: `/procedures/${DRAFT_CODE}/draft`,
    body: { ...REVISE_DRAFT, ...(await revisionOf(`/procedures/${DRAFT_CODE}`)) },
  }),
  publishProcedure: async () => ({
    by: by(),
    path: `/procedures/${DRAFT_CODE}/publication`,
    body: PUBLISH_PROCEDURE,
    afterwards: () => by().post(`/procedures/${DRAFT_CODE}/abolition`, ABOLISH_PROCEDURE),
  }),
  abolishProcedure: async () => ({
    by: by(),
    path: `/procedures/${ABOLISHABLE_CODE}/abolition`,
    body: ABOLISH_PROCEDURE,
  }),
  registerAgency: async () => ({
    by: by(),
    path: '/agencies',
    body: REGISTER_AGENCY,
    afterwards: () => by().post(`/agencies/${NEW_AGENCY_CODE}/closure`, CLOSE_AGENCY),
  }),
  changeAgency: async () => ({
    by: by(),
    path: '/agencies/H41.14',
    body: { ...CHANGE_AGENCY, name: 'Sở Tư pháp tỉnh', ...(await revisionOf('/agencies/H41.14')) },
  }),
  closeAgency: async () => ({
    by: by(),
    path: '/agencies/H41.14/closure',
    body: { ...CLOSE_AGENCY, successorCode: 'H41.27.05', ...(await revisionOf('/agencies/H41.14')) },
  }),
  setEverydayPhrase: async () => ({
    by: by(),
    path: '/everyday-phrases',
    body: SET_EVERYDAY_PHRASE,
    afterwards: () =>
      by().send('PUT', '/everyday-phrases', { body: { ...SET_EVERYDAY_PHRASE, means: [], expectedRevision: 1 } }),
  }),
  publishCalendar: async () => ({
    by: by(),
    path: '/calendars/thu-bay/versions',
    body: { ...PUBLISH_CALENDAR, expectedVersion: 0 },
    afterwards: () =>
      by().post('/calendars/thu-bay/versions', { ...PUBLISH_CALENDAR, name: 'Khác', expectedVersion: 1 }),
  }),
  publishRuleSet: async () => ({
    by: by(),
    path: '/rule-sets/thu-nghiem/versions',
    body: { ...PUBLISH_RULE_SET, expectedVersion: 0 },
    afterwards: () =>
      by().post('/rule-sets/thu-nghiem/versions', { ...PUBLISH_RULE_SET, legalBasis: 'Khác', expectedVersion: 1 }),
  }),
};

describe('A request that was carried out', () => {
  let operations: Map<string, string>;
  beforeAll(async () => {
    operations = keyedOperations(await openApiDocument(procedureCatalogService));
  });

  it('is repeated here for every operation that takes an Idempotency-Key', () => {
    expect([...operations.keys()].sort()).toEqual(Object.keys(REQUESTS).sort());
  });

  it.each(Object.keys(REQUESTS))(
    'gets its answer again whatever has changed since, and would be refused if it were new: %s',
    async (operation) => {
      const { first, again, anew } = await repeat(operations.get(operation)!, await REQUESTS[operation]!());
      expect([200, 201]).toContain(first.status);
      expect([again.status, again.body]).toEqual([first.status, first.body]);
      expect([409, 422]).toContain(anew.status);
    },
  );

  it('is done once when it is sent fifty times at once', async () => {
    const body = { ...REGISTER_AGENCY, code: 'H41.16' };
    const headers = { 'idempotency-key': 'khoa-bi-mat' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => by().send('POST', '/agencies', { body, headers })),
    );
    expect(new Set(answers.map((answer) => `${answer.status} ${JSON.stringify(answer.body)}`)).size).toBe(1);
    expect(answers[0]!.status).toBe(201);
  });
});

describe('A request that version 0.1 carried out and kept with its answer', () => {
  const keptBy01 = (operation: string, body: unknown, answer: object) =>
    it_.database.query(
      `INSERT INTO idempotency_keys (caller, operation, key, request_hash, status, body, encrypted, created_at)
       VALUES ('control-1', $1, 'kept-by-0.1', $2, 200, $3, false, now())`,
      [operation, contentHash(body), Buffer.from(JSON.stringify(answer))],
    );
  const again = async (method: string, path: string, body: unknown) =>
    (await by().send(method, path, { body, headers: { 'idempotency-key': 'kept-by-0.1' } })).body;

  it.each([
    ['calendar', 'publishCalendar:vn', '/calendars/vn', PUBLISH_CALENDAR],
    ['rule set', 'publishRuleSet:nd-118-2025', '/rule-sets/nd-118-2025', PUBLISH_RULE_SET],
  ])('is answered with the version of the %s that it published', async (_, operation, path, body) => {
    const version = await by().get(`${path}/versions/1`);
    await keptBy01(operation, body, version);
    expect(await again('POST', `${path}/versions`, body)).toEqual(version);
  });

  it.each([
    ['registerAgency', 'POST', '/agencies', { ...REGISTER_AGENCY, code: 'H41.27.05' }],
    ['changeAgency:H41.27.05', 'PATCH', '/agencies/H41.27.05', CHANGE_AGENCY],
    ['closeAgency:H41.27.05', 'POST', '/agencies/H41.27.05/closure', CLOSE_AGENCY],
  ])('is answered with the agency as it was then: %s', async (operation, method, path, body) => {
    const then = await by().get('/agencies/H41.27.05');
    await by().patch('/agencies/H41.27.05', { name: `Tên mới sau ${operation}` });
    await keptBy01(operation, body, then);
    expect(await again(method, path, body)).toEqual(then);
  });

  it.each([
    ['enterProcedure', 'POST', '/procedures', { ...ENTER_PROCEDURE, code: '1.002010' }],
    ['reviseProcedureDraft:1.002010', 'PUT', '/procedures/1.002010/draft', { ...REVISE_DRAFT, code: '1.002010' }],
    ['publishProcedure:1.002010', 'POST', '/procedures/1.002010/publication', PUBLISH_PROCEDURE],
    ['abolishProcedure:1.002010', 'POST', '/procedures/1.002010/abolition', ABOLISH_PROCEDURE],
  ])('is answered with the procedure as it is now: %s', async (operation, method, path, body) => {
    const now = await by().get('/procedures/1.002010');
    await keptBy01(operation, body, { ...now, status: 'DRAFT', revision: 1, published: undefined });
    expect(await again(method, path, body)).toEqual(now);
  });
});

describe('A request that the release before carried out and kept with the rows that it left', () => {
  it('is answered as of today, for it kept no day and no agencies that are gone', async () => {
    const { code } = await by().post('/procedures', { ...PROCEDURES[0], code: '9.700777' });
    const publish = () =>
      by().send('POST', `/procedures/${code}/publication`, {
        body: PUBLICATION,
        headers: { 'idempotency-key': 'kept-without-a-day' },
      });
    const first = await publish();
    expect(first.body).toMatchObject({ status: 'PUBLISHED', published: { version: 1 } });
    await it_.database.query(
      `UPDATE idempotency_keys SET body = convert_to((convert_from(body, 'UTF8')::jsonb - 'on' - 'agenciesGone')::text, 'UTF8')
       WHERE key = 'kept-without-a-day'`,
    );
    const again = await publish();
    expect([again.status, again.body]).toEqual([first.status, first.body]);
  });
});

it('These requests cause no error in PostgreSQL, and its log names no caller and no key', async () => {
  expect(await postgres.errors()).toEqual([]);
  expect(await postgres.log()).not.toContain('khoa-bi-mat');
});
