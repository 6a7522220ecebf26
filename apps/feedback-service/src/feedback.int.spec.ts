import type { FeedbackView } from '@motcua/contracts';
import { at, FILED_AT, filingRequest } from './testing/examples.js';
import {
  startFeedbackService,
  withReferenceData,
  type FeedbackServiceUnderTest,
} from './testing/feedback-service-under-test.js';

jest.setTimeout(120_000);

let it_: FeedbackServiceUnderTest;
const people = () => it_.people;

beforeAll(async () => {
  it_ = await startFeedbackService();
  await withReferenceData(it_.database);
});
afterAll(() => it_?.stop());
beforeEach(() => it_.clock.set(FILED_AT));

const file = (changes: Record<string, unknown> = {}) =>
  people().an.post<FeedbackView>('/feedback', filingRequest(changes));

const ANSWER = { answer: 'Bộ phận Một cửa xin lỗi vì trả kết quả chậm ba ngày.' };
const PUBLISHED = {
  publishedContent: 'Người dân phản ánh việc trả kết quả đăng ký khai sinh chậm ba ngày.',
  publishedAnswer: 'Cơ quan đã xin lỗi và trả kết quả.',
};

async function answered(): Promise<FeedbackView> {
  const { id } = await file();
  await people().officer.post(`/feedback/${id}/acceptance`);
  return people().officer.post(`/feedback/${id}/answer`, ANSWER);
}

describe('a feedback item from filing to publication', () => {
  it('is filed by a citizen, accepted, answered and published, and every step stands in its history', async () => {
    const filed = await file({ procedureCode: '1.001193' });
    expect(filed).toMatchObject({
      code: expect.stringMatching(/^PAKN\.20260828\.\d{4}$/),
      status: 'NEW',
      channel: 'ONLINE',
      version: 1,
      agencyCode: 'H41.14',
      filer: { fullName: 'N***** V** A*', phone: expect.stringMatching(/^\*+678$/) },
      deadlines: { respondBy: at('09-04 17:00').toISOString(), forwardBy: at('09-09 17:00').toISOString() },
      overdue: false,
    });
    it_.clock.set(at('09-03 09:00'));
    const accepted = await people().officer.post(`/feedback/${filed.id}/acceptance`, { expectedVersion: 1 });
    expect(accepted).toMatchObject({
      status: 'ACCEPTED',
      deadlines: { answerBy: at('09-23 17:00').toISOString() },
    });
    it_.clock.set(at('09-24 09:00'));
    expect(await people().officer.get(`/feedback/${filed.id}`)).toMatchObject({ overdue: true });
    await people().officer.post(`/feedback/${filed.id}/answer`, ANSWER);
    it_.clock.set(at('09-25 09:00'));
    const published = await people().head.post(`/feedback/${filed.id}/publication`, PUBLISHED);
    expect(published).toMatchObject({ status: 'PUBLISHED', version: 4 });

    const history = await people().officer.get(`/feedback/${filed.id}/history`);
    expect(history.items.map((entry: any) => [entry.action, entry.by, entry.late])).toEqual([
      ['FILED', 'citizen-an', false],
      ['ACCEPTED', 'officer-tu-phap', false],
      ['ANSWERED', 'officer-tu-phap', true],
      ['PUBLISHED', 'head-tu-phap', false],
    ]);
    const own = await people().an.get(`/feedback/${filed.id}/history`);
    expect(own.items.map((entry: any) => entry.by)).toEqual([undefined, undefined, undefined, undefined]);

    const shown = await it_.nobody.get(`/published-feedback/${filed.code}`);
    expect(await it_.nobody.get(`/published-feedback/%20${filed.code.toLowerCase()}`)).toEqual(shown);
    expect(shown).toEqual({
      code: filed.code,
      kind: 'BEHAVIOUR',
      agencyCode: 'H41.14',
      agencyName: 'Sở Tư pháp',
      procedureCode: '1.001193',
      filedOn: '2026-08-28',
      answeredOn: '2026-09-24',
      publishedAt: at('09-25 09:00').toISOString(),
      content: PUBLISHED.publishedContent,
      answer: PUBLISHED.publishedAnswer,
    });
  });

  it('is overdue for the filer, however late the agency got it; only the focal unit forwards it again', async () => {
    const { id } = await file();
    const forward = { agencyCode: 'H41.27.05', explanation: 'Việc này do UBND phường thực hiện.' };
    const back = { agencyCode: 'H41.14', explanation: 'Việc này do Sở Tư pháp thực hiện.' };
    await people().officer.post(`/feedback/${id}/forwarding`, forward);
    expect(await people().ward.refusal('POST', `/feedback/${id}/forwarding`, { body: back })).toMatchObject({
      status: 403,
      code: 'feedback.forwarded-before',
    });
    it_.clock.set(at('09-23 16:00'));
    await people().control.post(`/feedback/${id}/forwarding`, back);
    const overdue = async (): Promise<string[]> =>
      (await people().officer.get('/feedback?overdue=true&limit=100')).items.map((item: any) => item.id);
    expect(await overdue()).not.toContain(id);
    it_.clock.set(at('09-23 17:01'));
    expect(await overdue()).toContain(id);
    expect(await people().officer.get(`/feedback/${id}`)).toMatchObject({
      overdue: true,
      deadlines: { respondBy: at('09-25 17:00').toISOString(), answerFilerBy: at('09-23 17:00').toISOString() },
    });
  });

  it('says how each deadline came about, naming the holidays', async () => {
    const { id } = await file();
    const { items } = await people().officer.get(`/feedback/${id}/deadlines`, {
      headers: { 'accept-language': 'vi' },
    });
    expect(items.map((item: any) => [item.deadline, item.dueAt])).toEqual([
      ['respondBy', at('09-04 17:00').toISOString()],
      ['forwardBy', at('09-09 17:00').toISOString()],
      ['answerFilerBy', at('09-23 17:00').toISOString()],
    ]);
    expect(items[0].lines).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'HOLIDAY', on: '2026-09-02' })]),
    );
  });

  it('is written down by a counter officer for the own agency, and is not the officer’s own', async () => {
    const written = await people().counter.post('/feedback', filingRequest({ agencyCode: undefined, channel: 'POST' }));
    expect(written).toMatchObject({ channel: 'POST', agencyCode: 'H41.14' });
    expect((await people().an.send('GET', `/feedback/${written.id}`)).status).toBe(404);
  });

  it('cannot be written down for another agency: it is filed, then forwarded', async () => {
    const refusal = await people().counter.refusal('POST', '/feedback', {
      body: filingRequest({ agencyCode: 'H41.27.05' }),
    });
    expect(refusal).toMatchObject({ status: 400, problem: { errors: [{ path: 'agencyCode' }] } });
  });

  it('goes to the competent agency by forwarding, which alone sees it from then on', async () => {
    const { id } = await file();
    const forwarded = await people().counter.post(`/feedback/${id}/forwarding`, {
      agencyCode: 'H41.27.05',
      explanation: 'Việc đăng ký khai sinh do UBND phường thực hiện.',
    });
    expect(forwarded).toMatchObject({ status: 'FORWARDED', agencyCode: 'H41.27.05' });
    for (const path of ['', '/history', '/filer?purpose=CONTACT', '/deadlines']) {
      expect((await people().officer.send('GET', `/feedback/${id}${path}`)).status).toBe(404);
    }
    expect(await people().ward.get(`/feedback/${id}`)).toMatchObject({ id });
    expect(await people().ward.post(`/feedback/${id}/acceptance`)).toMatchObject({ status: 'ACCEPTED' });
  });

  it('is refused as a complaint with the way to the citizen reception service', async () => {
    const { id } = await file();
    const refused = await people().counter.post(`/feedback/${id}/refusal`, {
      reason: 'COMPLAINT_OR_DENUNCIATION',
      explanation: 'Nội dung là khiếu nại quyết định hành chính.',
    });
    expect(refused).toMatchObject({
      status: 'REFUSED',
      refusal: { referral: expect.stringContaining('tiếp công dân') },
    });
    expect(await people().an.get(`/feedback/${id}`, { headers: { 'accept-language': 'en' } })).toMatchObject({
      refusal: { referral: expect.stringContaining('citizen reception') },
    });
  });
});

