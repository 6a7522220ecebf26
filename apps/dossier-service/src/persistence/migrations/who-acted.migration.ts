import type { MigrationInterface, QueryRunner } from 'typeorm';

/** History keeps in which capacity and for which agency somebody acted. Of older rows that is unknown, and stays so. */
export class WhoActed1767312000031 implements MigrationInterface {
  name = 'WhoActed1767312000031';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossier_history
        ADD COLUMN actor_kind text CONSTRAINT dossier_history_actor_kind
          CHECK (actor_kind IN ('APPLICANT', 'OFFICER', 'PORTAL', 'SYSTEM', 'IMPORT')),
        ADD COLUMN actor_agency text;
      COMMENT ON COLUMN dossier_history.actor_kind IS 'In which capacity the actor acted; null in rows of earlier versions: unknown';
      COMMENT ON COLUMN dossier_history.actor_agency IS 'Agency that the actor, an officer, acted for';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE dossier_history DROP COLUMN actor_kind, DROP COLUMN actor_agency');
  }
}
