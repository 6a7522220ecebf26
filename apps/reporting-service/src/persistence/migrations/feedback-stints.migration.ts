import type { MigrationInterface, QueryRunner } from 'typeorm';
import { GENERATIONS, schemaOf } from '../projection-tables.js';

/**
 * Feedback is counted by its time at each agency, so that what nobody answers is in a number. The steps that were kept until now do
 * not say to whom an item was forwarded, so a rebuild has to fill the table; `projection_state` says by which version of the
 * projection each generation was filled.
 */
export class FeedbackStints1796100000060 implements MigrationInterface {
  name = 'FeedbackStints1796100000060';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      const schema = schemaOf(generation);
      await queryRunner.query(`
        DROP TABLE ${schema}.feedback_steps;
        CREATE TABLE ${schema}.feedback_stints (
          feedback_id uuid NOT NULL,
          number integer NOT NULL,
          version integer NOT NULL,
          code text NOT NULL,
          kind text NOT NULL,
          channel text NOT NULL,
          agency_code text NOT NULL,
          field_code text,
          received_at timestamptz NOT NULL,
          received_by text NOT NULL CONSTRAINT feedback_stints_received_by CHECK (received_by IN ('FILED', 'FORWARDED')),
          responded_at timestamptz,
          accepted_at timestamptz,
          ended_at timestamptz,
          ended_by text CONSTRAINT feedback_stints_ended_by CHECK (ended_by IN ('REFUSED', 'FORWARDED', 'ANSWERED')),
          refusal_reason text,
          published_at timestamptz,
          respond_due_at timestamptz,
          forward_due_at timestamptz,
          answer_due_at timestamptz,
          answer_filer_due_at timestamptz,
          publish_due_at timestamptz,
          CONSTRAINT feedback_stints_pkey PRIMARY KEY (feedback_id, number),
          CONSTRAINT feedback_stints_ended CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
          CONSTRAINT feedback_stints_refused CHECK ((ended_by IS NOT DISTINCT FROM 'REFUSED') = (refusal_reason IS NOT NULL)),
          CONSTRAINT feedback_stints_published CHECK (published_at IS NULL OR ended_by = 'ANSWERED')
        );
        CREATE INDEX feedback_stints_by_time ON ${schema}.feedback_stints (received_at, feedback_id, number);
        CREATE INDEX feedback_stints_of_agency ON ${schema}.feedback_stints (agency_code, received_at, feedback_id, number);
        COMMENT ON TABLE ${schema}.feedback_stints IS 'The time of a feedback item at each agency that had it';
        COMMENT ON COLUMN ${schema}.feedback_stints.feedback_id IS 'Feedback';
        COMMENT ON COLUMN ${schema}.feedback_stints.number IS '1 at the agency where it was filed, one more with each forwarding';
        COMMENT ON COLUMN ${schema}.feedback_stints.version IS 'Version of the last event that changed it';
        COMMENT ON COLUMN ${schema}.feedback_stints.code IS 'Code of the feedback';
        COMMENT ON COLUMN ${schema}.feedback_stints.kind IS 'About behaviour, or about a regulation (Decree 20/2008/NĐ-CP Art. 5)';
        COMMENT ON COLUMN ${schema}.feedback_stints.channel IS 'How it came';
        COMMENT ON COLUMN ${schema}.feedback_stints.agency_code IS 'Agency that has or had it';
        COMMENT ON COLUMN ${schema}.feedback_stints.field_code IS 'Field, where it is known';
        COMMENT ON COLUMN ${schema}.feedback_stints.received_at IS 'When the agency received it';
        COMMENT ON COLUMN ${schema}.feedback_stints.received_by IS 'How: filed there, or forwarded to it';
        COMMENT ON COLUMN ${schema}.feedback_stints.responded_at IS 'When the agency accepted, refused or forwarded it';
        COMMENT ON COLUMN ${schema}.feedback_stints.accepted_at IS 'When the agency accepted it';
        COMMENT ON COLUMN ${schema}.feedback_stints.ended_at IS 'When the agency refused, forwarded or answered it; null while it is open';
        COMMENT ON COLUMN ${schema}.feedback_stints.ended_by IS 'Which of these';
        COMMENT ON COLUMN ${schema}.feedback_stints.refusal_reason IS 'Why it was refused';
        COMMENT ON COLUMN ${schema}.feedback_stints.published_at IS 'When it was published with its answer';
        COMMENT ON COLUMN ${schema}.feedback_stints.respond_due_at IS 'Due to accept, refuse or forward it; null: not known';
        COMMENT ON COLUMN ${schema}.feedback_stints.forward_due_at IS 'Due to forward it, if the agency is not competent';
        COMMENT ON COLUMN ${schema}.feedback_stints.answer_due_at IS 'Due to answer it, from acceptance on';
        COMMENT ON COLUMN ${schema}.feedback_stints.answer_filer_due_at IS 'Due to answer it, counted from the filing';
        COMMENT ON COLUMN ${schema}.feedback_stints.publish_due_at IS 'Due to publish it, from the answer on';
      `);
    }
    await queryRunner.query(`
      ALTER TABLE projection_state
        ADD COLUMN serving_filled_by integer NOT NULL DEFAULT 1,
        ADD COLUMN building_filled_by integer;
      UPDATE projection_state SET
        building_filled_by = CASE WHEN building IS NULL THEN NULL WHEN building_has_intake THEN 2 ELSE 1 END,
        serving_filled_by = CASE
          WHEN NOT EXISTS (SELECT FROM ${schemaOf('blue')}.projection_progress) AND NOT EXISTS (SELECT FROM ${schemaOf('blue')}.projection_marks)
            AND NOT EXISTS (SELECT FROM ${schemaOf('green')}.projection_progress) AND NOT EXISTS (SELECT FROM ${schemaOf('green')}.projection_marks)
            THEN 3
          WHEN serving_has_intake THEN 2 ELSE 1 END;
      ALTER TABLE projection_state
        DROP COLUMN serving_has_intake,
        DROP COLUMN building_has_intake,
        ALTER COLUMN serving_filled_by DROP DEFAULT,
        ADD CONSTRAINT projection_state_building_filled CHECK ((building IS NULL) = (building_filled_by IS NULL));
      COMMENT ON COLUMN projection_state.serving_filled_by IS 'Version of the projection that filled the serving generation from the first event on';
      COMMENT ON COLUMN projection_state.building_filled_by IS 'Version of the projection that fills the other one, while a rebuild goes on';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE projection_state
        ADD COLUMN serving_has_intake boolean NOT NULL DEFAULT false,
        ADD COLUMN building_has_intake boolean NOT NULL DEFAULT false;
      UPDATE projection_state SET serving_has_intake = serving_filled_by >= 2, building_has_intake = coalesce(building_filled_by >= 2, false);
      ALTER TABLE projection_state DROP COLUMN serving_filled_by, DROP COLUMN building_filled_by;
    `);
    for (const generation of GENERATIONS) {
      const schema = schemaOf(generation);
      await queryRunner.query(`
        DROP TABLE ${schema}.feedback_stints;
        CREATE TABLE ${schema}.feedback_steps (
          feedback_id uuid NOT NULL,
          version integer NOT NULL,
          step text NOT NULL CONSTRAINT feedback_steps_step CHECK (step IN ('FILED', 'ACCEPTED', 'REFUSED', 'FORWARDED', 'ANSWERED', 'PUBLISHED')),
          at timestamptz NOT NULL,
          code text NOT NULL,
          kind text NOT NULL,
          channel text NOT NULL,
          agency_code text NOT NULL,
          field_code text,
          due_at timestamptz,
          punctuality text CONSTRAINT feedback_steps_punctuality CHECK (punctuality IN ('ON_TIME', 'LATE', 'UNKNOWN')),
          PRIMARY KEY (feedback_id, version),
          CONSTRAINT feedback_steps_answered CHECK ((step = 'ANSWERED') = (punctuality IS NOT NULL))
        );
        CREATE INDEX feedback_steps_by_time ON ${schema}.feedback_steps (at, feedback_id, version);
        CREATE INDEX feedback_steps_of_agency_by_time ON ${schema}.feedback_steps (agency_code, at, feedback_id, version);
      `);
    }
  }
}
