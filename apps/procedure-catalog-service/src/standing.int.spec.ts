import { localDate } from '@motcua/working-time';
import type { ProcedureDetail, ProcedurePage, ProcedureStatus } from '@motcua/contracts';
import { startCatalog, type CatalogUnderTest } from './testing/catalog-under-test.js';
import { DRAFT, PUBLICATION } from './testing/test-catalog.js';

jest.setTimeout(120_000);

const DAY = 86_400_000;
const inDays = (days: number) => localDate(new Date(Date.now() + days * DAY));
const TODAY = inDays(0);
const CODE = '1.001193';

let it_: CatalogUnderTest;
beforeAll(async () => {
  it_ = await startCatalog();
  await it_.seedReferenceData();
  await it_.seedProcedures();
});
afterAll(() => it_?.stop());

const read = (code: string, on?: string): Promise<ProcedureDetail> =>
  it_.nobody.get(`/procedures/${code}`, { query: { on } });
const listed = async (query: Record<string, string>) =>
  (await it_.nobody.get<ProcedurePage>('/procedures', { query: { limit: 200, ...query } })).items.map(
    ({ code, version, status }) => ({ code, version, status }),
  );
const decided = (effectiveOn: string) => ({ number: '77/QĐ-UBND', signedOn: TODAY, effectiveOn });

/** Publishes the next version of a procedure under a new name, in force from a day. */
async function amend(code: string, name: string, effectiveOn: string): Promise<ProcedureDetail> {
  const { published, revision } = await it_.people.control.get<ProcedureDetail>(`/procedures/${code}`);
  const {
    sourceDecisionNumber: _number,
    sourceUrl: _url,
    statedCases: _cases,
    channelEntries,
    ...content
  } = published!.content;
  const entries = channelEntries.map(({ channel, timeLimit, feeText }) => ({ channel, timeLimit, feeText }));
  await it_.people.control.send('PUT', `/procedures/${code}/draft`, {
    body: { ...content, name, channelEntries: entries, expectedRevision: revision },
  });
  return it_.people.control.post(`/procedures/${code}/publication`, { ...PUBLICATION, decision: decided(effectiveOn) });
}

describe('a procedure that is abolished by a decision', () => {
  it('is in force until the day from which the decision has effect, and then no more', async () => {
    const [code, day] = ['1.000894', inDays(180)];
    const answer = await it_.people.control.post(`/procedures/${code}/abolition`, { decision: decided(day) });
    expect(answer).toMatchObject({ status: 'PUBLISHED', abolition: { effectiveOn: day } });
    const at = async (on: string, status: ProcedureStatus) => (await listed({ q: code, on, status })).length;
    for (const on of [TODAY, inDays(179)]) {
      expect(await read(code, on)).toMatchObject({ status: 'PUBLISHED', published: { version: 1 } });
      expect([await at(on, 'PUBLISHED'), await at(on, 'ABOLISHED')]).toEqual([1, 0]);
    }
    expect(await read(code, day)).toMatchObject({ status: 'ABOLISHED', published: { version: 1 } });
    expect([await at(day, 'PUBLISHED'), await at(day, 'ABOLISHED')]).toEqual([0, 1]);
    const { items } = await it_.nobody.get<ProcedurePage>('/procedures', { query: { q: code } });
    expect(items[0]).toMatchObject({ code, status: 'PUBLISHED', abolishedOn: day });
  });

  it('from today is abolished today', async () => {
    const target = '1.001122';
    await it_.people.control.post(`/procedures/${target}/abolition`, { decision: decided(TODAY) });
    expect(await read(target)).toMatchObject({ status: 'ABOLISHED' });
  });
});

describe('a version that a decision puts in force later', () => {
  it('stands beside the one in force, and takes its place on its day', async () => {
    const day = inDays(90);
    const answer = await amend(CODE, 'Đăng ký khai sinh điện tử toàn trình', day);
    expect(answer).toMatchObject({ status: 'PUBLISHED', published: { version: 1 }, coming: { version: 2 } });
    expect(await read(CODE)).toMatchObject({
      published: { version: 1, content: { name: 'Thủ tục đăng ký khai sinh' } },
      coming: { version: 2, content: { name: 'Đăng ký khai sinh điện tử toàn trình' } },
    });
    expect(await listed({ q: CODE })).toEqual([{ code: CODE, version: 1, status: 'PUBLISHED' }]);
    expect(await listed({ q: CODE, on: day })).toEqual([{ code: CODE, version: 2, status: 'PUBLISHED' }]);
    const then = await read(CODE, day);
    expect(then).toMatchObject({ published: { version: 2 } });
    expect(then.coming).toBeUndefined();
  });

  it('is found by both names meanwhile', async () => {
    for (const q of ['điện tử toàn trình', 'thủ tục đăng ký khai sinh'])
      expect((await listed({ q })).map(({ code }) => code)).toContain(CODE);
  });

  it('is the first to come where nothing is in force yet', async () => {
    const { code } = await it_.people.control.post<ProcedureDetail>('/procedures', {
      ...DRAFT,
      code: '1.009999',
      name: 'Cấp giấy chứng nhận thợ lặn',
    });
    const day = inDays(30);
    await it_.people.control.post(`/procedures/${code}/publication`, { ...PUBLICATION, decision: decided(day) });
    expect(await read(code)).toMatchObject({ status: 'COMING', coming: { version: 1 } });
    expect((await read(code)).published).toBeUndefined();
    expect(await listed({ q: 'thợ lặn', status: 'PUBLISHED' })).toEqual([]);
    expect(await listed({ q: 'thợ lặn', status: 'COMING' })).toEqual([{ code, version: 1, status: 'COMING' }]);
    expect(await listed({ q: 'thợ lặn', on: day, status: 'PUBLISHED' })).toHaveLength(1);
  });
});
