import { createHash } from 'node:crypto';
import {
  canonicalJson,
  type Edition,
  type EditionDifferenceList,
  type EditionList,
  type EditionView,
} from '@motcua/contracts';
import {
  eventually,
  startTestService,
  testBroker,
  testIssuer,
  type Api,
  type TestBroker,
  type TestIssuer,
  type TestService,
} from '@motcua/testing';
import { DataSource } from 'typeorm';
import { reportingService } from './index.js';
import { DRAFT_EDITION } from './reform-index/http/examples.js';
import { SHIPPED_EDITIONS, shippedEdition } from './reform-index/shipped/shipped-editions.js';

jest.setTimeout(60_000);

const EDITIONS = '/reform-index/editions';

let broker: TestBroker;
let issuer: TestIssuer;
let service: TestService;
let reform: Api;
let head: Api;

beforeAll(async () => {
  broker = await testBroker('postgres');
  issuer = await testIssuer();
  service = await startTestService(reportingService, { broker, issuer });
  await signIn();
});

async function signIn(): Promise<void> {
  reform = service.as(await issuer.as('reform-office'));
  head = service.as(await issuer.as('agency-head', { agency: 'H41.14' }));
}

afterAll(async () => {
  await service?.stop();
  await issuer?.stop();
  await broker?.stop();
});

const named = (code: string, more: Partial<Edition> = {}): Edition => ({ ...DRAFT_EDITION, code, ...more });
const drafted = (code: string, more: Partial<Edition> = {}): Promise<EditionView> =>
  reform.post(EDITIONS, named(code, more));
const sent = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
  const { status, body: answer } = await reform.send(method, `${EDITIONS}${path}`, { body, headers });
  return { status, answer: answer as { code?: string; errors?: { path: string }[] } & EditionView };
};
/** Publishes the present draft, as somebody does who has just read it. */
const published = async (code: string, body: object = {}) =>
  sent('POST', `/${code}/publication`, body, { 'if-match': `"${(await listed(code))!.hash}"` });
const listed = async (code: string): Promise<EditionView | undefined> =>
  (await head.get<EditionList>(EDITIONS)).items.find((one) => one.code === code);

describe('The editions that come with the service', () => {
  it('are published at its start, and each is read as its file says', async () => {
    for (const code of SHIPPED_EDITIONS) {
      expect(await listed(code)).toMatchObject({ status: 'PUBLISHED', publishedBy: 'motcua' });
      expect(await head.get(`${EDITIONS}/${code}`)).toEqual(shippedEdition(code));
    }
  });

  it('are left as the province has them when it starts again', async () => {
    const before = await head.get(EDITIONS);
    await service.restart();
    await signIn();
    expect(await head.get(EDITIONS)).toEqual(before);
  });
});

it('What is read can be sent back as a draft with a new code; its ETag is the hash that anyone can compute', async () => {
  const { headers } = await head.send('GET', `${EDITIONS}/mau-so-nganh-2026`, {});
  const read = await head.get<Edition>(`${EDITIONS}/mau-so-nganh-2026`);
  const hash = createHash('sha256').update(canonicalJson(read)).digest('hex');
  expect(headers.get('etag')).toBe(`"${hash}"`);
  const known = await head.send('GET', `${EDITIONS}/mau-so-nganh-2026`, { headers: { 'if-none-match': `"${hash}"` } });
  expect(known.status).toBe(304);
  expect(await reform.post(EDITIONS, { ...read, code: 'sao-chep' })).toMatchObject({
    code: 'sao-chep',
    status: 'DRAFT',
  });
  expect(await head.get(`${EDITIONS}/sao-chep`)).toEqual({ ...read, code: 'sao-chep' });
});

describe('A draft', () => {
  it('may have sums that do not add up, is written again, and is published when it is whole', async () => {
    const [group] = DRAFT_EDITION.groups;
    await drafted('chua-xong', { groups: [{ ...group!, maximum: 90_000 }] });
    const faulty = await published('chua-xong');
    expect([faulty.status, faulty.answer.errors?.map(({ path }) => path)]).toEqual([400, ['groups[0].maximum']]);
    expect((await sent('PUT', '/chua-xong', named('chua-xong'))).status).toBe(200);
    expect((await published('chua-xong')).answer).toMatchObject({ status: 'PUBLISHED' });
  });

  it('is refused by the path of what has no shape, and nothing of it is kept', async () => {
    const [node] = DRAFT_EDITION.nodes;
    const wrong = [
      [{ nodes: [{ ...node, rule: { kind: 'STEP', metric: 'SETTLED_IN_TIME@1' } }] }, 'nodes[0].rule.steps'],
      [{ nodes: [{ ...node, maximum: '100' }] }, 'nodes[0].maximum'],
      [{ nodes: [{ ...node, maximum: { DEPARTMENT: -1 } }] }, 'nodes[0].maximum'],
      [{ nodes: [{ ...node, weight: 3 }] }, 'nodes[0].weight'],
      [{ places: {} }, 'places.total'],
      [{ groups: [[]] }, 'groups[0]'],
    ] as const;
    for (const [more, path] of wrong) {
      const { status, answer } = await sent('POST', '', { ...named('hong'), ...more });
      expect([status, answer.errors?.map((error) => error.path)]).toEqual([400, [path]]);
    }
    expect(await listed('hong')).toBeUndefined();
  });

  it('keeps its code: another code in it is refused', async () => {
    await drafted('giu-ma');
    const { status, answer } = await sent('PUT', '/giu-ma', named('ma-khac'));
    expect([status, answer.code]).toEqual([422, 'edition.other-code']);
  });

  it('is published as it was read: somebody who read another text is refused', async () => {
    const { hash } = await drafted('doi-lai');
    await sent('PUT', '/doi-lai', named('doi-lai', { name: 'Tên khác' }));
    const late = await sent('POST', '/doi-lai/publication', {}, { 'if-match': `"${hash}"` });
    expect([late.status, late.answer.code]).toEqual([409, 'edition.changed-meanwhile']);
    expect((await published('doi-lai')).status).toBe(200);
  });

  it.each([undefined, '*', ' '])(
    'is not published by somebody who does not say which text they read: If-Match %p',
    async (tag) => {
      const code = `khong-doc-${['*', ' ', undefined].indexOf(tag)}`;
      await drafted(code);
      const headers: Record<string, string> = tag === undefined ? {} : { 'if-match': tag };
      const { status, answer } = await sent('POST', `/${code}/publication`, {}, headers);
      expect([status, answer.errors?.map(({ path }) => path)]).toEqual([400, ['If-Match']]);
      expect((await listed(code))!.status).toBe('DRAFT');
      expect((await published(code)).status).toBe(200);
    },
  );

  it('of an edition that does not exist is not found', async () => {
    expect((await sent('PUT', '/khong-co', named('khong-co'))).status).toBe(404);
    expect((await sent('POST', '/khong-co/publication', {}, { 'if-match': '"x"' })).status).toBe(404);
  });
});

