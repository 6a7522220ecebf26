import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a request for a supplement named has to be known to say what of it is missing. What was requested before stands only
 * encrypted in the history: such a supplement is not checked, and nothing waits for it.
 */
export class SupplementChecks1767312000011 implements MigrationInterface {
  name = 'SupplementChecks1767312000011';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossiers
        ADD COLUMN supplement_items integer[],
        ADD COLUMN supplement_until timestamptz,
        ADD COLUMN supplement_brought_at timestamptz;
      COMMENT ON COLUMN dossiers.supplement_items IS 'What of the last request for a supplement a check may find missing, by its place in the request; empty: a check has said so; null: nothing to check';
      COMMENT ON COLUMN dossiers.supplement_until IS 'Until when that request asks for it';
      COMMENT ON COLUMN dossiers.supplement_brought_at IS 'Brought at, and not checked yet';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossiers
        DROP COLUMN supplement_items, DROP COLUMN supplement_until, DROP COLUMN supplement_brought_at
    `);
  }
}
