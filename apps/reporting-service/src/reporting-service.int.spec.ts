import type { IntakeDossierPage, PeriodReport, PeriodReportDossierPage, ProjectionStatus } from '@motcua/contracts';
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
import { DataSource } from 'typeorm';
import { reportingService } from './index.js';
import { EventPublisher } from './testing/event-publisher.js';
import { ExampleLife } from './testing/example-events.js';
import {
  agencyRegistered,
  feedbackLife,
  procedurePublished,
  ballotsIssued,
  surveyAnswered,
} from './testing/example-reference-data.js';

jest.setTimeout(60_000);

const due = '2026-08-28T17:00:00+07:00';
const august = { from: '2026-08-15', to: '2026-09-15' };

let broker: TestBroker;
let publisher: EventPublisher;
let issuer: TestIssuer;
let service: TestService;
let reform: Api;
let officer: Api;
let operations: Api;

beforeAll(async () => {
  broker = await testBroker('postgres');
  publisher = await EventPublisher.start(broker);
  issuer = await testIssuer();
  service = await startTestService(reportingService, { broker, issuer });
  await signIn();
  const life = (agencyCode: string) => new ExampleLife({ agencyCode, channel: 'ONLINE' });
  const lives = [
    life('H41.14').then('accepted', '2026-08-20T09:00:00+07:00', due),
    life('H41.14')
      .then('accepted', '2026-08-20T09:00:00+07:00', due)
      .then('supplementRequested', '2026-08-21T09:00:00+07:00')
      .then('supplementProvided', '2026-08-25T09:00:00+07:00', '2026-09-04T17:00:00+07:00')
      .then('resolved', '2026-09-05T09:00:00+07:00', '2026-09-04T17:00:00+07:00'),
    life('H41.27.05').then('accepted', '2026-08-20T09:00:00+07:00', due).then('resolved', due, due),
    life('H41.27.05').then('refused', '2026-08-21T09:00:00+07:00'),
    life('H41.27.07').then('submitted', '2026-08-22T09:00:00+07:00'),
  ];
  await publisher.publish([
    agencyRegistered('H41.14', 'Sở Tư pháp'),
    agencyRegistered('H41.27.05', 'UBND phường Trường Vinh'),
    procedurePublished(),
    ...lives.flatMap(({ events }) => events),
    ...feedbackLife('H41.14', '2026-09-01T02:00:00.000Z'),
    ...feedbackLife('H41.14', '2026-09-06T02:00:00.000Z'),
    ballotsIssued('H41.14', 'OWNER', 3),
    ballotsIssued('H41.14', 'COUNTER', 4),
    ballotsIssued('H41.27.05', 'PORTAL', 2),
    ballotsIssued('H41.27.05', 'AGENCY_NAMED', 5),
    surveyAnswered('H41.14', 'VERY_SATISFIED', 'OWNER'),
    surveyAnswered('H41.14', 'SATISFIED', 'OWNER'),
    surveyAnswered('H41.27.05', 'DISSATISFIED', 'PORTAL'),
    ...Array.from({ length: 4 }, () => surveyAnswered('H41.14', 'VERY_SATISFIED', 'COUNTER')),
    surveyAnswered('H41.14', 'VERY_SATISFIED', 'AGENCY_NAMED'),
    surveyAnswered('H41.14', 'VERY_SATISFIED'),
  ]);
  await caughtUp();
});

afterAll(async () => {
  await service?.stop();
  await issuer?.stop();
  await publisher?.stop();
  await broker?.stop();
});

async function signIn(): Promise<void> {
  reform = service.as(await issuer.as('reform-office'));
  officer = service.as(await issuer.as('one-stop-officer', { agency: 'H41.14' }));
  operations = service.as(await issuer.as('operations'));
}

async function caughtUp(): Promise<void> {
  await eventually(async () => {
    const status = await operations.get<ProjectionStatus>('/projections');
    expect(status.serving.map(({ topic, events }) => [topic, events])).toEqual([
      ['agency-events.v1', 2],
      ['dossier-events.v1', 9],
      ['feedback-events.v1', 10],
      ['procedure-events.v1', 1],
      ['survey-events.v1', 13],
    ]);
    expect(status.current).toBe(true);
  });
}

const report = (who: Api, query: Record<string, string | number> = {}) =>
  who.get<PeriodReport>('/reports/period', { query: { ...august, ...query } });

