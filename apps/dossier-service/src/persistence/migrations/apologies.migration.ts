import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The one apology of a dossier, and those that ended late, whose apologies lists ask for. No apology was recorded before. */
export class Apologies1767484800020 implements MigrationInterface {
  name = 'Apologies1767484800020';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossiers
        ADD COLUMN apologised_at timestamptz,
        ADD COLUMN appointed_at timestamptz,
        ADD COLUMN apology_late boolean,
        ADD CONSTRAINT dossiers_apology CHECK (num_nulls(apologised_at, appointed_at, apology_late) IN (0, 3));
      COMMENT ON COLUMN dossiers.apologised_at IS 'When the head of the agency apologised for a date that will be or was missed (Form 04); null: not';
      COMMENT ON COLUMN dossiers.appointed_at IS 'The return date that the apology appointed; the due date by law stays in due_at';
      COMMENT ON COLUMN dossiers.apology_late IS 'Whether it came later than the last working day before the due day (Decree 61/2018 Art. 19.9)';
      CREATE INDEX dossiers_ended_late ON dossiers (agency_code, due_at, id) INCLUDE (submitted_at)
        WHERE coalesce(judged_at, ended_at) > due_at;
      COMMENT ON INDEX dossiers_ended_late IS 'Those for which an apology is owed for ever: they ended past their due date';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX dossiers_ended_late;
      ALTER TABLE dossiers DROP COLUMN apologised_at, DROP COLUMN appointed_at, DROP COLUMN apology_late
    `);
  }
}
