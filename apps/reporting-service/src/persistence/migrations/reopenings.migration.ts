import type { MigrationInterface, QueryRunner } from 'typeorm';
import { GENERATIONS, schemaOf } from '../projection-tables.js';

/** Results that were found wrong, and their corrections. None was announced before. */
export class Reopenings1796160000150 implements MigrationInterface {
  name = 'Reopenings1796160000150';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      const table = `${schemaOf(generation)}.dossiers`;
      await queryRunner.query(`
        ALTER TABLE ${table}
          ADD COLUMN reopened_at timestamptz,
          ADD COLUMN reopening_found_by text
            CONSTRAINT dossiers_reopening_found_by CHECK (reopening_found_by IN ('APPLICANT', 'AGENCY', 'INSPECTION')),
          ADD COLUMN correct_by timestamptz,
          ADD COLUMN corrected_at timestamptz,
          ADD COLUMN correction_kept text
            CONSTRAINT dossiers_correction_kept CHECK (correction_kept IN ('EARLY', 'ON_TIME', 'LATE', 'UNKNOWN')),
          ADD COLUMN result_reversed boolean;
        COMMENT ON COLUMN ${table}.reopened_at IS 'When it was reopened because its result is wrong; null: not. Its end stays as it was';
        COMMENT ON COLUMN ${table}.reopening_found_by IS 'Who found that';
        COMMENT ON COLUMN ${table}.correct_by IS 'Until when it is to be corrected; null: not known';
        COMMENT ON COLUMN ${table}.corrected_at IS 'When it was corrected';
        COMMENT ON COLUMN ${table}.correction_kept IS 'How the correction kept its own time limit; punctuality says it of the dossier';
        COMMENT ON COLUMN ${table}.result_reversed IS 'Whether the corrected result says the opposite of the first one';
        CREATE INDEX dossiers_reopened ON ${table} (reopened_at, dossier_id) WHERE reopened_at IS NOT NULL;
        COMMENT ON INDEX ${schemaOf(generation)}.dossiers_reopened IS 'All that the figures of corrections look at';
      `);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      await queryRunner.query(`
        ALTER TABLE ${schemaOf(generation)}.dossiers
          DROP COLUMN reopened_at, DROP COLUMN reopening_found_by, DROP COLUMN correct_by, DROP COLUMN corrected_at,
          DROP COLUMN correction_kept, DROP COLUMN result_reversed
      `);
    }
  }
}
