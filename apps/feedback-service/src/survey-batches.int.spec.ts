import { openDataSource, ServiceLogger } from '@motcua/platform';
import { testDatabase, type TestDatabase } from '@motcua/testing';
import type { DataSource } from 'typeorm';
import { feedbackMigrations } from './feedback-service.module.js';
import { SurveyBatches1767312000000 } from './persistence/migrations/survey-batches.migration.js';

jest.setTimeout(60_000);

const BEFORE = feedbackMigrations.slice(0, feedbackMigrations.indexOf(SurveyBatches1767312000000));
const ANSWERS = 40;

let database: TestDatabase;
let source: DataSource | undefined;

beforeEach(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  await source?.destroy();
  await database.drop();
});

async function open(migrations: typeof feedbackMigrations): Promise<DataSource> {
  await source?.destroy();
  const logger = new ServiceLogger({ service: 'feedback-service', level: 'silent' });
  source = await openDataSource({
    service: 'feedback-service',
    url: database.url,
    poolSize: 2,
    waitMs: 10_000,
    logger,
    migrations,
  });
  return source;
}

it('answers that were kept and announced before lose their order and their instants, and nothing else', async () => {
  let tables = await open(BEFORE);
  await tables.query(`
    INSERT INTO survey_invitations (id, dossier_id, agency_code, procedure_code, field_code, resolved_at,
      question_version, token_hash, issued_at, issued_to, expires_at, answered_at, answered_with)
    SELECT gen_random_uuid(), gen_random_uuid(), 'H41.14', '1.001193', 'G15-TP07', now(), 1, sha256(n::text::bytea),
      now(), 'OWNER', now() + interval '30 days', CASE WHEN n <= ${ANSWERS} THEN now() END,
      CASE WHEN n <= ${ANSWERS} THEN '\\x01'::bytea END
    FROM generate_series(1, ${ANSWERS + 1}) AS n;
    INSERT INTO survey_answers (id, agency_code, procedure_code, field_code, question_version, level, answered_on)
    SELECT gen_random_uuid(), 'H41.14', n::text, 'G15-TP07', 1, 'SATISFIED', '2026-08-27'
    FROM generate_series(1, ${ANSWERS}) AS n;
    INSERT INTO outbox (id, topic, aggregate_id, aggregate_version, type, occurred_at, recorded_at, traceparent, data, published_at)
    SELECT gen_random_uuid(), topic, n::text, 1, 'x', '2026-08-26T17:00:00Z', now() + n * interval '1 second', 'trace',
      jsonb_build_object('n', n), CASE WHEN n < ${ANSWERS} THEN now() + n * interval '1 second' END
    FROM generate_series(1, ${ANSWERS}) AS n, unnest(ARRAY['survey-events.v1', 'feedback-events.v1']) AS topic`);
  const lying = async (query: string): Promise<Record<string, any>[]> => tables.query(query);
  const answers = 'SELECT procedure_code, level FROM survey_answers ORDER BY ctid';
  const events = (topic: string) =>
    `SELECT position, aggregate_id, id, recorded_at, published_at, occurred_at, traceparent, data->>'n' AS n FROM outbox
     WHERE topic = '${topic}' ORDER BY position`;
  const before = {
    answers: await lying(answers),
    events: await lying(events('survey-events.v1')),
    others: await lying(events('feedback-events.v1')),
  };

  tables = await open(feedbackMigrations);
  const byCode = (rows: Record<string, any>[]) => rows.map((row) => row['procedure_code']).sort();
  const after = await lying(answers);
  expect(after).not.toEqual(before.answers);
  expect(byCode(after)).toEqual(byCode(before.answers));
  const announced = await lying(events('survey-events.v1'));
  const of = (rows: Record<string, any>[], column: string) => rows.map((row) => row[column]);
  expect(of(announced, 'position')).toEqual(of(before.events, 'position'));
  expect(of(announced, 'n')).not.toEqual(of(before.events, 'n'));
  expect(of(announced, 'n').sort()).toEqual(of(before.events, 'n').sort());
  for (const row of announced) {
    expect(row['aggregate_id']).toBe(row['n']);
    expect(row).toMatchObject({ recorded_at: row['occurred_at'], traceparent: null });
    expect(of(before.events, 'id')).not.toContain(row['id']);
  }
  // Events that are not published yet are published as before.
  expect(announced.filter((row) => row['published_at'] === null)).toMatchObject([{ n: String(ANSWERS) }]);
  expect(await lying(events('feedback-events.v1'))).toEqual(before.others);
  const [used] = await lying(
    `SELECT count(*) FILTER (WHERE answered_at = expires_at)::int AS used, count(answered_with)::int AS with,
       count(*) FILTER (WHERE answered_at IS NULL)::int AS open FROM survey_invitations`,
  );
  expect(used).toEqual({ used: ANSWERS, with: 0, open: 1 });
});
