import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who asked for a supplement, what of it is awaited, and by when an end is judged. History knows who asked; what a request older than
 * checks named, nobody knows.
 */
export class LateStaysLate1767312000032 implements MigrationInterface {
  name = 'LateStaysLate1767312000032';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossiers
        ADD COLUMN supplement_awaited integer[],
        ADD COLUMN supplement_asked_by text[],
        ADD COLUMN judged_at timestamptz;
      COMMENT ON COLUMN dossiers.supplement_awaited IS 'What of the last request for a supplement is still awaited, by its place in the request; null: nothing is, or it is unknown';
      COMMENT ON COLUMN dossiers.supplement_asked_by IS 'Accounts of the officers who asked for the supplement, or found it incomplete: none of them answers for the applicant';
      COMMENT ON COLUMN dossiers.judged_at IS 'By when an end is judged, if not by itself: since when a supplement was awaited (Decision 766, item 2.1)';

      UPDATE dossiers d SET
        supplement_asked_by = (
          SELECT array_agg(DISTINCT h.actor) FROM dossier_history h
          WHERE h.dossier_id = d.id
            AND (h.event = 'supplement-requested' OR h.event = 'supplement-checked' AND h.details ->> 'outcome' = 'INCOMPLETE')
            AND h.version >= (SELECT max(r.version) FROM dossier_history r
              WHERE r.dossier_id = d.id AND r.event = 'supplement-requested')),
        supplement_awaited = CASE WHEN d.status = 'WAITING_SUPPLEMENT' AND cardinality(d.supplement_items) > 0
          THEN d.supplement_items END
      WHERE d.status = 'WAITING_SUPPLEMENT' OR d.supplement_brought_at IS NOT NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossiers DROP COLUMN supplement_awaited, DROP COLUMN supplement_asked_by, DROP COLUMN judged_at
    `);
  }
}
