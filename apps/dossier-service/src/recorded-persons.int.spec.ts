import { GATEWAY_CLIENT_ROLES } from '@motcua/contracts';
import type { Api } from '@motcua/testing';
import {
  APPLICANT,
  OWN,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';

jest.setTimeout(60_000);

/** As another system has taken it. */
const UNUSABLE = {
  fullName: 'Phạm Thị Dung',
  identityNumber: '040 191 000 007',
  phone: '(0238) 3844522',
  email: 'dung@example.vn; dung2@example.vn',
};
const PROBLEMS = [
  { field: 'applicant.identityNumber', flag: 'IDENTITY_NUMBER_UNUSABLE' },
  { field: 'applicant.phone', flag: 'PHONE_UNUSABLE' },
  { field: 'applicant.email', flag: 'EMAIL_UNUSABLE' },
];

describe('Data of a person', () => {
  let test: DossierTestService;
  let gateway: Api;
  let portal: Api;

  beforeAll(async () => {
    test = await startDossierTestService();
    await test.at('2026-08-20 09:00');
    gateway = await test.client([...GATEWAY_CLIENT_ROLES], { sub: 'gateway' });
    portal = await test.client('portal-client', { sub: 'portal-1' });
  });
  afterAll(() => test?.stop());

  const taken = (applicant: object, more: object = {}) => ({
    procedureCode: '1.001193',
    caseCode: 'chung',
    agencyCode: OWN,
    channel: 'ONLINE',
    subjectType: 'CITIZEN',
    applicant,
    ...more,
  });
  const applicantOf = async (id: string): Promise<any> =>
    (await test.officer.get(`/dossiers/${id}`, { query: { purpose: 'PROCESSING' } })).persons.applicant;
  const worklist = async (who = test.officer, more: object = {}): Promise<string[]> => {
    const { items } = await who.get('/dossiers', { query: { dataProblem: 'true', ...more } });
    return items.map(({ id }: { id: string }) => id);
  };
  const told = async (id: string): Promise<any> =>
    (await gateway.post('/internal/national-records', { ids: [id] })).items[0].applicant;

  describe('at live intake (Law on Identification 26/2023/QH15 Art. 12)', () => {
    it.each(['04009000', '0400900000', '04009000000', 'C1234567'])(
      'is refused with the number %s of a citizen, at the counter, from a portal and by the citizen',
      async (identityNumber) => {
        const body = { ...SUBMISSION, applicant: { ...APPLICANT, identityNumber } };
        const { ownerSubject: _owner, ...own } = { ...body, agencyCode: OWN };
        for (const [who, request] of [
          [test.officer, body],
          [portal, { ...body, agencyCode: OWN }],
          [test.citizen, own],
        ] as const) {
          const refusal = await who.refusal('POST', '/dossiers', { body: request });
          expect([refusal.status, refusal.code]).toEqual([400, 'dossier.identity-number']);
          expect(refusal.problem.errors!.map(({ path }) => path)).toEqual(['applicant.identityNumber']);
        }
      },
    );

    it.each([{ identityNumber: '181234567' }, { identityNumber: 'C1234567', identityType: 'PASSPORT' }])(
      'is taken with %j',
      async (identity) => {
        const body = { ...SUBMISSION, applicant: { ...APPLICANT, ...identity } };
        const { id } = await test.officer.post('/dossiers', body);
        expect(await applicantOf(id)).toEqual({ ...APPLICANT, ...identity });
      },
    );

    it('examines the representative as a person, and a business by its own rule', async () => {
      const representative = { fullName: 'Trần Thị Bình', identityNumber: '0401910000' };
      const refusal = await test.officer.refusal('POST', '/dossiers', { body: { ...SUBMISSION, representative } });
      expect(refusal.problem.errors!.map(({ path }) => path)).toEqual(['representative.identityNumber']);
      const business = { subjectType: 'BUSINESS', applicant: { fullName: 'HTX', identityNumber: '0101234567' } };
      expect((await test.officer.post('/dossiers', { ...SUBMISSION, ...business })).status).toBe('SUBMITTED');
      const wrong = { subjectType: 'BUSINESS', applicant: { fullName: 'HTX', identityNumber: '01012345678' } };
      expect((await test.officer.refusal('POST', '/dossiers', { body: { ...SUBMISSION, ...wrong } })).status).toBe(400);
    });

    it('is corrected to a number of a paper only', async () => {
      const { id } = await test.officer.post('/dossiers', SUBMISSION);
      const correcting = (applicant: object) => ({ applicant, reason: 'gõ nhầm' });
      const refusal = await test.officer.refusal('POST', `/dossiers/${id}/intake-correction`, {
        body: correcting({ identityNumber: '0400900000' }),
      });
      expect([refusal.status, refusal.code]).toEqual([400, 'dossier.identity-number']);
      const passport = { identityNumber: 'C1234567', identityType: 'PASSPORT' };
      await test.officer.post(`/dossiers/${id}/intake-correction`, correcting(passport));
      expect(await applicantOf(id)).toMatchObject(passport);
    });
  });

  describe('that the national portal has already taken', () => {
    it('is kept as it came, and named to the counter, whose correction mends it', async () => {
      const requestContent = `${'Đề nghị '.repeat(300)}cấp bản sao`;
      const opened = await gateway.post('/internal/national-submissions', taken(UNUSABLE, { requestContent }));
      const { id } = opened;
      expect(opened).toMatchObject({ status: 'SUBMITTED', dataProblems: PROBLEMS });
      const read = await test.officer.get(`/dossiers/${id}`, { query: { purpose: 'PROCESSING' } });
      expect(read).toMatchObject({ dataProblems: PROBLEMS, persons: { applicant: UNUSABLE } });
      expect(read.persons.requestContent).toBe(requestContent);
      const { entries } = await test.officer.get(`/dossiers/${id}/history`);
      expect(entries[0]).toMatchObject({
        flags: PROBLEMS.map(({ flag }) => flag),
        details: { dataProblems: PROBLEMS.map(({ field }) => field) },
      });
      expect(await worklist()).toEqual([id]);
      expect(await worklist(test.otherOfficer)).toEqual([]);

      await test.officer.post(`/dossiers/${id}/acceptance`);
      expect(await told(id)).toEqual({ fullName: UNUSABLE.fullName });
      const phone = { applicant: { phone: '02383844522' }, reason: 'gọi điện xác nhận' };
      const once = await test.officer.post(`/dossiers/${id}/intake-correction`, phone);
      expect(once.dataProblems).toEqual([PROBLEMS[0], PROBLEMS[2]]);
      const rest = { identityNumber: '040191000007', email: 'dung@example.vn' };
      const mended = await test.officer.post(`/dossiers/${id}/intake-correction`, {
        applicant: rest,
        reason: 'bản giấy',
      });
      expect(mended).not.toHaveProperty('dataProblems');
      expect(await worklist()).toEqual([]);
      expect(await told(id)).toEqual({ fullName: UNUSABLE.fullName, phone: '02383844522', ...rest });
      // The receipt says what was taken.
      expect((await test.officer.get(`/dossiers/${id}/receipt`)).applicant).toEqual(UNUSABLE);
    });

    it('has no problem where it can be used, and is the same dossier under the same key', async () => {
      const body = taken(APPLICANT);
      const headers = { 'idempotency-key': 'national-portal:1' };
      const opened = await gateway.post('/internal/national-submissions', body, { headers });
      expect(opened).not.toHaveProperty('dataProblems');
      // A gateway of the version before has sent it to where portals submit.
      expect((await gateway.post('/dossiers', body, { headers })).id).toBe(opened.id);
    });

    it.each([
      ['phone', 'Không có'],
      ['email', 'khong co'],
      ['identityNumber', '0400900000'],
    ])('is taken with an unusable %s, which a portal of its own may not send', async (field, value) => {
      const body = taken({ fullName: 'Phạm Thị Dung', [field]: value });
      const { dataProblems } = await gateway.post('/internal/national-submissions', body);
      expect(dataProblems).toMatchObject([{ field: `applicant.${field}` }]);
      for (const who of [gateway, portal]) {
        const refusal = await who.refusal('POST', '/dossiers', { body });
        expect([refusal.status, refusal.problem.errors![0]!.path]).toEqual([400, `applicant.${field}`]);
      }
    });

    it('is bounded, and agency and procedure are held to the same rules as in live intake', async () => {
      const refused = async (body: object): Promise<unknown[]> => {
        const refusal = await gateway.refusal('POST', '/internal/national-submissions', { body });
        return [refusal.status, refusal.problem.errors?.[0]?.path];
      };
      expect(await refused(taken(APPLICANT, { requestContent: 'x'.repeat(20_001) }))).toEqual([400, 'requestContent']);
      expect(await refused(taken({ ...APPLICANT, phone: '1'.repeat(501) }))).toEqual([400, 'applicant.phone']);
      expect(await refused(taken(APPLICANT, { procedureCode: '9.999999' }))).toEqual([422, 'procedureCode']);
    });

    it('is a probable duplicate by a number that can be used, and by no other', async () => {
      const named = async (identityNumber: string): Promise<string[]> => {
        const body = taken({ fullName: 'Phạm Thị Dung', identityNumber });
        const first = await gateway.post('/internal/national-submissions', body);
        const { id } = await gateway.post('/internal/national-submissions', body);
        const { probableDuplicates = [] } = await test.officer.get(`/dossiers/${id}`);
        return probableDuplicates.map((other: { id: string }) => (other.id === first.id ? 'FIRST' : other.id));
      };
      expect(await named('không có')).toEqual([]);
      expect(await named('040191000099')).toEqual(['FIRST']);
    });

    it('comes from the gateway only', async () => {
      for (const who of [test.officer, test.citizen, portal, test.operations]) {
        const refusal = await who.refusal('POST', '/internal/national-submissions', { body: taken(APPLICANT) });
        expect(refusal.status).toBe(403);
      }
    });
  });

  describe('of a legacy system', () => {
    it('is imported as it was recorded, flagged, and corrected at the counter', async () => {
      const line = {
        legacyId: 'case-1',
        agencyCode: OWN,
        procedureCode: '1.001193',
        channel: 'DIRECT',
        receivedAt: '2026-08-03T09:00:00+07:00',
        dueAt: '2026-08-31T17:00:00+07:00',
        steps: [{ name: 'Tiếp nhận', at: '2026-08-03T09:00:00+07:00' }],
        applicant: { ...UNUSABLE, address: 'x'.repeat(1_500) },
      };
      const ended = { ...line, legacyId: 'case-2', endedAt: '2026-08-10T09:00:00+07:00', outcome: 'DELIVERED' };
      const body = [line, ended].map((one) => JSON.stringify(one)).join('\n');
      const report = await test.operations.post('/dossier-imports', body, {
        query: { legacySystem: 'old' },
        headers: { 'content-type': 'application/x-ndjson' },
      });
      expect(report).toMatchObject({ imported: 2, refused: 0 });
      expect(report.flags).toEqual(
        PROBLEMS.map(({ flag }) => ({ flag, count: 2 })).sort((a, b) => (a.flag < b.flag ? -1 : 1)),
      );
      // What has ended cannot be corrected any more, and is no work.
      const imported = (): Promise<string[]> => worklist(test.officer, { legacySystem: 'old' });
      const [id, ...others] = await imported();
      expect(others).toEqual([]);
      expect(await applicantOf(id!)).toEqual(line.applicant);
      const right = { identityNumber: '040191000007', phone: '02383844522', email: 'dung@example.vn' };
      await test.officer.post(`/dossiers/${id}/intake-correction`, { applicant: right, reason: 'bản giấy' });
      expect(await imported()).toEqual([]);
      expect(await applicantOf(id!)).toEqual({ ...line.applicant, ...right });
    });
  });
});
