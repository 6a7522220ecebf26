import type { FeedbackView } from '@motcua/contracts';
import { randomUUID } from 'node:crypto';
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

async function answered(): Promise<FeedbackView> {
  const { id } = await file();
  await people().officer.post(`/feedback/${id}/acceptance`);
  return people().officer.post(`/feedback/${id}/answer`, ANSWER);
}

describe('a portal that files for its user', () => {
  it('is named as such, and follows what it filed, as its user does and no other portal', async () => {
    const portal = it_.service.as(await it_.issuer.as('portal-client', { sub: 'portal-1' }));
    const other = it_.service.as(await it_.issuer.as('portal-client', { sub: 'portal-2' }));
    const { id, channel } = await portal.post('/feedback', filingRequest({ ownerSubject: 'citizen-an' }));
    expect(channel).toBe('ONLINE');
    for (const reader of [portal, people().an]) {
      expect((await reader.get('/feedback', { query: { scope: 'mine' } })).items).toContainEqual(
        expect.objectContaining({ id }),
      );
      const { items } = await reader.get(`/feedback/${id}/history`);
      expect(items).toMatchObject([{ action: 'FILED', actorKind: 'PORTAL' }]);
      expect(items[0].by).toBeUndefined();
    }
    expect((await people().officer.get(`/feedback/${id}/history`)).items).toMatchObject([
      { actorKind: 'PORTAL', by: 'portal-1' },
    ]);
    expect((await other.get('/feedback')).items).toEqual([]);
    for (const stranger of [other, people().binh]) {
      expect((await stranger.refusal('GET', `/feedback/${id}`)).status).toBe(404);
    }
    expect((await portal.refusal('GET', `/feedback/${id}/filer`, { query: { purpose: 'OWN_DATA' } })).status).toBe(403);
  });

  it('files for the account that the user’s own token names, whatever it is called by', async () => {
    const number = '040090000101';
    const portal = it_.service.as(await it_.issuer.as('portal-client', { sub: 'portal-1' }));
    const citizen = it_.service.as(await it_.issuer.as('applicant', { sub: number }));
    const { id } = await portal.post('/feedback', filingRequest({ ownerSubject: number }));
    expect((await citizen.get('/feedback')).items).toMatchObject([{ id }]);
    const kept = await it_.database.query('SELECT f::text AS text FROM feedbacks f WHERE id = $1', [id]);
    expect(kept[0].text).not.toContain(number);
  });
});

