import type {
  FreezeReportRequest,
  FrozenReportDocument,
  FrozenReportFile,
  FrozenReports,
  FrozenReportSummary,
  PeriodReport,
  ProblemDetails,
  ProjectionStatus,
} from '@motcua/contracts';
import { contentHash } from '@motcua/platform';
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
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DataSource } from 'typeorm';
import { reportingService } from '../index.js';
import { EventPublisher } from '../testing/event-publisher.js';
import { ExampleLife } from '../testing/example-events.js';
import { agencyRegistered, agencyRenamed, procedurePublished } from '../testing/example-reference-data.js';

jest.setTimeout(120_000);

const SEPTEMBER = { preset: 'month', year: 2026, month: 9 } as const;
const OCTOBER = { ...SEPTEMBER, month: 10 } as const;
const NOVEMBER = { ...SEPTEMBER, month: 11 } as const;
const accepted = '2026-08-20T09:00:00+07:00';
const due = '2026-08-28T17:00:00+07:00';
const late = '2026-09-02T09:00:00+07:00';

let broker: TestBroker;
let issuer: TestIssuer;
let publisher: EventPublisher;
let service: TestService;
let control: Api;
let token: string;
let operations: Api;

const freeze = (request: FreezeReportRequest, headers: Record<string, string> = {}) =>
  control.post<FrozenReportSummary>('/reports/frozen', request, { headers });
const refused = (request: FreezeReportRequest) => control.refusal('POST', '/reports/frozen', { body: request });
const bytesOf = async ({ preset, number }: FrozenReportSummary) => {
  const answer = await fetch(new URL(`/reports/frozen/${preset}/${number}`, service.url), {
    headers: { authorization: `Bearer ${token}` },
  });
  return answer.text();
};
const documentOf = async ({ preset, number }: FrozenReportSummary) =>
  (await control.get<FrozenReportFile>(`/reports/frozen/${preset}/${number}`)).document;
const heard = async () => {
  const { freshness } = await control.get<PeriodReport>('/reports/period', { query: SEPTEMBER });
  return freshness.producers!.map(({ until }) => until);
};
/** Everything that was announced until now is in the numbers, and its producers have said so. */
const told = async () => {
  const now = new Date().toISOString();
  await eventually(
    async () => {
      expect((await operations.get<ProjectionStatus>('/projections')).current).toBe(true);
      for (const until of await heard()) expect(until! > now).toBe(true);
    },
    { timeoutMs: 30_000 },
  );
};

/** A dossier of another system: received and ended late in September's period, announced when it is imported. */
const importedLate = (legacyId: string) =>
  new ExampleLife({ agencyCode: 'H41.15' }).then('imported', '2026-10-20T09:00:00+07:00', due, {
    legacyId,
    endedAt: late,
    dossier: { acceptedAt: accepted, status: 'RESOLVED' },
  }).events;

beforeAll(async () => {
  broker = await testBroker('postgres');
  issuer = await testIssuer();
  publisher = await EventPublisher.start(broker);
  service = await startTestService(reportingService, { broker, issuer });
  const who = { officer_name: 'Nguyễn Thị Kiểm Soát', officer_title: 'Trưởng phòng' };
  token = await issuer.as('procedure-control', who);
  control = service.as(token);
  operations = service.as(await issuer.as('operations'));
  const life = () => new ExampleLife({ channel: 'ONLINE' }).then('submitted', accepted);
  await publisher.publish([
    agencyRegistered('H41.14', 'Sở Tư pháp'),
    agencyRegistered('H41.15', 'Sở Nội vụ'),
    procedurePublished(),
    ...life().then('accepted', accepted, due).then('resolved', late, due).events,
    ...life().then('accepted', accepted, due).then('resolved', due, due).events,
    ...life().then('accepted', accepted, due).events,
  ]);
});

afterAll(async () => {
  await service?.stop();
  await publisher?.stop();
  await issuer?.stop();
  await broker?.stop();
});

