import type {
  Edition,
  EditionNode,
  EditionView,
  FeedbackStatus,
  FrozenReportSummary,
  IndexRanking,
  IndexUnitResult,
  MetricList,
  PeriodReport,
  PeriodReportDossierPage,
  ProjectionStatus,
} from '@motcua/contracts';
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
import { randomUUID } from 'node:crypto';
import { makeAgain, reportingService } from '../index.js';
import { DRAFT_EDITION } from '../reform-index/http/examples.js';
import { EventPublisher } from '../testing/event-publisher.js';
import { ExampleLife } from '../testing/example-events.js';
import { agencyRegistered, agencyRenamed, procedurePublished } from '../testing/example-reference-data.js';

jest.setTimeout(120_000);

const EDITIONS = '/reform-index/editions';
const SEPTEMBER = { preset: 'month', year: 2026, month: 9 };
const OF_766 = `${EDITIONS}/qd-766-2026/results`;
const accepted = '2026-08-20T09:00:00+07:00';
const due = '2026-08-28T17:00:00+07:00';
const late = '2026-09-02T09:00:00+07:00';
const later = '2026-09-30T17:00:00+07:00';

let broker: TestBroker;
let issuer: TestIssuer;
let publisher: EventPublisher;
let service: TestService;
let reform: Api;
let control: Api;
let head: Api;
let operations: Api;

/** Everything that was announced until now is in the numbers, and its producers have said so. */
const told = async () => {
  const now = new Date().toISOString();
  await eventually(
    async () => {
      expect((await operations.get<ProjectionStatus>('/projections')).current).toBe(true);
      const { freshness } = await control.get<PeriodReport>('/reports/period', { query: SEPTEMBER as never });
      for (const { until } of freshness.producers!) expect(until! > now).toBe(true);
    },
    { timeoutMs: 30_000 },
  );
};
const read = (query: object, path = OF_766) => reform.get<IndexRanking>(path, { query: query as never });
const refused = async (query: object, path = OF_766) => {
  const { status, code, problem } = await reform.refusal('GET', path, { query: query as never });
  return { status, code, paths: problem.errors?.map((one) => one.path) };
};
const bytes = async (query: string) => {
  const token = await issuer.as('reform-office');
  const url = new URL(`${OF_766}?${query}`, service.url);
  return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).text();
};

const life = (agencyCode = 'H41.14') =>
  new ExampleLife({ agencyCode, channel: 'ONLINE' }).then('submitted', accepted).then('accepted', accepted, due);

/** A feedback item of an agency, which passes it on to another one or answers it. */
function feedback(agencyCode: string, steps: [FeedbackStatus, string, object?][]) {
  const feedbackId = randomUUID();
  const dues = {
    respondDueAt: '2026-08-24T10:00:00.000Z',
    dueAt: '2026-09-10T10:00:00.000Z',
    publishDueAt: '2026-09-14T10:00:00.000Z',
  };
  return steps.map(([status, time, more = {}], i) => ({
    type: `feedback.${status === 'NEW' ? 'filed' : status.toLowerCase()}`,
    subject: feedbackId,
    aggregateversion: i + 1,
    time,
    data: {
      feedback: {
        feedbackId,
        code: `PAKN.20260820.${feedbackId.slice(0, 4)}`,
        kind: 'BEHAVIOUR',
        channel: 'ONLINE',
        status,
        agencyCode,
        filedAt: '2026-08-20T02:00:00.000Z',
        ...dues,
        ...(more as { feedback?: object }).feedback,
      },
      ...(status === 'FORWARDED' && { fromAgencyCode: agencyCode }),
    },
  }));
}

/** An edition of one group that cites every measured metric. */
async function everyMetric(): Promise<Edition> {
  const { items } = await head.get<MetricList>('/reform-index/metrics');
  const measured = items.filter(({ state }) => state === 'MEASURED');
  const nodes = measured.map(({ id, shape }, i): EditionNode => {
    const rate = { kind: 'RATIO', metric: id, target: 10_000 } as const;
    const comparison = { kind: 'COMPARE', metric: id, better: 10_000, equal: 5_000, worse: 0, places: 2 } as const;
    return {
      code: String(i + 1),
      name: id,
      maximum: 10_000,
      rule: shape === 'RATE' ? rate : comparison,
      empty: 'NOT_APPLICABLE',
      evidence: 'NONE',
      source: 'SYSTEM',
    };
  });
  const [group] = DRAFT_EDITION.groups;
  return {
    ...DRAFT_EDITION,
    code: 'moi-so-do',
    years: { from: 2026 },
    groups: [{ ...group!, levels: ['PROVINCE', 'COMMUNE'], maximum: nodes.length * 10_000 }],
    nodes,
  };
}