describe('an agency on its own', () => {
  it('neither sees nor changes another’s: a foreign feedback item does not exist for it', async () => {
    const { id } = await file();
    const absent = await people().ward.refusal('GET', `/feedback/${randomUUID()}`);
    const foreign = await people().ward.refusal('GET', `/feedback/${id}`);
    expect({ ...foreign.problem, instance: 0, requestId: 0 }).toEqual({
      ...absent.problem,
      instance: 0,
      requestId: 0,
    });
    for (const [action, body] of [
      ['acceptance', {}],
      ['answer', ANSWER],
      ['refusal', { reason: 'OTHER', explanation: 'Không thuộc phạm vi.' }],
      ['forwarding', { agencyCode: 'H41.27.05', explanation: 'Đúng thẩm quyền.' }],
    ] as const) {
      expect((await people().ward.send('POST', `/feedback/${id}/${action}`, { body })).status).toBe(404);
    }
    expect(await people().officer.get(`/feedback/${id}`)).toMatchObject({ version: 1 });
  });

  it('lists its own only; a citizen lists what they filed; procedure control lists all', async () => {
    const title = 'Phản ánh riêng của danh sách này';
    const mine = await file({ title });
    const other = await people().binh.post('/feedback', filingRequest({ title, agencyCode: 'H41.27.05' }));
    const idsOf = async (who: keyof FeedbackServiceUnderTest['people'], query = {}) => {
      const { items } = await people()[who].get('/feedback', { query: { limit: 200, ...query } });
      return items.filter((item: any) => item.title === title).map((item: any) => item.id);
    };
    expect(await idsOf('officer')).toEqual([mine.id]);
    expect(await idsOf('ward')).toEqual([other.id]);
    expect(await idsOf('an')).toEqual([mine.id]);
    expect(await idsOf('binh')).toEqual([other.id]);
    expect((await idsOf('control')).sort()).toEqual([mine.id, other.id].sort());
    expect(await idsOf('reform', { agencyCode: 'H41.27.05' })).toEqual([other.id]);
    expect((await people().officer.send('GET', '/feedback?scope=all')).status).toBe(403);
  });

  it('pages through its list without loss or repetition, and filters it', async () => {
    const dossierCode = `H41.14-260828-${Math.floor(Math.random() * 9_000) + 1_000}`;
    const ids = [];
    for (let minute = 0; minute < 5; minute++) {
      it_.clock.set(at(`08-28 08:0${minute}`));
      ids.unshift((await file({ dossierCode })).id);
    }
    await people().officer.post(`/feedback/${ids[0]}/acceptance`);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page: any = await people().officer.get('/feedback', { query: { dossierCode, limit: 2, cursor } });
      expect(page.total).toEqual({ value: 5, capped: false });
      seen.push(...page.items.map((item: any) => item.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(ids);
    const open = await people().officer.get('/feedback', { query: { dossierCode, status: 'NEW,FORWARDED' } });
    expect(open.items).toHaveLength(4);
    it_.clock.set(at('09-05 08:00'));
    const late = await people().officer.get('/feedback', { query: { dossierCode, overdue: 'true' } });
    expect(late.items.map((item: any) => item.id)).toEqual(ids.slice(1));
    expect((await people().officer.send('GET', '/feedback?status=OPEN')).status).toBe(400);
    expect((await people().officer.send('GET', '/feedback?cursor=abc')).status).toBe(400);
  });
});

describe('the person behind a feedback item', () => {
  it('is read for a purpose, and every reading is recorded', async () => {
    const { id } = await file();
    const person = await people().officer.get(`/feedback/${id}/filer`, { query: { purpose: 'CONTACT' } });
    expect(person).toEqual(filingRequest()['filer']);
    await people().an.get(`/feedback/${id}/filer`, { query: { purpose: 'OWN_DATA' } });
    const reads = await it_.database.query(
      'SELECT reader, reader_agency, purpose FROM personal_data_reads WHERE feedback_id = $1 ORDER BY recorded_at',
      [id],
    );
    expect(reads).toEqual([
      { reader: 'officer-tu-phap', reader_agency: 'H41.14', purpose: 'CONTACT' },
      { reader: 'citizen-an', reader_agency: null, purpose: 'OWN_DATA' },
    ]);
  });

  it('is not read without a purpose, by another agency, or by the reform office', async () => {
    const { id } = await file();
    expect((await people().officer.send('GET', `/feedback/${id}/filer`)).status).toBe(400);
    expect((await people().ward.send('GET', `/feedback/${id}/filer?purpose=CONTACT`)).status).toBe(404);
    expect((await people().reform.send('GET', `/feedback/${id}/filer?purpose=CONTACT`)).status).toBe(403);
    expect(await it_.database.query('SELECT 1 FROM personal_data_reads WHERE feedback_id = $1', [id])).toEqual([]);
  });

  it('is plain text nowhere in the database nor in the events', async () => {
    await answered();
    const tables: { table_name: string }[] = await it_.database.query(
      `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    for (const { table_name } of tables) {
      const [{ text }] = await it_.database.query(
        `SELECT coalesce(string_agg(t::text, ' '), '') AS text FROM "${table_name}" t`,
      );
      for (const secret of ['Nguyễn Văn An', '0912 345 678', 'Lê Lợi', 'an.nguyen', '040090000001', 'cho con']) {
        expect(`${table_name}: ${text.includes(secret)}`).toBe(`${table_name}: false`);
        expect(text).not.toContain(Buffer.from(secret).toString('hex'));
      }
    }
  });

  it('cannot be rewritten in history', async () => {
    const { id } = await file();
    await expect(it_.database.query('DELETE FROM feedback_history WHERE feedback_id = $1', [id])).rejects.toThrow(
      'append-only',
    );
    await expect(it_.database.query("UPDATE personal_data_reads SET purpose = 'X'")).rejects.toThrow('append-only');
  });
});

describe('a request sent again', () => {
  it('with its Idempotency-Key is answered as before and not done again', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = filingRequest();
    const first = await people().an.post('/feedback', body, { headers });
    const again = await people().an.post('/feedback', body, { headers });
    expect(again).toEqual(first);
    const accept = { 'idempotency-key': randomUUID() };
    const accepted = await people().officer.post(`/feedback/${first.id}/acceptance`, {}, { headers: accept });
    expect(await people().officer.post(`/feedback/${first.id}/acceptance`, {}, { headers: accept })).toEqual(accepted);
    const refusal = await people().officer.refusal('POST', `/feedback/${first.id}/acceptance`, { body: {} });
    expect(refusal.problem).toMatchObject({ code: 'feedback.not-in-state', status: 409, feedbackStatus: 'ACCEPTED' });
  });

  it('with the key of another request is refused', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    await people().an.post('/feedback', filingRequest(), { headers });
    const refusal = await people().an.refusal('POST', '/feedback', {
      body: filingRequest({ title: 'Một việc khác hẳn' }),
      headers,
    });
    expect(refusal).toMatchObject({ status: 422, code: 'idempotency.key-reused' });
  });

  it('at the same moment by two officers is done once', async () => {
    const { id } = await file();
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => people().officer.send('POST', `/feedback/${id}/acceptance`, { body: {} })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409]);
    const events = await it_.database.query(
      'SELECT type, aggregate_version FROM outbox WHERE aggregate_id = $1 ORDER BY aggregate_version',
      [id],
    );
    expect(events).toEqual([
      { type: 'feedback.filed', aggregate_version: 1 },
      { type: 'feedback.accepted', aggregate_version: 2 },
    ]);
  });

  it('filings at the same moment get codes of their own', async () => {
    const filed = await Promise.all(Array.from({ length: 10 }, () => file()));
    expect(new Set(filed.map(({ code }) => code)).size).toBe(10);
  });
});