describe('the reform office', () => {
  it('sees every agency by name, in rows that add up to the total', async () => {
    const { rows, total, ...head } = await report(reform, { groupBy: 'agency,field' });
    expect(rows.map(({ agency, field, figures }) => [agency, field, figures.total, figures.refusedAtIntake])).toEqual([
      [{ code: 'H41.14', name: 'Sở Tư pháp' }, { code: 'G15-TP07', name: 'Hộ tịch' }, 2, 0],
      [{ code: 'H41.27.05', name: 'UBND phường Trường Vinh' }, { code: 'G15-TP07', name: 'Hộ tịch' }, 1, 1],
      [{ code: 'H41.27.07' }, { code: 'G15-TP07', name: 'Hộ tịch' }, 0, 0],
    ]);
    expect(total).toMatchObject({
      total: 3,
      carriedOver: 0,
      received: { total: 3, online: 3 },
      ended: { total: 2, onTime: 1, late: 1 },
      inProgress: { total: 1, pastDue: 1 },
      shares: { endedLate: { numerator: 1, denominator: 2, percent: '50.00' } },
    });
    expect(head).toMatchObject({
      period: { firstDay: '2026-08-15', lastDay: '2026-09-14', name: 'Từ 2026-08-15 đến 2026-09-14' },
      provisional: false,
      freshness: { lag: 0, rebuilding: false, asOfEvent: expect.any(String), projectedUntil: expect.any(String) },
    });
  });

  it('can ask by the preset of the same period, in English', async () => {
    const month = await reform.get<PeriodReport>('/reports/period', {
      query: { preset: 'month', year: 2026, month: 9 },
      headers: { 'accept-language': 'en' },
    });
    expect(month.period).toEqual({
      from: '2026-08-14T17:00:00.000Z',
      to: '2026-09-14T17:00:00.000Z',
      firstDay: '2026-08-15',
      lastDay: '2026-09-14',
      preset: 'month',
      name: 'Month 9/2026',
    });
    expect(month.total.total).toBe(3);
  });

  it('lists the dossiers behind a number', async () => {
    const page = await reform.get<PeriodReportDossierPage>('/reports/period/dossiers', {
      query: { ...august, cell: 'ended.late' },
    });
    expect(page.total).toEqual({ value: 1, capped: false });
    expect(page.items).toMatchObject([
      {
        agency: { code: 'H41.14', name: 'Sở Tư pháp' },
        procedure: { code: '1.001193', name: 'Đăng ký khai sinh' },
        punctuality: 'LATE',
        dueAt: '2026-09-04T10:00:00.000Z',
        endedAt: '2026-09-05T02:00:00.000Z',
      },
    ]);
  });

  it('sees what waits for acceptance, also at an agency that has nothing but submissions', async () => {
    const query = { ...august, agency: 'H41.27.07' };
    const { total } = await report(reform, query);
    expect(total).toMatchObject({ total: 0, intake: { total: 1, submitted: 1, accepted: 0, waitingAfter: 1 } });
    const waiting = { ...query, cell: 'intake.waitingAfter' };
    const page = await reform.get<IntakeDossierPage>('/reports/period/intake/dossiers', { query: waiting });
    expect(page).toMatchObject({
      cell: 'intake.waitingAfter',
      total: { value: 1 },
      items: [{ submittedAt: '2026-08-22T02:00:00.000Z' }],
    });
  });

  it('sees no intake where an earlier version left it out, and sees it again after a rebuild', async () => {
    const before = await report(reform, { groupBy: 'agency' });
    expect(before.total.intake).toMatchObject({ submitted: 1 });
    await service.app.get(DataSource).query('UPDATE projection_state SET serving_filled_by = 1');
    const left = await report(reform, { groupBy: 'agency' });
    expect(left.total).toEqual({ ...before.total, intake: undefined });
    const cell = { query: { ...august, cell: 'intake.submitted' } };
    const refusal = await reform.refusal('GET', '/reports/period/intake/dossiers', cell);
    expect([refusal.status, refusal.code]).toEqual([409, 'report.intake-not-projected']);
    const received = { query: { ...august, cell: 'received' } };
    expect((await reform.send('GET', '/reports/period/dossiers', received)).status).toBe(200);
    await operations.post('/projections/rebuild');
    await eventually(async () => expect((await report(reform, { groupBy: 'agency' })).total).toEqual(before.total));
    await caughtUp();
    expect((await reform.send('GET', '/reports/period/intake/dossiers', cell)).status).toBe(200);
  });

  it('pages through them with a cursor, each once', async () => {
    const query = { ...august, cell: 'received', limit: 2 };
    const first = await reform.get<PeriodReportDossierPage>('/reports/period/dossiers', { query });
    const second = await reform.get<PeriodReportDossierPage>('/reports/period/dossiers', {
      query: { ...query, cursor: first.nextCursor },
    });
    const ids = [...first.items, ...second.items].map((dossier) => dossier.dossierId);
    expect([first.items.length, second.items.length, new Set(ids).size]).toEqual([2, 1, 3]);
    expect(second.nextCursor).toBeUndefined();
  });

  it('sees feedback where and when each step happened, and the codes behind a number', async () => {
    const feedback = await reform.get('/reports/feedback', { query: { ...august, groupBy: 'agency' } });
    expect(feedback.rows).toMatchObject([
      { agency: { code: 'H41.1' }, figures: { filed: 2, forwarded: 2, accepted: 0, open: 0 } },
      {
        agency: { code: 'H41.14' },
        figures: {
          filed: 0,
          receivedByForwarding: 2,
          accepted: 2,
          answered: 2,
          open: 0,
          published: 2,
          clocks: { answer: { total: 2, onTime: 1, late: 1, running: 0, pastDue: 0, unknown: 0 } },
        },
      },
      { agency: { code: 'H41.27.05' }, figures: { filed: 0, receivedByForwarding: 0, open: 0 } },
    ]);
    expect(feedback.total.shares.answeredOnTime).toEqual({ numerator: 1, denominator: 2, percent: '50.00' });
    const late = await reform.get('/reports/feedback/items', { query: { ...august, cell: 'answer.late' } });
    expect(late).toMatchObject({ total: { value: 1 }, items: [{ endedAt: '2026-09-06T02:00:00.000Z' }] });
  });

  it('sees satisfaction as counts with their shares', async () => {
    const { total } = await reform.get('/reports/satisfaction', { query: august });
    expect(total).toMatchObject({
      answers: 3,
      verySatisfied: 1,
      satisfied: 1,
      dissatisfied: 1,
      shares: { satisfied: { numerator: 2, denominator: 3, percent: '66.67' } },
    });
  });

  // Decision 766/QĐ-TTg judges an agency by its applicants; what its own counter could have cast stands apart.
  it('sees how many ballots of each channel were issued and answered, and that only those of applicants judge', async () => {
    const { total, rows } = await reform.get('/reports/satisfaction', { query: { ...august, groupBy: 'agency' } });
    const brief = ({ channels }: any) =>
      channels.map(({ channel, judges, answers, ofAllAnswers, ballots }: any) => [
        channel,
        judges,
        answers,
        ofAllAnswers.percent,
        ballots && [ballots.openBefore, ballots.issued, ballots.answered, ballots.open],
      ]);
    expect(brief(total)).toEqual([
      ['OWNER', true, 2, '22.22', [0, 3, 2, 1]],
      ['PORTAL', true, 1, '11.11', [0, 2, 1, 1]],
      // Answered at one agency, while the count of its ballots has not arrived: the open ballots of another do not hide it.
      ['AGENCY_NAMED', false, 1, '11.11', undefined],
      ['COUNTER', false, 4, '44.44', [0, 4, 4, 0]],
      ['UNKNOWN', false, 1, '11.11', undefined],
    ]);
    const [justice, ward] = rows;
    expect(justice.figures).toMatchObject({ answers: 2, shares: { satisfied: { percent: '100.00' } } });
    expect(brief(justice.figures)).toContainEqual(['COUNTER', false, 4, '50.00', [0, 4, 4, 0]]);
    expect(brief(justice.figures)).toContainEqual(['AGENCY_NAMED', false, 1, '12.50', undefined]);
    expect(brief(ward.figures)).toEqual([
      ['PORTAL', true, 1, '100.00', [0, 2, 1, 1]],
      ['AGENCY_NAMED', false, 0, '0.00', [0, 5, 0, 5]],
    ]);
    const alone = await reform.get('/reports/satisfaction', { query: august });
    expect(alone.total).toEqual(total);
  });

  it('sees the ballots that nobody has answered by then, and those that were open before, of a later period', async () => {
    const later = { from: '2026-08-16', to: '2026-08-20' };
    const { total, rows } = await reform.get('/reports/satisfaction', { query: { ...later, groupBy: 'agency' } });
    expect(total).toMatchObject({
      answers: 0,
      channels: [
        { channel: 'OWNER', answers: 0, ballots: { openBefore: 1, issued: 0, answered: 0, open: 1 } },
        { channel: 'PORTAL', ballots: { openBefore: 1, open: 1 } },
        // More were answered before than ballots have arrived: unknown, and still a line.
        { channel: 'AGENCY_NAMED', answers: 0 },
      ],
    });
    expect(total.channels[2].ballots).toBeUndefined();
    expect(rows[1].figures.channels[1].ballots).toEqual({ openBefore: 5, issued: 0, answered: 0, open: 5 });
    expect(rows.map((row: any) => row.agency.code)).toEqual(['H41.14', 'H41.27.05']);
  });

  it('sees no ballots by field: few answers are announced without theirs', async () => {
    const { total, rows } = await reform.get('/reports/satisfaction', { query: { ...august, groupBy: 'field' } });
    expect(total.channels[0].ballots).toMatchObject({ issued: 3 });
    expect(rows.map((row: any) => [row.field.code, row.figures.answers, row.figures.channels[0].ballots])).toEqual([
      ['G15-TP07', 3, undefined],
    ]);
  });

  it('is told that an agency does not exist when its code is misspelt', async () => {
    const refusal = await reform.refusal('GET', '/reports/period', { query: { ...august, agency: 'H41.99' } });
    expect([refusal.status, refusal.code]).toEqual([404, 'report.agency-not-found']);
  });

  it('gets a current period as of now, marked provisional, and is refused a period that has not begun', async () => {
    const year = new Date().getUTCFullYear();
    const running = await report(reform, { to: `${year + 2}-01-01` });
    expect(running.provisional).toBe(true);
    expect(Date.parse(running.asOf)).toBeLessThanOrEqual(Date.now());
    const refusal = await reform.refusal('GET', '/reports/period', {
      query: { from: `${year + 1}-12-31`, to: `${year + 2}-01-01` },
    });
    expect([refusal.status, refusal.code]).toEqual([400, 'report.period-not-begun']);
  });
});

