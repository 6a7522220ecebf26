import type { MigrationInterface, QueryRunner } from 'typeorm';
import { GENERATIONS, schemaOf } from '../projection-tables.js';

/** What of requests for supplements judges an agency, as the events flag it. */
export class DossierFlags1796000000031 implements MigrationInterface {
  name = 'DossierFlags1796000000031';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      const table = `${schemaOf(generation)}.dossier_flags`;
      await queryRunner.query(`
        CREATE TABLE ${table} (
          dossier_id uuid NOT NULL,
          at timestamptz NOT NULL,
          flag text NOT NULL,
          CONSTRAINT dossier_flags_pkey PRIMARY KEY (dossier_id, at, flag)
        );
        CREATE INDEX dossier_flags_by_time ON ${table} (at) INCLUDE (dossier_id);
        COMMENT ON TABLE ${table} IS 'What is remarkable about events of dossiers; rows for flagged events only, none for what was announced before events had flags';
        COMMENT ON COLUMN ${table}.dossier_id IS 'Dossier';
        COMMENT ON COLUMN ${table}.at IS 'When it happened';
        COMMENT ON COLUMN ${table}.flag IS 'SUPPLEMENT_AFTER_WINDOW, SUPPLEMENT_REPEATED, SUPPLEMENT_ANSWERED_BY_ASKER …';
      `);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) await queryRunner.query(`DROP TABLE ${schemaOf(generation)}.dossier_flags`);
  }
}
