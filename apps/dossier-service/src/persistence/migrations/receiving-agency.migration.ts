import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Any counter receives for a competent agency. Existing dossiers were received by the agency that has them, which null says of them and of
 * those that an instance of the release before still opens.
 */
export class ReceivingAgency1767485000140 implements MigrationInterface {
  name = 'ReceivingAgency1767485000140';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossiers ADD COLUMN receiving_agency_code text
        CONSTRAINT dossiers_receiving_is_another CHECK (receiving_agency_code <> agency_code);
      COMMENT ON COLUMN dossiers.agency_code IS 'Competent agency, which settles it';
      COMMENT ON COLUMN dossiers.receiving_agency_code IS 'Agency whose counter receives it and hands the result over; null: the competent one';
      COMMENT ON COLUMN dossiers.handed_on IS 'Agencies that had it before, each until an instant, with the one part that it had (RECEIVING or COMPETENT); without: every part';
      CREATE INDEX dossiers_by_receiving ON dossiers
        ((coalesce(receiving_agency_code, agency_code)), submitted_at DESC, id DESC);
      CREATE INDEX dossiers_by_receiving_and_status ON dossiers
        ((coalesce(receiving_agency_code, agency_code)), status, submitted_at DESC, id DESC);
      CREATE INDEX dossiers_by_receiving_and_due ON dossiers
        ((coalesce(receiving_agency_code, agency_code)), (coalesce(due_at, 'infinity')), id);
      ALTER TABLE agencies ADD COLUMN receives_for jsonb;
      COMMENT ON COLUMN agencies.receives_for IS 'For whom its counter receives dossiers: agencyCodes, everyAgencyOf; null: for itself only';
      ANALYZE dossiers;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE agencies DROP COLUMN receives_for;
      ALTER TABLE dossiers DROP COLUMN receiving_agency_code
    `);
  }
}
