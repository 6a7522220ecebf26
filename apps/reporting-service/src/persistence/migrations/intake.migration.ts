import type { MigrationInterface, QueryRunner } from 'typeorm';
import { GENERATIONS, schemaOf } from '../projection-tables.js';

/**
 * A dossier is counted from its submission on. Earlier versions left out whatever was never accepted or refused, and kept no time
 * of submission: a generation that they have filled cannot report on intake, and `projection_state` says so until a rebuild has
 * filled another one.
 */
export class Intake1796000000041 implements MigrationInterface {
  name = 'Intake1796000000041';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      const table = `${schemaOf(generation)}.dossiers`;
      await queryRunner.query(`
        ALTER TABLE ${table}
          ADD COLUMN submitted_at timestamptz,
          ADD COLUMN intake_ended_at timestamptz NOT NULL DEFAULT 'infinity',
          ADD COLUMN intake_end text CONSTRAINT dossiers_intake_end CHECK (intake_end IN (
            'ACCEPTED', 'REFUSED', 'SUPPLEMENT_EXPIRED', 'WITHDRAWN_BY_APPLICANT', 'WITHDRAWN_BY_COUNTER', 'WITHDRAWN', 'STOPPED')),
          ADD CONSTRAINT dossiers_intake_ended CHECK ((intake_ended_at < 'infinity') = (intake_end IS NOT NULL)),
          ADD CONSTRAINT dossiers_intake_after_submission CHECK (intake_ended_at >= submitted_at),
          DROP CONSTRAINT dossiers_in_a_report,
          ADD CONSTRAINT dossiers_in_a_report CHECK (
            submitted_at IS NOT NULL OR accepted_at IS NOT NULL OR refused_at IS NOT NULL OR intake_end IS NOT NULL
          );
        CREATE INDEX dossiers_in_intake ON ${table} (agency_code, intake_ended_at, dossier_id)
          INCLUDE (submitted_at, field_code, intake_end) WHERE submitted_at IS NOT NULL;
        CREATE INDEX dossiers_by_end_of_intake ON ${table} (intake_ended_at, dossier_id) WHERE submitted_at IS NOT NULL;
        CREATE INDEX dossiers_by_submission ON ${table} (submitted_at, dossier_id)
          INCLUDE (agency_code, field_code, intake_ended_at) WHERE submitted_at IS NOT NULL;
        COMMENT ON TABLE ${table} IS 'One row per dossier, with all that a report asks of it';
        COMMENT ON INDEX ${schemaOf(generation)}.dossiers_in_intake IS 'All that the figures of intake read: one range per agency, without the table';
        COMMENT ON COLUMN ${table}.code IS 'Code on its receipt; null for what was not accepted';
        COMMENT ON COLUMN ${table}.submitted_at IS 'When it was submitted; null for what was taken over from a legacy system, and for what an earlier version projected';
        COMMENT ON COLUMN ${table}.intake_ended_at IS 'When it was accepted, or ended without that, but never before its submission; infinity while it waits for acceptance';
        COMMENT ON COLUMN ${table}.intake_end IS 'How its intake ended; WITHDRAWN: nobody recorded by whom';
      `);
    }
    await queryRunner.query(`
      ALTER TABLE projection_state
        ADD COLUMN serving_has_intake boolean NOT NULL DEFAULT false,
        ADD COLUMN building_has_intake boolean NOT NULL DEFAULT false;
      COMMENT ON COLUMN projection_state.serving_has_intake IS 'Whether the serving generation was filled with submissions from the first event on';
      COMMENT ON COLUMN projection_state.building_has_intake IS 'Whether the generation that a rebuild fills is filled with them';
      UPDATE projection_state SET serving_has_intake =
        NOT EXISTS (SELECT FROM ${schemaOf('blue')}.projection_progress) AND NOT EXISTS (SELECT FROM ${schemaOf('blue')}.projection_marks)
        AND NOT EXISTS (SELECT FROM ${schemaOf('green')}.projection_progress) AND NOT EXISTS (SELECT FROM ${schemaOf('green')}.projection_marks);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'ALTER TABLE projection_state DROP COLUMN serving_has_intake, DROP COLUMN building_has_intake',
    );
    for (const generation of GENERATIONS) {
      const table = `${schemaOf(generation)}.dossiers`;
      await queryRunner.query(`
        DELETE FROM ${table} WHERE accepted_at IS NULL AND refused_at IS NULL;
        ALTER TABLE ${table}
          DROP CONSTRAINT dossiers_in_a_report,
          DROP COLUMN submitted_at, DROP COLUMN intake_ended_at, DROP COLUMN intake_end,
          ADD CONSTRAINT dossiers_in_a_report CHECK (accepted_at IS NOT NULL OR refused_at IS NOT NULL)
      `);
    }
  }
}