describe('A report is not frozen', () => {
  it('while a producer has not been heard, and the refusal names each', async () => {
    await eventually(async () => expect((await operations.get<ProjectionStatus>('/projections')).current).toBe(true));
    const refusal = await refused(SEPTEMBER);
    expect([refusal.status, refusal.code]).toEqual([409, 'report.facts-missing']);
    expect((refusal.problem as ProblemDetails).unheardTopics).toContain('dossier-events.v1 (dossier-service)');
    expect(refusal.problem.errors!.map(({ path }) => path)).toContain('producers.dossier-events.v1');
    await publisher.stop();
    publisher = await EventPublisher.start(broker, 100);
    await told();
  });

  it('before its period is over, whoever asks', async () => {
    const { year, month } = { year: new Date().getUTCFullYear() + 1, month: 1 };
    expect((await refused({ preset: 'year', year: year - 1 })).code).toBe('report.period-not-over');
    expect((await refused({ preset: 'month', year: year + 1, month })).code).toBe('report.period-not-begun');
  });

  it('by anybody but procedure control, who signs by name; the reform office reads it', async () => {
    for (const role of ['reform-office', 'agency-head', 'one-stop-officer', 'operations', 'applicant'] as const) {
      const other = service.as(await issuer.as(role, { agency: 'H41.14' }));
      expect((await other.refusal('POST', '/reports/frozen', { body: SEPTEMBER })).status).toBe(403);
    }
    const unnamed = service.as(await issuer.as('procedure-control'));
    expect((await unnamed.refusal('POST', '/reports/frozen', { body: SEPTEMBER })).code).toBe('report.signer-unnamed');
    const reform = service.as(await issuer.as('reform-office'));
    expect((await reform.get<FrozenReports>('/reports/frozen')).items).toEqual([]);
    const head = service.as(await issuer.as('agency-head', { agency: 'H41.14' }));
    expect((await head.refusal('GET', '/reports/frozen')).status).toBe(403);
  });
});

