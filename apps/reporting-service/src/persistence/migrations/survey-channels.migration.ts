import type { MigrationInterface, QueryRunner } from 'typeorm';
import { GENERATIONS, schemaOf } from '../projection-tables.js';

/** Which answers judge an agency goes by how their ballots were issued; of earlier answers that is not known. */
export class SurveyChannels1796250000120 implements MigrationInterface {
  name = 'SurveyChannels1796250000120';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      const schema = schemaOf(generation);
      await queryRunner.query(`
        ALTER TABLE ${schema}.survey_answers ADD COLUMN channel text
          CONSTRAINT survey_answers_channel CHECK (channel IN (${CHANNELS}));
        COMMENT ON COLUMN ${schema}.survey_answers.channel IS 'How its ballot was issued; null: not known';
        CREATE TABLE ${schema}.survey_issues (
          batch_id uuid PRIMARY KEY,
          issued_at timestamptz NOT NULL,
          agency_code text NOT NULL,
          field_code text NOT NULL,
          procedure_code text NOT NULL,
          channel text NOT NULL CONSTRAINT survey_issues_channel CHECK (channel IN (${CHANNELS})),
          ballots integer NOT NULL CONSTRAINT survey_issues_ballots CHECK (ballots > 0)
        );
        CREATE INDEX survey_issues_of_agency_by_time ON ${schema}.survey_issues (agency_code, issued_at);
        COMMENT ON TABLE ${schema}.survey_issues IS 'How many ballots of satisfaction surveys were issued; no dossier beside them';
        COMMENT ON COLUMN ${schema}.survey_issues.batch_id IS 'Random id of the count';
        COMMENT ON COLUMN ${schema}.survey_issues.issued_at IS 'Beginning of the earliest local day on which one of them was issued';
        COMMENT ON COLUMN ${schema}.survey_issues.agency_code IS 'Agency that they are about';
        COMMENT ON COLUMN ${schema}.survey_issues.field_code IS 'Field that they are about; OTHER where there were few';
        COMMENT ON COLUMN ${schema}.survey_issues.procedure_code IS 'Procedure that they are about; OTHER where there were few';
        COMMENT ON COLUMN ${schema}.survey_issues.channel IS 'How they were issued';
        COMMENT ON COLUMN ${schema}.survey_issues.ballots IS 'How many';
      `);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      const schema = schemaOf(generation);
      await queryRunner.query(`
        DROP TABLE ${schema}.survey_issues;
        ALTER TABLE ${schema}.survey_answers DROP COLUMN channel;
      `);
    }
  }
}

const CHANNELS = `'OWNER', 'PORTAL', 'AGENCY_NAMED', 'COUNTER'`;
