import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { ImportLinePage, ProcedureImportReport, ProcedurePage } from '@motcua/contracts';
import { eventually } from '@motcua/testing';
import { startCatalog, type CatalogUnderTest } from './testing/catalog-under-test.js';

jest.setTimeout(120_000);

let it_: CatalogUnderTest;
beforeAll(async () => {
  it_ = await startCatalog({ CATALOG_IMPORT_LIMIT_BYTES: '2000000', CATALOG_IMPORT_LINE_LIMIT_BYTES: '65536' });
});
afterAll(() => it_?.stop());

let number = 100_000;
const newCode = () => `8.${++number}`;
const ROWS = 'Hình thức nộpThời gianPhí, lệ phíMô tả';
const flat = (code: string, changes: object = {}) => ({
  ma_thu_tuc: code,
  ten_thu_tuc: `Thủ tục ${code}`,
  linh_vuc: 'Hộ tịch',
  cap_thuc_hien: 'Cấp xã',
  co_quan_thuc_hien: 'UBND cấp xã',
  doi_tuong_thuc_hien: 'Công dân Việt Nam',
  trinh_tu_thuc_hien: 'Bước 1',
  thanh_phan_ho_so: 'Tờ khai',
  can_cu_phap_ly: 'Luật Hộ tịch',
  cach_thuc_thuc_hien: `${ROWS}Trực tuyến3 Ngày làm việcMiễn phíTrực tiếp3 Ngày làm việcMiễn phí`,
  ...changes,
});
const WITHOUT_UNIT = { cach_thuc_thuc_hien: `${ROWS}Trực tuyến1Miễn phíTrực tiếp1Miễn phí` };
const ndjson = (...records: (object | string)[]) =>
  records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record))).join('\n') + '\n';
const NDJSON = { 'content-type': 'application/x-ndjson' };

const send = (body: string | Buffer, query = '', headers: Record<string, string> = {}) =>
  it_.people.control.send<ProcedureImportReport>('POST', `/procedure-imports${query}`, {
    body,
    headers: { ...NDJSON, ...headers },
  });
const lines = (id: string, query = '') =>
  it_.people.control.get<ImportLinePage>(`/procedure-imports/${id}/lines${query}`);

