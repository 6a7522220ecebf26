import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has the dossiers of an agency that ended. */
export class AgencySuccessors1767571200001 implements MigrationInterface {
  name = 'AgencySuccessors1767571200001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE agencies
        ADD COLUMN successor_code text REFERENCES agencies (code),
        ADD CONSTRAINT agencies_successor_of_one_that_ends CHECK (successor_code IS NULL OR valid_to IS NOT NULL),
        ADD CONSTRAINT agencies_successor_is_another CHECK (successor_code <> code);
      COMMENT ON COLUMN agencies.successor_code IS 'Agency that its dossiers go to after its last day; null: none is named';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE agencies DROP COLUMN successor_code');
  }
}
