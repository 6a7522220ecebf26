import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A refusal of dossier-service proves that there is no dossier only if no earlier attempt can still be running. */
export class SubmissionMayRun1767398400006 implements MigrationInterface {
  name = 'SubmissionMayRun1767398400006';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE national_submissions ADD COLUMN may_run_until timestamptz;
      UPDATE national_submissions SET may_run_until = clock_timestamp() + interval '1 hour' WHERE sent_since IS NOT NULL;
      COMMENT ON COLUMN national_submissions.may_run_until IS 'Until when dossier-service may still be working on an attempt that it has not answered';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE national_submissions DROP COLUMN may_run_until');
  }
}