describe('an officer', () => {
  it('sees the own agency without asking for it, and only that one', async () => {
    const { rows, total, agency } = await report(officer, { groupBy: 'agency' });
    expect(agency).toBe('H41.14');
    expect(rows.map((row) => row.agency!.code)).toEqual(['H41.14']);
    expect(total.total).toBe(2);
    const page = await officer.get<PeriodReportDossierPage>('/reports/period/dossiers', {
      query: { ...august, cell: 'refusedAtIntake' },
    });
    expect(page.items).toEqual([]);
  });

  it.each([
    '/reports/period',
    '/reports/feedback',
    '/reports/satisfaction',
    '/reports/period/dossiers?cell=total',
    '/reports/period/intake/dossiers?cell=intake',
  ])('of another agency is told by %s that it does not exist, registered or not', async (path) => {
    for (const agency of ['H41.27.05', 'H41.99']) {
      const refusal = await officer.refusal('GET', path, { query: { ...august, agency } });
      expect([refusal.status, refusal.code]).toEqual([404, 'report.agency-not-found']);
    }
  });

  it('who belongs to no agency gets no report, and an applicant none at all', async () => {
    const nowhere = service.as(await issuer.as('processing-officer'));
    expect((await nowhere.refusal('GET', '/reports/period', { query: august })).code).toBe('report.no-agency');
    const applicant = service.as(await issuer.as('applicant'));
    expect((await applicant.refusal('GET', '/reports/period', { query: august })).status).toBe(403);
    expect((await service.api.refusal('GET', '/reports/period', { query: august })).status).toBe(401);
  });

  it('can neither see nor rebuild the projection', async () => {
    expect((await officer.refusal('GET', '/projections')).status).toBe(403);
    expect((await officer.refusal('POST', '/projections/rebuild')).status).toBe(403);
  });
});

