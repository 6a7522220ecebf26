import type { FeedbackReport, PeriodReport, ProjectionStatus } from '@motcua/contracts';
import {
  eventually,
  startTestService,
  testBroker,
  testIssuer,
  type Api,
  type TestBroker,
  type TestIssuer,
  type TestService,
} from '@motcua/testing';
import { reportingService } from '../index.js';
import { EventPublisher } from '../testing/event-publisher.js';
import { ExampleLife } from '../testing/example-events.js';
import { agencyRegistered, agencyRenamed, procedurePublished } from '../testing/example-reference-data.js';

jest.setTimeout(60_000);

const august = { from: '2026-08-15', to: '2026-09-15' };
const due = '2026-08-28T17:00:00+07:00';

let broker: TestBroker;
let issuer: TestIssuer;
let publisher: EventPublisher;
let service: TestService;
let reform: Api;

beforeAll(async () => {
  broker = await testBroker('postgres');
  issuer = await testIssuer();
  publisher = await EventPublisher.start(broker);
  service = await startTestService(reportingService, { broker, issuer });
  reform = service.as(await issuer.as('reform-office'));
  await publisher.publish([
    agencyRegistered('H41.14', 'Sở Tư pháp'),
    agencyRegistered('H41.15', 'Sở Nội vụ'),
    agencyRegistered('H41.16', 'UBND huyện cũ', { validTo: '2026-08-14' }),
    agencyRegistered('H41.17', 'UBND xã mới', { validFrom: '2026-09-15' }),
    agencyRegistered('H41.18', 'Ban có một ngày trong kỳ', { validTo: '2026-08-15' }),
    procedurePublished(),
    agencyRenamed('H41.14', 'Sở Tư pháp và Hòa giải', '2026-09-20T02:00:00.000Z'),
    ...new ExampleLife().then('accepted', '2026-08-20T09:00:00+07:00', due).events,
  ]);
  const operations = service.as(await issuer.as('operations'));
  await eventually(async () => {
    const { serving, current } = await operations.get<ProjectionStatus>('/projections');
    const events = serving.reduce((sum, mark) => sum + mark.events, 0);
    if (!current || events !== 8) throw new Error(`${events} of 8 events are projected`);
  });
});

afterAll(async () => {
  await service?.stop();
  await publisher?.stop();
  await issuer?.stop();
  await broker?.stop();
});

describe('A report by agency', () => {
  const codesOf = (report: PeriodReport | FeedbackReport) => report.rows.map(({ agency }) => agency!.code);
  const query = { ...august, groupBy: 'agency' };

  it('has a row of zeros for each agency that existed on a day of the period, and none for others', async () => {
    const report = await reform.get<PeriodReport>('/reports/period', { query });
    expect(codesOf(report)).toEqual(['H41.14', 'H41.15', 'H41.18']);
    expect(report.rows.map(({ figures }) => [figures.total, figures.intake!.total])).toEqual([
      [1, 0],
      [0, 0],
      [0, 0],
    ]);
    const feedback = await reform.get<FeedbackReport>('/reports/feedback', { query });
    expect(codesOf(feedback)).toEqual(['H41.14', 'H41.15', 'H41.18']);
  });

  it('has the row of the one agency that was asked about', async () => {
    const report = await reform.get<PeriodReport>('/reports/period', { query: { ...query, agency: 'H41.15' } });
    expect(codesOf(report)).toEqual(['H41.15']);
  });
});

describe('An unknown code', () => {
  it.each([
    ['/reports/period', 'agency', 'report.agency-not-found'],
    ['/reports/period', 'field', 'report.field-not-found'],
    ['/reports/feedback', 'agency', 'report.agency-not-found'],
    ['/reports/feedback', 'field', 'report.field-not-found'],
    ['/reports/satisfaction', 'field', 'report.field-not-found'],
    ['/reports/lateness', 'field', 'report.field-not-found'],
    ['/reports/period/dossiers?cell=total', 'field', 'report.field-not-found'],
    ['/reports/period/intake/dossiers?cell=intake', 'field', 'report.field-not-found'],
    ['/reports/period/supplement-dossiers?cell=repeated', 'field', 'report.field-not-found'],
    ['/reports/period/apology-dossiers?cell=owed', 'field', 'report.field-not-found'],
    ['/reports/period/correction-dossiers?cell=corrections', 'field', 'report.field-not-found'],
    ['/reports/lateness/dossiers?party=UNIT', 'field', 'report.field-not-found'],
    ['/reports/lateness/dossiers?party=UNIT', 'chargedAgency', 'report.agency-not-found'],
    ['/reports/feedback/items?cell=filed', 'field', 'report.field-not-found'],
  ])('is refused by %s, naming %s', async (path, field, code) => {
    const refusal = await reform.refusal('GET', path, {
      query: { ...august, [field]: field === 'field' ? 'G99-KHONG' : 'H41.99' },
    });
    expect([refusal.status, refusal.code, refusal.problem.errors![0]!.path]).toEqual([404, code, field]);
  });

  it('is none where it is known, also without anything to count', async () => {
    const query = { ...august, field: 'G15-TP07', agency: 'H41.15' };
    expect((await reform.get<PeriodReport>('/reports/period', { query })).total.total).toBe(0);
  });
});

describe('An agency that was renamed after the period', () => {
  const nameIn = async (period: object) => {
    const query = { ...period, agency: 'H41.14', field: 'G15-TP07', groupBy: 'agency' };
    const { agencyName, fieldName, rows } = await reform.get<PeriodReport>('/reports/period', { query });
    return [agencyName, fieldName, rows[0]!.agency!.name];
  };

  it('has the old name in the head and the row of that period, and in the list behind a number', async () => {
    expect(await nameIn(august)).toEqual(['Sở Tư pháp', 'Hộ tịch', 'Sở Tư pháp']);
    const { items } = await reform.get('/reports/period/dossiers', { query: { ...august, cell: 'received' } });
    expect(items).toMatchObject([{ agency: { name: 'Sở Tư pháp' } }]);
  });

  it('has the new name in the period of the change', async () => {
    const name = 'Sở Tư pháp và Hòa giải';
    expect(await nameIn({ from: '2026-09-15', to: '2026-10-15' })).toEqual([name, 'Hộ tịch', name]);
  });

  it('has its first name in a period before anything was announced of it', async () => {
    expect((await nameIn({ from: '2025-08-15', to: '2025-09-15' }))[0]).toBe('Sở Tư pháp');
  });
});
