import {
  DOSSIER_ACTIONS,
  GATEWAY_CLIENT_ROLES,
  PERSONAL_ACTIONS,
  type PersonalAction,
  type Role,
} from '@motcua/contracts';
import type { Api } from '@motcua/testing';
import { DataSource } from 'typeorm';
import { EXAMPLE_INPUTS } from './testing/example-dossiers.js';
import {
  FOREIGN,
  OWN,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';

jest.setTimeout(60_000);

const ABSENT = '0198c2a4-7a00-7000-8000-00000000dead';
const READS = ['', '/history', '/deadline', '/receipt', '/time-use', '/control-sheet'];
const ACTIONS = PERSONAL_ACTIONS.map((action): [path: string, body: object | undefined] => [
  DOSSIER_ACTIONS[action].operation.path,
  EXAMPLE_INPUTS[action],
]);

/** Actions that also depend on whose a task is. */
const WHOSE: PersonalAction[] = ['complete-step', 'send-back', 'recall', 'claim-task', 'release-task'];

describe('Who sees and changes a dossier', () => {
  let test: DossierTestService;
  let id: string;
  let code: string;

  beforeAll(async () => {
    test = await startDossierTestService();
    await test.at('2026-08-20 09:00');
    id = (await test.officer.post('/dossiers', SUBMISSION)).id;
    code = (await test.officer.post(`/dossiers/${id}/acceptance`)).code;
  });
  afterAll(() => test?.stop());

  /** What an answer says apart from what names the request itself. */
  async function refusalOf(api: Api, method: string, path: string, body?: object) {
    const { status, problem } = await api.refusal(method, path, { body });
    const { requestId: _requestId, ...rest } = problem as any;
    return { status, ...rest, instance: rest.instance.replace(/[0-9a-f-]{36}/, '<id>') };
  }

  it.each(READS)('GET %s of a foreign dossier answers as if there were none', async (path) => {
    const foreign = await refusalOf(test.otherOfficer, 'GET', `/dossiers/${id}${path}`);
    expect(foreign).toEqual(await refusalOf(test.otherOfficer, 'GET', `/dossiers/${ABSENT}${path}`));
    expect(foreign).toMatchObject({ status: 404, code: 'dossier.not-found' });
    expect((await test.officer.send('GET', `/dossiers/${id}${path}`)).status).toBe(200);
  });

  it.each(ACTIONS)('POST %s on a foreign dossier answers as if there were none', async (path, body) => {
    const roles: Role[] = ['one-stop-officer', 'processing-officer', 'agency-head'];
    const other = await test.client(roles, { sub: 'officer-truong-vinh', agency: FOREIGN });
    const foreign = await refusalOf(other, 'POST', `/dossiers/${id}/${path}`, body);
    expect(foreign).toEqual(await refusalOf(other, 'POST', `/dossiers/${ABSENT}/${path}`, body));
    expect(foreign).toMatchObject({ status: 404, code: 'dossier.not-found' });
  });

  it('lists to an officer the own agency, whatever is asked for', async () => {
    await test.otherOfficer.post('/dossiers', { ...SUBMISSION, ownerSubject: undefined });
    const own = await test.officer.get('/dossiers');
    expect(own.items.map((item: any) => item.agencyCode)).toEqual([OWN]);
    const foreign = await test.officer.get('/dossiers', { query: { agencyCode: FOREIGN } });
    expect(foreign).toMatchObject({ items: [], total: { value: 0 } });
  });

  it('shows applicants their own dossiers and nobody else’s', async () => {
    expect((await test.citizen.get('/dossiers')).items.map((item: any) => item.id)).toEqual([id]);
    expect((await test.citizen.get(`/dossiers/${id}`)).persons).toMatchObject({
      masked: false,
      applicant: { fullName: 'Nguyễn Văn An' },
    });
    expect((await test.otherCitizen.get('/dossiers')).items).toEqual([]);
    expect((await test.otherCitizen.refusal('GET', `/dossiers/${id}`)).status).toBe(404);
    expect((await test.otherCitizen.refusal('POST', `/dossiers/${id}/withdrawal`, { body: {} })).status).toBe(404);
  });

  it('lets a portal follow what it submitted', async () => {
    const portal = await test.client('portal-client', { sub: 'portal-1' });
    const submitted = await portal.post('/dossiers', { ...SUBMISSION, agencyCode: OWN, ownerSubject: 'citizen-binh' });
    expect(submitted.channel).toBe('ONLINE');
    expect((await portal.get('/dossiers')).items).toHaveLength(1);
    expect((await test.otherCitizen.get(`/dossiers/${submitted.id}`)).id).toBe(submitted.id);
    const other = await test.client('portal-client', { sub: 'portal-2' });
    expect((await other.refusal('GET', `/dossiers/${submitted.id}`)).status).toBe(404);
  });

  it('lets procedure control read everywhere, without names, and change nothing', async () => {
    const list = await test.control.get('/dossiers');
    expect(new Set(list.items.map((item: any) => item.agencyCode))).toEqual(new Set([OWN, FOREIGN]));
    expect(list.items.every((item: any) => item.applicantName === undefined)).toBe(true);
    expect((await test.control.get(`/dossiers/${id}`)).persons.masked).toBe(true);
    expect((await test.control.refusal('POST', `/dossiers/${id}/forwarding`)).status).toBe(403);
    expect((await test.control.refusal('GET', `/dossiers/${id}/receipt`)).status).toBe(403);
  });

  it('masks persons to officers unless they say for what they need them, and records that reading', async () => {
    const masked = await test.officer.get(`/dossiers/${id}`);
    expect(masked.persons).toEqual({
      masked: true,
      applicant: {
        fullName: 'N***** V** A*',
        identityNumber: '********0001',
        phone: '*******678',
        email: 'a***@example.vn',
        address: '***',
      },
    });
    const clear = await test.officer.get(`/dossiers/${id}`, { query: { purpose: 'CONTACT' } });
    expect(clear.persons).toMatchObject({ masked: false, applicant: { phone: '0912345678' } });
    const reads = await test.service.app
      .get(DataSource)
      .query(`SELECT reader, purpose FROM personal_data_reads WHERE dossier_id = $1 AND operation = 'readDossier'`, [
        id,
      ]);
    expect(reads).toContainEqual({ reader: 'officer-tu-phap', purpose: 'CONTACT' });
    expect(reads.filter((read: any) => read.reader === 'officer-tu-phap')).toHaveLength(1);
  });

  it('gives no role a purpose that is not its own', async () => {
    const query = { purpose: 'NATIONAL_SYNC' };
    expect((await test.officer.refusal('GET', `/dossiers/${id}`, { query })).code).toBe('dossier.purpose-not-yours');
    const service = await test.client('service', { sub: 'reporting-service' });
    expect((await service.refusal('GET', `/dossiers/${id}`, { query })).code).toBe('dossier.purpose-not-yours');
    const sync = await test.client([...GATEWAY_CLIENT_ROLES], { sub: 'gateway' });
    expect((await sync.get(`/dossiers/${id}`, { query })).persons.masked).toBe(false);
    const control = await test.control.get(`/dossiers/${id}`, { query: { purpose: 'INSPECTION' } });
    expect(control.persons.masked).toBe(false);
    const reform = await test.client('reform-office', { sub: 'reform-1' });
    expect((await reform.refusal('GET', `/dossiers/${id}`, { query: { purpose: 'INSPECTION' } })).status).toBe(403);
  });

  it('tells anybody the code and the degree of completion, and more only to its owner and its agency', async () => {
    const path = `/dossiers/by-code/${code}/progress`;
    const known = { code, completedSteps: 0, stepsInAll: 2 };
    expect(await test.service.api.get(path)).toEqual(known);
    expect(await test.otherOfficer.get(path)).toEqual(known);
    for (const role of ['procedure-control', 'reform-office', 'service', 'operations'] as const) {
      expect(await (await test.client(role, { sub: `${role}-1` })).get(path)).toEqual(known);
    }
    const nowhere = await test.client(['one-stop-officer', 'processing-officer'], { sub: 'officer-x' });
    expect(await nowhere.get(path)).toEqual(known);
    const more = { ...known, id, statusLabel: 'Được tiếp nhận' };
    expect(await test.citizen.get(path)).toMatchObject(more);
    expect(await test.officer.get(path)).toMatchObject(more);
    const ownerNowhere = await test.client(['applicant', 'one-stop-officer'], { sub: 'citizen-an' });
    expect(await ownerNowhere.get(path)).toMatchObject(more);
    expect((await test.service.api.refusal('GET', '/dossiers/by-code/H41.14-260820-9999/progress')).status).toBe(404);
  });

  it('asks everybody else for a token', async () => {
    expect((await test.service.api.refusal('GET', `/dossiers/${id}`)).status).toBe(401);
    expect((await test.service.api.refusal('POST', '/dossiers', { body: SUBMISSION })).status).toBe(401);
  });

  it('refuses an officer whose token names no agency', async () => {
    const nowhere = await test.client('one-stop-officer', { sub: 'officer-x' });
    expect((await nowhere.refusal('GET', '/dossiers')).code).toBe('caller.no-agency');
    expect((await nowhere.refusal('POST', '/dossiers', { body: SUBMISSION })).code).toBe('caller.no-agency');
  });

  describe('whose owner is also an officer of another agency', () => {
    const both = () =>
      test.client(['applicant', 'one-stop-officer', 'processing-officer', 'agency-head'], {
        sub: 'citizen-binh',
        agency: FOREIGN,
      });
    const own = async (): Promise<string> => {
      const request = { ...SUBMISSION, ownerSubject: undefined, agencyCode: OWN };
      return (await test.otherCitizen.post('/dossiers', request)).id;
    };
    const OWNERS = ['supplements', 'withdrawal'];

    it.each(ACTIONS.filter(([path]) => !OWNERS.includes(path)))(
      'is not decided on by that officer: POST %s answers as if there were none',
      async (path, body) => {
        const refused = await refusalOf(await both(), 'POST', `/dossiers/${await own()}/${path}`, body);
        expect(refused).toMatchObject({ status: 404, code: 'dossier.not-found' });
      },
    );

    it('is read, supplemented and withdrawn by its owner all the same', async () => {
      const dossier = await own();
      await test.officer.post(`/dossiers/${dossier}/supplement-requests`, EXAMPLE_INPUTS['request-supplement']);
      const owner = await both();
      expect((await owner.get(`/dossiers/${dossier}`)).persons.masked).toBe(false);
      expect((await owner.post(`/dossiers/${dossier}/supplements`)).status).toBe('SUBMITTED');
      await test.officer.post(`/dossiers/${dossier}/acceptance`);
      expect((await owner.post(`/dossiers/${dossier}/withdrawal`, {})).status).toBe('WITHDRAWN');
    });
  });

  it('lets no processing officer withdraw a dossier of the agency, even one who is also an applicant', async () => {
    const both = await test.client(['applicant', 'processing-officer'], { sub: 'citizen-binh', agency: OWN });
    expect((await both.refusal('POST', `/dossiers/${id}/withdrawal`, { body: {} })).status).toBe(404);
    expect((await both.get(`/dossiers/${id}`)).id).toBe(id);
  });

  it('offers to each what that person may do, and nothing that answers 403 or 404', async () => {
    const counter = await test.client('one-stop-officer', { sub: 'officer-1', agency: OWN });
    const specialist = await test.client('processing-officer', { sub: 'officer-2', agency: OWN });
    // The officer of another agency is the applicant here.
    const elsewhere = await test.client(['applicant', 'one-stop-officer'], { sub: 'citizen-an', agency: FOREIGN });
    const allRoles: Role[] = ['one-stop-officer', 'processing-officer', 'agency-head', 'applicant'];
    const everything = await test.client(allRoles, { sub: 'citizen-an', agency: OWN });
    const { citizen, control, head } = test;
    const readers = { citizen, control, head, counter, specialist, elsewhere, everything };
    const { id: own } = await test.officer.post('/dossiers', SUBMISSION);

    const offered: Record<string, string[]> = {};
    for (const [path, body] of [
      ['acceptance'],
      ['forwarding'],
      ['resolution', { outcome: 'NOT_ELIGIBLE', reason: 'x' }],
      ['delivery'],
    ] as [string, object?][]) {
      await test.officer.post(`/dossiers/${own}/${path}`, body);
      const possible: string[] = (await everything.get(`/dossiers/${own}`)).allowedActions;
      for (const [who, reader] of Object.entries(readers)) {
        const { status, allowedActions } = await reader.get(`/dossiers/${own}`);
        offered[`${who}, ${status}`] = allowedActions;
        const reached: string[] = [];
        for (const action of possible as PersonalAction[]) {
          // Whoever may do it is told that the version is another one; nobody does it. Whose a step is, is looked at after that.
          const isOthers = WHOSE.includes(action) && !allowedActions.includes(action);
          const answer = await reader.send('POST', `/dossiers/${own}/${DOSSIER_ACTIONS[action].operation.path}`, {
            body: EXAMPLE_INPUTS[action],
            headers: isOthers ? {} : { 'if-match': '"999"' },
          });
          if (isOthers) expect([400, 403, 404, 409]).toContain(answer.status);
          else if (answer.status === 409) reached.push(action);
          else expect([403, 404]).toContain(answer.status);
        }
        expect([who, status, allowedActions]).toEqual([who, status, reached]);
      }
    }
    expect(offered).toMatchObject({
      'citizen, RECEIVED': ['withdraw'],
      'elsewhere, RECEIVED': ['withdraw'],
      'citizen, RESOLVED': [],
      'counter, RESOLVED': ['deliver', 'correct-intake-data'],
      'specialist, IN_PROGRESS': ['complete-step', 'request-supplement', 'request-consultation', 'stop', 'claim-task'],
      'head, IN_PROGRESS': ['complete-step', 'request-consultation', 'stop', 'apologise', 'claim-task', 'assign-task'],
      'control, IN_PROGRESS': [],
      'head, RESOLVED': ['reopen'],
      'everything, DELIVERED': ['reopen'],
      'counter, DELIVERED': [],
    });
  });

  it('names in a refusal what the caller may do instead, and not what others may', async () => {
    const { id: own } = await test.officer.post('/dossiers', SUBMISSION);
    await test.officer.post(`/dossiers/${own}/acceptance`);
    await test.officer.post(`/dossiers/${own}/forwarding`);
    await test.officer.post(`/dossiers/${own}/resolution`, { outcome: 'NOT_ELIGIBLE', reason: 'x' });
    const ofCitizen = await test.citizen.refusal('POST', `/dossiers/${own}/withdrawal`, { body: {} });
    expect(ofCitizen.problem).toMatchObject({ status: 409, dossierStatus: 'RESOLVED', allowedActions: [] });
    expect(ofCitizen.problem.detail).not.toContain(DOSSIER_ACTIONS.deliver.label.vi);
    for (const path of ['withdrawal', 'acceptance']) {
      const ofOfficer = await test.officer.refusal('POST', `/dossiers/${own}/${path}`);
      expect(ofOfficer.problem).toMatchObject({ allowedActions: ['deliver', 'correct-intake-data'] });
      expect(ofOfficer.problem.detail).toContain(DOSSIER_ACTIONS.deliver.label.vi);
    }
  });
});
