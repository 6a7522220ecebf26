import { DataSource } from 'typeorm';
import { LateStaysLate1767312000032 } from './persistence/migrations/late-stays-late.migration.js';
import { startDossierTestService, SUBMISSION, type DossierTestService } from './testing/dossier-test-service.js';

jest.setTimeout(60_000);

const INCOMPLETE = { outcome: 'INCOMPLETE', missing: [2], reason: 'Bản chụp căn cước của ông An bị mờ' };

describe('A supplement that was brought', () => {
  let test: DossierTestService;
  let path: string;

  beforeAll(async () => {
    test = await startDossierTestService();
  });
  afterAll(() => test?.stop());

  beforeEach(async () => {
    await test.at('2026-08-20 09:00');
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    path = `/dossiers/${id}`;
    await test.officer.post(`${path}/acceptance`);
    await test.officer.post(`${path}/forwarding`);
    await test.at('2026-08-21 10:00');
    await test.officer.post(`${path}/supplement-requests`, {
      items: ['Bản sao giấy chứng sinh', 'Căn cước của cha'],
      reason: 'Thiếu thành phần hồ sơ',
      provideUntil: '2026-09-21T10:00:00Z',
    });
    await test.at('2026-08-28 09:00');
  });

  it('runs the clock from when it was brought; the counter confirms later, and the due date stays', async () => {
    const brought = await test.citizen.post(`${path}/supplements`);
    expect(brought.deadline).toMatchObject({ state: 'RUNNING', dueAt: '2026-09-07T10:00:00.000Z' });
    // The counter's to check, and not the applicant's.
    expect(brought.allowedActions).toEqual(['withdraw']);
    expect((await test.officer.get(path)).allowedActions).toContain('check-supplement');
    await test.at('2026-09-04 16:00');
    const checked = await test.officer.post(`${path}/supplement-check`, { outcome: 'COMPLETE' });
    expect(checked).toMatchObject({ status: 'IN_PROGRESS', deadline: brought.deadline, supplementRequests: 1 });
    expect(checked.allowedActions).not.toContain('check-supplement');
    const twice = await test.officer.refusal('POST', `${path}/supplement-check`, { body: { outcome: 'COMPLETE' } });
    expect(twice).toMatchObject({ status: 409, code: 'supplement.none-brought' });
  });

  it('waits again for what of the same request is missing, from the check on, with its limit, and once under a key', async () => {
    await test.citizen.post(`${path}/supplements`);
    await test.at('2026-09-03 09:00');
    const key = { headers: { 'idempotency-key': 'check-once' } };
    const waiting = await test.officer.post(`${path}/supplement-check`, INCOMPLETE, key);
    expect(waiting).toMatchObject({
      status: 'WAITING_SUPPLEMENT',
      waiting: { since: '2026-09-03T02:00:00.000Z', provideUntil: expect.any(String) },
      deadline: { state: 'PAUSED', since: '2026-09-03T02:00:00.000Z' },
      supplementRequests: 1,
    });
    expect(await test.officer.post(`${path}/supplement-check`, INCOMPLETE, key)).toEqual(waiting);
    await test.at('2026-09-07 09:00');
    const back = await test.citizen.post(`${path}/supplements`);
    // Two working days (3 and 4 September) were the applicant's: Monday 7 becomes Wednesday 9.
    expect(back.deadline).toMatchObject({ state: 'RUNNING', dueAt: '2026-09-09T10:00:00.000Z' });
    const body = { ...INCOMPLETE, missing: [1] };
    const other = await test.officer.refusal('POST', `${path}/supplement-check`, { body });
    expect(other).toMatchObject({ status: 422, code: 'supplement.checked-once' });
    expect(await test.officer.post(`${path}/supplement-check`, { outcome: 'COMPLETE' })).toMatchObject({
      status: 'IN_PROGRESS',
    });
  });

  it('stands in the history with what is missing, and why to the agency and the owner only', async () => {
    await test.citizen.post(`${path}/supplements`);
    await test.officer.post(`${path}/supplement-check`, INCOMPLETE);
    for (const reader of [test.officer, test.citizen]) {
      const { entries } = await reader.get(`${path}/history`);
      expect(entries.at(-1)).toMatchObject({
        action: 'check-supplement',
        flags: [],
        details: { outcome: 'INCOMPLETE', missing: [2], pausesClock: true },
        reason: INCOMPLETE.reason,
      });
    }
    const { entries } = await test.control.get(`${path}/history`);
    expect(entries.at(-1).reason).toBeUndefined();
    const [{ data }] = await test.service.app
      .get(DataSource)
      .query(`SELECT data FROM outbox WHERE type = 'dossier.supplement-checked' AND aggregate_id = $1`, [
        path.split('/').at(-1),
      ]);
    expect(data).toMatchObject({ outcome: 'INCOMPLETE', pausesClock: true, dossier: { status: 'WAITING_SUPPLEMENT' } });
    expect(JSON.stringify(data)).not.toContain('ông An');
  });

  it.each([
    ['missing without a word why', { outcome: 'INCOMPLETE', missing: [1] }, ['reason']],
    ['incomplete without anything missing', { outcome: 'INCOMPLETE', reason: 'x' }, ['missing']],
    ['complete with something missing', { outcome: 'COMPLETE', missing: [1] }, ['missing']],
    ['missing at no place of a list', { outcome: 'INCOMPLETE', missing: [0], reason: 'x' }, ['missing']],
    ['missing in words', { outcome: 'INCOMPLETE', missing: ['Căn cước'], reason: 'x' }, ['missing']],
  ])('is not %s', async (_, body, paths) => {
    await test.citizen.post(`${path}/supplements`);
    const refused = await test.officer.refusal('POST', `${path}/supplement-check`, { body });
    expect(refused.status).toBe(400);
    expect(refused.problem).toMatchObject({ errors: paths.map((at) => ({ path: expect.stringContaining(at) })) });
  });

  it('is checked by the counter of its agency only, and never by the applicant who brought it', async () => {
    await test.citizen.post(`${path}/supplements`);
    const body = { outcome: 'COMPLETE' };
    for (const who of [test.citizen, test.head, test.control]) {
      expect((await who.refusal('POST', `${path}/supplement-check`, { body })).status).toBe(403);
    }
    expect((await test.otherOfficer.refusal('POST', `${path}/supplement-check`, { body })).status).toBe(404);
    expect((await test.officer.post(`${path}/supplement-check`, body)).status).toBe('IN_PROGRESS');
  });

  it('holds nothing up: a dossier can go on unchecked, and its supplement then counts as complete', async () => {
    await test.citizen.post(`${path}/supplements`);
    await test.officer.post(`${path}/step-completions`, { stepCode: 'tham-dinh' });
    const late = await test.officer.refusal('POST', `${path}/supplement-check`, { body: INCOMPLETE });
    expect(late).toMatchObject({ status: 409, code: 'supplement.none-brought' });
  });

  it('is not recorded by the officer who asked, unless there is nobody else: flagged, and without a gain of time', async () => {
    const refused = await test.officer.refusal('POST', `${path}/supplements`);
    expect(refused).toMatchObject({ status: 422, code: 'supplement.answered-by-asker' });
    expect(refused.problem.errors).toMatchObject([{ path: 'noOtherOfficer' }]);
    const alone = await test.officer.post(`${path}/supplements`, { noOtherOfficer: true });
    expect(alone.deadline).toMatchObject({ state: 'RUNNING', dueAt: '2026-08-24T10:00:00.000Z', overdue: true });
    const { entries } = await test.officer.get(`${path}/history`);
    expect(entries.at(-1)).toMatchObject({
      flags: ['SUPPLEMENT_ANSWERED_BY_ASKER'],
      actorKind: 'OFFICER',
      actorAgency: 'H41.14',
      actorUnit: 'mot-cua',
    });
    const { lines } = await test.officer.get(`${path}/deadline`);
    const ranOn = lines.find((line: any) => line.code === 'CLOCK_RAN_ON');
    expect(ranOn.text.vi).toContain('người yêu cầu bổ sung tự ghi nhận');
    expect(lines.map((line: any) => line.code)).toContain('LATENESS_STANDS');
  });

  it('is recorded by another officer of the agency, for what came on paper', async () => {
    const colleague = await test.client('one-stop-officer', { sub: 'officer-2', agency: 'H41.14' });
    const brought = await colleague.post(`${path}/supplements`, { items: [2] });
    expect(brought.deadline).toMatchObject({ state: 'RUNNING', dueAt: '2026-09-07T10:00:00.000Z' });
    const { entries } = await colleague.get(`${path}/history`);
    expect(entries.at(-1)).toMatchObject({ flags: [], details: { brought: [2] }, actorKind: 'OFFICER' });
  });

  it('that was asked for under an earlier version has its askers from the history', async () => {
    const dataSource = test.service.app.get(DataSource);
    const kept = () =>
      dataSource.query(`SELECT supplement_asked_by, supplement_awaited FROM dossiers WHERE id = $1`, [
        path.split('/').at(-1),
      ]);
    const now = [{ supplement_asked_by: ['officer-tu-phap'], supplement_awaited: [1, 2] }];
    expect(await kept()).toEqual(now);
    const runner = dataSource.createQueryRunner();
    const migration = new LateStaysLate1767312000032();
    await migration.down(runner);
    await migration.up(runner);
    await runner.release();
    expect(await kept()).toEqual(now);
    expect((await test.officer.refusal('POST', `${path}/supplements`)).code).toBe('supplement.answered-by-asker');
    expect((await test.citizen.post(`${path}/supplements`)).status).toBe('IN_PROGRESS');
  });

  it.each([
    ['of nothing', { items: [] }, 400],
    ['of what the request did not name', { items: [3] }, 422],
  ])('is not one %s', async (_, body, status) => {
    const refused = await test.citizen.refusal('POST', `${path}/supplements`, { body });
    expect([refused.status, refused.problem.errors?.[0]?.path]).toEqual([status, 'items']);
    expect((await test.citizen.post(`${path}/supplements`, { items: [1, 2] })).status).toBe('IN_PROGRESS');
  });
});

