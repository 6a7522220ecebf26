import { randomUUID } from 'node:crypto';
import type { ProcedureDetail, ProcedurePage, PublishedProcedureView } from '@motcua/contracts';
import { sampleCatalog } from './sample/sample-catalog.js';
import { startCatalog, type CatalogUnderTest } from './testing/catalog-under-test.js';

jest.setTimeout(120_000);

let it_: CatalogUnderTest;
const sample = (code: string) => sampleCatalog.procedures.find(({ entry }) => entry.code === code)!;
const published = sample('1.002010');

beforeAll(async () => {
  it_ = await startCatalog();
  await it_.seedReferenceData();
});
afterAll(() => it_?.stop());

/** A procedure of its own for each test, as the published sample says it. */
let number = 700_000;
async function entered(changes: object = {}): Promise<ProcedureDetail> {
  return it_.people.control.post('/procedures', { ...published.entry, code: `9.${++number}`, ...changes });
}
const publication = (changes: object = {}) => ({ ...published.publication!, ...changes });

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
          name: published.entry.name,
          version: 1,
          fieldCode: 'G15-TP01',
          fieldName: 'Luật sư',
          decision: published.publication!.decision,
          cases: published.publication!.cases,
          online: true,
        },
      },
      { type: 'procedure.abolished', version: 2, data: { procedureId: draft.id, code: draft.code, decision } },
    ]);
  });

  it('a revised draft stands beside what is published and becomes the next version; the first stays as it was', async () => {
    const { id, code } = await entered();
    await it_.people.control.post(`/procedures/${id}/publication`, publication());
    const before = await it_.people.control.get(`/procedures/${id}/versions/1`);
    const revised = await it_.people.control.put(`/procedures/${id}/draft`, {
      ...published.entry,
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
    expect(await on('2026-01-14')).toMatchObject({ version: 1, name: published.entry.name, aggregateVersion: 2 });
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
    const [process] = published.publication!.cases;
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
    expect(await it_.outbox(id)).toHaveLength(1);
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
    expect(await it_.outbox(id)).toHaveLength(1);
  });

  it('two who enter one code at the same moment enter it once', async () => {
    const body = { ...published.entry, code: '9.699999' };
    const answers = await Promise.all([1, 2, 3].map(() => it_.people.control.send('POST', '/procedures', { body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it('a decision made from an older revision is refused', async () => {
    const { id } = await entered();
    const refusal = await it_.people.control.refusal('POST', `/procedures/${id}/publication`, {
      body: publication({ expectedRevision: 7 }),
    });
    expect(refusal).toMatchObject({ status: 409, code: 'procedure.changed-since', problem: { revision: 1 } });
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
    await it_.people.control.put(`/procedures/${id}/draft`, { ...published.entry, code, name: 'Bản sửa' });
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
      body: { ...published.entry, code: '9.600001', ...changes },
    });
    expect(refusal.status).toBe(400);
    expect(refusal.problem.errors!.map((error) => error.path)).toContain(path);
  });

  it('an agency that is not registered', async () => {
    const refusal = await it_.people.control.refusal('POST', '/procedures', {
      body: { ...published.entry, code: '9.600002', agencyCodes: ['H41.14', 'H41.99'] },
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
    ['/procedures/by-code/1.001193/published?on=2026-02-30', 400],
  ])('GET %s answers %i', async (path, status) => {
    expect((await it_.people.control.send('GET', path)).status).toBe(status);
  });
});

describe('search', () => {
  beforeAll(async () => {
    for (const { entry, publication: of } of sampleCatalog.procedures) {
      await it_.people.control.post('/procedures', entry);
      if (of) await it_.people.control.post(`/procedures/${entry.code}/publication`, of);
    }
  });
  const found = async (query: string, as = it_.nobody) =>
    (await as.get<ProcedurePage>(`/procedures?limit=200&${query}`)).items.map(({ code }) => code);

  it.each([
    'đăng ký khai sinh',
    'DANG KY KHAI SINH',
    'khai sinh dang ky',
    'đăng ký khai sinh'.normalize('NFD'),
    'khai-sinh, ky',
  ])('%s finds birth registration whatever its case, diacritics and order', async (q) =>
    expect(await found(`q=${encodeURIComponent(q)}`)).toEqual(
      expect.arrayContaining(['1.001193', '1.004884', '2.000986']),
    ),
  );

  it('all words must be found', async () => {
    expect(await found('q=khai%20sinh%20ket%20hon')).toEqual([]);
    expect(await found('q=ket%20hon')).toEqual(['1.000894']);
    expect(await found('q=1.0011')).toEqual(['1.001122', '1.001193']);
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

it('says what every flag means, in both languages', async () => {
  const of = async (language: string) =>
    (await it_.nobody.get('/procedure-flags', { headers: { 'accept-language': language } })).items[0];
  expect(await of('vi')).toEqual({ code: 'TIME_LIMIT_WITHOUT_UNIT', meaning: 'Thời hạn chỉ có số, không có đơn vị' });
  expect((await of('en')).meaning).toBe('The time limit is a number without a unit');
});
