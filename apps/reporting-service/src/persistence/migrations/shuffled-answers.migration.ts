import type { MigrationInterface, QueryRunner } from 'typeorm';
import { GENERATIONS, schemaOf } from '../projection-tables.js';

/** Survey answers lay in the order in which they were given, which led from each to its dossier. */
export class ShuffledAnswers1796000000000 implements MigrationInterface {
  name = 'ShuffledAnswers1796000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      await shuffle(queryRunner, `${schemaOf(generation)}.survey_answers`, 'true');
    }
    // feedback-service gives these events new ids under the same versions. Published again they are repetitions, not others.
    await queryRunner.query(`UPDATE consumed_aggregates SET seen = NULL WHERE topic = 'survey-events.v1'`);
    await shuffle(queryRunner, 'consumed_aggregates', `topic = 'survey-events.v1' AND parked_reason IS NULL`);
  }

  async down(): Promise<void> {
    // An order that is gone cannot be brought back.
  }
}

async function shuffle(queryRunner: QueryRunner, table: string, which: string): Promise<void> {
  await queryRunner.query(`
    CREATE TEMPORARY TABLE shuffled ON COMMIT DROP AS SELECT * FROM ${table} WHERE ${which};
    DELETE FROM ${table} WHERE ${which};
    INSERT INTO ${table} SELECT * FROM shuffled ORDER BY random();
    DROP TABLE shuffled;
  `);
}
