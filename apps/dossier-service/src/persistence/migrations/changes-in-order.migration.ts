import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * In which transaction each line of the history was recorded: by it, and by which transactions are still under way, a reader
 * knows what is final. What was recorded before has none; whoever follows changes lists it first.
 */
export class ChangesInOrder1767484800051 implements MigrationInterface {
  name = 'ChangesInOrder1767484800051';

  async up(queryRunner: QueryRunner): Promise<void> {
    // First without the default: with it, every row would be written anew, and history refuses changes.
    await queryRunner.query(`
      ALTER TABLE dossier_history ADD COLUMN recorded_by bigint;
      ALTER TABLE dossier_history ALTER COLUMN recorded_by SET DEFAULT pg_current_xact_id()::text::bigint;
      COMMENT ON COLUMN dossier_history.recorded_by IS 'Transaction that recorded it; null: before this was kept';
      CREATE INDEX dossier_history_by_transaction ON dossier_history (recorded_by) WHERE recorded_by IS NOT NULL
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX dossier_history_by_transaction;
      ALTER TABLE dossier_history DROP COLUMN recorded_by
    `);
  }
}
