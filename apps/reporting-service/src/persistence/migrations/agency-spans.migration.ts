import type { MigrationInterface, QueryRunner } from 'typeorm';
import { GENERATIONS, schemaOf } from '../projection-tables.js';

/** A dossier goes to the successor of its agency: reports of earlier periods keep it where it was. */
export class AgencySpans1796051000000 implements MigrationInterface {
  name = 'AgencySpans1796051000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      const schema = schemaOf(generation);
      await queryRunner.query(`
        ALTER TABLE ${schema}.dossiers ADD COLUMN agency_from timestamptz;
        COMMENT ON COLUMN ${schema}.dossiers.agency_from IS 'Since when agency_code has it; null: since its acceptance. Earlier agencies lie in dossier_agency_spans';
        CREATE INDEX dossiers_transferred ON ${schema}.dossiers (agency_from) WHERE agency_from IS NOT NULL;
        CREATE TABLE ${schema}.dossier_agency_spans (
          dossier_id uuid NOT NULL,
          until_at timestamptz NOT NULL,
          agency_code text NOT NULL,
          CONSTRAINT dossier_agency_spans_pkey PRIMARY KEY (dossier_id, until_at)
        );
        CREATE INDEX dossier_agency_spans_of_agency ON ${schema}.dossier_agency_spans (agency_code, until_at);
        COMMENT ON TABLE ${schema}.dossier_agency_spans IS 'The agencies that a dossier had before its present one, so that a report as of any instant can be made again';
        COMMENT ON COLUMN ${schema}.dossier_agency_spans.dossier_id IS 'Dossier';
        COMMENT ON COLUMN ${schema}.dossier_agency_spans.until_at IS 'Until when; the next agency has it from here on';
        COMMENT ON COLUMN ${schema}.dossier_agency_spans.agency_code IS 'Agency that had it';
      `);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      const schema = schemaOf(generation);
      await queryRunner.query(`
        DROP TABLE ${schema}.dossier_agency_spans;
        ALTER TABLE ${schema}.dossiers DROP COLUMN agency_from;
      `);
    }
  }
}
