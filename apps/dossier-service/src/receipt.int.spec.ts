import { DataSource } from 'typeorm';
import { ReferenceCopies } from '@motcua/reference-data';
import { agency } from './testing/reference-data.js';
import {
  APPLICANT,
  OWN,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';

jest.setTimeout(60_000);

describe('The receipt of a dossier (Form 01, Decree 118/2025 Art. 17.3)', () => {
  let test: DossierTestService;
  let source: DataSource;

  beforeAll(async () => {
    test = await startDossierTestService();
    source = test.service.app.get(DataSource);
  });
  afterAll(() => test?.stop());

  async function accepted(): Promise<string> {
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    await test.officer.post(`/dossiers/${id}/acceptance`);
    return `/dossiers/${id}`;
  }
  let version = 10;
  const renamed = (name: string): Promise<void> =>
    test.service.app.get(ReferenceCopies).keepAgency(source.manager, agency(OWN, name), (version += 1));

  it('names the officer who received the dossier by name, title and unit, never by the account', async () => {
    await test.at('2026-08-27 09:15');
    const receipt = await test.officer.get(`${await accepted()}/receipt`);
    expect(receipt).toMatchObject({
      agencyName: 'Sở Tư pháp',
      procedureName: 'Đăng ký khai sinh',
      applicant: APPLICANT,
      receivedBy: 'Trần Thị Bình',
      receivedByTitle: 'Chuyên viên Bộ phận Một cửa',
      receivedByUnit: 'mot-cua',
      dueText: '17 giờ 00 phút, ngày 04/09/2026',
    });
    expect(receipt).not.toHaveProperty('notRecorded');
    expect(JSON.stringify(receipt)).not.toContain('officer-tu-phap');
  });

  it('says the same when it is printed after a supplement, a correction and another name of the agency', async () => {
    await test.at('2026-08-27 09:15');
    const path = await accepted();
    const issued = await test.officer.get(`${path}/receipt`);
    await test.officer.post(`${path}/forwarding`);
    await test.at('2026-08-28 10:00');
    const asked = { items: ['Bản sao giấy chứng sinh'], reason: 'thiếu', provideUntil: '2026-09-30T10:00:00Z' };
    await test.officer.post(`${path}/supplement-requests`, asked);
    expect(await test.citizen.get(`${path}/receipt`)).toEqual(issued);
    await test.at('2026-09-03 09:00');
    const { deadline } = await test.citizen.post(`${path}/supplements`);
    expect(deadline.dueAt).not.toBe(issued.dueAt);
    await test.officer.post(`${path}/intake-correction`, {
      applicant: { phone: '0903555777', address: '14 Lê Lợi' },
      reason: 'gõ nhầm',
    });
    await test.officer.post(`${path}/intake-correction`, { applicant: { phone: '0903555778' }, reason: 'gõ nhầm nữa' });
    await renamed('Sở Tư pháp và Nội vụ');
    const { persons } = await test.officer.get(path, { query: { purpose: 'PROCESSING' } });
    expect(persons.applicant).toMatchObject({ phone: '0903555778', address: '14 Lê Lợi' });
    expect(await test.officer.get(`${path}/receipt`)).toEqual(issued);
    expect(await test.citizen.get(`${path}/receipt`)).toEqual(issued);
    // The next receipt has the new name.
    expect((await test.officer.get(`${await accepted()}/receipt`)).agencyName).toBe('Sở Tư pháp và Nội vụ');
    await renamed('Sở Tư pháp');
  });

  it('has what was corrected before it was issued', async () => {
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    const correction = { applicant: { phone: '0903555777' }, reason: 'gõ nhầm' };
    await test.officer.post(`/dossiers/${id}/intake-correction`, correction);
    await test.officer.post(`/dossiers/${id}/acceptance`);
    expect((await test.officer.get(`/dossiers/${id}/receipt`)).applicant.phone).toBe('0903555777');
  });

  it('of an earlier version says what was not recorded then, and guesses nothing', async () => {
    const path = await accepted();
    const id = path.split('/').at(-1)!;
    await source.query('ALTER TABLE dossier_history DISABLE TRIGGER dossier_history_append_only');
    await source.query(
      `UPDATE dossier_history SET actor_name = NULL, actor_title = NULL, details = details - 'agencyName'
       WHERE dossier_id = $1`,
      [id],
    );
    await source.query('ALTER TABLE dossier_history ENABLE TRIGGER dossier_history_append_only');
    const receipt = await test.officer.get(`${path}/receipt`);
    const unknown = '(không ghi nhận khi cấp giấy)';
    expect(receipt).toMatchObject({
      agencyCode: OWN,
      agencyName: unknown,
      receivedBy: unknown,
      notRecorded: ['agencyName', 'receivedBy', 'receivedByTitle'],
      applicant: APPLICANT,
    });
    expect(JSON.stringify(receipt)).not.toContain('officer-tu-phap');
  });

  it('keeps no name of a citizen beside the history, though a token had one', async () => {
    const citizen = await test.client('applicant', { sub: 'citizen-an', officer_name: 'Nguyễn Văn An' });
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    await citizen.refusal('POST', `/dossiers/${id}/acceptance`);
    await test.officer.post(`/dossiers/${id}/acceptance`);
    await citizen.post(`/dossiers/${id}/withdrawal`, {});
    const { entries } = await test.officer.get(`/dossiers/${id}/history`);
    expect(entries.map(({ actorName }: any) => actorName)).toEqual(['Trần Thị Bình', 'Trần Thị Bình', undefined]);
  });
});
