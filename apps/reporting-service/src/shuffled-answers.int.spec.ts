import { ShuffledAnswers1796000000000 } from './persistence/migrations/shuffled-answers.migration.js';
import { ReportingDatabase } from './testing/reporting-database.js';

jest.setTimeout(60_000);

it('survey answers that are stored in the order in which they were given are shuffled, and none is lost', async () => {
  const database = await ReportingDatabase.open();
  const { dataSource } = database;
  await dataSource.query(`
    INSERT INTO projection_blue.survey_answers
      (survey_id, answered_at, agency_code, field_code, procedure_code, level, question_version)
    SELECT gen_random_uuid(), now(), 'H41.14', 'G15-TP07', n::text, 'SATISFIED', 1 FROM generate_series(1, 40) AS n;
    INSERT INTO consumed_aggregates (topic, aggregate_id, last_version, seen)
    SELECT 'survey-events.v1', n::text, 1, '\\x01020304' FROM generate_series(1, 40) AS n;
    INSERT INTO consumed_aggregates (topic, aggregate_id, last_version, seen, parked_reason, parked_at)
    SELECT 'survey-events.v1', 'parked', 1, '\\x01020304', 'GAP', now();
    INSERT INTO consumed_aggregates (topic, aggregate_id, last_version, seen)
    SELECT 'dossier-events.v1', 'dossier', 1, '\\x01020304'`);
  const lying = async (table: string, column: string): Promise<string[]> =>
    (await dataSource.query(`SELECT ${column} AS value FROM ${table} ORDER BY ctid`)).map(
      ({ value }: { value: string }) => value,
    );
  const both = async () => [
    await lying('projection_blue.survey_answers', 'procedure_code'),
    await lying('consumed_aggregates', 'aggregate_id'),
  ];
  const before = await both();
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await new ShuffledAnswers1796000000000().up(runner);
  await runner.commitTransaction();
  await runner.release();
  const after = await both();
  for (const [index, values] of after.entries()) {
    expect(values).not.toEqual(before[index]);
    expect(values.toSorted()).toEqual(before[index]!.toSorted());
  }
  // feedback-service gives the events of these answers new ids, under which they come again.
  expect(await dataSource.query('SELECT DISTINCT topic FROM consumed_aggregates WHERE seen IS NOT NULL')).toEqual([
    { topic: 'dossier-events.v1' },
  ]);
  await database.close();
});