async function publish(edition: Edition): Promise<void> {
  const { hash } = await reform.post<EditionView>(EDITIONS, edition);
  await reform.post(`${EDITIONS}/${edition.code}/publication`, {}, { headers: { 'if-match': `"${hash}"` } });
}

const node = (ranking: IndexRanking, unit: string, code: string) => {
  const of = ranking.result.units.find((one) => one.unit === unit)!;
  return of.nodes.find((one) => one.node === code)!;
};
const factsOf = (ranking: IndexRanking, unit: string, code: string) =>
  ranking.units.find((one) => one.code === unit)!.facts[code];

beforeAll(async () => {
  broker = await testBroker('postgres');
  issuer = await testIssuer();
  publisher = await EventPublisher.start(broker, 100);
  service = await startTestService(reportingService, { broker, issuer });
  reform = service.as(await issuer.as('reform-office'));
  control = service.as(
    await issuer.as('procedure-control', { officer_name: 'Nguyễn Thị Kiểm Soát', officer_title: 'Trưởng phòng' }),
  );
  head = service.as(await issuer.as('agency-head', { agency: 'H41.14' }));
  operations = service.as(await issuer.as('operations'));
  const commune = agencyRegistered('H41.30', 'Ủy ban nhân dân xã Đông');
  const waiting = (more: object = {}) =>
    life().then('supplementRequested', '2026-08-25T09:00:00+07:00', undefined, more);
  await publisher.publish([
    agencyRegistered('H41.14', 'Sở Tư pháp'),
    agencyRegistered('H41.15', 'Sở Nội vụ'),
    agencyRegistered('H41.16', 'Sở chưa có hồ sơ'),
    { ...commune, data: { ...commune.data, level: 'COMMUNE' } },
    agencyRenamed('H41.15', 'Sở Nội vụ và Lao động', '2026-09-20T02:00:00.000Z'),
    procedurePublished(),
    ...life().then('resolved', '2026-08-26T09:00:00+07:00', due).events,
    ...life().then('resolved', due, due).events,
    ...life().then('resolved', late, due).events,
    // Past its due date at the end of September's period, and one that is still in time then.
    ...life().events,
    ...new ExampleLife({ channel: 'DIRECT' }).then('accepted', accepted, later).events,
    ...waiting().events,
    ...waiting({ flags: ['SUPPLEMENT_REPEATED'] }).events,
    // History of another system: no metric counts it, however good it looks.
    ...new ExampleLife().then('imported', '2026-08-21T09:00:00+07:00', due, {
      legacyId: 'cu-1',
      endedAt: '2026-08-21T09:00:00+07:00',
      dossier: { acceptedAt: accepted, status: 'RESOLVED' },
    }).events,
    ...life('H41.15').then('resolved', '2026-08-26T09:00:00+07:00', due).events,
    ...life('H41.30').then('resolved', late, due).events,
    ...feedback('H41.14', [
      ['NEW', '2026-08-20T02:00:00.000Z'],
      ['ACCEPTED', '2026-08-21T02:00:00.000Z'],
      ['ANSWERED', '2026-09-01T02:00:00.000Z'],
      ['PUBLISHED', '2026-09-02T02:00:00.000Z'],
    ]),
    ...feedback('H41.14', [
      ['NEW', '2026-08-20T02:00:00.000Z'],
      ['ACCEPTED', '2026-08-28T02:00:00.000Z'],
      ['ANSWERED', '2026-09-01T02:00:00.000Z'],
    ]),
    // H41.15 never answers.
    ...feedback('H41.15', [['NEW', '2026-08-20T02:00:00.000Z']]),
    // Passed on in time, and long after its time: both to H41.16.
    ...feedback('H41.15', [
      ['NEW', '2026-08-20T02:00:00.000Z'],
      ['FORWARDED', '2026-08-21T02:00:00.000Z', { feedback: { agencyCode: 'H41.16' } }],
    ]),
    ...feedback('H41.15', [
      ['NEW', '2026-08-20T02:00:00.000Z'],
      [
        'FORWARDED',
        '2026-09-08T02:00:00.000Z',
        { feedback: { agencyCode: 'H41.16', respondDueAt: '2026-09-20T02:00:00.000Z', dueAt: later } },
      ],
    ]),
  ]);
  await told();
  await publish(await everyMetric());
});

