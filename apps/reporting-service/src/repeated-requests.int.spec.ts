import { openApiDocument } from '@motcua/platform';
import {
  keyedOperations,
  loggedPostgres,
  repeat,
  startTestService,
  testBroker,
  testIssuer,
  type Api,
  type LoggedPostgres,
  type RepeatedRequest,
  type TestBroker,
  type TestIssuer,
  type TestService,
} from '@motcua/testing';
import { reportingService } from './index.js';
import { DRAFT_EDITION, PUBLISH_EDITION } from './reform-index/http/examples.js';

jest.setTimeout(120_000);

let postgres: LoggedPostgres;
let broker: TestBroker;
let issuer: TestIssuer;
let service: TestService;
let reform: Api;

beforeAll(async () => {
  postgres = await loggedPostgres();
  broker = await testBroker('postgres');
  issuer = await testIssuer();
  service = await startTestService(reportingService, {
    broker,
    issuer,
    env: { DATABASE_URL: await postgres.newDatabase(), DATABASE_POOL_SIZE: '16' },
  });
  reform = service.as(await issuer.as('reform-office'));
});

afterAll(async () => {
  await service?.stop();
  await issuer?.stop();
  await broker?.stop();
  await postgres?.stop();
});

const EDITIONS = '/reform-index/editions';
const { code } = DRAFT_EDITION;
const other = { ...DRAFT_EDITION, code: 'bo-khac' };

const REQUESTS: Record<string, () => Promise<RepeatedRequest>> = {
  draftEdition: async () => ({ by: reform, path: EDITIONS, body: DRAFT_EDITION }),
  publishEdition: async () => ({ by: reform, path: `${EDITIONS}/${code}/publication`, body: PUBLISH_EDITION }),
  reviseEdition: async () => {
    await reform.post(EDITIONS, other);
    return {
      by: reform,
      path: `${EDITIONS}/${other.code}`,
      body: { ...other, name: 'Tên mới' },
      afterwards: () => reform.post(`${EDITIONS}/${other.code}/publication`, PUBLISH_EDITION),
    };
  },
};

describe('A request that was carried out', () => {
  let operations: Map<string, string>;
  beforeAll(async () => {
    operations = keyedOperations(await openApiDocument(reportingService));
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
      expect(anew.status).toBe(409);
    },
  );

  it('is done once when it is sent fifty times at once', async () => {
    const body = { ...DRAFT_EDITION, code: 'nam-muoi-lan' };
    const headers = { 'idempotency-key': 'khoa-bi-mat' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => reform.send('POST', EDITIONS, { body, headers })),
    );
    expect(new Set(answers.map((answer) => `${answer.status} ${JSON.stringify(answer.body)}`)).size).toBe(1);
    expect(answers[0]!.status).toBe(201);
  });
});

it('These requests cause no error in PostgreSQL, and its log names no caller and no key', async () => {
  expect(await postgres.errors()).toEqual([]);
  expect(await postgres.log()).not.toContain('khoa-bi-mat');
});
