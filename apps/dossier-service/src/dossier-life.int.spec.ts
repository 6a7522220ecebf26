import {
  FOREIGN,
  OWN,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';

jest.setTimeout(60_000);

describe('The life of a dossier through REST', () => {
  let test: DossierTestService;

  beforeAll(async () => {
    test = await startDossierTestService();
  });
  afterAll(() => test?.stop());

  it('goes from submission to delivery, with code, receipt and due date from acceptance on', async () => {
    const { officer } = test;
    await test.at('2026-08-27 09:00');
    const submitted = await officer.post('/dossiers', SUBMISSION);
    expect(submitted).toMatchObject({ status: 'SUBMITTED', version: 1, agencyCode: OWN, channel: 'DIRECT' });
    expect(submitted.deadline).toBeUndefined();

    await test.at('2026-08-27 09:15');
    const accepted = await officer.post(`/dossiers/${submitted.id}/acceptance`);
    expect(accepted).toMatchObject({
      status: 'RECEIVED',
      code: `${OWN}-260827-0001`,
      ruleSet: { id: 'nd-118-2025', version: 1 },
      calendar: { id: 'vn', version: 1 },
      // Friday 28 August, then 31 August to 2 September off: Thursday 3, Friday 4.
      deadline: { state: 'RUNNING', dueAt: '2026-09-04T10:00:00.000Z', overdue: false },
    });
    const forwarded = await officer.post(`/dossiers/${submitted.id}/forwarding`);
    expect(forwarded).toMatchObject({ status: 'IN_PROGRESS', progress: { currentStep: { code: 'tham-dinh' } } });
    await officer.post(`/dossiers/${submitted.id}/step-completions`, { stepCode: 'tham-dinh' });
    await officer.post(`/dossiers/${submitted.id}/step-completions`, { stepCode: 'phe-duyet' });
    const resolved = await test.head.post(`/dossiers/${submitted.id}/resolution`, { outcome: 'APPROVED' });
    expect(resolved).toMatchObject({ status: 'RESOLVED', outcome: 'APPROVED', version: 6 });
    const delivered = await officer.post(`/dossiers/${submitted.id}/delivery`, {});
    expect(delivered).toMatchObject({ status: 'DELIVERED', nationalStatus: 10, allowedActions: [] });
    const dueAt = '2026-09-04T10:00:00.000Z';
    expect(forwarded.deadline).toEqual({ state: 'RUNNING', dueAt, appointedAt: dueAt, overdue: false });
    const ended = {
      state: 'ENDED',
      dueAt,
      appointedAt: dueAt,
      endedAt: resolved.endedAt,
      met: true,
      punctuality: 'EARLY',
      appointedPunctuality: 'EARLY',
      overdue: false,
    };
    expect([resolved.deadline, delivered.deadline]).toEqual([ended, ended]);

    const history = await officer.get(`/dossiers/${submitted.id}/history`);
    expect(history.entries.map((entry: { action: string }) => entry.action)).toEqual([
      'submit',
      'accept',
      'forward',
      'complete-step',
      'complete-step',
      'resolve',
      'deliver',
    ]);
    const deadline = await officer.get(`/dossiers/${submitted.id}/deadline`);
    expect(deadline.deadline).toEqual(delivered.deadline);
    expect(deadline.lines.map((line: { code: string }) => line.code)).toContain('SWAPPED_DAY_OFF');
    const receipt = await officer.get(`/dossiers/${submitted.id}/receipt`);
    expect(receipt).toMatchObject({
      agencyName: 'Sở Tư pháp',
      applicant: { fullName: 'Nguyễn Văn An' },
      receivedText: '09 giờ 15 phút, ngày 27/08/2026',
      dueText: '17 giờ 00 phút, ngày 04/09/2026',
    });
    expect(await test.service.api.get(`/dossiers/by-code/${accepted.code}/progress`)).toEqual({
      code: accepted.code,
      completedSteps: 2,
      stepsInAll: 2,
    });
    const list = await officer.get('/dossiers', { query: { status: 'DELIVERED' } });
    expect(list.items).toHaveLength(1);
    expect(list.items[0].applicantName).toBe('N***** V** A*');
    expect((await test.otherOfficer.get('/dossiers')).items).toEqual([]);
    expect(FOREIGN).not.toBe(OWN);
  });

  it.each([
    // Counted anew from Thursday 3 September: Friday 4, Monday 7, Tuesday 8.
    ['RESTART', 'chung', '2026-09-08T10:00:00.000Z'],
    // Due Friday 4; one working day (Friday 28 August) closed while the applicant was awaited: Monday 7.
    ['SUBTRACT', 'tru-thoi-gian', '2026-09-07T10:00:00.000Z'],
  ])('sets its deadline again after a supplement by %s', async (mode, caseCode, dueAt) => {
    const { officer, citizen } = test;
    await test.at('2026-08-27 14:00');
    const { id } = await officer.post('/dossiers', { ...SUBMISSION, caseCode });
    await officer.post(`/dossiers/${id}/acceptance`);
    await officer.post(`/dossiers/${id}/forwarding`);
    await test.at('2026-08-28 10:00');
    const waiting = await officer.post(`/dossiers/${id}/supplement-requests`, {
      items: ['Bản sao giấy chứng sinh'],
      reason: 'Thiếu thành phần hồ sơ',
      provideUntil: '2026-09-30T10:00:00Z',
    });
    expect(waiting).toMatchObject({
      status: 'WAITING_SUPPLEMENT',
      deadline: { state: 'PAUSED', since: '2026-08-28T03:00:00.000Z', overdue: false },
    });
    expect((await citizen.get(`/dossiers/${id}/history`)).entries[3].items).toEqual(['Bản sao giấy chứng sinh']);
    await test.at('2026-09-03 09:00');
    const back = await citizen.post(`/dossiers/${id}/supplements`);
    expect(back).toMatchObject({ status: 'IN_PROGRESS', deadline: { state: 'RUNNING', dueAt } });
    const explained = await officer.get(`/dossiers/${id}/deadline`, { query: {} });
    expect(explained.lines.map((line: any) => line.code)).toContain(
      mode === 'RESTART' ? 'PAUSE_RESTARTED' : 'PAUSE_SUBTRACTED',
    );
    // Thursday 27: 14:00–17:00, Friday 28: 07:30–10:00; the waiting is not the agency's time, whichever the mode.
    expect(explained.elapsed.minutes).toBe(180 + 150);
  });

  it('says of an ended dossier whether its due date was met, to the minute', async () => {
    const { officer, head } = test;
    const endedAt = async (local: string): Promise<any> => {
      await test.at('2026-08-27 14:00');
      const { id } = await officer.post('/dossiers', SUBMISSION);
      await officer.post(`/dossiers/${id}/acceptance`);
      await test.at(local);
      await head.post(`/dossiers/${id}/stop`, { reason: 'theo đơn' });
      return (await officer.get(`/dossiers/${id}`)).deadline;
    };
    expect(await endedAt('2026-09-04 17:00')).toMatchObject({ state: 'ENDED', met: true, overdue: false });
    expect(await endedAt('2026-09-04 17:01')).toMatchObject({ state: 'ENDED', met: false, overdue: false });
  });

  it('ends in every other way that the table knows', async () => {
    const { officer, citizen, head } = test;
    await test.at('2026-09-07 09:00');
    const open = async (accept: boolean): Promise<string> => {
      const { id } = await officer.post('/dossiers', SUBMISSION);
      if (accept) await officer.post(`/dossiers/${id}/acceptance`);
      return `/dossiers/${id}`;
    };
    expect((await officer.post(`${await open(false)}/refusal`, { reason: 'x' })).status).toBe('REFUSED_INTAKE');
    expect((await citizen.post(`${await open(true)}/withdrawal`, {})).status).toBe('WITHDRAWN');
    expect((await head.post(`${await open(true)}/stop`, { reason: 'x' })).status).toBe('STOPPED');
    const asked = { items: ['x'], reason: 'y', provideUntil: '2026-09-10T10:00:00Z' };
    const never = await open(false);
    const once = await open(true);
    for (const path of [never, once]) await officer.post(`${path}/supplement-requests`, asked);
    expect((await officer.refusal('POST', `${once}/supplement-expiry`)).code).toBe('supplement.deadline-running');
    await test.at('2026-09-10 17:01');
    expect((await officer.post(`${never}/supplement-expiry`)).status).toBe('REFUSED_INTAKE');
    expect((await officer.post(`${once}/supplement-expiry`)).status).toBe('STOPPED');
    const refused = await open(true);
    await officer.post(`${refused}/forwarding`);
    const { status, outcome } = await officer.post(`${refused}/resolution`, { outcome: 'NOT_ELIGIBLE', reason: 'x' });
    expect([status, outcome]).toEqual(['RESOLVED', 'NOT_ELIGIBLE']);
  });
});