afterAll(async () => {
  await service?.stop();
  await publisher?.stop();
  await issuer?.stop();
  await broker?.stop();
});

describe('The registry of metrics', () => {
  it('says of each metric by which cells it is counted, or what the platform would have to record', async () => {
    const { items } = await head.get<MetricList>('/reform-index/metrics');
    for (const { state, parts, needs } of items)
      expect(state === 'MEASURED' ? parts!.length > 1 && !needs : needs!.vi !== '' && !parts).toBe(true);
    expect(items.filter(({ state }) => state === 'MEASURED').map(({ id }) => id)).toEqual([
      'SETTLED_IN_TIME@1',
      'RECEIVED_ONLINE@1',
      'PETITION_ON_TIME@1',
      'TIME_OF_DOSSIER@1',
    ]);
  });
});

describe('A live value', () => {
  it('opens to what it counts: behind each count of each metric is a list of that length', async () => {
    const { values, source } = await read(SEPTEMBER, `${EDITIONS}/moi-so-do/results`);
    expect(source).toMatchObject({ kind: 'LIVE', provisional: true, period: { lastDay: '2026-09-14' } });
    expect(source.freshness!.producers!.length).toBeGreaterThan(0);
    expect(new Set(values.map(({ metric }) => metric)).size).toBe(4);
    let counted = 0;
    for (const { terms, against = [] } of values)
      for (const { list, count } of [...terms, ...against]) {
        const { total } = await control.get<{ total: { value: number } }>(list!);
        expect([list, total.value]).toEqual([list, count]);
        counted += count!;
      }
    expect(counted).toBeGreaterThan(20);
  });

  it('counts as in time what was settled or can still be, and not what waits after a second request (Decision 766, item 2.1)', async () => {
    const ranking = await read(SEPTEMBER);
    expect(factsOf(ranking, 'H41.14', '2.1')).toEqual({ numerator: 4, denominator: 7 });
    expect(node(ranking, 'H41.14', '2.1')).toMatchObject({
      state: 'MEASURED',
      points: '11.43',
      explanation: { vi: '4/7 = 57,14 %, mục tiêu 100,00 %' },
    });
    expect(ranking.values.find(({ unit, node }) => unit === 'H41.14' && node === '2.1')).toMatchObject({
      metric: 'SETTLED_IN_TIME@1',
      target: 10_000,
    });
  });

  it('names what costs points: with it and what was in time nothing of the denominator is left', async () => {
    const ranking = await read(SEPTEMBER);
    const summed = (cells: { sign: string; count?: number }[]) =>
      cells.reduce((sum, { sign, count }) => sum + (sign === 'PLUS' ? count! : -count!), 0);
    for (const { unit, node: code, against } of ranking.values) {
      const { numerator, denominator } = factsOf(ranking, unit, code)!;
      expect([unit, code, summed(against!)]).toEqual([unit, code, denominator! - numerator!]);
    }
    const { against } = ranking.values.find(({ unit, node }) => unit === 'H41.14' && node === '2.1')!;
    expect(against!.filter(({ count }) => count! > 0).map(({ cell, count }) => [cell, count])).toEqual([
      ['ended.late', 1],
      ['inProgress.pastDue', 1],
      ['supplements.waitingAfterRepeated', 1],
    ]);
  });

  it('judges feedback by every time limit that the agency had; silence is late, and so is what is passed on late', async () => {
    const ranking = await read(SEPTEMBER);
    // Answered in time, but accepted after the time for that had passed.
    expect(factsOf(ranking, 'H41.14', '5.2')).toEqual({ numerator: 1, denominator: 2 });
    // Passing much on in time does not dilute what was late.
    expect(factsOf(ranking, 'H41.15', '5.2')).toEqual({ numerator: 0, denominator: 2 });
    // The item that came late is still within the time of H41.16; the one that came early is past due.
    expect(factsOf(ranking, 'H41.16', '5.2')).toEqual({ numerator: 1, denominator: 2 });
    expect(node(ranking, 'H41.30', '5.2')).toMatchObject({
      points: '6.00',
      explanation: { vi: 'Không phát sinh: đạt điểm tối đa' },
    });
  });

  it('of an agency without a dossier is what the edition says of nothing to count, and the agency is not left out', async () => {
    const ranking = await read(SEPTEMBER);
    expect(factsOf(ranking, 'H41.16', '2.1')).toEqual({ numerator: 0, denominator: 0 });
    expect(node(ranking, 'H41.16', '2.1')).toMatchObject({ state: 'MEASURED', points: '0.00' });
    const whole = await read(SEPTEMBER, `${EDITIONS}/moi-so-do/results`);
    const of = whole.result.units.find(({ unit }) => unit === 'H41.16')!;
    expect(of.nodes.filter(({ state }) => state === 'NOT_APPLICABLE')).toHaveLength(3);
  });

  it('names an agency that the catalog has not announced: it drops out of the ranking, but not without a word', async () => {
    await publisher.publish(life('H41.99').events);
    await told();
    const { units, unplaced } = await read(SEPTEMBER);
    expect(units.map(({ code }) => code)).not.toContain('H41.99');
    expect(unplaced).toEqual([{ code: 'H41.99' }]);
  });

  it('gives an index, a rank and a class only where all is measured, and says else what is missing and of how much', async () => {
    const partly = await read(SEPTEMBER);
    const nothing = { value: null, rank: null, class: null, points: null };
    for (const unit of partly.result.units) expect(unit).toMatchObject({ ...nothing, measured: { maximum: '26.000' } });
    expect(partly.notMeasured.map(({ node }) => node)).toContain('5.3');
    expect(partly.notMeasured.map(({ node }) => node)).not.toContain('2.1');
    const whole = await read(SEPTEMBER, `${EDITIONS}/moi-so-do/results`);
    expect(whole.notMeasured).toEqual([]);
    expect(whole.result.units.map(({ rank }: IndexUnitResult) => rank)).not.toContain(null);
  });

  it('names an agency as it was called at the end of the period', async () => {
    const name = async (query: object) => (await read(query)).units.find(({ code }) => code === 'H41.15')!.name;
    expect(await name(SEPTEMBER)).toBe('Sở Nội vụ');
    expect(await name({ ...SEPTEMBER, month: 10 })).toBe('Sở Nội vụ và Lao động');
  });

  it('puts agencies into the groups that the edition has for their level, and reads one group alone', async () => {
    const groups = (ranking: IndexRanking) => ranking.units.map(({ code, group }) => `${group} ${code}`);
    expect(groups(await read({ ...SEPTEMBER, group: 'COMMUNE' }))).toEqual(['COMMUNE H41.30']);
    const agencies = ['AGENCY H41.14', 'AGENCY H41.15', 'AGENCY H41.16'];
    expect(groups(await read({ ...SEPTEMBER, group: 'AGENCY' }))).toEqual(agencies);
    expect(groups(await read(SEPTEMBER))).toEqual([...agencies, 'COMMUNE H41.30']);
  });

  it.each([
    ['of a period to come', { preset: 'month', year: 2099, month: 1 }, 400, 'report.period-not-begun'],
    ['of no day', { from: '2026-09-01', to: '2026-09-01' }, 400, 'report.period-invalid'],
    ['without a period', {}, 400, 'report.period-invalid'],
    ['of a year that the edition is not for', { preset: 'year', year: 2025 }, 422, 'index.period-outside-edition'],
    ['of a group that is not there', { ...SEPTEMBER, group: 'X' }, 422, 'index.group-unknown'],
    ['of a group of no agencies', { ...SEPTEMBER, group: 'PROVINCE' }, 422, 'index.group-without-agencies'],
    ['of a signed report without its series', { report: 1 }, 400, 'request.invalid'],
    ['of a signed report and a period', { ...SEPTEMBER, report: 1 }, 400, 'request.invalid'],
    ['of a report that is not signed', { preset: 'month', report: 99 }, 404, 'report.frozen-not-found'],
  ])('is refused %s', async (_, query, status, code) => {
    expect(await refused(query)).toMatchObject({ status, code });
  });

  it('follows from no draft', async () => {
    await reform.post(EDITIONS, { ...DRAFT_EDITION, code: 'con-du-thao' });
    expect(await refused(SEPTEMBER, `${EDITIONS}/con-du-thao/results`)).toMatchObject({
      status: 409,
      code: 'edition.not-published',
    });
    expect(await refused(SEPTEMBER, `${EDITIONS}/khong-co/results`)).toMatchObject({ status: 404 });
  });

  it('is shown to whoever is judged; the list behind another agency stays closed', async () => {
    const { values, units } = await head.get<IndexRanking>(OF_766, { query: SEPTEMBER as never });
    expect(units).toHaveLength(4);
    const list = (unit: string) => values.find((one) => one.unit === unit && one.node === '2.1')!.terms[0]!.list!;
    expect((await head.send('GET', list('H41.14'))).status).toBe(200);
    expect((await head.send('GET', list('H41.15'))).status).toBe(404);
    const officer = service.as(await issuer.as('one-stop-officer', { agency: 'H41.14' }));
    expect((await officer.refusal('GET', OF_766, { query: SEPTEMBER as never })).status).toBe(403);
  });
});