describe('a wrong question', () => {
  it.each<[Record<string, string>, string]>([
    [{ preset: 'decade', year: '2026' }, 'preset'],
    [{ preset: 'month', year: 'soon', month: '8' }, 'year'],
    [{ preset: 'month', year: '2026', month: '13' }, 'month'],
    [{ from: 'yesterday', to: '2026-01-01' }, 'from'],
    [{ from: '2026-02-30', to: '2026-03-01' }, 'from'],
    [{ ...august, groupBy: 'province' }, 'groupBy'],
    [{ ...august, agency: "H41' OR 1=1" }, 'agency'],
    [{ ...august, colour: 'red' }, 'colour'],
  ])('%p is refused with 400 naming %s', async (query, field) => {
    const refusal = await reform.refusal('GET', '/reports/period', { query });
    expect(refusal.status).toBe(400);
    expect(refusal.problem.errors!.map((error) => error.path)).toContain(field);
  });

  it.each<[Record<string, string | number>, string]>([
    [{ cell: 'ended.soon' }, 'cell'],
    [{}, 'cell'],
    [{ cell: 'ended', limit: 0 }, 'limit'],
    [{ cell: 'ended', cursor: 'nonsense' }, 'cursor'],
  ])('for a list, %p is refused with 400 naming %s', async (query, field) => {
    const refusal = await reform.refusal('GET', '/reports/period/dossiers', { query: { ...august, ...query } });
    expect(refusal.status).toBe(400);
    expect(refusal.problem.errors!.map((error) => error.path)).toContain(field);
  });
});
