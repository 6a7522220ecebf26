import { GATEWAY_CLIENT_ROLES } from '@motcua/contracts';
import { DataSource } from 'typeorm';
import {
  APPLICANT,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';
import type { Api } from '@motcua/testing';

describe('What the national portal is told of dossiers', () => {
  let test: DossierTestService;
  let portalSync: Api;
  let ids: string[];

  beforeAll(async () => {
    test = await startDossierTestService();
    portalSync = await test.client([...GATEWAY_CLIENT_ROLES], { sub: 'gateway' });
    await test.at('2026-08-20 09:00');
    ids = [];
    for (let at = 0; at < 3; at += 1) ids.push((await test.officer.post('/dossiers', SUBMISSION)).id);
    await test.officer.post(`/dossiers/${ids[0]}/acceptance`);
    await test.officer.post(`/dossiers/${ids[1]}/acceptance`);
    await test.officer.post(`/dossiers/${ids[1]}/supplement-requests`, {
      items: ['giấy chứng sinh'],
      reason: 'thiếu',
      provideUntil: '2026-09-20T10:00:00Z',
    });
  });
  afterAll(() => test?.stop());

  it('is all of it, in clear, of several at once, with the names of procedure, field and agency', async () => {
    const { items } = await portalSync.post('/internal/national-records', { ids: [ids[0], ids[1]] });
    const [first, second] = ids.slice(0, 2).map((id) => items.find((item: any) => item.id === id));
    expect(first).toMatchObject({
      status: 'RECEIVED',
      code: 'H41.14-260820-0001',
      agencyName: 'Sở Tư pháp',
      procedureName: 'Đăng ký khai sinh',
      fieldName: 'Hộ tịch',
      applicant: APPLICANT,
      requestContent: SUBMISSION.requestContent,
      resultDelivery: 'COUNTER',
    });
    expect(second.version).toBe(3);
    expect(second.history.map((entry: any) => [entry.version, entry.action, entry.reason])).toEqual([
      [1, 'submit', undefined],
      [2, 'accept', undefined],
      [3, 'request-supplement', 'thiếu'],
    ]);
  });

  it('is recorded as read, for each dossier, with who read it and for what', async () => {
    const source = test.service.app.get(DataSource);
    const reads = () => source.query(`SELECT dossier_id, purpose, operation, reader FROM personal_data_reads`);
    const before = (await reads()).length;
    await portalSync.post('/internal/national-records', { ids });
    const made = (await reads()).slice(before);
    expect(made.map((read: any) => read.dossier_id).sort()).toEqual([...ids].sort());
    expect(made[0]).toMatchObject({ purpose: 'NATIONAL_SYNC', operation: 'readNationalRecords', reader: 'gateway' });
  });

  it('leaves out what does not exist', async () => {
    const absent = '0198c2a4-7a00-7000-8000-00000000dead';
    expect(await portalSync.post('/internal/national-records', { ids: [absent] })).toEqual({ items: [] });
  });

  it('is told to the one service that sends it on, and to no other', async () => {
    const service = await test.client('service', { sub: 'reporting-service' });
    for (const who of [test.officer, test.head, test.control, test.citizen, test.operations, service]) {
      expect((await who.refusal('POST', '/internal/national-records', { body: { ids } })).status).toBe(403);
      expect((await who.refusal('GET', '/internal/national-listing')).status).toBe(403);
    }
  });

  it('lists those that have a code, by code, page by page or by their codes', async () => {
    const page = (query: object) => portalSync.get('/internal/national-listing', { query: query as any });
    const first = await page({ limit: 1 });
    expect(first.items).toEqual([
      {
        id: ids[0],
        code: 'H41.14-260820-0001',
        status: 'RECEIVED',
        version: 2,
        agencyCode: 'H41.14',
        origin: 'LIVE',
        acceptedAt: '2026-08-20T02:00:00.000Z',
      },
    ]);
    const second = await page({ limit: 10, after: first.items[0].code });
    expect(second.items.map((item: any) => [item.code, item.status])).toEqual([
      ['H41.14-260820-0002', 'WAITING_SUPPLEMENT'],
    ]);
    expect((await page({ codes: 'H41.14-260820-0002,H41.14-260820-0009' })).items).toEqual(second.items);
  });

  it('lists a legacy dossier from its first change here on, and never what the legacy system ended', async () => {
    const line = {
      legacyId: 'case-1',
      code: 'H41.14-200820-0001',
      agencyCode: 'H41.14',
      procedureCode: '1.001193',
      channel: 'DIRECT',
      receivedAt: '2020-08-20T02:00:00Z',
      endedAt: '2020-08-21T02:00:00Z',
      outcome: 'APPROVED',
      steps: [],
    };
    const open = { ...line, legacyId: 'case-2', code: 'H41.14-200820-0002', endedAt: undefined, outcome: undefined };
    const answer = await test.operations.send('POST', '/dossier-imports?legacySystem=mot-cua-cu', {
      body: [line, open].map((one) => JSON.stringify(one)).join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(answer.body).toMatchObject({ imported: 2 });
    const legacy = async (): Promise<string[]> =>
      (await portalSync.get('/internal/national-listing')).items
        .map((item: any) => item.code)
        .filter((code: string) => code.includes('-200820-'));
    expect(await legacy()).toEqual([]);
    const [{ id }] = (await test.officer.get('/dossiers', { query: { legacyId: 'case-2' } })).items;
    await test.officer.post(`/dossiers/${id}/withdrawal`, { reason: 'Công dân đề nghị' });
    expect(await legacy()).toEqual(['H41.14-200820-0002']);
  });
});