it('Of 654 dossiers 653 in time are 19.97 points, as H21.17 was published with, and what costs the rest names the late one', async () => {
  const [begun, until] = ['2026-10-20T09:00:00+07:00', '2026-10-28T17:00:00+07:00'];
  const lives = Array.from({ length: 654 }, (_, i) =>
    new ExampleLife({ agencyCode: 'H21.17' })
      .then('accepted', begun, until)
      .then('resolved', i === 0 ? '2026-11-02T09:00:00+07:00' : until, until),
  );
  await publisher.publish([
    agencyRegistered('H21.17', 'Sở Văn hóa, Thể thao và Du lịch', { validFrom: '2026-10-15' }),
    ...lives.flatMap(({ events }) => events),
  ]);
  await told();
  const november = await read({ ...SEPTEMBER, month: 11, group: 'AGENCY' });
  expect(factsOf(november, 'H21.17', '2.1')).toEqual({ numerator: 653, denominator: 654 });
  expect(node(november, 'H21.17', '2.1').points).toBe('19.97');
  const { against } = november.values.find(({ unit, node: code }) => unit === 'H21.17' && code === '2.1')!;
  const costing = against!.filter(({ count }) => count! > 0);
  expect(costing).toMatchObject([{ cell: 'ended.late', sign: 'PLUS', count: 1 }]);
  const { items } = await control.get<PeriodReportDossierPage>(costing[0]!.list!);
  expect(items.map(({ dossierId }) => dossierId)).toEqual([lives[0]!.dossier.dossierId]);
});

