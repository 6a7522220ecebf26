import type { Api } from '@motcua/testing';
import { startDossierTestService, SUBMISSION, type DossierTestService } from './testing/dossier-test-service.js';
import { publishedProcedure } from './testing/reference-data.js';

jest.setTimeout(60_000);

describe('A request that is wrong', () => {
  let test: DossierTestService;

  beforeAll(async () => {
    test = await startDossierTestService();
    await test.at('2026-08-20 09:00');
  });
  afterAll(() => test?.stop());

  const submit = (change: object) => test.officer.refusal('POST', '/dossiers', { body: { ...SUBMISSION, ...change } });

  it.each([
    ['procedureCode', { procedureCode: undefined }],
    ['subjectType', { subjectType: 'ALIEN' }],
    ['applicant', { applicant: undefined }],
    ['applicant.fullName', { applicant: { fullName: '' } }],
    ['applicant.identityNumber', { applicant: { fullName: 'A', identityNumber: '12 34' } }],
    ['applicant.phone', { applicant: { fullName: 'A', phone: 12345 } }],
    ['applicant.email', { applicant: { fullName: 'A', email: 'nobody' } }],
    ['agencyCode', { agencyCode: 'nowhere' }],
    ['unforeseen', { unforeseen: 1 }],
    ['caseCode', { caseCode: 'khac' }],
    ['caseCode', { caseCode: undefined }],
    ['requestContent', { requestContent: 'a\0b' }],
  ])('names the field %s', async (path, change) => {
    const refusal = await submit(change);
    expect(refusal.status).toBe(400);
    expect(refusal.problem.errors!.map((error) => error.path)).toContain(path);
  });

  it('is answered in plain words when it is for a procedure that is settled at once', async () => {
    const code = '2.000815';
    const cases = publishedProcedure.cases.map((one) => ({ ...one, steps: [] }));
    const procedureId = '0198c2a4-7a00-7000-8000-0000000000a3';
    test.catalog.procedures.push({ ...publishedProcedure, procedureId, code, cases, instant: true });
    for (const caseCode of ['chung', undefined]) {
      const refusal = await submit({ procedureCode: code, caseCode });
      expect([refusal.status, refusal.code]).toEqual([422, 'procedure.instant']);
      expect(refusal.problem.detail).toMatch(/^Thủ tục 2\.000815 được giải quyết ngay khi tiếp nhận/);
    }
  });

  it('is told from one that is right', async () => {
    expect((await test.officer.post('/dossiers', SUBMISSION)).status).toBe('SUBMITTED');
  });

  it('is answered in the language that was asked for', async () => {
    const body = { ...SUBMISSION, subjectType: 'ALIEN' };
    const english = await test.officer.refusal('POST', '/dossiers', { body, headers: { 'accept-language': 'en' } });
    expect(english.problem.title).toBe('The request is not valid');
    expect((await submit({ subjectType: 'ALIEN' })).problem.title).toBe('Yêu cầu không hợp lệ');
  });

  it('to a dossier says what is wrong with id, version, cursor or filter', async () => {
    expect((await test.officer.refusal('GET', '/dossiers/not-a-uuid')).status).toBe(400);
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    const headers = { 'if-match': 'yesterday' };
    expect((await test.officer.refusal('POST', `/dossiers/${id}/acceptance`, { headers })).status).toBe(400);
    for (const query of [
      { cursor: 'x.y' },
      { status: 'LOST' },
      { limit: 0 },
      { limit: 'many' },
      { submittedFrom: '2026-02-30' },
      { sort: 'name' },
      { nothing: 1 },
    ] as Record<string, string | number>[]) {
      const refusal = await test.officer.refusal('GET', '/dossiers', { query });
      expect([refusal.status, refusal.problem.errors![0]!.path]).toEqual([400, Object.keys(query)[0]]);
    }
  });

  it('names the instant that does not exist, and takes one that does', async () => {
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    const until = (provideUntil: string) => ({ body: { items: ['x'], reason: 'y', provideUntil } });
    for (const wrong of ['2026-W50-4T10:00:00Z', '20261210T100000Z', '2026-11-31T10:00:00+07:00']) {
      const refusal = await test.officer.refusal('POST', `/dossiers/${id}/supplement-requests`, until(wrong));
      expect([refusal.status, refusal.problem.errors]).toEqual([
        400,
        [
          {
            path: 'provideUntil',
            code: 'isInstant',
            message: 'phải là thời điểm có thật kèm múi giờ, ví dụ 2026-08-31T09:00:00+07:00',
          },
        ],
      ]);
      const list = await test.officer.refusal('GET', '/dossiers', { query: { dueBefore: wrong } });
      expect([list.status, list.problem.errors![0]!.path]).toEqual([400, 'dueBefore']);
    }
    const right = until('2026-11-10T10:00+07:00').body;
    expect((await test.officer.post(`/dossiers/${id}/supplement-requests`, right)).status).toBe('WAITING_SUPPLEMENT');
  });

  it('for a resolution names the reason that is missing or out of place', async () => {
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    for (const body of [{ outcome: 'NOT_ELIGIBLE' }, { outcome: 'APPROVED', reason: 'x' }]) {
      const refusal = await test.officer.refusal('POST', `/dossiers/${id}/resolution`, { body });
      expect([refusal.status, refusal.problem.errors![0]!.path]).toEqual([400, 'reason']);
    }
  });

  it('of an applicant may not pretend to be a counter, or somebody else', async () => {
    const own = { ...SUBMISSION, ownerSubject: undefined, agencyCode: 'H41.14' };
    const refusal = (change: object) => test.citizen.refusal('POST', '/dossiers', { body: { ...own, ...change } });
    expect((await refusal({ channel: 'DIRECT' })).code).toBe('dossier.channel-of-counter');
    expect((await refusal({ ownerSubject: 'citizen-binh' })).code).toBe('dossier.owner-is-caller');
    expect((await refusal({ agencyCode: undefined })).code).toBe('dossier.agency-missing');
    expect(await test.citizen.post('/dossiers', own)).toMatchObject({ channel: 'ONLINE', agencyCode: 'H41.14' });
  });

  it('of a counter may not take in for an agency for which it does not receive, nor at another counter', async () => {
    expect((await submit({ agencyCode: 'H41.27.05' })).code).toBe('agency.may-not-receive');
    expect((await submit({ receivingAgencyCode: 'H41.27.05' })).code).toBe('dossier.other-agency');
  });
});