describe('A frozen report', () => {
  let september: FrozenReportSummary;
  let bytes: string;

  it('says what it counts, by which definition, of which producers, and who signed it', async () => {
    september = await freeze(SEPTEMBER, { 'idempotency-key': 'september' });
    bytes = await bytesOf(september);
    const document = await documentOf(september);
    expect(document).toMatchObject({
      series: 'PERIOD/month',
      number: 1,
      definition: { version: 4 },
      period: { firstDay: '2026-08-15', lastDay: '2026-09-14', name: 'Tháng 9/2026' },
      signedBy: { name: 'Nguyễn Thị Kiểm Soát', title: 'Trưởng phòng', role: 'procedure-control' },
      withoutEvents: [],
      adjustments: [],
      total: { own: { received: 3, ended: 2, 'ended.late': 1, 'inProgress.pastDue': 1 } },
      byAgency: [
        { code: 'H41.14', name: 'Sở Tư pháp', level: 'PROVINCE', own: { received: 3 } },
        { code: 'H41.15', name: 'Sở Nội vụ', own: { received: 0 } },
      ],
      byField: [{ code: 'G15-TP07', name: 'Hộ tịch' }],
    });
    expect(document.previous).toBeUndefined();
    expect(document.producers.every(({ until }) => until! >= document.period.to)).toBe(true);
  });

  it('is answered in the same bytes each time, with its hash as ETag', async () => {
    const { headers } = await control.send('GET', `/reports/frozen/month/${september.number}`);
    expect(headers.get('etag')).toBe(`"${september.hash}"`);
    expect(await bytesOf(september)).toBe(bytes);
    const known = { headers: { 'if-none-match': `"${september.hash}"` } };
    expect((await control.send('GET', `/reports/frozen/month/${september.number}`, known)).status).toBe(304);
  });

  it.each([
    ['/reports/frozen/month/99', 404, 'report.frozen-not-found'],
    ['/reports/frozen/month/none', 400, 'request.invalid'],
    ['/reports/frozen/decade/1', 400, 'request.invalid'],
  ])('is not found at %s', async (path, status, code) => {
    const refusal = await control.refusal('GET', path);
    expect([refusal.status, refusal.code]).toEqual([status, code]);
  });

  it('is not frozen twice; the same request again gets the same answer', async () => {
    const refusal = await refused(SEPTEMBER);
    expect([refusal.status, refusal.code, (refusal.problem as ProblemDetails).frozenHash]).toEqual([
      409,
      'report.frozen-already',
      september.hash,
    ]);
    expect((await freeze(SEPTEMBER, { 'idempotency-key': 'september' })).hash).toBe(september.hash);
  });

  it('is followed by that of the next period and no other', async () => {
    expect((await refused(NOVEMBER)).code).toBe('report.out-of-order');
    expect((await refused({ ...SEPTEMBER, month: 8 })).code).toBe('report.out-of-order');
  });

  it('cannot be changed or deleted in the database', async () => {
    const { manager } = service.app.get(DataSource);
    for (const sql of [
      `UPDATE frozen_reports SET hash = hash`,
      'DELETE FROM frozen_dossiers',
      'DELETE FROM frozen_reports',
    ]) {
      await expect(manager.query(sql)).rejects.toThrow('superseded, never changed or deleted');
    }
  });

  it('stands when dossiers are imported late and an agency is renamed; the next one takes them up with the day', async () => {
    await publisher.publish([
      ...importedLate('a'),
      ...importedLate('b'),
      ...importedLate('c'),
      agencyRenamed('H41.14', 'Sở Tư pháp và Hòa giải', '2026-09-20T02:00:00.000Z'),
    ]);
    await told();
    expect((await control.get<PeriodReport>('/reports/period', { query: SEPTEMBER })).total.received.total).toBe(6);
    expect(await bytesOf(september)).toBe(bytes);

    const october = await freeze(OCTOBER);
    const document = await documentOf(october);
    expect(document.previous).toBe(september.hash);
    expect(document.byAgency.map(({ name }) => name)).toEqual(['Sở Tư pháp và Hòa giải', 'Sở Nội vụ']);
    const learntOn = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    expect(document.adjustments).toMatchObject([
      {
        firstDay: '2026-08-15',
        lastDay: '2026-09-14',
        learntOn,
        agency: { code: 'H41.15', name: 'Sở Nội vụ' },
        dossiers: 3,
        cells: { received: 3, 'ended.late': 3, 'imported.ended.late': 3 },
        standing: { received: 3, 'ended.late': 3, 'apologies.unknown': 3 },
      },
    ]);
    expect(document.total.own).toMatchObject({ carriedOver: 1, received: 0, ended: 0, inProgress: 1 });
    expect(document.total.standing).toMatchObject({
      carriedOver: 1,
      received: 3,
      ended: 3,
      'ended.late': 3,
      inProgress: 1,
      'imported.ended.late': 3,
    });
    // An import stands in its column and in no share.
    expect(document.total.shares.find(({ name }) => name === 'endedLate')).toEqual({
      name: 'endedLate',
      numerator: 0,
      denominator: 0,
      percent: null,
    });
    expect(await bytesOf(september)).toBe(bytes);
  });

  it('is superseded, with a reason, only while it is the latest; both stay readable', async () => {
    const { items } = await control.get<FrozenReports>('/reports/frozen');
    const october = items[0]!;
    expect((await refused({ ...SEPTEMBER, supersedes: september.hash, reason: 'Sai' })).code).toBe(
      'report.supersedes-other',
    );
    expect((await refused({ ...OCTOBER, supersedes: october.hash })).code).toBe('report.supersedes-other');
    const second = await freeze({ ...OCTOBER, supersedes: october.hash, reason: 'Bổ sung' });
    expect(await documentOf(second)).toMatchObject({
      number: 3,
      previous: october.hash,
      supersedes: { hash: october.hash, reason: 'Bổ sung' },
      adjustments: [{ dossiers: 3 }],
    });
    const after = (await control.get<FrozenReports>('/reports/frozen')).items;
    expect(after.map(({ number, supersedes, supersededBy }) => [number, supersedes, supersededBy])).toEqual([
      [3, 2, undefined],
      [2, undefined, 3],
      [1, undefined, undefined],
    ]);
    expect(await bytesOf(september)).toBe(bytes);
  });

  it('outlives a rebuild, during which none is frozen, and which adjusts nothing', async () => {
    await operations.post('/projections/rebuild');
    await eventually(
      async () => expect((await operations.get<ProjectionStatus>('/projections')).rebuild).toBeUndefined(),
      { timeoutMs: 30_000 },
    );
    await told();
    expect(await bytesOf(september)).toBe(bytes);
  });

  it('lacks an event that is set aside only when who signs names it; then the next one takes it up', async () => {
    const held = new ExampleLife().then('submitted', accepted).then('accepted', accepted, due);
    await publisher.publish(held.events.slice(1));
    await told();
    const refusal = await refused(NOVEMBER);
    expect([refusal.status, refusal.code]).toEqual([409, 'report.facts-missing']);
    const { freshness } = await control.get<PeriodReport>('/reports/period', { query: SEPTEMBER });
    expect(freshness).toMatchObject({ setAside: 1, setAsideEvents: [{ type: 'dossier.accepted', state: 'PARKED' }] });
    const ids = (refusal.problem as ProblemDetails).setAsideEvents!;
    expect((await refused({ ...NOVEMBER, withoutEvents: [...ids, 'other'] })).code).toBe('report.not-set-aside');

    // Two at once: one is signed, the other learns of it.
    const request = { body: { ...NOVEMBER, withoutEvents: ids } };
    const both = await Promise.all([1, 2].map(() => control.send('POST', '/reports/frozen', request)));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const november = (await control.get<FrozenReports>('/reports/frozen')).items[0]!;
    const document = await documentOf(november);
    expect(document.withoutEvents).toMatchObject([{ id: ids[0], type: 'dossier.accepted' }]);
    expect([document.adjustments, document.total.own['carriedOver']]).toEqual([[], 1]);

    await publisher.publish(held.events.slice(0, 1));
    await told();
    const again = await freeze({ ...NOVEMBER, supersedes: november.hash, reason: 'Sự kiện bị treo đã được xử lý' });
    expect((await documentOf(again)).adjustments).toMatchObject([
      {
        firstDay: '2026-08-15',
        dossiers: 1,
        cells: { received: 1, 'inProgress.pastDue': 1 },
        standing: { received: 1 },
      },
      { firstDay: '2026-09-15', dossiers: 1, cells: { carriedOver: 1, inProgress: 1 } },
    ]);
    expect((await documentOf(again)).total.standing).toMatchObject({ carriedOver: 1, received: 1, inProgress: 2 });
  });
});