describe('A published edition', () => {
  beforeAll(async () => {
    await drafted('ban-hanh');
    await published('ban-hanh');
  });

  it('is changed by no request', async () => {
    const before = await head.get(`${EDITIONS}/ban-hanh`);
    for (const [method, path, body] of [
      ['PUT', '/ban-hanh', named('ban-hanh', { name: 'Tên khác' })],
      ['POST', '', named('ban-hanh')],
    ] as const)
      expect((await sent(method, path, body)).status).toBe(409);
    expect((await published('ban-hanh')).status).toBe(409);
    expect(await head.get(`${EDITIONS}/ban-hanh`)).toEqual(before);
  });

  it.each([
    `UPDATE reform_index.editions SET name = 'x' WHERE code = 'ban-hanh'`,
    `UPDATE reform_index.editions SET published_at = NULL, published_by = NULL WHERE code = 'ban-hanh'`,
    `DELETE FROM reform_index.editions WHERE code = 'ban-hanh'`,
    `TRUNCATE reform_index.editions`,
  ])('is changed by no statement: %s', (statement) =>
    expect(service.app.get(DataSource).query(statement)).rejects.toThrow('a published edition never changes'),
  );

  it('has one successor, also when two are published at once, and says which', async () => {
    await drafted('thay-1');
    await drafted('thay-2');
    const replace = (code: string) => published(code, { supersedes: 'ban-hanh' });
    const answers = await Promise.all([replace('thay-1'), replace('thay-2')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const successor = answers.find(({ status }) => status === 200)!.answer;
    expect(successor).toMatchObject({ status: 'PUBLISHED', supersedes: 'ban-hanh' });
    expect(await listed('ban-hanh')).toMatchObject({ status: 'SUPERSEDED', supersededBy: successor.code });
  });

  it('is not superseded by a set of another kind', async () => {
    await drafted('khac-loai');
    const { status, answer } = await published('khac-loai', { supersedes: 'qd-766-2026' });
    expect([status, answer.code, answer.errors?.map(({ path }) => path)]).toEqual([
      422,
      'edition.not-to-supersede',
      ['supersedes'],
    ]);
  });
});

it('Two editions are compared path by path; the order of nodes is no difference', async () => {
  const [node] = DRAFT_EDITION.nodes;
  const half = { ...node!, maximum: 50_000 };
  const two = { ...half, code: '2' };
  await drafted('truoc', { nodes: [half, two] });
  await drafted('sau', {
    nodes: [
      { ...two, maximum: 60_000 },
      { ...half, maximum: 40_000 },
    ],
  });
  const { items } = await head.get<EditionDifferenceList>(`${EDITIONS}/sau/difference?from=truoc`);
  expect(items).toEqual([
    { path: 'code', before: 'truoc', after: 'sau' },
    { path: 'nodes.1.maximum', before: 50_000, after: 40_000 },
    { path: 'nodes.2.maximum', before: 50_000, after: 60_000 },
  ]);
  expect((await head.send('GET', `${EDITIONS}/sau/difference?from=khong-co`, {})).status).toBe(404);
});

it('Editions outlive a rebuild of the reports', async () => {
  const before = await head.get(EDITIONS);
  const operations = service.as(await issuer.as('operations'));
  await operations.post('/projections/rebuild', { beginAgain: true });
  await eventually(async () => expect(await operations.get('/projections')).toHaveProperty('rebuiltAt'));
  expect(await head.get(EDITIONS)).toEqual(before);
});

it('An agency head, who is judged by it, reads an edition and writes none', async () => {
  expect((await head.send('POST', EDITIONS, { body: named('cua-minh') })).status).toBe(403);
  expect((await head.send('PUT', `${EDITIONS}/sao-chep`, { body: named('sao-chep') })).status).toBe(403);
  expect((await head.send('POST', `${EDITIONS}/sao-chep/publication`, { body: {} })).status).toBe(403);
  expect((await head.send('GET', `${EDITIONS}/sao-chep`, {})).status).toBe(200);
});
