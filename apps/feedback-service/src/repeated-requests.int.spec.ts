import { randomUUID } from 'node:crypto';
import { openApiDocument } from '@motcua/platform';
import { keyedOperations, loggedPostgres, repeat, type LoggedPostgres, type RepeatedRequest } from '@motcua/testing';
import { feedbackService } from './feedback-service.definition.js';
import { FILED_AT, filingRequest } from './testing/examples.js';
import {
  startFeedbackService,
  withReferenceData,
  type FeedbackServiceUnderTest,
} from './testing/feedback-service-under-test.js';

jest.setTimeout(120_000);

let postgres: LoggedPostgres;
let it_: FeedbackServiceUnderTest;
const query = (sql: string, parameters: unknown[] = []): Promise<any[]> => it_.database.query(sql, parameters);

beforeAll(async () => {
  postgres = await loggedPostgres();
  it_ = await startFeedbackService({ DATABASE_URL: await postgres.newDatabase(), DATABASE_POOL_SIZE: '16' });
  await withReferenceData(it_.database);
});
afterAll(async () => {
  await it_?.stop();
  await postgres?.stop();
});
beforeEach(() => it_.clock.set(FILED_AT));

const file = async (): Promise<string> => (await it_.people.an.post('/feedback', filingRequest())).id;
const close = (agency: string) => query(`UPDATE agencies SET valid_to = '2026-08-01' WHERE code = $1`, [agency]);
const answer = { answer: 'Cơ quan xin lỗi vì trả kết quả chậm ba ngày.' };
const publication = {
  publishedContent: 'Người dân phản ánh việc trả kết quả chậm ba ngày.',
  publishedAnswer: 'Cơ quan đã xin lỗi và trả kết quả.',
};

/** An action, after which the feedback item passes to another agency and out of the officer's sight. */
const action = (path: string, body: object, before: [string, object][]) => async (): Promise<RepeatedRequest> => {
  const id = await file();
  const by = it_.people.head;
  for (const [earlier, sent] of before) await by.post(`/feedback/${id}/${earlier}`, sent);
  const afterwards = () => query(`UPDATE feedbacks SET agency_code = 'H41.27.05' WHERE id = $1`, [id]);
  return { by, path: `/feedback/${id}/${path}`, body, afterwards };
};

/** A resolved dossier of citizen An with its invitation; `hide` takes it out of everybody's sight. */
async function invited() {
  const dossierId = randomUUID();
  it_.neighbours.answers.set(`/dossiers/${dossierId}`, () => ({
    id: dossierId,
    agencyCode: 'H41.14',
    status: 'RESOLVED',
    standing: { as: 'OWNER', submittedBy: 'APPLICANT' },
  }));
  await query(
    `INSERT INTO survey_invitations
       (id, dossier_id, agency_code, procedure_code, field_code, resolved_at, question_version)
     VALUES ($1, $2, 'H41.14', '1.001193', 'G15-TP07', $3, 1)`,
    [randomUUID(), dossierId, FILED_AT],
  );
  return { dossierId, hide: async () => it_.neighbours.answers.delete(`/dossiers/${dossierId}`) };
}

const REQUESTS: Record<string, () => Promise<RepeatedRequest>> = {
  fileFeedback: async () => ({
    by: it_.people.an,
    path: '/feedback',
    body: filingRequest(),
    afterwards: () => close('H41.14'),
  }),
  acceptFeedback: action('acceptance', {}, []),
  refuseFeedback: action('refusal', { reason: 'UNCLEAR_CONTENT', explanation: 'Nội dung không rõ việc gì.' }, []),
  forwardFeedback: async () => ({
    by: it_.people.head,
    path: `/feedback/${await file()}/forwarding`,
    body: { agencyCode: 'H41.27.05', explanation: 'Việc này do UBND phường thực hiện.' },
    afterwards: () => close('H41.27.05'),
  }),
  answerFeedback: action('answer', answer, [['acceptance', {}]]),
  publishFeedback: action('publication', publication, [
    ['acceptance', {}],
    ['answer', answer],
  ]),
  issueSurveyToken: async () => {
    const { dossierId, hide } = await invited();
    return { by: it_.people.an, path: `/surveys/${dossierId}/token`, afterwards: hide };
  },
  answerSurvey: async () => {
    const { dossierId } = await invited();
    const { token } = await it_.people.an.post(`/surveys/${dossierId}/token`);
    return { by: it_.nobody, path: '/survey-answers', body: { token, level: 'SATISFIED' } };
  },
};

