import { DataSource } from 'typeorm';
import type { Api } from '@motcua/testing';
import { OWN, startDossierTestService, SUBMISSION, type DossierTestService } from './testing/dossier-test-service.js';

jest.setTimeout(60_000);

describe('A dossier that is not accepted yet', () => {
  let test: DossierTestService;
  let portal: Api;

  beforeAll(async () => {
    test = await startDossierTestService();
    portal = await test.client('portal-client', { sub: 'portal-1' });
  });
  beforeEach(() => test.at('2026-08-20 09:00'));
  afterAll(() => test?.stop());

  const SUPPLEMENT = { items: ['Bản sao giấy chứng sinh'], reason: 'Thiếu thành phần hồ sơ' };
  const online = { ...SUBMISSION, ownerSubject: undefined, agencyCode: OWN };
  const submitted = async (by: Api = test.citizen, body: object = online): Promise<string> =>
    `/dossiers/${(await by.post('/dossiers', body)).id}`;
  const waiting = async (): Promise<string> => {
    const path = await submitted();
    await test.officer.post(`${path}/supplement-requests`, SUPPLEMENT);
    return path;
  };
  const announced = (path: string): Promise<{ type: string; data: any }[]> =>
    test.service.app
      .get(DataSource)
      .query('SELECT type, data FROM outbox WHERE aggregate_id = $1 ORDER BY aggregate_version DESC LIMIT 1', [
        path.split('/').at(-1),
      ]);

  it.each([
    ['was submitted', () => submitted()],
    ['waits for a supplement', () => waiting()],
  ])('that %s is withdrawn by its applicant, who needs no reason', async (_, open) => {
    const path = await open();
    expect((await test.citizen.get(path)).allowedActions).toContain('withdraw');
    expect((await test.otherCitizen.refusal('POST', `${path}/withdrawal`, { body: {} })).status).toBe(404);
    const withdrawn = await test.citizen.post(`${path}/withdrawal`, {});
    expect(withdrawn).toMatchObject({ status: 'WITHDRAWN', nationalStatus: 7, allowedActions: [] });
    expect(withdrawn.code).toBeUndefined();
    const { entries } = await test.citizen.get(`${path}/history`);
    expect(entries.at(-1)).toMatchObject({ action: 'withdraw', flags: [], details: { withdrawnBy: 'APPLICANT' } });
    expect(await announced(path)).toMatchObject([{ type: 'dossier.withdrawn', data: { withdrawnBy: 'APPLICANT' } }]);
  });

  it('is withdrawn by the portal that submitted it, and by no other', async () => {
    const path = await submitted(portal, { ...SUBMISSION, agencyCode: OWN });
    const other = await test.client('portal-client', { sub: 'portal-2' });
    expect((await other.refusal('POST', `${path}/withdrawal`, { body: {} })).status).toBe(404);
    expect((await portal.post(`${path}/withdrawal`, {})).status).toBe('WITHDRAWN');
    expect(await announced(path)).toMatchObject([{ data: { withdrawnBy: 'APPLICANT' } }]);
  });

  it.each([
    ['was submitted', () => submitted()],
    ['waits for a supplement', () => waiting()],
  ])('that %s is withdrawn at the counter with the reason only, and flagged', async (_, open) => {
    const path = await open();
    const refused = await test.officer.refusal('POST', `${path}/withdrawal`, { body: {} });
    expect([refused.status, refused.code]).toEqual([422, 'withdrawal.reason-required']);
    expect(refused.problem.errors!.map((error) => error.path)).toEqual(['reason']);
    await test.officer.post(`${path}/withdrawal`, { reason: 'Công dân gửi đơn đề nghị rút hồ sơ' });
    const { entries } = await test.officer.get(`${path}/history`);
    expect(entries.at(-1)).toMatchObject({
      flags: ['WITHDRAWN_BY_COUNTER'],
      details: { withdrawnBy: 'COUNTER' },
      reason: 'Công dân gửi đơn đề nghị rút hồ sơ',
    });
    expect(await announced(path)).toMatchObject([{ data: { withdrawnBy: 'COUNTER' } }]);
  });

  it('is withdrawn by the counter, whatever the officer is besides: a submission in the own name hides nothing', async () => {
    const both = await test.client(['applicant', 'one-stop-officer', 'portal-client'], {
      sub: 'officer-7',
      agency: OWN,
    });
    const path = await submitted(both, { ...SUBMISSION, ownerSubject: 'officer-7' });
    expect((await both.refusal('POST', `${path}/withdrawal`, { body: {} })).code).toBe('withdrawal.reason-required');
    await both.post(`${path}/withdrawal`, { reason: 'nộp nhầm' });
    expect(await announced(path)).toMatchObject([{ data: { withdrawnBy: 'COUNTER' } }]);
  });

  it('is not stopped, by anybody: it is refused, or withdrawn', async () => {
    for (const path of [await submitted(), await waiting()]) {
      for (const who of [test.officer, test.head]) {
        const refused = await who.refusal('POST', `${path}/stop`, { body: { reason: 'theo đơn' } });
        expect([refused.status, refused.code]).toEqual([409, 'dossier.not-in-state']);
        expect((refused.problem as any).allowedActions).not.toContain('stop');
      }
    }
    const accepted = await submitted();
    await test.officer.post(`${accepted}/acceptance`);
    await test.officer.post(`${accepted}/supplement-requests`, SUPPLEMENT);
    expect((await test.head.post(`${accepted}/stop`, { reason: 'theo đơn' })).status).toBe('STOPPED');
  });

  it('that an earlier release stopped is read, listed and left as it is', async () => {
    const path = await waiting();
    await test.service.app.get(DataSource).query(
      `UPDATE dossiers SET status = 'STOPPED', ended_at = now(), waiting_return_to = NULL, waiting_since = NULL
       WHERE id = $1`,
      [path.split('/').at(-1)],
    );
    expect(await test.citizen.get(path)).toMatchObject({ status: 'STOPPED', nationalStatus: 8, allowedActions: [] });
    const { items } = await test.officer.get('/dossiers', { query: { status: 'STOPPED' } });
    expect(items.map((item: any) => `/dossiers/${item.id}`)).toContain(path);
    expect((await test.citizen.refusal('POST', `${path}/withdrawal`, { body: {} })).status).toBe(409);
  });

  it('is refused while it waits only once the applicant has no time left; what did not come is named as the cause', async () => {
    const asked = async (): Promise<string> => {
      const path = await submitted();
      const provideUntil = '2026-08-21T10:00:00Z';
      await test.officer.post(`${path}/supplement-requests`, { ...SUPPLEMENT, provideUntil });
      return path;
    };
    const [refused, expired] = [await asked(), await asked()];
    const early = await test.officer.refusal('POST', `${refused}/refusal`, { body: { reason: 'sai thẩm quyền' } });
    expect([early.status, early.code]).toEqual([422, 'supplement.deadline-running']);
    await test.at('2026-08-21 17:01');
    await test.officer.post(`${refused}/refusal`, { reason: 'sai thẩm quyền' });
    await test.officer.post(`${expired}/supplement-expiry`);
    expect((await announced(refused))[0]!.data.cause).toBeUndefined();
    expect((await announced(expired))[0]!.data.cause).toBe('SUPPLEMENT_NOT_PROVIDED');
    const { entries } = await test.citizen.get(`${expired}/history`);
    expect(entries.at(-1)).toMatchObject({ toStatus: 'REFUSED_INTAKE', details: { cause: 'SUPPLEMENT_NOT_PROVIDED' } });
  });
});
