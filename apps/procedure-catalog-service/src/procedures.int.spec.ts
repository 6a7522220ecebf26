import { randomUUID } from 'node:crypto';
import type { EnterProcedureRequest, ProcedureDetail, ProcedurePage, PublishedProcedureView } from '@motcua/contracts';
import { expectEntitiesMatch } from '@motcua/testing';
import { SearchTerms1767571200062 } from './persistence/migrations/search-terms.migration.js';
import { startCatalog, type CatalogUnderTest } from './testing/catalog-under-test.js';
import { PROCEDURES, PUBLICATION } from './testing/test-catalog.js';

jest.setTimeout(120_000);

let it_: CatalogUnderTest;
const [LAWYERS] = PROCEDURES as [EnterProcedureRequest];

beforeAll(async () => {
  it_ = await startCatalog();
  await it_.seedReferenceData();
});
afterAll(() => it_?.stop());

/** A procedure of its own for each test, as the published sample says it. */
let number = 700_000;
async function entered(changes: object = {}): Promise<ProcedureDetail> {
  return it_.people.control.post('/procedures', { ...LAWYERS, code: `9.${++number}`, ...changes });
}
const publication = (changes: object = {}) => ({ ...PUBLICATION, ...changes });

describe('from draft to abolition', () => {
  it('a procedure is entered, published by a decision, announced, and abolished', async () => {
    const draft = await entered();
    expect(draft).toMatchObject({ status: 'DRAFT', revision: 1, draft: { version: 1, source: 'ENTERED' } });
    expect(draft.published).toBeUndefined();

    const after = await it_.people.control.post<ProcedureDetail>(
      `/procedures/${draft.id}/publication`,
      publication({ expectedRevision: 1 }),
    );
    expect(after).toMatchObject({
      status: 'PUBLISHED',
      revision: 2,
      published: { version: 1, decision: { number: '1518/QĐ-UBND' }, cases: [{ budget: { amount: 7 } }] },
    });
    expect(after.draft).toBeUndefined();

    const decision = { number: '99/QĐ-UBND', signedOn: '2025-08-01', effectiveOn: '2025-08-10' };
    const abolished = await it_.people.control.post(`/procedures/${draft.code}/abolition`, { decision });
    expect(abolished).toMatchObject({ status: 'ABOLISHED', abolition: decision, published: { version: 1 } });

    expect(await it_.outbox(draft.id)).toEqual([
      {
        type: 'procedure.published',
        version: 1,
        data: {
          procedureId: draft.id,
          code: draft.code,
          name: LAWYERS.name,
          version: 1,
          fieldCode: 'G15-TP01',
          fieldName: 'Luật sư',
          decision: PUBLICATION.decision,
          cases: PUBLICATION.cases,
          online: true,
          levels: ['PROVINCE'],
          competence: { agencyCodes: ['H41.14'], everyAgencyOf: [] },
          instant: false,
        },
      },
      {
        type: 'process.approved',
        version: 2,
        data: {
          procedureId: draft.id,
          procedureCode: draft.code,
          procedureVersion: 1,
          caseCode: 'mac-dinh',
          caseName: 'Trường hợp chung',
          decision: PUBLICATION.decision,
          budget: PUBLICATION.cases[0]!.budget,
          steps: PUBLICATION.cases[0]!.steps.map((step, i, all) => ({
            ...step,
            predecessors: i === 0 ? [] : [all[i - 1]!.code],
          })),
        },
      },
      { type: 'procedure.abolished', version: 3, data: { procedureId: draft.id, code: draft.code, decision } },
    ]);
  });

  it('a revised draft stands beside what is published and becomes the next version; the first stays as it was', async () => {
    const { id, code } = await entered();
    await it_.people.control.post(`/procedures/${id}/publication`, publication());
    const before = await it_.people.control.get(`/procedures/${id}/versions/1`);
    const revised = await it_.people.control.put(`/procedures/${id}/draft`, {
      ...LAWYERS,
      code,
      name: 'Tên mới',
      expectedRevision: 2,
    });
    expect(revised).toMatchObject({ status: 'PUBLISHED', published: { version: 1 }, draft: { version: 2 } });
    const decision = { number: '7/QĐ-UBND', signedOn: '2026-01-05', effectiveOn: '2026-01-15' };
    await it_.people.control.post(`/procedures/${id}/publication`, publication({ decision }));

    expect(await it_.people.control.get(`/procedures/${id}/versions/1`)).toEqual(before);
    const on = (day: string) =>
      it_.people.service.get<PublishedProcedureView>(`/procedures/by-code/${code}/published?on=${day}`);
    expect(await on('2026-01-14')).toMatchObject({ version: 1, name: LAWYERS.name, aggregateVersion: 4 });
    expect(await on('2026-01-15')).toMatchObject({ version: 2, name: 'Tên mới' });
    expect(await it_.nobody.get(`/procedures/${id}/published-versions/1`)).toMatchObject({ version: 1 });
    const refusal = await it_.nobody.refusal('GET', `/procedures/by-code/${code}/published?on=2025-06-30`);
    expect(refusal.status).toBe(404);
  });

  it('a published version cannot be changed even behind the service’s back', async () => {
    const { id } = await entered();
    await it_.people.control.post(`/procedures/${id}/publication`, publication());
    const change = it_.database.query(`UPDATE procedure_versions SET name = 'x' WHERE procedure_id = $1`, [id]);
    await expect(change).rejects.toThrow('is published and never changes');
  });

  it('a process that does not sum up is refused by path, in the language asked for, and nothing is announced', async () => {
    const { id } = await entered();
    const [process] = PUBLICATION.cases;
    const cases = [{ ...process!, steps: process!.steps.slice(1) }];
    const refusal = await it_.people.control.refusal('POST', `/procedures/${id}/publication`, {
      body: publication({ cases }),
      headers: { 'accept-language': 'en' },
    });
    expect(refusal).toMatchObject({ status: 422, code: 'procedure.not-publishable' });
    expect(refusal.problem.errors).toEqual([
      {
        path: 'cases[0].steps',
        code: 'sumOfBudgets',
        message: "the budgets of the steps sum up to 6.5, the case's time limit is 7 WORKING_DAY",
      },
    ]);
    expect(await it_.outbox(id)).toEqual([]);
  });

  it('a process too long to be announced is refused with its path, and nothing is published', async () => {
    const { id } = await entered();
    const [process] = publication().cases;
    const steps = Array.from({ length: 700 }, (_, i) => ({
      code: `b${i}`,
      name: 'ế'.repeat(400),
      unit: 'mot-cua',
      budget: { amount: 1, unit: 'MINUTE' },
    }));
    const cases = [{ ...process!, budget: { amount: 700, unit: 'MINUTE' }, steps }];
    const refusal = await it_.people.control.refusal('POST', `/procedures/${id}/publication`, {
      body: publication({ cases, acknowledgedDifference: 'x' }),
    });
    expect(refusal).toMatchObject({ status: 413, problem: { errors: [{ path: 'cases' }] } });
    expect(await it_.outbox(id)).toEqual([]);
  });

  it('the same request under one Idempotency-Key is done once', async () => {
    const { id } = await entered();
    const headers = { 'idempotency-key': randomUUID() };
    const first = await it_.people.control.post(`/procedures/${id}/publication`, publication(), { headers });
    expect(await it_.people.control.post(`/procedures/${id}/publication`, publication(), { headers })).toEqual(first);
    expect(await it_.outbox(id)).toHaveLength(2);
    const other = await it_.people.control.refusal('POST', `/procedures/${id}/publication`, {
      body: publication({ acknowledgedDifference: 'x' }),
      headers,
    });
    expect(other.code).toBe('idempotency.key-reused');
  });

  it('two who publish at the same moment publish once', async () => {
    const { id } = await entered();
    const answers = await Promise.all(
      [1, 2, 3].map(() => it_.people.control.send('POST', `/procedures/${id}/publication`, { body: publication() })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await it_.outbox(id)).toHaveLength(2);
  });

  it('two who enter one code at the same moment enter it once', async () => {
    const body = { ...LAWYERS, code: '9.699999' };
    const answers = await Promise.all([1, 2, 3].map(() => it_.people.control.send('POST', '/procedures', { body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it('a decision made from an older revision is refused', async () => {
    const { id } = await entered();
    const refusal = await it_.people.control.refusal('POST', `/procedures/${id}/publication`, {
      body: publication({ expectedRevision: 7 }),
    });
    expect(refusal).toMatchObject({ status: 409, code: 'procedure.changed-meanwhile', problem: { revision: 1 } });
  });
});

describe('a process with more than one case', () => {
  const [process] = PUBLICATION.cases;
  const legalBasis = 'Chỉ thị 10/CT-UBND năm 2021 của UBND tỉnh Bà Rịa - Vũng Tàu';
  const budget = (amount: number) => ({ amount, unit: 'WORKING_DAY' });
  const sideBySide = {
    caseCode: 'lay-y-kien',
    name: 'Phải lấy ý kiến',
    budget: budget(7),
    steps: [
      {
        code: 'nhan',
        name: 'Tiếp nhận',
        unit: 'mot-cua',
        budget: budget(1),
        place: 'RECEIVING',
        role: 'one-stop-officer',
      },
      { code: 'tham-dinh', name: 'Thẩm định', unit: 'chuyen-mon', budget: budget(5), place: 'COMPETENT' },
      {
        code: 'hoi',
        name: 'Lấy ý kiến',
        unit: 'cong-an-xa',
        budget: budget(5),
        place: 'COORDINATING',
        predecessors: ['nhan'],
        silenceIsConsent: { legalBasis },
      },
      {
        code: 'ky',
        name: 'Ký',
        unit: 'lanh-dao',
        budget: budget(1),
        role: 'agency-head',
        predecessors: ['tham-dinh', 'hoi'],
      },
    ],
  };

  it('is announced case by case, and the owner says the same when it is asked', async () => {
    const { id, code } = await entered();
    await it_.people.control.post(`/procedures/${id}/publication`, publication({ cases: [process, sideBySide] }));
    const announced = await it_.outbox(id);
    expect(announced.map(({ type, version }) => [type, version])).toEqual([
      ['procedure.published', 1],
      ['process.approved', 2],
      ['process.approved', 3],
    ]);
    const steps = [
      { ...sideBySide.steps[0], predecessors: [] },
      { ...sideBySide.steps[1], predecessors: ['nhan'] },
      sideBySide.steps[2],
      sideBySide.steps[3],
    ];
    expect(announced[2]!.data).toMatchObject({ caseCode: 'lay-y-kien', steps });
    expect(announced[0]!.data['cases']).toMatchObject([{ caseCode: 'mac-dinh' }, { caseCode: 'lay-y-kien' }]);
    expect(JSON.stringify(announced[0]!.data)).not.toContain('COORDINATING');
    const asked = await it_.people.service.get<PublishedProcedureView>(`/procedures/by-code/${code}/published`);
    expect(asked.aggregateVersion).toBe(3);
    expect(asked.processes).toEqual(announced.slice(1).map(({ data }) => data));
  });

  it.each<[string, object, number, string]>([
    ['a place that no dossier has', { place: 'ELSEWHERE' }, 400, 'cases[0].steps[2].place'],
    ['a role that no officer has', { role: 'mayor' }, 400, 'cases[0].steps[2].role'],
    ['consent without a law', { silenceIsConsent: {} }, 400, 'cases[0].steps[2].silenceIsConsent.legalBasis'],
    ['consent of the competent agency', { place: 'COMPETENT' }, 422, 'cases[0].steps[2].silenceIsConsent'],
    ['an unknown predecessor', { predecessors: ['x'] }, 422, 'cases[0].steps[2].predecessors[0]'],
    ['itself as predecessor', { predecessors: ['hoi'] }, 422, 'cases[0].steps[2].predecessors[0]'],
    ['a predecessor twice', { predecessors: ['nhan', 'nhan'] }, 422, 'cases[0].steps[2].predecessors[1]'],
    ['steps that wait for each other', { predecessors: ['ky'] }, 422, 'cases[0].steps[2].predecessors'],
  ])('is refused for %s, by its path, and nothing is announced', async (_, changes, status, path) => {
    const { id } = await entered();
    const steps = sideBySide.steps.map((step) => (step.code === 'hoi' ? { ...step, ...changes } : step));
    const refusal = await it_.people.control.refusal('POST', `/procedures/${id}/publication`, {
      body: publication({ cases: [{ ...sideBySide, steps }] }),
    });
    expect([refusal.status, refusal.problem.errors!.map((error) => error.path)]).toEqual([status, [path]]);
    expect(await it_.outbox(id)).toEqual([]);
  });

  it('an instant one needs no steps, has no process to announce, and stays so until it is taken away', async () => {
    const { id, code } = await entered({ channelEntries: [] });
    const cases = [{ ...process!, budget: budget(1), steps: [] }];
    const refusal = await it_.people.control.refusal('POST', `/procedures/${id}/publication`, {
      body: publication({ cases }),
    });
    expect(refusal.problem.errors).toMatchObject([{ path: 'cases[0].steps', code: 'notEmpty' }]);
    await it_.people.control.post(`/procedures/${id}/publication`, publication({ cases, instant: true }));
    expect(await it_.outbox(id)).toMatchObject([{ type: 'procedure.published', data: { instant: true } }]);
    const decision = { number: '8/QĐ-UBND', signedOn: '2026-01-05', effectiveOn: '2026-01-15' };
    for (const [more, instant] of [
      [{ cases }, true],
      [{ instant: false }, false],
    ] as const) {
      await it_.people.control.put(`/procedures/${id}/draft`, { ...LAWYERS, code, channelEntries: [] });
      await it_.people.control.post(`/procedures/${id}/publication`, publication({ decision, ...more }));
      expect((await it_.outbox(id)).filter(({ type }) => type === 'procedure.published').at(-1)!.data).toMatchObject({
        instant,
      });
    }
  });
});

describe('who may do what', () => {
  it.each([
    ['POST', '/procedures'],
    ['PUT', '/procedures/1.001193/draft'],
    ['POST', '/procedures/1.001193/publication'],
    ['POST', '/procedures/1.001193/abolition'],
  ])('%s %s is for procedure control alone', async (method, path) => {
    for (const person of ['officer', 'citizen', 'portal', 'operations', 'service'] as const)
      expect((await it_.people[person].send(method, path, { body: {} })).status).toBe(403);
    expect((await it_.nobody.send(method, path, { body: {} })).status).toBe(401);
    expect((await it_.people.control.send(method, path, { body: {} })).status).toBe(400);
  });

  it('a draft is seen by the province and by nobody else', async () => {
    const { id, code } = await entered();
    for (const reader of [it_.nobody, it_.people.citizen, it_.people.portal]) {
      expect((await reader.send('GET', `/procedures/${id}`)).status).toBe(404);
      expect((await reader.send('GET', `/procedures/${code}/versions`)).status).toBe(404);
      expect((await reader.get<ProcedurePage>(`/procedures?q=${code}`)).items).toEqual([]);
      expect((await reader.get<ProcedurePage>(`/procedures?status=DRAFT&q=${code}`)).items).toEqual([]);
    }
    expect(await it_.people.officer.get(`/procedures/${code}`)).toMatchObject({ id, draft: { version: 1 } });

    await it_.people.control.post(`/procedures/${id}/publication`, publication());
    await it_.people.control.put(`/procedures/${id}/draft`, { ...LAWYERS, code, name: 'Bản sửa' });
    const shown = await it_.nobody.get<ProcedureDetail>(`/procedures/${code}`);
    expect(shown.published).toBeDefined();
    expect(shown.draft).toBeUndefined();
    expect((await it_.nobody.get(`/procedures/${code}/versions`)).items).toHaveLength(1);
    expect((await it_.nobody.send('GET', `/procedures/${code}/versions/2`)).status).toBe(404);
    expect((await it_.people.officer.get(`/procedures/${code}/versions`)).items).toHaveLength(2);
  });
});

describe('bad input gets a problem that names the field', () => {
  it.each<[string, object, string]>([
    ['no code', { code: undefined }, 'code'],
    ['a code of no era', { code: '1.00119' }, 'code'],
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['a level that does not exist', { levels: ['GALAXY'] }, 'levels'],
    ['entries that are no list', { channelEntries: 'x' }, 'channelEntries'],
    [
      'a unit that does not exist',
      { channelEntries: [{ channel: 'ONLINE', timeLimit: { amount: 1, unit: 'FORTNIGHT' } }] },
      'channelEntries[0].timeLimit.unit',
    ],
    ['NUL', { name: 'a\u0000b' }, 'name'],
  ])('%s', async (_, changes, path) => {
    const refusal = await it_.people.control.refusal('POST', '/procedures', {
      body: { ...LAWYERS, code: '9.600001', ...changes },
    });
    expect(refusal.status).toBe(400);
    expect(refusal.problem.errors!.map((error) => error.path)).toContain(path);
  });

  it('an agency that is not registered', async () => {
    const refusal = await it_.people.control.refusal('POST', '/procedures', {
      body: { ...LAWYERS, code: '9.600002', agencyCodes: ['H41.14', 'H41.99'] },
    });
    expect(refusal).toMatchObject({ status: 422, problem: { errors: [{ path: 'agencyCodes[1]' }] } });
  });

  it.each([
    ['/procedures/xyz', 400],
    ['/procedures/9.123456', 404],
    [`/procedures/${randomUUID()}`, 404],
    ['/procedures/1.001193/versions/0', 400],
    ['/procedures/1.001193/versions/99999999999999', 400],
    ['/procedures?limit=0', 400],
    ['/procedures?limit=x', 400],
    ['/procedures?cursor=abc', 400],
    ['/procedures?colour=red', 400],
    ['/procedures?status=DRAFTY', 400],
    ['/procedures?q=%00', 400],
    ['/procedures?q=%25%5f%5c', 200],
    ['/procedures?q=%3F%3F%3F', 200],
    ['/procedures/by-code/1.001193/published?on=2026-02-30', 400],
  ])('GET %s answers %i', async (path, status) => {
    expect((await it_.people.control.send('GET', path)).status).toBe(status);
  });
});

describe('search', () => {
  beforeAll(async () => {
    await it_.seedProcedures();
  });
  const found = async (query: string, as = it_.nobody) =>
    (await as.get<ProcedurePage>(`/procedures?limit=200&${query}`)).items.map(({ code }) => code);

  it.each([
    'đăng ký khai sinh',
    'DANG KY KHAI SINH',
    'khai sinh dang ky',
    'đăng ký khai sinh'.normalize('NFD'),
    'Ðăng ký khai sinh',
    'khai-sinh, ky',
  ])('%s finds birth registration whatever its case, diacritics and order', async (q) =>
    expect(await found(`q=${encodeURIComponent(q)}`)).toEqual(
      expect.arrayContaining(['1.001193', '1.004884', '2.000986']),
    ),
  );

  it('finds what an earlier release kept without terms', async () => {
    const before = await found('q=khai%20sinh');
    const runner = it_.database.createQueryRunner();
    const migration = new SearchTerms1767571200062();
    await migration.down(runner);
    await migration.up(runner);
    await runner.release();
    expect(before).toContain('1.001193');
    expect(await found('q=khai%20sinh')).toEqual(before);
    expect(await found('status=DRAFT&q=giay%20to%20ca%20nhan', it_.people.officer)).toEqual(['1.004772']);
  });

  it('finds by the names of all published versions what an earlier release kept', async () => {
    const { code } = await entered({ name: 'Công nhận giống tằm' });
    const publish = async () => {
      const { revision } = await it_.people.control.get<ProcedureDetail>(`/procedures/${code}`);
      const path = `/procedures/${code}/publication`;
      await it_.people.control.post(path, publication({ expectedRevision: revision }));
    };
    const rename = async (name: string) => {
      const { revision } = await it_.people.control.get<ProcedureDetail>(`/procedures/${code}`);
      const body = { ...LAWYERS, code, name, expectedRevision: revision };
      expect((await it_.people.control.send('PUT', `/procedures/${code}/draft`, { body })).status).toBe(200);
    };
    const of = (name: string) => found(`q=${encodeURIComponent(name)}`);
    await publish();
    await rename('Công nhận giống dâu');
    await publish();
    expect([await of('giống tằm'), await of('giống dâu')]).toEqual([[code], [code]]);
    const runner = it_.database.createQueryRunner();
    const migration = new SearchTerms1767571200062();
    await migration.down(runner);
    await migration.up(runner);
    await runner.release();
    expect([await of('giống tằm'), await of('giống dâu')]).toEqual([[code], [code]]);
    // The same words in another order are other neighbours.
    await rename('Giống công nhận dâu');
    await publish();
    expect(await of('nhận dâu')).toEqual([code]);
    const terms = () => it_.database.query('SELECT published_terms::text FROM procedures WHERE code = $1', [code]);
    const before = await terms();
    await rename('Công nhận giống tằm');
    await publish();
    expect(await terms()).toEqual(before);
  });

  it.each([
    ['Sở Tư pháp', ['2.000635', '1.002010']],
    ['Tư vấn pháp luật', ['1.000404']],
    ['giam ngheo', ['1.011607']],
    ['Trường Vinh', ['1.001193', '1.000894']],
  ])('an agency or a field alone is an answer: %s', async (q, codes) =>
    expect(await found(`q=${encodeURIComponent(q)}`)).toEqual(expect.arrayContaining(codes)),
  );

  it('what has the words in its name goes before what has them in its field', async () => {
    const codes = await found(`q=${encodeURIComponent('Hộ tịch')}`);
    expect(codes.slice(0, 2).sort()).toEqual(['1.004859', '2.000635']);
    expect(codes).toEqual(expect.arrayContaining(['1.001193', '1.000894', '1.004837']));
    expect(await found(`q=${encodeURIComponent('Trường Vịnh')}`)).toEqual([]);
  });

  it.each(['???', '🙂', '%_', '.'])('what has no word finds nothing: %s', async (q) =>
    expect(await found(`q=${encodeURIComponent(q)}`)).toEqual([]),
  );

  it.each(['', ' ', '\t'])('nothing typed is no search: “%s”', async (q) =>
    expect((await found(`q=${encodeURIComponent(q)}`)).length).toBeGreaterThan(10),
  );

  it('a name may hold a word longer than the index does', async () => {
    const { code } = await entered({ name: `Cấp thẻ ${'ộ'.repeat(700)}` });
    expect(await found(`q=${encodeURIComponent('ộ'.repeat(150))}`, it_.people.officer)).toEqual([code]);
  });

  it('an answer holds at least half of what is sought, rare words counting more', async () => {
    expect(await found('q=ket%20hon')).toEqual(['1.000894']);
    expect(await found(`q=${encodeURIComponent('kết hôn ly thân')}`)).toEqual([]);
    expect(await found(`q=${encodeURIComponent('hôn nhân ly thân')}`)).toEqual([]);
  });

  it('a code is found by its beginning, and a name while it is typed', async () => {
    expect((await found('q=1.0011')).sort()).toEqual(['1.001122', '1.001193']);
    expect(await found('q=1.001193')).toEqual(['1.001193']);
    expect(await found(`q=${encodeURIComponent('kết h')}`)).toEqual(['1.000894']);
    expect(await found(`q=${encodeURIComponent('kết h ')}`)).toEqual([]);
  });

  it('a revised draft is found by its new name, and a published version until the next one is published', async () => {
    const { code } = await entered({ name: 'Công nhận cây di sản' });
    const of = (name: string, as = it_.people.officer) => found(`q=${encodeURIComponent(name)}`, as);
    expect(await of('cây di sản')).toEqual([code]);
    await it_.people.control.post(`/procedures/${code}/publication`, publication({ expectedRevision: 1 }));
    expect(await of('cây di sản', it_.nobody)).toEqual([code]);
  });

  it('a province says what an everyday word means, and may take a shipped meaning away', async () => {
    const of = (q: string) => found(`q=${encodeURIComponent(q)}`);
    const set = (as: typeof it_.nobody, phrase: string, means: string[]) =>
      as.send('PUT', '/everyday-phrases', { body: { phrase, means } });
    expect(await of('tờ cưới')).toEqual([]);
    expect((await set(it_.people.control, 'Tờ cưới', ['kết hôn'])).status).toBe(200);
    expect(await of('to cuoi')).toEqual(['1.000894']);
    expect(await of('lấy vợ')).toEqual(['1.000894']);
    await set(it_.people.control, 'lấy vợ', []);
    expect(await of('lấy vợ')).toEqual([]);
    const { items } = await it_.nobody.get('/everyday-phrases');
    expect(items).toEqual(
      expect.arrayContaining([
        { phrase: 'Tờ cưới', means: ['kết hôn'], source: 'PROVINCE', revision: 1, setAt: expect.any(String) },
        { phrase: 'lấy chồng', means: ['đăng ký kết hôn'], source: 'SHIPPED', revision: 0 },
      ]),
    );
    expect(items.filter(({ phrase }: { phrase: string }) => phrase === 'lấy vợ')).toHaveLength(1);
  });

  it.each([
    [{ phrase: 'đăng ký', means: ['1.001193'] }, 'means[0]', 'names-a-procedure'],
    [{ phrase: '1.001193', means: ['kết hôn'] }, 'phrase', 'names-a-procedure'],
    [{ phrase: 'một hai ba bốn năm sáu bảy tám chín', means: ['kết hôn'] }, 'phrase', 'too-many-words'],
  ])('an everyday word puts no procedure before others: %j', async (body, path, code) => {
    const answer = await it_.people.control.send('PUT', '/everyday-phrases', { body });
    expect(answer).toMatchObject({ status: 422, body: { code: 'everyday-phrase.invalid', errors: [{ path, code }] } });
  });

  it('only those who keep the catalog say what words mean', async () => {
    const body = { phrase: 'tờ khai', means: ['kết hôn'] };
    for (const as of [it_.people.officer, it_.people.citizen, it_.people.portal])
      expect((await as.send('PUT', '/everyday-phrases', { body })).status).toBe(403);
  });

  it('filters by field, agency, level, online and status', async () => {
    expect(await found('field=h%E1%BB%99%20t%E1%BB%8Bch&agencyCode=H41.14')).toEqual(['2.000635']);
    expect(await found('fieldCode=G15-TP03')).toEqual(['1.001122', '2.000894']);
    expect(await found('agencyCode=H41.27.05')).toHaveLength(9);
    expect(await found('level=COMMUNE&q=giam%20ho%20dang')).toEqual(['1.004837', '1.004845']);
    expect(await found('online=false&q=giam%20ho%20dang')).toEqual([]);
    expect(await found('status=DRAFT&q=giay%20to%20ca%20nhan', it_.people.officer)).toEqual(['1.004772']);
    expect(await found('status=DRAFT&q=giay%20to%20ca%20nhan')).toEqual([]);
  });

  it('pages hold every procedure once, in order, with a count', async () => {
    const codes: string[] = [];
    let cursor: string | undefined;
    do {
      const page: ProcedurePage = await it_.nobody.get('/procedures', {
        query: { field: 'Hộ tịch', limit: 3, cursor },
      });
      expect(page.total).toEqual({ value: 8, capped: false });
      codes.push(...page.items.map(({ code }) => code));
      cursor = page.nextCursor;
    } while (cursor);
    expect(codes).toHaveLength(8);
    expect([...codes].sort()).toEqual(codes);
  });
});

describe('who is competent', () => {
  const unknown = async (q: string, competence = 'UNKNOWN', as = it_.nobody) =>
    (await as.get<ProcedurePage>('/procedures', { query: { q, competence } })).items.map(({ code }) => code);

  it('a procedure without a competent agency is published for reading, says why, and is on the work list until one is', async () => {
    const draft = await entered({ agencyCodes: [] });
    const { id, code } = draft;
    expect(draft.competence).toMatchObject({ known: false, gap: 'NO_AGENCY_NAMED' });
    expect(await unknown(code, 'UNKNOWN', it_.people.officer)).toEqual([code]);
    const published = await it_.people.control.post<ProcedureDetail>(`/procedures/${id}/publication`, publication());
    expect(published.competence).toMatchObject({ known: false, agencyCodes: [], everyAgencyOf: [] });
    const shown = await it_.nobody.get<ProcedureDetail>(`/procedures/${code}`, {
      headers: { 'accept-language': 'en' },
    });
    expect(shown.competence).toEqual({
      known: false,
      agencyCodes: [],
      everyAgencyOf: [],
      gap: 'NO_AGENCY_NAMED',
      reason:
        'No competent agency is named, so the procedure can be read and takes no dossiers. Name agencyCodes or everyAgencyOf in a draft and publish it.',
    });
    expect((await it_.outbox(id))[0]!.data['competence']).toEqual({ agencyCodes: [], everyAgencyOf: [] });
    expect([await unknown(code), await unknown(code, 'KNOWN')]).toEqual([[code], []]);

    await it_.people.control.put(`/procedures/${id}/draft`, { ...LAWYERS, code, agencyCodes: [] });
    const decision = { number: '8/QĐ-UBND', signedOn: '2026-01-05', effectiveOn: '2026-01-15' };
    const mapped = publication({ decision, agencyCodes: ['H41.14'] });
    const known = await it_.people.control.post<ProcedureDetail>(`/procedures/${id}/publication`, mapped);
    expect(known.competence).toEqual({ known: true, agencyCodes: ['H41.14'], everyAgencyOf: [] });
    expect([await unknown(code), await unknown(code, 'KNOWN')]).toEqual([[], [code]]);
  });

  it('whoever was competent stays so when the next version names nobody, as the national record does', async () => {
    const { id, code } = await entered();
    await it_.people.control.post(`/procedures/${id}/publication`, publication());
    await it_.people.control.put(`/procedures/${id}/draft`, { ...LAWYERS, code, agencyCodes: [] });
    const decision = { number: '8/QĐ-UBND', signedOn: '2026-01-05', effectiveOn: '2026-01-15' };
    const after = await it_.people.control.post(`/procedures/${id}/publication`, publication({ decision }));
    expect(after.competence).toMatchObject({ known: true, agencyCodes: ['H41.14'] });
    await it_.people.control.put(`/procedures/${id}/draft`, { ...LAWYERS, code, agencyCodes: [] });
    const takenAway = publication({ decision, agencyCodes: [], everyAgencyOf: [] });
    expect((await it_.people.control.post(`/procedures/${id}/publication`, takenAway)).competence.known).toBe(false);
  });

  it('agencies are named by their codes as people type them, in a draft and in a decision', async () => {
    const { id, code } = await entered({ agencyCodes: ['h41.14\u00a0'] });
    const named = await it_.people.control.get<ProcedureDetail>(`/procedures/${id}`);
    expect(named.competence).toMatchObject({ agencyCodes: ['H41.14'] });
    const body = publication({ agencyCodes: [' h41.27.05 '] });
    const published = await it_.people.control.post<ProcedureDetail>(`/procedures/${id}/publication`, body);
    expect(published.competence).toMatchObject({ agencyCodes: ['H41.27.05'] });
    const put = { ...LAWYERS, code, agencyCodes: ['H41.14', 'H41 .14'] };
    const refusal = await it_.people.control.refusal('PUT', `/procedures/${id}/draft`, { body: put });
    expect([refusal.status, refusal.problem.errors![0]!.path]).toEqual([422, 'agencyCodes[1]']);
  });

  it('every agency of a level can be, and each of them finds the procedure in its list', async () => {
    const { id, code } = await entered({ agencyCodes: [], everyAgencyOf: ['COMMUNE'] });
    const after = await it_.people.control.post<ProcedureDetail>(`/procedures/${id}/publication`, publication());
    expect(after.competence).toEqual({ known: true, agencyCodes: [], everyAgencyOf: ['COMMUNE'] });
    const of = async (agencyCode: string) =>
      (await it_.nobody.get<ProcedurePage>('/procedures', { query: { q: code, agencyCode } })).items.length;
    expect([await of('H41.27.05'), await of('H41.14'), await of('H41.99')]).toEqual([1, 0, 0]);
    expect((await it_.outbox(id))[0]!.data['competence']).toEqual({ agencyCodes: [], everyAgencyOf: ['COMMUNE'] });
  });

  it.each(['DISTRICT', 'MINISTRY'])('no agency of the province is of level %s', async (level) => {
    const { id } = await entered();
    const refusal = await it_.people.control.refusal('POST', `/procedures/${id}/publication`, {
      body: publication({ everyAgencyOf: [level] }),
    });
    expect([refusal.status, refusal.problem.errors![0]!.path]).toEqual([400, 'everyAgencyOf']);
  });

  it('nobody is when the only agency has ended without a successor, until one is named', async () => {
    const { operations } = it_.people;
    const ended = {
      code: 'H41.71',
      name: 'Ban quản lý cũ',
      level: 'PROVINCE',
      calendarId: 'vn',
      validFrom: '2025-01-01',
    };
    await operations.post('/agencies', ended);
    const { id, code } = await entered({ agencyCodes: ['H41.71'] });
    await it_.people.control.post(`/procedures/${id}/publication`, publication());
    expect(await unknown(code)).toEqual([]);
    await operations.post('/agencies/H41.71/closure', { validTo: '2025-12-31' });
    expect(await unknown(code)).toEqual([code]);
    expect(await it_.nobody.get(`/procedures/${code}`)).toMatchObject({
      competence: { known: false, agencyCodes: ['H41.71'], gap: 'AGENCIES_CLOSED' },
    });
    const of = async (agencyCode: string) =>
      (await it_.nobody.get<ProcedurePage>('/procedures', { query: { q: code, agencyCode } })).items.length;
    expect([await of('H41.71'), await of('H41.14')]).toEqual([1, 0]);
    await operations.post('/agencies/H41.71/closure', { validTo: '2025-12-31', successorCode: 'H41.14' });
    expect(await unknown(code)).toEqual([]);
    expect([await of('H41.71'), await of('H41.14'), await of('H41.27.05')]).toEqual([1, 1, 0]);
    expect(await it_.nobody.get(`/procedures/${code}`)).toMatchObject({ competence: { known: true } });
  });

  it('a procedure that is abolished is on the work list no longer', async () => {
    const { id, code } = await entered({ agencyCodes: [] });
    await it_.people.control.post(`/procedures/${id}/publication`, publication());
    expect(await unknown(code)).toEqual([code]);
    const decision = { number: '9/QĐ-UBND', signedOn: '2025-08-01', effectiveOn: '2025-08-10' };
    await it_.people.control.post(`/procedures/${id}/abolition`, { decision });
    expect(await unknown(code)).toEqual([]);
  });
});

it('says what every flag means, in both languages', async () => {
  const of = async (language: string) =>
    (await it_.nobody.get('/procedure-flags', { headers: { 'accept-language': language } })).items[0];
  expect(await of('vi')).toEqual({ code: 'TIME_LIMIT_WITHOUT_UNIT', meaning: 'Thời hạn chỉ có số, không có đơn vị' });
  expect((await of('en')).meaning).toBe('The time limit is a number without a unit');
});

it('every table is as it is declared', async () => {
  expect(it_.database.entityMetadatas).toHaveLength(9);
  await expectEntitiesMatch(it_.database);
});
