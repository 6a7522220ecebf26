import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Forms print who received a dossier. Rows from before keep null: the name of today may be another than that of then. */
export class OfficersAsOfThen1767312000071 implements MigrationInterface {
  name = 'OfficersAsOfThen1767312000071';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossier_history ADD COLUMN actor_name text, ADD COLUMN actor_title text;
      COMMENT ON COLUMN dossier_history.actor_name IS 'Name of the officer as the token had it; null for everybody else, and where it was not known';
      COMMENT ON COLUMN dossier_history.actor_title IS 'Title of the officer as the token had it';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE dossier_history DROP COLUMN actor_name, DROP COLUMN actor_title');
  }
}
