import { DataSource } from 'typeorm';
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
    await test.at('2026-09-03 15:00');
    const key = { headers: { 'idempotency-key': 'check-once' } };
    const waiting = await test.officer.post(`${path}/supplement-check`, INCOMPLETE, key);
    expect(waiting).toMatchObject({
      status: 'WAITING_SUPPLEMENT',
      waiting: { since: '2026-09-03T08:00:00.000Z', provideUntil: expect.any(String) },
      deadline: { state: 'PAUSED', since: '2026-09-03T08:00:00.000Z' },
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
});