describe('A result from a signed report', () => {
  it('is the same bytes whatever is learnt afterwards, and the file that anyone can make again', async () => {
    const { number, hash } = await control.post<FrozenReportSummary>('/reports/frozen', SEPTEMBER);
    const signed = await bytes(`preset=month&report=${number}`);
    const ranking = JSON.parse(signed) as IndexRanking;
    expect(ranking.source).toMatchObject({ kind: 'SIGNED_REPORT', provisional: false, report: { number, hash } });
    expect(factsOf(ranking, 'H41.14', '2.1')).toEqual({ numerator: 4, denominator: 7 });
    // Reports of dossiers are signed, so feedback is not measured there, and the answer says so.
    expect(node(ranking, 'H41.14', '5.2').state).toBe('NOT_MEASURED');
    expect(ranking.notMeasured.map(({ node }) => node)).toContain('5.2');
    expect(makeAgain(signed)).toMatchObject({ same: true });

    await publisher.publish([
      agencyRegistered('H41.99', 'Sở công bố muộn'),
      ...life('H41.16').then('resolved', late, due).events,
      agencyRenamed('H41.14', 'Sở Tư pháp và Hòa giải', '2026-09-01T02:00:00.000Z'),
    ]);
    await told();
    expect(factsOf(await read(SEPTEMBER), 'H41.16', '2.1')).toEqual({ numerator: 0, denominator: 1 });
    expect((await read(SEPTEMBER)).unplaced).toEqual([]);
    expect(await bytes(`preset=month&report=${number}`)).toBe(signed);
  });

  it('is known by its ETag, and live values are the same kind of file', async () => {
    const { headers } = await reform.send('GET', `${OF_766}?preset=month&report=1`);
    const known = { headers: { 'if-none-match': headers.get('etag')! } };
    expect((await reform.send('GET', `${OF_766}?preset=month&report=1`, known)).status).toBe(304);
    expect(makeAgain(await bytes('preset=month&year=2026&month=9'))).toMatchObject({ same: true });
  });
});