describe('A dossier that is late', () => {
  let test: DossierTestService;

  beforeAll(async () => {
    test = await startDossierTestService();
  });
  afterAll(() => test?.stop());

  it('stays late when a supplement is asked for and expires: in lists, its deadline, its events and its explanation', async () => {
    await test.at('2026-08-20 09:00');
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    const path = `/dossiers/${id}`;
    await test.officer.post(`${path}/acceptance`);
    await test.officer.post(`${path}/forwarding`);
    // Due on Monday 24.
    await test.at('2026-08-31 10:00');
    const request = { items: ['x'], reason: 'y', provideUntil: '2026-09-05T10:00:00Z' };
    const soon = await test.officer.refusal('POST', `${path}/supplement-requests`, {
      body: { ...request, provideUntil: '2026-08-31T03:01:00Z' },
    });
    expect(soon).toMatchObject({ status: 422, code: 'supplement.time-too-short' });
    const never = await test.officer.refusal('POST', `${path}/supplement-requests`, {
      body: { items: ['x'], reason: 'y' },
    });
    expect([never.status, never.problem.errors]).toMatchObject([400, [{ path: 'provideUntil' }]]);
    const waiting = await test.officer.post(`${path}/supplement-requests`, request);
    expect(waiting.deadline).toMatchObject({ state: 'RUNNING', dueAt: '2026-08-24T10:00:00.000Z', overdue: true });
    const overdue = await test.officer.get('/dossiers', { query: { overdue: 'true' } });
    expect(overdue.items).toMatchObject([{ id, status: 'WAITING_SUPPLEMENT', overdue: true }]);
    await test.at('2026-09-07 10:00');
    const stopped = await test.officer.post(`${path}/supplement-expiry`);
    expect(stopped.deadline).toMatchObject({
      state: 'ENDED',
      dueAt: '2026-08-24T10:00:00.000Z',
      met: false,
      punctuality: 'LATE',
    });
    const { entries } = await test.officer.get(`${path}/history`);
    expect(entries.at(-2)).toMatchObject({ flags: ['SUPPLEMENT_AFTER_WINDOW'], details: { pausesClock: false } });
    expect(entries.at(-1)).toMatchObject({ details: { judgedAt: '2026-08-31T03:00:00.000Z' } });
    const { lines } = await test.officer.get(`${path}/deadline`);
    expect(lines.at(-1)).toMatchObject({ code: 'JUDGED_AT_REQUEST', at: '2026-08-31T03:00:00.000Z' });
    const events = await test.service.app
      .get(DataSource)
      .query(`SELECT type, data FROM outbox WHERE aggregate_id = $1 ORDER BY aggregate_version`, [id]);
    expect(events.at(-2).data).toMatchObject({ pausesClock: false, flags: ['SUPPLEMENT_AFTER_WINDOW'] });
    expect(events.at(-1).data).toMatchObject({
      dossier: { dueAt: '2026-08-24T10:00:00.000Z', punctuality: 'LATE' },
      by: { kind: 'OFFICER', agency: 'H41.14', unit: 'mot-cua', officer: expect.stringMatching(/^[0-9a-f]{32}$/) },
    });
    expect(JSON.stringify(events)).not.toContain('officer-tu-phap');
  });
});