describe('an import', () => {
  it('makes drafts, counts what is flagged by reason, and changes nothing the second time', async () => {
    const [a, b] = [newCode(), newCode()];
    const body = ndjson(flat(a), flat(b, WITHOUT_UNIT));
    const first = await send(body);
    expect(first).toMatchObject({
      status: 201,
      body: {
        status: 'COMPLETED',
        lastLine: 2,
        created: 2,
        changed: 0,
        unchanged: 0,
        refused: 0,
        resumed: false,
        flaggedProcedures: 1,
        flags: [{ code: 'TIME_LIMIT_WITHOUT_UNIT', procedures: 1, occurrences: 2 }],
        startedBy: 'control-1',
      },
    });
    const before = await it_.people.control.get(`/procedures/${b}`);
    const second = await send(body);
    expect(second.body).toMatchObject({ created: 0, changed: 0, unchanged: 2, flags: first.body.flags });
    expect(await it_.people.control.get(`/procedures/${b}`)).toEqual(before);
    expect(before).toMatchObject({
      status: 'DRAFT',
      revision: 1,
      draft: {
        source: 'PORTAL_FLAT',
        content: { channelEntries: [{ channel: 'ONLINE', timeText: '1', rawText: 'Trực tuyến1Miễn phí' }, {}] },
        flags: [{ code: 'TIME_LIMIT_WITHOUT_UNIT', path: 'channelEntries[0]', text: '1' }, {}],
      },
    });
    expect(before.draft.statedTimeLimit).toBeUndefined();
    const { items } = await it_.people.control.get<ProcedurePage>('/procedures?flag=TIME_LIMIT_WITHOUT_UNIT');
    expect(items.map(({ code }) => code)).toContain(b);
  });

  it('takes gzip, and the portal’s own record, wrapped or bare, line by line', async () => {
    const [a, b, c] = [newCode(), newCode(), newCode()];
    const api = (code: string) => ({
      code,
      name: 'Phê duyệt kế hoạch',
      categoriesDetails: [{ name: 'Khoáng sản', code: '52' }],
      executionMethods: [{ submissionMethod: 'ONLINE', processingTime: 7, processingTimeUnit: 'WORKING_DAY' }],
      cases: [{ code: `${code}.01`, processingDay: { qty: 15, type: 'WORKING_DAY' } }],
    });
    const body = gzipSync(ndjson(flat(a), { record: api(b) }, api(c)));
    const { status, body: report } = await send(body, '', { 'content-encoding': 'gzip' });
    expect([status, report.created]).toEqual([201, 3]);
    expect(report.flags).toContainEqual({ code: 'TIME_LIMIT_CONTRADICTION', procedures: 2, occurrences: 2 });
    expect(await it_.people.control.get(`/procedures/${c}`)).toMatchObject({
      draft: { source: 'PORTAL_API', content: { fieldCode: '52', statedCases: [{ timeLimit: { amount: 15 } }] } },
    });
  });

  it('reports a bad line by its number and loses no other', async () => {
    const [a, b, c] = [newCode(), newCode(), newCode()];
    const body = Buffer.concat([
      Buffer.from(ndjson(flat(a), '{"ma_thu_tuc": ', '', flat('7.1'), 'null', flat(b))),
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.from(
        ndjson(flat(newCode(), { ghi_chu: 'x'.repeat(70_000) }), flat(newCode(), { ghi_chu: '\u0000' }), flat(c)),
      ),
    ]);
    const { body: report } = await send(body);
    expect(report).toMatchObject({ status: 'COMPLETED', lastLine: 10, created: 3, refused: 6 });
    expect(report.refusals).toEqual([
      { code: 'import.line-not-json', lines: 1 },
      { code: 'import.line-not-object', lines: 1 },
      { code: 'import.line-not-utf8', lines: 1 },
      { code: 'import.line-too-long', lines: 1 },
      { code: 'import.text-not-storable', lines: 1 },
      { code: 'procedure.code-unreadable', lines: 1 },
    ]);
    const { items, total } = await lines(report.id, '?outcome=REFUSED');
    expect(total).toEqual({ value: 6, capped: false });
    expect(items.map(({ line, reason }) => [line, reason!.code])).toEqual([
      [2, 'import.line-not-json'],
      [4, 'procedure.code-unreadable'],
      [5, 'import.line-not-object'],
      [7, 'import.line-not-utf8'],
      [8, 'import.line-too-long'],
      [9, 'import.text-not-storable'],
    ]);
    expect(items[1]!.reason).toEqual({
      code: 'procedure.code-unreadable',
      path: 'ma_thu_tuc',
      message: 'Mã thủ tục "7.1" không đúng định dạng như 1.001193 hoặc 1.001193.H41',
    });
  });

  it('refuses a line that the database cannot hold, with its number, and loses none beside it', async () => {
    const [a, b, c] = [newCode(), newCode(), newCode()];
    await it_.database.query('CREATE INDEX of_short_values ON procedure_versions (publisher_code)');
    const tooLongForAnIndex = Array.from({ length: 600 }, (_, i) => `${randomUUID()}-${i}`).join('');
    const { status, body: report } = await send(ndjson(flat(a), flat(b, { bo_nganh: tooLongForAnIndex }), flat(c)));
    expect(status).toBe(201);
    expect(report).toMatchObject({ status: 'COMPLETED', lastLine: 3, created: 2, refused: 1 });
    expect(report.refusals).toEqual([{ code: 'import.line-not-storable', lines: 1 }]);
    expect((await lines(report.id, '?outcome=REFUSED')).items).toMatchObject([{ line: 2 }]);
    for (const code of [a, c]) expect(await it_.people.control.get(`/procedures/${code}`)).toMatchObject({ code });
    await it_.database.query('DROP INDEX of_short_values');
  });

  it('of a file that names one code twice takes the first, and refuses the second when it says something else', async () => {
    const code = newCode();
    const { body: report } = await send(ndjson(flat(code), flat(code), flat(code, { ten_thu_tuc: 'Khác' })));
    expect(report).toMatchObject({ created: 1, unchanged: 1, refused: 1, refusals: [{ code: 'import.code-twice' }] });
    const again = await send(ndjson(flat(code), flat(code), flat(code, { ten_thu_tuc: 'Khác' })));
    expect(again.body).toMatchObject({ created: 0, changed: 0, unchanged: 2, refused: 1 });
  });

  it('never changes what is published: another record makes a draft beside it', async () => {
    const code = newCode();
    await send(ndjson(flat(code)));
    const step = { code: 'b1', name: 'Bước 1', unit: 'mot-cua', budget: { amount: 3, unit: 'WORKING_DAY' } };
    await it_.people.control.post(`/procedures/${code}/publication`, {
      decision: { number: '1/QĐ-UBND', signedOn: '2025-06-20', effectiveOn: '2025-07-01' },
      cases: [{ caseCode: 'a', name: 'Chung', budget: step.budget, steps: [step] }],
      fieldCode: 'G15-TP07',
    });
    const { published } = await it_.people.control.get(`/procedures/${code}`);
    expect((await send(ndjson(flat(code)))).body).toMatchObject({ unchanged: 1 });
    expect((await send(ndjson(flat(code, { ten_thu_tuc: 'Tên mới' })))).body).toMatchObject({ changed: 1 });
    const after = await it_.people.control.get(`/procedures/${code}`);
    expect(after.published).toEqual(published);
    expect(after).toMatchObject({ status: 'PUBLISHED', draft: { version: 2, content: { name: 'Tên mới' } } });
  });

  it('does not undo what a person revised, unless asked to', async () => {
    const code = newCode();
    await send(ndjson(flat(code)));
    await it_.people.control.put(`/procedures/${code}/draft`, {
      code,
      name: 'Sửa tay',
      fieldCode: 'G15-TP07',
      fieldName: 'Hộ tịch',
      levels: ['COMMUNE'],
      online: true,
      channelEntries: [],
    });
    const changed = ndjson(flat(code, { ten_thu_tuc: 'Tên mới' }));
    expect((await send(changed)).body).toMatchObject({ refusals: [{ code: 'procedure.draft-revised-by-hand' }] });
    expect(await it_.people.control.get(`/procedures/${code}`)).toMatchObject({
      draft: { content: { name: 'Sửa tay' } },
    });
    expect((await send(changed, '?replaceRevised=true')).body).toMatchObject({ changed: 1 });
    expect(await it_.people.control.get(`/procedures/${code}`)).toMatchObject({
      draft: { content: { name: 'Tên mới' } },
    });
  });

  it('announces nothing: drafts are the province’s own business', async () => {
    const before = await it_.database.query(
      `SELECT count(*)::int AS n FROM outbox WHERE topic = 'procedure-events.v1'`,
    );
    await send(ndjson(flat(newCode()), flat(newCode())));
    const after = await it_.database.query(`SELECT count(*)::int AS n FROM outbox WHERE topic = 'procedure-events.v1'`);
    expect(after).toEqual(before);
  });
});