describe('A request that was carried out', () => {
  afterEach(() => query('UPDATE agencies SET valid_to = NULL'));

  it('is repeated here for every operation that takes an Idempotency-Key', async () => {
    const operations = keyedOperations(await openApiDocument(feedbackService));
    expect([...operations.keys()].sort()).toEqual(Object.keys(REQUESTS).sort());
  });

  it.each(Object.keys(REQUESTS))(
    'gets its answer again whatever has changed since, and would be refused if it were new: %s',
    async (operation) => {
      const { first, again, anew } = await repeat('POST', await REQUESTS[operation]!());
      expect([200, 201]).toContain(first.status);
      expect([again.status, again.body]).toEqual([first.status, first.body]);
      expect([400, 404, 422]).toContain(anew.status);
    },
  );

  it('reads the person behind a feedback item once: a repeated publication does not read again', async () => {
    const { first } = await repeat('POST', await REQUESTS['publishFeedback']!());
    const reads = await query(`SELECT purpose FROM personal_data_reads WHERE feedback_id = $1`, [first.body.id]);
    expect(reads).toEqual([{ purpose: 'REDACTION_CHECK' }]);
  });
});

describe('Numbers of feedback', () => {
  const counter = async (): Promise<number> =>
    (await query('SELECT last_number FROM feedback_code_counters WHERE day = $1', ['2026-08-28']))[0].last_number;

  it('are taken by filings, not by refusals or repetitions', async () => {
    await file();
    const before = await counter();
    const refused = await it_.people.an.refusal('POST', '/feedback', {
      body: filingRequest({ content: 'The officer asked me to come back three times.' }),
    });
    expect(refused.status).toBe(400);
    const key = { headers: { 'idempotency-key': 'khoa-bi-mat' } };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => it_.people.an.send('POST', '/feedback', { body: filingRequest(), ...key })),
    );
    for (let n = 0; n < 100; n += 1)
      answers.push(await it_.people.an.send('POST', '/feedback', { body: filingRequest(), ...key }));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(await counter()).toBe(before + 1);
    expect(answers[0]!.body.code).toBe(`PAKN.20260828.${String(before + 1).padStart(4, '0')}`);
  });

  it('leave no gap when fifty are filed at once', async () => {
    const before = await counter();
    const filed = await Promise.all(Array.from({ length: 50 }, () => it_.people.an.post('/feedback', filingRequest())));
    const numbers = filed.map(({ code }) => Number(code.split('.').at(-1))).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => before + 1 + index));
  });

  it.each([
    [9_999, '10000'],
    [999_999, '1000000'],
  ])('go on after %i with %s, and such a feedback item is found by its code', async (last, number) => {
    await query(`UPDATE feedback_code_counters SET last_number = $1 WHERE day = '2026-08-28'`, [last]);
    const { code } = await it_.people.an.post('/feedback', filingRequest());
    expect(code).toBe(`PAKN.20260828.${number}`);
    expect((await it_.people.an.get('/feedback', { query: { code } })).items).toMatchObject([{ code }]);
    await expectAnnounced(code);
  });

  /** Its event carries the whole code. */
  async function expectAnnounced(code: string): Promise<void> {
    expect(
      await query(`SELECT type FROM outbox WHERE data->>'code' = $1 OR data->'feedback'->>'code' = $1`, [code]),
    ).toEqual([{ type: 'feedback.filed' }]);
  }
});

it('No repetition is an error of PostgreSQL’s, and its log names neither caller nor key', async () => {
  expect(await postgres.errors()).toEqual([]);
  expect(await postgres.log()).not.toContain('khoa-bi-mat');
});
