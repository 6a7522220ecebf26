import { GATEWAY_CLIENT_ROLES } from '@motcua/contracts';
import { ReferenceCopies } from '@motcua/reference-data';
import type { Api } from '@motcua/testing';
import { DataSource } from 'typeorm';
import {
  APPLICANT,
  OWN,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';
import { agency } from './testing/reference-data.js';

jest.setTimeout(60_000);

// Accepted on Thursday 20 August, three working days with Saturday 22: due on Monday 24 at 17:00.
const DUE = '2026-08-24T10:00:00.000Z';
const NEW_DUE = '2026-08-28T10:00:00.000Z';
const APOLOGY = { reason: 'Phải đo đạc lại tại thực địa', newDueAt: NEW_DUE };

describe('An apology for a dossier that is or will be late (Decree 61/2018 Art. 19.9, Form 04)', () => {
  let test: DossierTestService;
  let source: DataSource;
  let head: Api;

  beforeAll(async () => {
    test = await startDossierTestService();
    source = test.service.app.get(DataSource);
    const named = { officer_name: 'Lê Văn Chính', officer_title: 'Giám đốc Sở' };
    head = await test.client('agency-head', { sub: 'head-tu-phap', agency: OWN, ...named });
  });
  afterAll(() => test?.stop());
  beforeEach(() => test.at('2026-08-20 09:15'));

  async function accepted(): Promise<string> {
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    await test.officer.post(`/dossiers/${id}/acceptance`);
    await test.officer.post(`/dossiers/${id}/forwarding`);
    return `/dossiers/${id}`;
  }
  const ended = async (path: string, at: string) => {
    await test.at(at);
    return test.officer.post(`${path}/resolution`, { outcome: 'NOT_ELIGIBLE', reason: 'không đủ' });
  };
  const listed = async (apology: string, by = test.officer, query: object = {}): Promise<string[]> =>
    (await by.get('/dossiers', { query: { apology, limit: 200, ...query } })).items.map(
      ({ id }: { id: string }) => `/dossiers/${id}`,
    );

  it('is given by the head of the agency alone, and moves the appointed date, never the due date by law', async () => {
    const path = await accepted();
    await test.at('2026-08-21 10:00');
    expect((await test.officer.refusal('POST', `${path}/apology`, { body: APOLOGY })).status).toBe(403);
    expect((await head.get(path)).allowedActions).toContain('apologise');
    const given = await head.post(`${path}/apology`, APOLOGY);
    expect(given).toMatchObject({
      status: 'IN_PROGRESS',
      deadline: { state: 'RUNNING', dueAt: DUE, appointedAt: NEW_DUE, overdue: false },
      apology: { at: '2026-08-21T03:00:00.000Z', newDueAt: NEW_DUE, late: false },
    });
    expect(given.allowedActions).not.toContain('apologise');
    expect(await head.send('POST', `${path}/apology`, { body: APOLOGY })).toMatchObject({
      status: 409,
      body: { code: 'apology.given-once', apologisedAt: '2026-08-21T03:00:00.000Z', newDueAt: NEW_DUE },
    });
    expect(await test.service.api.get(`/dossiers/by-code/${given.code}/progress`)).not.toHaveProperty('appointedAt');
    expect(await test.citizen.get(`/dossiers/by-code/${given.code}/progress`)).toMatchObject({
      dueAt: DUE,
      appointedAt: NEW_DUE,
    });

    await test.at('2026-08-25 10:00');
    expect(await test.officer.get(path)).toMatchObject({ deadline: { overdue: true }, apologyOwed: 'IN_TIME' });
    const resolved = await ended(path, '2026-08-27 10:00');
    expect(resolved.deadline).toMatchObject({
      dueAt: DUE,
      appointedAt: NEW_DUE,
      met: false,
      punctuality: 'LATE',
      appointedPunctuality: 'EARLY',
    });
  });

  it('is told in the explanation, the history and the event, there without what the head wrote', async () => {
    const path = await accepted();
    await test.at('2026-08-24 09:00');
    await head.post(`${path}/apology`, APOLOGY);
    const { lines } = await test.officer.get(`${path}/deadline`);
    expect(lines.find(({ code }: any) => code === 'REAPPOINTED')).toMatchObject({
      at: '2026-08-24T02:00:00.000Z',
      to: NEW_DUE,
    });
    const entry = (await test.citizen.get(`${path}/history`)).entries.at(-1);
    expect(entry).toMatchObject({
      action: 'apologise',
      flags: ['APOLOGY_LATE'],
      actorName: 'Lê Văn Chính',
      reason: APOLOGY.reason,
      details: { previousDueAt: DUE, newDueAt: NEW_DUE, late: true, agencyName: 'Sở Tư pháp' },
    });
    const id = path.split('/').at(-1);
    const [{ data }] = await source.query(
      `SELECT data FROM outbox WHERE type = 'dossier.apologised' AND aggregate_id = $1`,
      [id],
    );
    expect(data).toMatchObject({ late: true, flags: ['APOLOGY_LATE'], dossier: { dueAt: DUE, appointedAt: NEW_DUE } });
    expect(JSON.stringify(data)).not.toMatch(/đo đạc|Chính/);
    const portalSync = await test.client([...GATEWAY_CLIENT_ROLES], { sub: 'gateway' });
    const { items } = await portalSync.post('/internal/national-records', { ids: [id] });
    expect(items[0]).toMatchObject({ dueAt: DUE, appointedAt: NEW_DUE });
  });

  it('is owed by every dossier past its due date, and no list of those is cleared by anything else', async () => {
    const [none, inTime, late, early] = [await accepted(), await accepted(), await accepted(), await accepted()];
    await test.at('2026-08-21 10:00');
    // Due on Monday, with Saturday to work between: not yet.
    expect(await listed('DUE')).not.toContain(none);
    await head.post(`${inTime}/apology`, APOLOGY);
    await ended(early, '2026-08-22 09:00');
    const due = await listed('DUE');
    expect([none, inTime, late, early].map((path) => due.includes(path))).toEqual([true, false, true, false]);
    expect(await listed('MISSING')).not.toContain(none);
    await test.at('2026-08-25 09:00');
    await head.post(`${late}/apology`, APOLOGY);
    const states = async () => [await listed('MISSING'), await listed('IN_TIME'), await listed('LATE')];
    const places = async () =>
      [none, inTime, late, early].map((path) => states().then((all) => all.map((list) => list.includes(path))));
    const expected = [
      [true, false, false],
      [false, true, false],
      [false, false, true],
      [false, false, false],
    ];
    expect(await Promise.all(await places())).toEqual(expected);
    // The end changes none of it.
    for (const path of [none, inTime, late]) await ended(path, '2026-08-26 09:00');
    expect(await Promise.all(await places())).toEqual(expected);
    expect((await head.refusal('POST', `${none}/apology`, { body: APOLOGY })).code).toBe('dossier.not-in-state');
    const items = (await test.officer.get('/dossiers', { query: { apology: 'LATE' } })).items;
    expect(items.find(({ id }: any) => late.endsWith(id))).toMatchObject({
      dueAt: DUE,
      appointedAt: NEW_DUE,
      apologyOwed: 'LATE',
      overdue: false,
    });
  });

  it('that is due is asked for by the calendar of an agency, which a reader of the province has to name', async () => {
    expect(await test.control.refusal('GET', '/dossiers', { query: { apology: 'DUE' } })).toMatchObject({
      status: 400,
      code: 'dossier.agency-required',
    });
    const path = await accepted();
    await test.at('2026-08-24 09:00');
    expect(await listed('DUE', test.control, { agencyCode: OWN })).toContain(path);
    expect(await listed('DUE', test.otherOfficer)).toEqual([]);
  });

  it('of what a legacy system recorded is unknown, until the agency apologises here', async () => {
    const line = {
      legacyId: 'case-1',
      code: 'H41.14-260105-0001',
      agencyCode: OWN,
      procedureCode: '1.001193',
      channel: 'DIRECT',
      receivedAt: '2026-01-05T02:00:00Z',
      dueAt: '2026-01-09T10:00:00Z',
      steps: [],
    };
    await test.operations.send('POST', '/dossier-imports?legacySystem=mot-cua-cu', {
      body: JSON.stringify(line),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const [{ id }] = (await test.officer.get('/dossiers', { query: { legacyId: 'case-1' } })).items;
    const path = `/dossiers/${id}`;
    expect(await listed('UNKNOWN')).toContain(path);
    await head.post(`${path}/apology`, APOLOGY);
    expect([await listed('UNKNOWN'), await listed('LATE')].map((list) => list.includes(path))).toEqual([false, true]);
    expect(await head.get(`${path}/apology`)).toMatchObject({ form: '04', dueAt: '2026-01-09T10:00:00.000Z' });
  });

  it('is printed as it was issued (Form 04): once, with the names of then, for its agency and its owner', async () => {
    const path = await accepted();
    expect((await test.officer.refusal('GET', `${path}/apology`)).code).toBe('dossier.no-apology');
    await test.at('2026-08-21 10:00');
    await head.post(`${path}/apology`, APOLOGY);
    const issued = await head.get(`${path}/apology`);
    expect(issued).toEqual({
      form: '04',
      code: expect.stringMatching(/^H41\.14-260820-/),
      agencyCode: OWN,
      agencyName: 'Sở Tư pháp',
      procedureCode: '1.001193',
      procedureName: 'Đăng ký khai sinh',
      applicant: APPLICANT,
      receivedAt: '2026-08-20T02:15:00.000Z',
      receivedText: '09 giờ 15 phút, ngày 20/08/2026',
      dueAt: DUE,
      dueText: '17 giờ 00 phút, ngày 24/08/2026',
      reason: APOLOGY.reason,
      newDueAt: NEW_DUE,
      newDueText: '17 giờ 00 phút, ngày 28/08/2026',
      signedAt: '2026-08-21T03:00:00.000Z',
      signedText: '10 giờ 00 phút, ngày 21/08/2026',
      signedBy: 'Lê Văn Chính',
      signedByTitle: 'Giám đốc Sở',
    });
    const correction = { applicant: { phone: '0903555777' }, reason: 'gõ nhầm' };
    await test.officer.post(`${path}/intake-correction`, correction);
    const copies = test.service.app.get(ReferenceCopies);
    await copies.keepAgency(source.manager, agency(OWN, 'Sở Tư pháp và Nội vụ'), 20);
    expect(await test.citizen.get(`${path}/apology`)).toEqual(issued);
    await copies.keepAgency(source.manager, agency(OWN, 'Sở Tư pháp'), 21);
    for (const stranger of [test.otherOfficer, test.otherCitizen]) {
      expect((await stranger.refusal('GET', `${path}/apology`)).status).toBe(404);
    }
    const reads = await source.query(
      `SELECT reader FROM personal_data_reads WHERE purpose = 'APOLOGY' AND dossier_id = $1`,
      [path.split('/').at(-1)],
    );
    expect(reads.map(({ reader }: any) => reader)).toEqual(['head-tu-phap', 'citizen-an']);
  });

  it('names what was not recorded of the head who signed it', async () => {
    const path = await accepted();
    await test.head.post(`${path}/apology`, APOLOGY);
    expect(await test.head.get(`${path}/apology`)).toMatchObject({
      signedBy: '(không ghi nhận khi cấp giấy)',
      notRecorded: ['signedBy', 'signedByTitle'],
    });
  });

  it('takes no new date that is none, with the field in the refusal', async () => {
    const path = await accepted();
    for (const [newDueAt, code] of [
      [DUE, 'apology.date-not-later'],
      ['2026-08-29T03:00:00Z', 'apology.date-not-working'],
      ['2026-12-24T10:00:00Z', 'apology.date-too-far'],
    ]) {
      const refused = await head.send('POST', `${path}/apology`, { body: { ...APOLOGY, newDueAt } });
      expect(refused).toMatchObject({ status: 422, body: { code } });
      expect(refused.body.errors).toEqual([expect.objectContaining({ path: 'newDueAt' })]);
    }
    const { newDueAt: _none, ...without } = APOLOGY;
    expect((await head.refusal('POST', `${path}/apology`, { body: without })).status).toBe(400);
    expect((await head.get(path)).apology).toBeUndefined();
  });
});
