import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is competent for a procedure beside the agencies that are named. */
export class Competence1767571200002 implements MigrationInterface {
  name = 'Competence1767571200002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE procedure_versions
        ADD COLUMN every_agency_of text[] NOT NULL DEFAULT '{}'
          CONSTRAINT procedure_versions_every_agency_of CHECK (every_agency_of <@ '{PROVINCE,COMMUNE}');
      COMMENT ON COLUMN procedure_versions.every_agency_of IS 'Every agency of these levels handles it; with agency_codes empty too, nobody is competent';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE procedure_versions DROP COLUMN every_agency_of');
  }
}
