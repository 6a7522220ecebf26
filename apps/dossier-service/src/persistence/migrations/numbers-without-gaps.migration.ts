import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A number is taken by the statement that accepts a dossier; before, refused and repeated acceptances took some too. */
export class NumbersWithoutGaps1767312000010 implements MigrationInterface {
  name = 'NumbersWithoutGaps1767312000010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      COMMENT ON TABLE dossier_code_counters IS 'Last number given to a dossier, by agency and day in Asia/Ho_Chi_Minh; only what is accepted has one'
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      COMMENT ON TABLE dossier_code_counters IS 'Last number given to a dossier, by agency and day in Asia/Ho_Chi_Minh; gaps are allowed'
    `);
  }
}