describe('the documented examples', () => {
  it('work as sent, one after the other', async () => {
    const { paths } = await it_.nobody.get('/openapi.json');
    const example = (path: string) => paths[path].post.requestBody.content['application/json'].schema.example;
    const { id } = await people().an.post('/feedback', example('/feedback'));
    for (const [action, who] of [
      ['forwarding', people().counter],
      ['acceptance', people().ward],
      ['answer', people().ward],
      ['publication', people().control],
    ] as const) {
      await who.post(`/feedback/${id}/${action}`, example(`/feedback/{id}/${action}`));
    }
    const other = await people().counter.post('/feedback', example('/feedback'));
    const refused = await people().counter.post(`/feedback/${other.id}/refusal`, example('/feedback/{id}/refusal'));
    expect(refused.status).toBe('REFUSED');
  });
});

describe('what is refused', () => {
  it.each([
    ['a missing name', { filer: { address: 'Số 1 Lê Lợi', phone: '0912345678' } }, 'filer.fullName'],
    ['no person', { filer: undefined }, 'filer'],
    ['a wrong telephone', { filer: { ...(filingRequest()['filer'] as object), phone: '12' } }, 'filer.phone'],
    ['an unknown field', { secret: true }, 'secret'],
    ['another language', { content: 'The officer was very slow and never answered my questions.' }, 'content'],
    ['an unknown kind', { kind: 'COMPLAINT' }, 'kind'],
    ['an agency that does not exist', { agencyCode: 'H99.99' }, 'agencyCode'],
    ['a text beyond its length', { content: 'ba '.repeat(4_000) }, 'content'],
  ])('%s, with the field named', async (_what, changes, path) => {
    const refusal = await people().an.refusal('POST', '/feedback', { body: filingRequest(changes) });
    expect(refusal.status).toBe(400);
    expect(refusal.problem.errors!.map((error) => error.path)).toContain(path);
  });

  it('is nothing of a feedback item that names its agency, its dossier or its procedure in either era’s code', async () => {
    await expect(
      file({ dossierCode: 'H41.14-260820-0001', procedureCode: '1.012790.000.00.00.H41' }),
    ).resolves.toBeDefined();
  });

  it('a change of an old version: the caller reads the item again', async () => {
    const { id } = await file();
    await people().officer.post(`/feedback/${id}/acceptance`, { expectedVersion: 1 });
    const refusal = await people().officer.refusal('POST', `/feedback/${id}/answer`, {
      body: { ...ANSWER, expectedVersion: 1 },
    });
    expect(refusal).toMatchObject({ status: 409, code: 'feedback.changed-meanwhile' });
    await expect(
      people().officer.post(`/feedback/${id}/answer`, { ...ANSWER, expectedVersion: 2 }),
    ).resolves.toBeDefined();
  });

  it('the same by If-Match, with the ETag that was read', async () => {
    const filed = await people().an.send('POST', '/feedback', { body: filingRequest() });
    const etag = filed.headers.get('etag')!;
    expect(etag).toBe('"1"');
    const { id } = filed.body as { id: string };
    const read = await people().officer.send('GET', `/feedback/${id}`);
    expect(read.headers.get('etag')).toBe(etag);
    expect((await people().officer.send('GET', '/feedback')).headers.get('etag')).toBeNull();
    // As a proxy wrote it that packed the answer.
    const packed = { 'if-match': 'W/"1-gzip"' };
    const accepted = await people().officer.send('POST', `/feedback/${id}/acceptance`, { body: {}, headers: packed });
    expect(accepted.headers.get('etag')).toBe('"2"');
    for (const headers of [{ 'if-match': etag }, packed]) {
      const stale = await people().officer.refusal('POST', `/feedback/${id}/answer`, { body: ANSWER, headers });
      expect(stale.code).toBe('feedback.changed-meanwhile');
    }
    const wrong = await people().officer.refusal('POST', `/feedback/${id}/answer`, {
      body: ANSWER,
      headers: { 'if-match': 'now' },
    });
    expect(wrong).toMatchObject({ status: 400, problem: { errors: [{ path: 'If-Match' }] } });
  });

  it.each([
    '/feedback?filedFrom=0001-01-01',
    '/feedback?filedTo=2026-02-30',
    '/feedback?limit=0',
    '/feedback?limit=1e9',
    '/feedback?kind=BEHAVIOUR&kind=REGULATION',
    '/feedback?code=%00',
    '/feedback?unknown=1',
    '/feedback/not-a-uuid',
    '/feedback/not-a-uuid/filer',
  ])('%s, as 400 that says which parameter', async (path) => {
    const refusal = await people().officer.refusal('GET', path);
    expect(refusal.status).toBe(400);
    expect(refusal.problem.errors!.length).toBeGreaterThan(0);
  });

  it.each([
    ['not JSON', '{', 'application/json', 400],
    ['a list', '[]', 'application/json', 400],
    ['null', 'null', 'application/json', 400],
    ['text', 'hello', 'text/plain', 415],
    ['more than a body may hold', JSON.stringify({ title: 'a'.repeat(2_000_000) }), 'application/json', 413],
  ])('a body that is %s', async (_what, body, type, status) => {
    const answer = await people().an.send('POST', '/feedback', { body, headers: { 'content-type': type } });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it.each(['acceptance', 'answer', 'publication'])('"%s" by the person who filed it', async (action) => {
    const { id } = await file();
    const refusal = await people().an.refusal('POST', `/feedback/${id}/${action}`, {
      body: action === 'answer' ? ANSWER : action === 'publication' ? PUBLISHED : {},
    });
    expect(refusal.status).toBe(403);
  });

  it('everything without a token, except what is public', async () => {
    expect((await it_.nobody.send('GET', '/feedback')).status).toBe(401);
    expect((await it_.nobody.send('POST', '/feedback', { body: filingRequest() })).status).toBe(401);
    expect((await it_.nobody.send('GET', '/published-feedback')).status).toBe(200);
  });

  it('publication while the words give the person away, with each text named; nothing is published then', async () => {
    const { id, code } = await answered();
    const refusal = await people().head.refusal('POST', `/feedback/${id}/publication`, {
      body: { publishedContent: 'Ông NGUYEN VAN AN phản ánh việc chậm.', publishedAnswer: 'Đã gọi số 0912.345.678.' },
    });
    expect(refusal).toMatchObject({ status: 422, code: 'feedback.not-redacted' });
    expect(refusal.problem.errors!.map((error) => [error.path, error.code])).toEqual([
      ['publishedContent', 'contains-filer-fullName'],
      ['publishedAnswer', 'contains-filer-phone'],
    ]);
    expect((await it_.nobody.send('GET', `/published-feedback/${code}`)).status).toBe(404);
    await expect(people().head.post(`/feedback/${id}/publication`, PUBLISHED)).resolves.toBeDefined();
    expect((await it_.nobody.send('GET', `/published-feedback/${code}`)).status).toBe(200);
  });
});
