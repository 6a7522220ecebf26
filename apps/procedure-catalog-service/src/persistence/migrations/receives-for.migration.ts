import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For which other agencies the counter of an agency receives dossiers. */
export class ReceivesFor1767571300140 implements MigrationInterface {
  name = 'ReceivesFor1767571300140';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE agencies ADD COLUMN receives_for jsonb;
      COMMENT ON COLUMN agencies.receives_for IS 'For whom its counter receives dossiers: agencyCodes, everyAgencyOf; null: for itself only';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE agencies DROP COLUMN receives_for');
  }
}
