import { GATEWAY_CLIENT_ROLES } from '@motcua/contracts';
import type { Api } from '@motcua/testing';
import { DataSource } from 'typeorm';
import { OWN, startDossierTestService, SUBMISSION, type DossierTestService } from './testing/dossier-test-service.js';

jest.setTimeout(60_000);

// Accepted on Thursday 20 August, three working days with Saturday 22: due on Monday 24 at 17:00.
const WRONG = { foundBy: 'APPLICANT', reason: 'Ghi sai năm sinh của con' };
const RESOLUTION = { outcome: 'NOT_ELIGIBLE', reason: 'không đủ' };

describe('A dossier whose result was found wrong (Decree 61/2018 Art. 21)', () => {
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

  async function resolved(at: string): Promise<string> {
    await test.at('2026-08-20 09:15');
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    await test.officer.post(`/dossiers/${id}/acceptance`);
    await test.officer.post(`/dossiers/${id}/forwarding`);
    await test.at(at);
    await test.officer.post(`/dossiers/${id}/resolution`, RESOLUTION);
    return `/dossiers/${id}`;
  }
  async function delivered(at = '2026-08-24 10:00'): Promise<string> {
    const path = await resolved(at);
    await test.officer.post(`${path}/delivery`);
    return path;
  }
  const listed = async (reopening: string): Promise<string[]> =>
    (await test.officer.get('/dossiers', { query: { reopening, limit: 200 } })).items.map(
      ({ id }: { id: string }) => `/dossiers/${id}`,
    );

  it('is reopened by the head of the agency alone, stays as it ended, and gets no other code, receipt or due date', async () => {
    const path = await delivered();
    const before = await test.officer.get(path);
    const receipt = await test.officer.get(`${path}/receipt`);
    await test.at('2026-08-27 10:00');
    expect((await test.officer.refusal('POST', `${path}/reopening`, { body: WRONG })).status).toBe(403);
    const reopened = await head.post(`${path}/reopening`, WRONG);
    const { reopening, allowedActions } = reopened;
    expect(reopening).toEqual({
      state: 'TO_CORRECT',
      at: '2026-08-27T03:00:00.000Z',
      foundBy: 'APPLICANT',
      correctBy: '2026-09-04T10:00:00.000Z',
      late: false,
    });
    expect(allowedActions).toEqual(['correct-result']);
    const { persons: _persons, ...same } = before;
    expect(reopened).toEqual({ ...same, version: before.version + 1, allowedActions, reopening });
    expect(await test.officer.get(`${path}/receipt`)).toEqual(receipt);
    expect((await test.citizen.get(path)).reopening).toEqual(reopening);

    const corrected = await head.post(`${path}/result-correction`, { outcome: 'APPROVED' });
    expect(corrected).toMatchObject({
      outcome: 'NOT_ELIGIBLE',
      endedAt: before.endedAt,
      deadline: before.deadline,
      reopening: { state: 'TO_DELIVER', outcome: 'APPROVED', kept: 'EARLY' },
      allowedActions: [],
    });
    expect((await test.officer.get(path)).allowedActions).toEqual(['deliver-correction']);
    const again = await test.officer.post(`${path}/correction-delivery`);
    expect(again.reopening).toMatchObject({ state: 'SETTLED', deliveredAt: '2026-08-27T03:00:00.000Z' });
    expect(await head.send('POST', `${path}/reopening`, { body: WRONG })).toMatchObject({
      status: 409,
      body: { code: 'dossier.reopened-once', reopenedAt: '2026-08-27T03:00:00.000Z' },
    });
  });

  it('that ended late stays late, in time stays in time, whatever its correction takes', async () => {
    for (const [at, met] of [
      ['2026-08-24 10:00', true],
      ['2026-08-25 10:00', false],
    ] as const) {
      const path = await delivered(at);
      const { deadline, apologyOwed } = await test.officer.get(path);
      expect(deadline.met).toBe(met);
      await test.at('2026-08-27 10:00');
      await head.post(`${path}/reopening`, WRONG);
      await test.at('2026-09-07 10:00');
      expect((await test.officer.get(path)).reopening).toMatchObject({ state: 'TO_CORRECT', late: true });
      const corrected = await head.post(`${path}/result-correction`, { outcome: 'APPROVED' });
      expect(corrected).toMatchObject({ deadline, reopening: { kept: 'LATE', late: true } });
      expect(corrected.apologyOwed).toBe(apologyOwed);
    }
  });

  it('is not handed over with its wrong result, and with the corrected one like any other', async () => {
    const path = await resolved('2026-08-24 10:00');
    await head.post(`${path}/reopening`, { ...WRONG, foundBy: 'INSPECTION' });
    const refused = await test.officer.refusal('POST', `${path}/delivery`);
    expect(refused.problem).toMatchObject({
      status: 409,
      code: 'dossier.not-in-state',
      allowedActions: expect.arrayContaining(['correct-result']),
    });
    await head.post(`${path}/result-correction`, { outcome: 'APPROVED' });
    expect(await test.officer.post(`${path}/delivery`)).toMatchObject({
      status: 'DELIVERED',
      reopening: { state: 'SETTLED', foundBy: 'INSPECTION' },
    });
  });

  it('is listed by how far its correction has come, with its limit', async () => {
    const [toCorrect, toDeliver, settled] = [await delivered(), await delivered(), await delivered()];
    const untouched = await delivered();
    await test.at('2026-08-27 10:00');
    for (const path of [toCorrect, toDeliver, settled]) await head.post(`${path}/reopening`, WRONG);
    await test.at('2026-09-07 10:00');
    await head.post(`${toDeliver}/result-correction`, { outcome: 'APPROVED' });
    await test.at('2026-09-07 10:30');
    await head.post(`${settled}/result-correction`, { outcome: 'APPROVED' });
    await test.officer.post(`${settled}/correction-delivery`);
    const standing = { TO_CORRECT: toCorrect, TO_DELIVER: toDeliver, SETTLED: settled };
    for (const [state, path] of Object.entries(standing)) {
      for (const [other, one] of Object.entries(standing)) {
        expect((await listed(state)).includes(one)).toBe(state === other);
      }
      expect(await listed('LATE')).toContain(path);
      expect(await listed('ANY')).toContain(path);
      expect(await listed(state)).not.toContain(untouched);
    }
    expect(await listed('ANY')).not.toContain(untouched);
    const { items } = await test.officer.get('/dossiers', { query: { reopening: 'TO_CORRECT', limit: 200 } });
    expect(items.find(({ id }: any) => toCorrect.endsWith(id)).reopening).toEqual({
      state: 'TO_CORRECT',
      correctBy: '2026-09-04T10:00:00.000Z',
      late: true,
    });
  });

  it('is told in the history, the control sheet, the event and the national record, there without what the head wrote', async () => {
    const path = await delivered();
    await test.at('2026-08-27 10:00');
    await head.post(`${path}/reopening`, WRONG);
    await test.at('2026-08-28 10:00');
    await head.post(`${path}/result-correction`, { outcome: 'APPROVED' });
    await test.officer.post(`${path}/correction-delivery`);

    const entries = (await test.citizen.get(`${path}/history`)).entries.slice(-3);
    expect(entries).toMatchObject([
      {
        action: 'reopen',
        fromStatus: 'DELIVERED',
        toStatus: 'DELIVERED',
        actorName: 'Lê Văn Chính',
        reason: WRONG.reason,
        details: { foundBy: 'APPLICANT', correctBy: '2026-09-04T10:00:00.000Z' },
      },
      {
        action: 'correct-result',
        flags: ['RESULT_REVERSED', 'RESULT_WITHOUT_STEPS'],
        details: { outcome: 'APPROVED', minutes: 450 },
      },
      { action: 'deliver-correction' },
    ]);
    expect((await test.officer.get(`${path}/control-sheet`)).rows.slice(-2)).toMatchObject([
      {
        note: 'Mở lại do kết quả có sai sót',
        result: 'UNKNOWN',
        from: { agencyCode: OWN, officerName: 'Lê Văn Chính', officerTitle: 'Giám đốc Sở' },
      },
      {
        note: 'Kết quả đã sửa',
        result: 'EARLY',
        dueAt: '2026-09-04T10:00:00.000Z',
        receivedAt: '2026-08-28T03:00:00.000Z',
      },
    ]);
    const id = path.split('/').at(-1);
    const told = await source.query(
      `SELECT type, data FROM outbox WHERE aggregate_id = $1 ORDER BY aggregate_version DESC LIMIT 3`,
      [id],
    );
    expect(told.map(({ type }: { type: string }) => type)).toEqual([
      'dossier.correction-delivered',
      'dossier.result-corrected',
      'dossier.reopened',
    ]);
    expect(told[1].data).toMatchObject({ outcome: 'APPROVED', reversed: true, kept: 'EARLY', minutes: 450 });
    expect(JSON.stringify(told)).not.toMatch(/năm sinh|Chính/);
    const portalSync = await test.client([...GATEWAY_CLIENT_ROLES], { sub: 'gateway' });
    const { items } = await portalSync.post('/internal/national-records', { ids: [id] });
    expect(items[0].history.slice(-3).map(({ action }: { action: string }) => action)).toEqual([
      'reopen',
      'correct-result',
      'deliver-correction',
    ]);
  });

  it('is reopened only with a reason and who found it, and corrected as a result is given', async () => {
    const path = await delivered();
    for (const [body, field] of [
      [{ reason: 'x' }, 'foundBy'],
      [{ foundBy: 'NOBODY', reason: 'x' }, 'foundBy'],
      [{ foundBy: 'AGENCY' }, 'reason'],
      [{ ...WRONG, fee: 10 }, 'fee'],
    ] as const) {
      const { status, problem } = await head.refusal('POST', `${path}/reopening`, { body });
      expect([status, problem.errors]).toEqual([400, [expect.objectContaining({ path: field })]]);
    }
    await head.post(`${path}/reopening`, { foundBy: 'AGENCY', reason: 'sai' });
    const { status } = await head.refusal('POST', `${path}/result-correction`, { body: { outcome: 'NOT_ELIGIBLE' } });
    expect(status).toBe(400);
    await head.post(`${path}/result-correction`, RESOLUTION);
  });
});
