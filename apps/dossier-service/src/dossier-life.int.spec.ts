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
});
