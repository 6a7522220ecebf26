import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = `'MISSING_THERE', 'MISSING_HERE', 'STATUS_DIFFERS'`;

/** Two dossiers under one code are a difference, too. */
export class OtherDossier1767398400004 implements MigrationInterface {
  name = 'OtherDossier1767398400004';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE national_differences DROP CONSTRAINT national_differences_kind;
      ALTER TABLE national_differences ADD CONSTRAINT national_differences_kind CHECK (kind IN (${KINDS}, 'OTHER_DOSSIER'));
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DELETE FROM national_differences WHERE kind = 'OTHER_DOSSIER';
      ALTER TABLE national_differences DROP CONSTRAINT national_differences_kind;
      ALTER TABLE national_differences ADD CONSTRAINT national_differences_kind CHECK (kind IN (${KINDS}));
    `);
  }
}
