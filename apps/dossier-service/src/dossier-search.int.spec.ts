import type { Api } from '@motcua/testing';
import { eventually } from '@motcua/testing';
import { DataSource } from 'typeorm';
import {
  APPLICANT,
  FOREIGN,
  OWN,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';

jest.setTimeout(60_000);

describe('An officer who looks for a dossier at the counter', () => {
  let test: DossierTestService;
  let dataSource: DataSource;
  let an: string;
  let anCode: string;
  let binh: string;
  let foreign: string;

  beforeAll(async () => {
    test = await startDossierTestService();
    dataSource = test.service.app.get(DataSource);
    await test.at('2026-08-20 09:00');
    an = (await test.officer.post('/dossiers', SUBMISSION)).id;
    anCode = (await test.officer.post(`/dossiers/${an}/acceptance`)).code;
    const applicant = { fullName: 'Đặng Thị Bình', identityNumber: '040191000002', phone: '+84 987 654 321' };
    const representative = { fullName: 'Nguyễn Văn Cường', phone: '0238.3844.522' };
    binh = (await test.officer.post('/dossiers', { ...SUBMISSION, ownerSubject: undefined, applicant, representative }))
      .id;
    foreign = (await test.otherOfficer.post('/dossiers', { ...SUBMISSION, ownerSubject: undefined })).id;
  });
  afterAll(() => test?.stop());

  async function found(person: object, more: object = {}, by: Api = test.officer): Promise<string[]> {
    const { items } = await by.post('/dossiers/search', { person, ...more });
    return items.map((item: { id: string }) => item.id);
  }

  it.each([
    ['as it is written', 'Nguyễn Văn An'],
    ['in decomposed letters', 'Nguyễn Văn An'.normalize('NFD')],
    ['without marks', 'nguyen van an'],
    ['in capitals', 'NGUYỄN VĂN AN'],
    ['in another order', 'An Nguyen'],
    ['in part', 'van an'],
    ['by one word', 'ân'],
    ['with blanks and a comma', '  an,  nguyễn '],
  ])('finds it by the name %s', async (_how, fullName) => {
    expect(await found({ fullName })).toEqual([an]);
  });

  it('finds nothing by a word that is none of the name, nor by the beginning of one', async () => {
    expect(await found({ fullName: 'nguyen van anh' })).toEqual([]);
    expect(await found({ fullName: 'nguy' })).toEqual([]);
    expect(await found({ fullName: 'nguyen' })).toEqual([binh, an]);
  });

  it.each([
    [{ identityNumber: '040 090 000 001' }, () => an],
    [{ identityNumber: '040191000002' }, () => binh],
    [{ phone: '0912.345.678' }, () => an],
    [{ phone: '+84912345678' }, () => an],
    [{ phone: '0987654321' }, () => binh],
    [{ phone: '(0238) 3844 522' }, () => binh],
    [{ fullName: 'cuong', phone: '02383844522' }, () => binh],
  ])('finds it by %j, of the applicant or the representative', async (person, id) => {
    expect(await found(person)).toEqual([id()]);
  });

  it('takes several terms as those of one person', async () => {
    expect(await found({ fullName: 'cuong', identityNumber: '040191000002' })).toEqual([]);
    expect(await found({ fullName: 'binh', identityNumber: '040191000002' })).toEqual([binh]);
  });

  it('restricts what is found by the filters of the list, page by page', async () => {
    const person = { fullName: 'nguyen' };
    expect(await found(person, { status: 'RECEIVED' })).toEqual([an]);
    const first = await test.officer.post('/dossiers/search', { person, limit: 1 });
    expect(first).toMatchObject({ items: [{ id: binh }], total: { value: 2, capped: false } });
    expect(await found(person, { limit: 1, cursor: first.nextCursor })).toEqual([an]);
  });

  it.each([
    ['H41.14-260820-0001', true],
    ['h41.14-260820-0001 ', true],
    ['H41.14 – 260820 – 0001', true],
    ['260820-0001', true],
    ['260820/1', true],
    ['260820 0001', true],
    ['260820-0002', false],
    ['260820-00', false],
    ['0001', false],
    ['%', false],
  ])('by the code typed %j: %j', async (code, is) => {
    expect(anCode).toBe('H41.14-260820-0001');
    const { items } = await test.officer.get('/dossiers', { query: { code } });
    expect(items.map((item: { id: string }) => item.id)).toEqual(is ? [an] : []);
  });

  it('is shown the name of the procedure and the label of the state in both languages', async () => {
    const { items } = await test.officer.get('/dossiers', { query: { code: anCode } });
    expect(items).toMatchObject([
      {
        procedureName: expect.stringContaining('khai sinh'),
        status: 'RECEIVED',
        statusLabel: 'Được tiếp nhận',
        statusLabelEn: 'Received',
        applicantName: 'N***** V** A*',
        version: 2,
      },
    ]);
    expect(items[0].persons).toBeUndefined();
  });

  describe('finds nothing of other agencies', () => {
    it('by name, number or telephone, whatever agency is asked for', async () => {
      for (const person of [{ fullName: 'an' }, { identityNumber: '040090000001' }, { phone: '0912345678' }]) {
        expect(await found(person)).toEqual([an]);
        expect(await found(person, {}, test.otherOfficer)).toEqual([foreign]);
        expect(await found(person, { agencyCode: FOREIGN })).toEqual([]);
      }
    });

    it('and is answered alike about a number of a foreign dossier and one that nobody has', async () => {
      const applicant = { ...APPLICANT, fullName: 'Lê Thị Dung', identityNumber: '040091000009', phone: undefined };
      await test.otherOfficer.post('/dossiers', { ...SUBMISSION, ownerSubject: undefined, applicant });
      const foreignNumber = await test.officer.post('/dossiers/search', { person: { identityNumber: '040091000009' } });
      const nobodys = await test.officer.post('/dossiers/search', { person: { identityNumber: '040091999999' } });
      expect(foreignNumber).toEqual(nobodys);
      expect(foreignNumber).toEqual({ items: [], total: { value: 0, capped: false } });
    });

    it('also where another role of the same account reads the whole province', async () => {
      const both = await test.client(['one-stop-officer', 'procedure-control'], { sub: 'both-1', agency: OWN });
      expect((await both.get('/dossiers')).items.length).toBeGreaterThan(2);
      expect(await found({ identityNumber: '040090000001' }, {}, both)).toEqual([an]);
    });

    it.each(['procedure-control', 'reform-office', 'applicant', 'portal-client', 'operations'] as const)(
      '%s may not search for persons at all',
      async (role) => {
        const asker = await test.client(role, { sub: `${role}-2` });
        const refused = await asker.refusal('POST', '/dossiers/search', { body: { person: { fullName: 'an' } } });
        expect(refused.status).toBe(403);
      },
    );
  });

  it.each([
    [{}, 'person'],
    [{ fullName: '%' }, 'person.fullName'],
    [{ fullName: '*' }, 'person.fullName'],
    [{ fullName: 'a' }, 'person.fullName'],
    [{ identityNumber: '040' }, 'person.identityNumber'],
    [{ phone: '0912' }, 'person.phone'],
  ])('is refused %j, which would list persons that nobody named', async (person, path) => {
    const { status, problem } = await test.officer.refusal('POST', '/dossiers/search', { body: { person } });
    expect(status).toBe(400);
    expect((problem as any).errors.map((error: { path: string }) => error.path)).toEqual([path]);
  });

  it('is on record with each search: who, when, by what and with how many hits, and never for whom', async () => {
    const reader = await test.client('one-stop-officer', { sub: 'curious-1', agency: OWN });
    await reader.post('/dossiers/search', { person: { fullName: 'nguyen', phone: '0912345678' } });
    await reader.post('/dossiers/search', { person: { identityNumber: '040091999999' } });
    await reader.refusal('POST', '/dossiers/search', { body: { person: { fullName: '%' } } });
    const rows = await dataSource.query(`SELECT * FROM person_searches WHERE reader = 'curious-1' ORDER BY id`);
    const by = { reader: 'curious-1', reader_agency: OWN, reader_roles: ['one-stop-officer'] };
    expect(rows).toEqual([
      { ...by, id: expect.any(String), terms: ['NAME', 'PHONE'], hits: 1, searched_at: expect.any(Date) },
      { ...by, id: expect.any(String), terms: ['IDENTITY_NUMBER'], hits: 0, searched_at: expect.any(Date) },
    ]);
    await expect(dataSource.query('DELETE FROM person_searches')).rejects.toThrow(/append-only/);
  });

  describe('and needs the persons', () => {
    const readsBy = (reader: string) =>
      dataSource.query(
        'SELECT dossier_id, purpose, operation FROM personal_data_reads WHERE reader = $1 ORDER BY dossier_id',
        [reader],
      );

    it('gets those of the own agency unmasked for a purpose, and the reading of each is recorded', async () => {
      const reader = await test.client('processing-officer', { sub: 'reader-1', agency: OWN });
      const { items } = await reader.get('/dossiers', { query: { purpose: 'PROCESSING', limit: 1 } });
      expect(items).toMatchObject([
        {
          id: binh,
          persons: {
            masked: false,
            applicant: { fullName: 'Đặng Thị Bình', identityNumber: '040191000002' },
            representative: { fullName: 'Nguyễn Văn Cường' },
          },
        },
      ]);
      // The next page was looked at, and nothing of it was handed out.
      expect(await readsBy('reader-1')).toEqual([
        { dossier_id: binh, purpose: 'PROCESSING', operation: 'listDossiers' },
      ]);
      await reader.post('/dossiers/search', { person: { phone: '0912345678' }, purpose: 'CONTACT' });
      expect(await readsBy('reader-1')).toContainEqual({
        dossier_id: an,
        purpose: 'CONTACT',
        operation: 'searchDossiers',
      });
    });

    it('gets nothing unmasked without a purpose, and nothing is recorded', async () => {
      const reader = await test.client('processing-officer', { sub: 'reader-2', agency: OWN });
      const { items } = await reader.get('/dossiers');
      expect(JSON.stringify(items)).not.toMatch(/Bình|040191000002|987/);
      expect(await readsBy('reader-2')).toEqual([]);
    });

    it('gets at most fifty at once', async () => {
      const query = { purpose: 'PROCESSING', limit: 51 };
      const { status, problem } = await test.officer.refusal('GET', '/dossiers', { query });
      expect([status, (problem as any).errors[0].path]).toEqual([400, 'limit']);
      expect((await test.officer.get('/dossiers', { query: { ...query, limit: 50 } })).items.length).toBe(2);
    });

    it.each([
      ['procedure-control', 'INSPECTION'],
      ['reform-office', 'INSPECTION'],
      ['applicant', 'PROCESSING'],
      ['portal-client', 'CONTACT'],
      ['one-stop-officer', 'NATIONAL_SYNC'],
    ] as const)('but %s gets no list for %s', async (role, purpose) => {
      const asker = await test.client(role, { sub: 'asker-1', agency: OWN });
      const refused = await asker.refusal('GET', '/dossiers', { query: { purpose } });
      expect([refused.status, refused.code]).toEqual([403, 'dossier.purpose-not-yours']);
    });
  });

  describe('finds it by what is true now', () => {
    it('after a correction, and no longer by what was wrong', async () => {
      const applicant = { fullName: 'Phạm Văn Quý', phone: '0900000001' };
      const { id } = await test.officer.post('/dossiers', { ...SUBMISSION, ownerSubject: undefined, applicant });
      const right = { fullName: 'Phạm Văn Quyết', phone: '0900 000 002' };
      await test.officer.post(`/dossiers/${id}/intake-correction`, { applicant: right, reason: 'gõ nhầm' });
      expect(await found({ fullName: 'pham quy' })).toEqual([]);
      expect(await found({ phone: '0900000001' })).toEqual([]);
      expect(await found({ fullName: 'pham quyet', phone: '+84900000002' })).toEqual([id]);
    });

    it('where another system recorded the number in groups and the telephone without its zero', async () => {
      const line = {
        legacyId: 'found-1',
        agencyCode: OWN,
        procedureCode: '1.001193',
        channel: 'DIRECT',
        receivedAt: '2026-08-19T01:00:00Z',
        steps: [],
        applicant: { fullName: 'Hoàng Thị Mỹ', identityNumber: '040 092 000 003', phone: '933 333 333' },
      };
      await test.operations.post('/dossier-imports', JSON.stringify(line), {
        query: { legacySystem: 'old' },
        headers: { 'content-type': 'application/x-ndjson' },
      });
      const [id] = await found({ fullName: 'my hoang' });
      expect(id).toBeDefined();
      expect(await found({ identityNumber: '040092000003' })).toEqual([id]);
      expect(await found({ phone: '0933333333' })).toEqual([id]);
    });
  });

  it('is told to wait while persons of an earlier version are not indexed, and finds them afterwards', async () => {
    await dataSource.query(`UPDATE dossier_persons SET name_words = NULL, phone_index = NULL WHERE dossier_id = $1`, [
      an,
    ]);
    const answer = await test.officer.send('POST', '/dossiers/search', { body: { person: { phone: '0912345678' } } });
    // The worker may have been faster.
    expect([200, 503]).toContain(answer.status);
    await eventually(async () => expect(await found({ fullName: 'nguyen an', phone: '0912345678' })).toEqual([an]));
  });

  it('finds the others although the persons of one dossier cannot be decrypted', async () => {
    const applicant = { fullName: 'Vũ Thị Hỏng', phone: '0911111111' };
    const { id } = await test.officer.post('/dossiers', { ...SUBMISSION, ownerSubject: undefined, applicant });
    await dataSource.query(`UPDATE dossier_persons SET full_name = '\\x00', name_words = NULL WHERE dossier_id = $1`, [
      id,
    ]);
    await dataSource.query('UPDATE dossier_persons SET name_words = NULL WHERE dossier_id = $1', [an]);
    await eventually(async () => expect(await found({ fullName: 'nguyen an' })).toEqual([an]));
  });

  it('cannot be told from another agency’s by anybody who reads the tables: a word has another hash in each', async () => {
    const rows: { agency_code: string; name_words: string[] }[] = await dataSource.query(
      `SELECT d.agency_code, p.name_words FROM dossier_persons p JOIN dossiers d ON d.id = p.dossier_id
       WHERE p.dossier_id = ANY ($1::uuid[])`,
      [[an, foreign]],
    );
    expect(rows.map(({ name_words }) => name_words.length)).toEqual([3, 3]);
    expect(new Set(rows.flatMap(({ name_words }) => name_words)).size).toBe(6);
  });
});
