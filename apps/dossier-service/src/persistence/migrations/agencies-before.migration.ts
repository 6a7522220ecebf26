import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who had the dossier before its agency was succeeded: the time until then stays with that agency. History knows it. */
export class AgenciesBefore1767484800010 implements MigrationInterface {
  name = 'AgenciesBefore1767484800010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossiers ADD COLUMN handed_on jsonb NOT NULL DEFAULT '[]';
      COMMENT ON COLUMN dossiers.handed_on IS 'Agencies that had it before, in the order of time: at, fromAgencyCode';

      UPDATE dossiers d SET handed_on = transfers.handed_on
      FROM (
        SELECT dossier_id, jsonb_agg(
          jsonb_build_object('at', occurred_at, 'fromAgencyCode', details ->> 'fromAgencyCode') ORDER BY version
        ) AS handed_on
        FROM dossier_history WHERE event = 'transferred' GROUP BY dossier_id
      ) transfers
      WHERE transfers.dossier_id = d.id
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE dossiers DROP COLUMN handed_on');
  }
}
