import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Codes of dossiers are compared in capitals (ADR 100). An earlier import announced some in small letters, and filers typed some so. */
export class CodesFolded1767312000001 implements MigrationInterface {
  name = 'CodesFolded1767312000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      UPDATE dossiers SET code = upper(code) WHERE code <> upper(code);
      UPDATE survey_invitations SET dossier_code = upper(dossier_code) WHERE dossier_code <> upper(dossier_code);
      UPDATE feedbacks SET dossier_code = upper(dossier_code) WHERE dossier_code <> upper(dossier_code);
      COMMENT ON COLUMN feedbacks.dossier_code IS 'Dossier that it is about, as the filer named it, in capitals'
    `);
  }

  /** The small letters are gone; both versions read capitals. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `COMMENT ON COLUMN feedbacks.dossier_code IS 'Dossier that it is about, as the filer gave it'`,
    );
  }
}