describe('an import that breaks off', () => {
  const records = (count: number) => Array.from({ length: count }, () => flat(newCode()));

  /** Sends the beginning of a body, waits until some of it is kept, and hangs up. */
  async function breakOff(id: string, beginning: string): Promise<void> {
    const token = await it_.issuer.as('procedure-control', { sub: 'control-1' });
    const request = httpRequest(`${it_.service.url}/procedure-imports?importId=${id}`, {
      method: 'POST',
      headers: { ...NDJSON, authorization: `Bearer ${token}`, 'transfer-encoding': 'chunked' },
    });
    request.on('error', () => undefined);
    request.write(beginning);
    await eventually(async () => {
      const report = await it_.people.control.get<ProcedureImportReport>(`/procedure-imports/${id}`);
      expect(report).toMatchObject({ status: 'RUNNING', lastLine: 100, created: 100 });
    });
    request.destroy();
    await eventually(async () => {
      const report = await it_.people.control.get<ProcedureImportReport>(`/procedure-imports/${id}`);
      expect(report.status).toBe('INTERRUPTED');
    });
  }

  it('shows its progress while it runs, and goes on after the last line done when the same lines come again', async () => {
    const id = randomUUID();
    const body = ndjson(...records(130));
    await breakOff(id, body.split('\n').slice(0, 120).join('\n'));
    const resumed = await send(body, `?importId=${id}`);
    expect(resumed).toMatchObject({
      status: 200,
      body: { id, status: 'COMPLETED', resumed: true, lastLine: 130, created: 130, unchanged: 0, changed: 0 },
    });
    expect((await lines(id)).total.value).toBe(130);
    expect((await send(body, `?importId=${id}`)).body).toMatchObject({ resumed: true, created: 130, lastLine: 130 });
  });

  it('stops when its client disconnects, even if the whole body has arrived', async () => {
    const id = randomUUID();
    const token = await it_.issuer.as('procedure-control', { sub: 'control-1' });
    const request = httpRequest(`${it_.service.url}/procedure-imports?importId=${id}`, {
      method: 'POST',
      headers: { ...NDJSON, authorization: `Bearer ${token}` },
    });
    request.on('error', () => undefined);
    const total = 200_000;
    await new Promise<void>((resolve) => request.end('[1]\n'.repeat(total), resolve));
    const read = () => it_.people.control.get<ProcedureImportReport>(`/procedure-imports/${id}`);
    await eventually(async () => expect((await read()).refused).toBeGreaterThan(0));
    request.destroy();
    await eventually(async () => expect((await read()).status).toBe('INTERRUPTED'));
    expect((await read()).refused).toBeLessThan(total);
  });

  it('refuses other lines under the same id', async () => {
    const id = randomUUID();
    const body = ndjson(...records(3));
    await send(body, `?importId=${id}`);
    for (const other of [ndjson(...records(4)), body.split('\n')[0]!]) {
      const answer = await send(other, `?importId=${id}`);
      expect(answer).toMatchObject({ status: 409, body: { code: 'import.other-lines' } });
    }
    expect((await send(body + ndjson(flat(newCode())), `?importId=${id}`)).body).toMatchObject({ created: 4 });
  });
});