/** Every item of a list, page by page. */
async function pagesOf(reader: Api, query: Record<string, string | number>): Promise<any[]> {
  const items: any[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await reader.get('/dossiers', { query: { ...query, cursor } });
    items.push(...page.items);
    cursor = page.nextCursor;
    if (!cursor) return items;
  }
}

describe('Pages of a list', () => {
  it('hold every dossier by due date too: those that are paused or not accepted last, and each once', async () => {
    const test = await startDossierTestService();
    try {
      const opened: string[] = [];
      for (const day of ['20', '24', '25', '26', '27', '28']) {
        await test.at(`2026-08-${day} 09:00`);
        for (const accept of [true, false]) {
          const { id } = await test.officer.post('/dossiers', SUBMISSION);
          opened.push(id);
          if (accept) await test.officer.post(`/dossiers/${id}/acceptance`);
        }
      }
      const [ended, , , , paused, , alsoPaused] = opened as [string, string, string, string, string, string, string];
      await test.head.post(`/dossiers/${ended}/stop`, { reason: 'theo đơn' });
      for (const id of [paused, alsoPaused]) {
        await test.officer.post(`/dossiers/${id}/supplement-requests`, {
          items: ['x'],
          reason: 'y',
          provideUntil: '2026-09-20T10:00:00Z',
        });
      }

      for (const reader of [test.officer, test.control]) {
        const byDueDate = await pagesOf(reader, { sort: 'dueAt', limit: 3 });
        expect(byDueDate.map(({ id }) => id).sort()).toEqual([...opened].sort());
        const [dated, undated] = [byDueDate.slice(0, 4), byDueDate.slice(4)];
        expect(dated.map(({ dueAt }) => dueAt)).toEqual(dated.map(({ dueAt }) => dueAt).sort());
        expect(dated[0].id).toBe(ended);
        expect(undated.map(({ dueAt }) => dueAt)).toEqual(undated.map(() => undefined));
        const { total } = await reader.get('/dossiers', { query: { sort: 'dueAt', limit: 1 } });
        expect(total).toEqual({ value: opened.length, capped: false });
      }
      const open = 'RECEIVED,IN_PROGRESS,WAITING_SUPPLEMENT';
      const toBeDone = await pagesOf(test.officer, { sort: 'dueAt', status: open, limit: 2 });
      expect(toBeDone).toHaveLength(5);
      expect(
        toBeDone
          .slice(3)
          .map(({ id }) => id)
          .sort(),
      ).toEqual([paused, alsoPaused].sort());
    } finally {
      await test.stop();
    }
  });

  it('follow each other without gaps or repetitions, newest first or soonest due first', async () => {
    const test = await startDossierTestService();
    try {
      for (let i = 0; i < 7; i += 1) {
        await test.at(`2026-08-20 09:0${i}`);
        const { id } = await test.officer.post('/dossiers', SUBMISSION);
        if (i % 2 === 0) await test.officer.post(`/dossiers/${id}/acceptance`);
      }
      const walk = (query: Record<string, string | number>) => pagesOf(test.officer, { ...query, limit: 2 });
      const newest = await walk({});
      expect(newest).toHaveLength(7);
      expect(newest.map((item) => item.submittedAt)).toEqual(
        newest
          .map((item) => item.submittedAt)
          .sort()
          .reverse(),
      );
      expect(await walk({ sort: 'dueAt' })).toHaveLength(7);
      // The place in one order says nothing of the other: taken for it, it would pass over some and repeat others.
      for (const [sort, other] of [
        ['dueAt', '-submittedAt'],
        ['-submittedAt', 'dueAt'],
      ]) {
        const { nextCursor } = await test.officer.get('/dossiers', { query: { sort, limit: 2 } });
        const refused = await test.officer.refusal('GET', '/dossiers', { query: { sort: other, cursor: nextCursor } });
        expect([refused.status, refused.code]).toEqual([400, 'page.cursor-invalid']);
      }
      expect(await walk({ status: 'SUBMITTED' })).toHaveLength(3);
      expect(await walk({ submittedFrom: '2026-08-21' })).toHaveLength(0);
      expect(await walk({ submittedTo: '2026-08-20' })).toHaveLength(7);
      expect(await walk({ overdue: 'true' })).toHaveLength(0);
      await test.at('2026-08-24 17:01');
      expect(await walk({ overdue: 'true' })).toHaveLength(4);
      expect(await walk({ overdue: 'false' })).toHaveLength(3);
      expect(await walk({ dueBefore: '2026-08-24T10:00:01Z' })).toHaveLength(4);
    } finally {
      await test.stop();
    }
  });
});