describe('npm run verify-report', () => {
  const run = promisify(execFile);
  const tool = join(__dirname, '../../../../scripts/verify-report.mjs');
  let folder: string;
  const files: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'motcua-frozen-'));
    for (const report of (await control.get<FrozenReports>('/reports/frozen')).items) {
      const file = join(folder, `${report.number}.json`);
      await writeFile(file, await bytesOf(report));
      files.push(file);
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** What it says of a report that somebody changed; with `hashed`, who also made the hash again. */
  const saidOf = async (change: (document: FrozenReportDocument) => void, hashed: boolean, others: string[] = []) => {
    const file = JSON.parse(await readFile(files[0]!, 'utf8')) as FrozenReportFile;
    change(file.document);
    if (hashed) file.hash = contentHash(file.document);
    const changed = join(folder, 'changed.json');
    await writeFile(changed, JSON.stringify(file));
    const error: { code: number; stderr: string } = await run(process.execPath, [tool, changed, ...others]).then(
      () => ({ code: 0, stderr: '' }),
      (failure) => failure,
    );
    return [error.code, error.stderr];
  };

  it('agrees with every report of the series, its chain, and its adjustments', async () => {
    const { stdout } = await run(process.execPath, [tool, ...files]);
    expect(stdout.match(/hash, identities and shares agree/g)).toHaveLength(5);
  });

  it('names the hash of a report in which anything was changed, and agrees when nothing was', async () => {
    expect(await saidOf(() => undefined, false)).toEqual([0, '']);
    const [code, said] = await saidOf((document) => (document.signedBy.name = 'Người khác'), false);
    expect([code, said]).toEqual([1, expect.stringContaining('the hash is')]);
  });

  it.each<[string, (document: FrozenReportDocument) => void, RegExp]>([
    [
      'a number',
      ({ total }) => (total.own['ended.late']! += 1),
      /ended = early \+ on time \+ late \+ unknown does not hold/,
    ],
    ['a row', ({ byAgency }) => byAgency.shift(), /agency: the rows have/],
    ['a share', ({ total }) => (total.shares[0]!.percent = '100.00'), /the share endedInTime/],
    ['an adjustment', ({ adjustments }) => (adjustments[0]!.standing = {}), /with the adjustments it is/],
    ['a watermark', ({ producers }) => (producers[0]!.until = '2026-09-01T00:00:00.000Z'), /was heard until/],
  ])('names %s that was changed, although the hash was made again', async (_, change, expected) => {
    expect(await saidOf(change, true)).toEqual([1, expect.stringMatching(expected)]);
  });

  it('names a link that does not lead to the report before it', async () => {
    const others = files.slice(1);
    expect(await saidOf((document) => (document.previous = 'a'.repeat(64)), true, others)).toEqual([
      1,
      expect.stringContaining('previous is'),
    ]);
  });
});