describe('bad imports get 4xx and change nothing', () => {
  it.each([
    ['JSON', JSON.stringify(flat('8.000001')), { 'content-type': 'application/json' }, 415],
    ['a form', 'a=b', { 'content-type': 'text/plain' }, 415],
    ['another encoding', ndjson(flat('8.000001')), { 'content-encoding': 'br' }, 415],
    ['what is not gzip', ndjson(flat('8.000001')), { 'content-encoding': 'gzip' }, 400],
  ])('%s', async (_, body, headers, status) => {
    const answer = await send(body, '', headers as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('a gzip bomb is stopped at the limit, and one of line breaks before it', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000, 0x20));
    const answer = await send(bomb, '', { 'content-encoding': 'gzip' });
    expect(answer).toMatchObject({ status: 413, body: { code: 'import.too-large', limit: 2_000_000 } });
    const breaks = gzipSync(Buffer.alloc(20_000_000, '\n'));
    expect(await send(breaks, '', { 'content-encoding': 'gzip' })).toMatchObject({
      status: 400,
      body: { code: 'import.blank-lines' },
    });
  });

  it('an empty body is an import without lines', async () => {
    expect((await send('\n')).body).toMatchObject({ status: 'COMPLETED', created: 0, refused: 0 });
  });

  it('queries are checked', async () => {
    for (const query of ['?importId=x', '?shape=XML', '?replaceRevised=maybe', '?colour=red'])
      expect((await send(ndjson(flat('8.000001')), query)).status).toBe(400);
    expect((await it_.people.control.send('GET', '/procedure-imports/x')).status).toBe(400);
    expect((await it_.people.control.send('GET', `/procedure-imports/${randomUUID()}`)).status).toBe(404);
    expect((await it_.people.control.send('GET', `/procedure-imports/${randomUUID()}/lines`)).status).toBe(404);
  });

  it('only procedure control, operations and services import, and of these services read no imports', async () => {
    for (const person of ['officer', 'citizen', 'portal', 'service'] as const) {
      const api = it_.people[person];
      // A service brings what the national portal tells it, as drafts; here a line that is refused.
      const mayImport = person === 'service' ? 201 : 403;
      expect((await api.send('POST', '/procedure-imports', { body: '{}', headers: NDJSON })).status).toBe(mayImport);
      expect((await api.send('GET', '/procedure-imports')).status).toBe(403);
    }
    expect((await it_.nobody.send('POST', '/procedure-imports', { body: '{}', headers: NDJSON })).status).toBe(401);
    expect((await it_.people.operations.get('/procedure-imports')).items.length).toBeGreaterThan(0);
  });
});
