import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A result that was found wrong, and its correction. No reopening was recorded before. */
export class Reopenings1767485100150 implements MigrationInterface {
  name = 'Reopenings1767485100150';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossiers
        ADD COLUMN reopened_at timestamptz,
        ADD COLUMN reopening_found_by text
          CONSTRAINT dossiers_reopening_found_by CHECK (reopening_found_by IN ('APPLICANT', 'AGENCY', 'INSPECTION')),
        ADD COLUMN correct_by timestamptz,
        ADD COLUMN corrected_at timestamptz,
        ADD COLUMN corrected_outcome text
          CONSTRAINT dossiers_corrected_outcome CHECK (corrected_outcome IN ('APPROVED', 'NOT_ELIGIBLE')),
        ADD COLUMN correction_delivered_at timestamptz,
        ADD CONSTRAINT dossiers_reopening CHECK (
          num_nulls(reopened_at, reopening_found_by) IN (0, 2) AND num_nulls(corrected_at, corrected_outcome) IN (0, 2)
          AND (reopened_at IS NULL OR status IN ('RESOLVED', 'DELIVERED'))
          AND (correct_by IS NULL OR reopened_at IS NOT NULL)
          AND (corrected_at IS NULL OR reopened_at IS NOT NULL)
          AND (correction_delivered_at IS NULL OR corrected_at IS NOT NULL));
      COMMENT ON COLUMN dossiers.reopened_at IS 'When the dossier was reopened, once, because its result is wrong (Decree 61/2018 Art. 21); null: not. It stays ended';
      COMMENT ON COLUMN dossiers.reopening_found_by IS 'Who found that: the applicant, the agency, or an inspection';
      COMMENT ON COLUMN dossiers.correct_by IS 'Until when the result is to be corrected, by the rule set; null: not known by the calendar';
      COMMENT ON COLUMN dossiers.corrected_at IS 'When it was corrected; null: the wrong result stands';
      COMMENT ON COLUMN dossiers.corrected_outcome IS 'What the corrected result says; outcome is what the first one said';
      COMMENT ON COLUMN dossiers.correction_delivered_at IS 'When the applicant was given the corrected result';
      CREATE INDEX dossiers_reopened ON dossiers (agency_code, submitted_at, id) WHERE reopened_at IS NOT NULL;
      COMMENT ON INDEX dossiers_reopened IS 'Those whose result was found wrong, for their list and for what an ended agency leaves to correct';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossiers
        DROP COLUMN reopened_at, DROP COLUMN reopening_found_by, DROP COLUMN correct_by, DROP COLUMN corrected_at,
        DROP COLUMN corrected_outcome, DROP COLUMN correction_delivered_at
    `);
  }
}
