import { randomUUID } from 'node:crypto';
import { PersonalDataCipher } from '@motcua/platform';
import { expectEntitiesMatch } from '@motcua/testing';
import { Feedbacks } from '../application/feedbacks.js';
import { at, FILED_AT, filingRequest } from '../testing/examples.js';
import { keepsFeedbackItems } from '../testing/feedbacks-contract.js';
import {
  startFeedbackService,
  withReferenceData,
  type FeedbackServiceUnderTest,
} from '../testing/feedback-service-under-test.js';

jest.setTimeout(120_000);

let it_: FeedbackServiceUnderTest;

beforeAll(async () => {
  it_ = await startFeedbackService();
  await withReferenceData(it_.database);
});
afterAll(() => it_?.stop());

describe('The feedback items in PostgreSQL', () => {
  keepsFeedbackItems(async () => ({ clock: it_.clock, feedbacks: it_.service.app.get(Feedbacks) }));
});

describe('A repetition', () => {
  it('gets the first answer, also that the item was not overdue then', async () => {
    it_.clock.set(FILED_AT);
    const headers = { 'idempotency-key': randomUUID() };
    const filed = await it_.people.an.post('/feedback', filingRequest(), { headers });
    expect(filed).toMatchObject({ overdue: false });
    it_.clock.set(at('09-24 08:00'));
    expect(await it_.people.an.get(`/feedback/${filed.id}`)).toMatchObject({ overdue: true });
    expect(await it_.people.an.post('/feedback', filingRequest(), { headers })).toEqual(filed);
  });
});

describe('What is kept under the key of a filing', () => {
  it('has the texts and the person as their tables have them: encrypted, and once', async () => {
    const { body, encrypted, filed } = await keptFiling();
    expect(encrypted).toBe(false);
    const { row, filer } = JSON.parse(body.toString());
    const [stored] = await it_.database.query(
      `SELECT title::text, content::text, full_name::text, phone::text
       FROM feedbacks JOIN feedback_filers ON feedback_id = id WHERE id = $1`,
      [filed.id],
    );
    const { title, content } = row;
    expect({ title, content, full_name: filer.full_name, phone: filer.phone }).toEqual(stored);
    const { filer: person, title: clearTitle, content: clearContent } = filingRequest() as any;
    for (const secret of [clearTitle, clearContent, ...Object.values(person)]) {
      expect(body.toString()).not.toContain(secret);
    }
  });

  it('answers a repetition also where an earlier version encrypted it as a whole', async () => {
    const { body, filed, headers } = await keptFiling();
    const cipher = it_.service.app.get(PersonalDataCipher);
    await it_.database.query('UPDATE idempotency_keys SET body = $2, encrypted = true WHERE key = $1', [
      headers['idempotency-key'],
      cipher.encrypt(body.toString()),
    ]);
    expect(await it_.people.an.post('/feedback', filingRequest(), { headers })).toEqual(filed);
  });

  async function keptFiling() {
    const headers = { 'idempotency-key': randomUUID() };
    const filed = await it_.people.an.post('/feedback', filingRequest(), { headers });
    const [kept]: { body: Buffer; encrypted: boolean }[] = await it_.database.query(
      'SELECT body, encrypted FROM idempotency_keys WHERE key = $1',
      [headers['idempotency-key']],
    );
    return { ...kept!, filed, headers };
  }
});

describe('A result that version 0.1 kept', () => {
  it('is answered with the feedback item as it stands now', async () => {
    const { officer, an } = it_.people;
    const headers = { 'idempotency-key': randomUUID() };
    const filed = await an.post('/feedback', filingRequest(), { headers });
    const path = `/feedback/${filed.id}/acceptance`;
    await officer.post(path, {}, { headers });
    const cipher = it_.service.app.get(PersonalDataCipher);
    await it_.database.query('UPDATE idempotency_keys SET body = $2, encrypted = true, status = 200 WHERE key = $1', [
      headers['idempotency-key'],
      cipher.encrypt(JSON.stringify({ id: filed.id, version: 1, status: 'NEW' })),
    ]);
    await officer.post(`/feedback/${filed.id}/answer`, { answer: 'Cơ quan đã xử lý xong việc này.' });
    const present = { id: filed.id, version: 3, status: 'ANSWERED', filer: filed.filer };
    expect(await officer.post(path, {}, { headers })).toMatchObject(present);
    expect(await an.send('POST', '/feedback', { body: filingRequest(), headers })).toMatchObject({
      status: 201,
      body: present,
    });
  });
});

describe('The tables', () => {
  it('are as they are declared', async () => {
    expect(it_.database.entityMetadatas.length).toBeGreaterThan(7);
    await expectEntitiesMatch(it_.database);
  });
});
