import { GATEWAY_CLIENT_ROLES } from '@motcua/contracts';
import { DataSource } from 'typeorm';
import {
  APPLICANT,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';

jest.setTimeout(60_000);

const REASON = 'gõ nhầm số so với căn cước của ông An';
const RIGHT = { identityNumber: '040090000010', phone: '0912345687' };

describe('What was mistyped at intake', () => {
  let test: DossierTestService;
  let path: string;
  let before: any;

  beforeAll(async () => {
    test = await startDossierTestService();
    await test.at('2026-08-20 09:00');
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    path = `/dossiers/${id}`;
    before = await test.officer.post(`${path}/acceptance`);
    await test.at('2026-08-20 10:00');
  });
  afterAll(() => test?.stop());

  const correction = { applicant: RIGHT, reason: REASON };

  it('is corrected by the counter, with neither state nor deadline moved, once under one key', async () => {
    const request = { headers: { 'idempotency-key': 'correct-once' } };
    const corrected = await test.officer.post(`${path}/intake-correction`, correction, request);
    expect(corrected).toEqual({ ...before, version: 3 });
    expect(await test.officer.post(`${path}/intake-correction`, correction, request)).toEqual(corrected);
    const { persons } = await test.officer.get(path, { query: { purpose: 'PROCESSING' } });
    expect(persons.applicant).toEqual({ ...APPLICANT, ...RIGHT });
  });

  it('shows in the history what was there before, to the agency and the owner only', async () => {
    const corrections = [
      { field: 'applicant.identityNumber', before: APPLICANT.identityNumber, after: RIGHT.identityNumber },
      { field: 'applicant.phone', before: APPLICANT.phone, after: RIGHT.phone },
    ];
    for (const reader of [test.officer, test.citizen]) {
      const { entries } = await reader.get(`${path}/history`);
      expect(entries).toHaveLength(3);
      expect(entries[2]).toMatchObject({ action: 'correct-intake-data', reason: REASON, corrections });
    }
    const { entries } = await test.control.get(`${path}/history`);
    const fields = ['applicant.identityNumber', 'applicant.phone'];
    expect(entries[2]).toMatchObject({ flags: ['IDENTITY_CORRECTED'], details: { fields, replaced: fields } });
    expect(JSON.stringify(entries)).not.toMatch(/0400900000|09123456|gõ nhầm/);
  });

  it('is recorded as read, since a refusal tells what is kept, and is found by the right number', async () => {
    const source = test.service.app.get(DataSource);
    const reads = await source.query(`SELECT purpose, reader FROM personal_data_reads WHERE operation = $1`, [
      'correct-intake-data',
    ]);
    expect(reads).toEqual([{ purpose: 'PROCESSING', reader: 'officer-tu-phap' }]);
    await test.officer.post('/dossiers', { ...SUBMISSION, applicant: { ...APPLICANT, ...RIGHT } });
    const indexes = await source.query('SELECT count(DISTINCT identity_index)::int AS n FROM dossier_persons');
    expect(indexes[0].n).toBe(1);
  });

  it('is announced by the names of its fields, and told to the nation as it is right', async () => {
    const source = test.service.app.get(DataSource);
    const [{ data }] = await source.query(`SELECT data FROM outbox WHERE type = 'dossier.intake-corrected'`);
    expect(data).toMatchObject({ fields: ['applicant.identityNumber', 'applicant.phone'] });
    expect(JSON.stringify(data)).not.toMatch(/0400900000|09123456|gõ nhầm/);
    const nation = await test.client([...GATEWAY_CLIENT_ROLES], { sub: 'gateway' });
    const ids = [path.split('/').at(-1)];
    const { items } = await nation.post('/internal/national-records', { ids });
    expect(items[0].applicant).toMatchObject(RIGHT);
    expect(items[0].history.at(-1)).toMatchObject({ action: 'correct-intake-data' });
    expect(JSON.stringify(items)).not.toContain(APPLICANT.identityNumber);
  });

  it.each([
    ['whose account it is', { ownerSubject: 'citizen-binh' }],
    ['what kind of applicant', { subjectType: 'BUSINESS' }],
    ['the agency', { agencyCode: 'H41.27.05' }],
    ['the procedure', { procedureCode: '1.001193' }],
    ['how it came', { channel: 'POST' }],
    ['a date', { submittedAt: '2026-08-01T00:00:00Z' }],
  ])('is not %s', async (_, other) => {
    const body = { applicant: { phone: '0912345699' }, reason: REASON, ...other };
    expect(await test.officer.refusal('POST', `${path}/intake-correction`, { body })).toMatchObject({ status: 400 });
  });

  it('replaces the number or the name, whatever the order, and not both', async () => {
    const body = { applicant: { fullName: 'Trần Thị Bình' }, reason: REASON };
    const refusal = await test.officer.refusal('POST', `${path}/intake-correction`, { body });
    expect(refusal).toMatchObject({ status: 422, code: 'dossier.another-person' });
  });

  it('needs a reason, and a number that can be one', async () => {
    for (const body of [
      { applicant: { phone: '0912345699' } },
      { applicant: { phone: 'gọi ông An' }, reason: REASON },
      { applicant: { fullName: ' ' }, reason: REASON },
    ]) {
      expect((await test.officer.refusal('POST', `${path}/intake-correction`, { body })).status).toBe(400);
    }
  });

  it('is corrected by the counter of its agency only, and not on an older version of the dossier', async () => {
    const body = { applicant: { phone: '0912345699' }, reason: REASON };
    const post = `${path}/intake-correction`;
    expect((await test.otherOfficer.refusal('POST', post, { body })).status).toBe(404);
    for (const who of [test.citizen, test.head, test.control]) {
      expect((await who.refusal('POST', post, { body })).status).toBe(403);
    }
    const stale = await test.officer.refusal('POST', post, { body, headers: { 'if-match': '"2"' } });
    expect(stale).toMatchObject({ status: 409, code: 'dossier.changed-meanwhile' });
  });

  it('is corrected until the result is handed over, and not after', async () => {
    await test.officer.post(`${path}/forwarding`);
    await test.head.post(`${path}/resolution`, { outcome: 'NOT_ELIGIBLE', reason: 'x' });
    const address = (text: string) => ({ applicant: { address: text }, reason: REASON });
    const resolved = await test.officer.post(`${path}/intake-correction`, address('14 Lê Lợi'));
    expect(resolved).toMatchObject({ status: 'RESOLVED' });
    await test.officer.post(`${path}/delivery`);
    const late = await test.officer.refusal('POST', `${path}/intake-correction`, { body: address('16 Lê Lợi') });
    expect(late).toMatchObject({ status: 409, code: 'dossier.not-in-state' });
  });
});
