import { startCatalog, type CatalogUnderTest } from './testing/catalog-under-test.js';

jest.setTimeout(120_000);

let it_: CatalogUnderTest;
beforeAll(async () => {
  it_ = await startCatalog();
  await it_.seedReferenceData();
  await it_.seedProcedures();
});
afterAll(() => it_?.stop());

describe('what is read', () => {
  const tagOf = async (path: string, as = it_.nobody, headers: Record<string, string> = {}) => {
    const { status, headers: answered, body } = await as.send('GET', path, { headers });
    return { status, tag: answered.get('etag')!, body };
  };

  it.each([
    '/agencies',
    '/agencies/tree',
    '/calendars/vn',
    '/rule-sets',
    '/procedures?q=khai%20sinh',
    '/procedure-flags',
  ])('is not sent again to who has it: %s', async (path) => {
    const first = await tagOf(path);
    expect(first).toMatchObject({ status: 200, tag: expect.stringMatching(/^"[0-9a-f]{32}"$/) });
    expect(await tagOf(path, it_.nobody, { 'if-none-match': first.tag })).toMatchObject({
      status: 304,
      tag: first.tag,
    });
    expect((await tagOf(path, it_.nobody, { 'if-none-match': '"0"' })).status).toBe(200);
  });

  it('with a token is kept by nobody in between, and still not sent again to who has it', async () => {
    const read = (headers: Record<string, string> = {}) =>
      it_.people.officer.send('GET', '/procedures?q=khai%20sinh', { headers });
    const first = await read();
    const tag = first.headers.get('etag')!;
    expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const again = await read({ 'if-none-match': tag });
    expect([again.status, again.headers.get('cache-control')]).toEqual([304, 'no-store']);
    const { headers } = await it_.nobody.send('GET', '/procedures?q=khai%20sinh', {});
    expect(headers.get('cache-control')).toBe('no-cache');
  });

  it('has another tag after a change, and in another language', async () => {
    const before = await tagOf('/procedure-flags');
    expect(
      (await tagOf('/procedure-flags', it_.nobody, { 'accept-language': 'en', 'if-none-match': before.tag })).status,
    ).toBe(200);
    const ward = await tagOf('/agencies/H41.27.05');
    await it_.people.operations.patch('/agencies/H41.27.05', { name: `${ward.body.name} mới` });
    expect((await tagOf('/agencies/H41.27.05', it_.nobody, { 'if-none-match': ward.tag })).status).toBe(200);
  });

  it.each(['/calendars/vn', '/rule-sets/nd-118-2025'])(
    'can be sent back: %s as it is makes no new version, changed it makes the next one',
    async (path) => {
      const read = await it_.nobody.get(path);
      const again = await it_.people.operations.send('POST', `${path}/versions`, { body: read });
      expect(again).toMatchObject({ status: 200, body: read });
      const changed = { ...read, legalBasis: `${read.legalBasis ?? ''} (đính chính)` };
      const next = await it_.people.operations.send('POST', `${path}/versions`, { body: changed });
      expect(next).toMatchObject({ status: 201, body: { version: read.version + 1, legalBasis: changed.legalBasis } });
      const stale = { ...read, legalBasis: 'Khác' };
      expect(await it_.people.operations.send('POST', `${path}/versions`, { body: stale })).toMatchObject({
        status: 409,
      });
    },
  );

  it('is refused at another address', async () => {
    const read = await it_.nobody.get('/calendars/vn');
    expect(await it_.people.operations.send('POST', '/calendars/khac/versions', { body: read })).toMatchObject({
      status: 422,
      body: { code: 'calendar.another', errors: [{ path: 'id', code: 'not-the-address' }] },
    });
  });
});
