import type { FreezeReportRequest, FrozenReports, PeriodReport } from '@motcua/contracts';
import { openApiDocument } from '@motcua/platform';
import {
  eventually,
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
import { EventPublisher } from './testing/event-publisher.js';
import { ExampleLife } from './testing/example-events.js';
import { agencyRegistered, procedurePublished } from './testing/example-reference-data.js';

jest.setTimeout(120_000);

const SEPTEMBER = { preset: 'month', year: 2026, month: 9 } as const satisfies FreezeReportRequest;
const accepted = '2026-08-20T09:00:00+07:00';

let postgres: LoggedPostgres;
let broker: TestBroker;
let issuer: TestIssuer;
let publisher: EventPublisher;
let service: TestService;
let control: Api;
let reform: Api;

beforeAll(async () => {
  [postgres, broker, issuer] = await Promise.all([loggedPostgres(), testBroker('postgres'), testIssuer()]);
  publisher = await EventPublisher.start(broker, 100);
  const env = { DATABASE_URL: await postgres.newDatabase(), DATABASE_POOL_SIZE: '16' };
  service = await startTestService(reportingService, { broker, issuer, env });
  control = service.as(await issuer.as('procedure-control', { officer_name: 'Nguyễn Thị Kiểm Soát' }));
  reform = service.as(await issuer.as('reform-office'));
  await publisher.publish([
    agencyRegistered('H41.14', 'Sở Tư pháp'),
    procedurePublished(),
    ...new ExampleLife().then('accepted', accepted, '2026-08-28T17:00:00+07:00').events,
  ]);
  await heard();
});
afterAll(async () => {
  await service?.stop();
  await publisher?.stop();
  await issuer?.stop();
  await Promise.all([broker?.stop(), postgres?.stop()]);
});

/** Everything that was announced until now is in the numbers. */
async function heard(): Promise<void> {
  const now = new Date().toISOString();
  await eventually(
    async () => {
      const { freshness } = await control.get<PeriodReport>('/reports/period', { query: SEPTEMBER });
      for (const { until } of freshness.producers!) expect(until! > now).toBe(true);
    },
    { timeoutMs: 30_000 },
  );
}

const EDITIONS = '/reform-index/editions';
const { code } = DRAFT_EDITION;
const other = { ...DRAFT_EDITION, code: 'bo-khac' };

async function asRead(edition: string): Promise<Record<string, string>> {
  const { headers } = await reform.send('GET', `${EDITIONS}/${edition}`);
  return { 'if-match': headers.get('etag')! };
}

const REQUESTS: Record<string, () => Promise<RepeatedRequest>> = {
  freezeReport: async () => ({
    by: control,
    path: '/reports/frozen',
    body: SEPTEMBER,
    // Another dossier of the period is learnt of, and a second report takes the place of the first.
    afterwards: async () => {
      await publisher.publish(new ExampleLife().then('accepted', accepted, '2026-09-30T17:00:00+07:00').events);
      await heard();
      const { items } = await control.get<FrozenReports>('/reports/frozen');
      await control.post('/reports/frozen', { ...SEPTEMBER, supersedes: items[0]!.hash, reason: 'Bổ sung hồ sơ' });
    },
  }),
  draftEdition: async () => ({ by: reform, path: EDITIONS, body: DRAFT_EDITION }),
  publishEdition: async () => ({
    by: reform,
    path: `${EDITIONS}/${code}/publication`,
    body: PUBLISH_EDITION,
    headers: await asRead(code),
  }),
  reviseEdition: async () => {
    await reform.post(EDITIONS, other);
    return {
      by: reform,
      path: `${EDITIONS}/${other.code}`,
      body: { ...other, name: 'Tên mới' },
      afterwards: async () => {
        const headers = await asRead(other.code);
        await reform.post(`${EDITIONS}/${other.code}/publication`, PUBLISH_EDITION, { headers });
      },
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
