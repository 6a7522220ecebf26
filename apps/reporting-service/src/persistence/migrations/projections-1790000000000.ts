import type { MigrationInterface, QueryRunner } from 'typeorm';
import { GENERATIONS, schemaOf } from '../projection-tables.js';

/** The tables that reports are read from, twice: once for each generation of the projection. */
export class Projections1790000000000 implements MigrationInterface {
  name = 'Projections1790000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(STATE);
    for (const generation of GENERATIONS) {
      const schema = schemaOf(generation);
      await runner.query(`
        CREATE SCHEMA ${schema};
        COMMENT ON SCHEMA ${schema} IS 'One generation of the projection; projection_state says which one serves';
        SET LOCAL search_path TO ${schema};
        ${DOSSIERS}
        ${CLOCK_SPANS}
        ${FEEDBACK}
        ${NAMES}
        ${MARKS}
        SET LOCAL search_path TO DEFAULT;
      `);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) await runner.query(`DROP SCHEMA ${schemaOf(generation)} CASCADE`);
    await runner.query('DROP TABLE projection_state');
  }
}

const STATE = `
  CREATE TABLE projection_state (
    single_row boolean PRIMARY KEY DEFAULT true CONSTRAINT projection_state_single_row CHECK (single_row),
    serving text NOT NULL CONSTRAINT projection_state_serving CHECK (serving IN ('blue', 'green')),
    building text CONSTRAINT projection_state_building CHECK (building IN ('blue', 'green') AND building <> serving),
    rebuild_started_at timestamptz,
    rebuilt_at timestamptz,
    CONSTRAINT projection_state_rebuild CHECK (building IS NULL OR rebuild_started_at IS NOT NULL)
  );
  COMMENT ON TABLE projection_state IS 'Which generation of the projection reports are read from, and which one is being filled';
  COMMENT ON COLUMN projection_state.single_row IS 'There is one row';
  COMMENT ON COLUMN projection_state.serving IS 'Generation that reports are read from';
  COMMENT ON COLUMN projection_state.building IS 'Generation that events are written to while a rebuild goes on; null: they are written to the serving one';
  COMMENT ON COLUMN projection_state.rebuild_started_at IS 'When the rebuild that goes on, or the last one, began (real time)';
  COMMENT ON COLUMN projection_state.rebuilt_at IS 'When the last rebuild was complete and began to serve (real time)';
  INSERT INTO projection_state (serving) VALUES ('blue');
`;

const DOSSIERS = `
  CREATE TABLE dossiers (
    dossier_id uuid PRIMARY KEY,
    code text,
    legacy_system text,
    legacy_id text,
    agency_code text NOT NULL,
    field_code text NOT NULL,
    procedure_id uuid NOT NULL,
    procedure_code text NOT NULL,
    procedure_version integer NOT NULL CONSTRAINT dossiers_procedure_version CHECK (procedure_version > 0),
    channel text NOT NULL CONSTRAINT dossiers_channel CHECK (channel IN ('DIRECT', 'ONLINE', 'POST', 'OTHER')),
    subject_type text NOT NULL,
    refused_at timestamptz,
    accepted_at timestamptz,
    ended_at timestamptz,
    counted_ended_at timestamptz NOT NULL DEFAULT 'infinity',
    ended_kind text CONSTRAINT dossiers_ended_kind CHECK (ended_kind IN ('RESOLVED', 'DELIVERED', 'WITHDRAWN', 'STOPPED')),
    ended_due_at timestamptz,
    punctuality text CONSTRAINT dossiers_punctuality CHECK (punctuality IN ('EARLY', 'ON_TIME', 'LATE', 'UNKNOWN')),
    clock text CONSTRAINT dossiers_clock CHECK (clock IN ('RUNNING', 'PAUSED')),
    clock_from timestamptz,
    due_at timestamptz,
    CONSTRAINT dossiers_in_a_report CHECK (accepted_at IS NOT NULL OR refused_at IS NOT NULL),
    CONSTRAINT dossiers_counted_after_acceptance CHECK (counted_ended_at >= accepted_at),
    CONSTRAINT dossiers_ended CHECK (
      (counted_ended_at < 'infinity') = (ended_at IS NOT NULL) AND (ended_at IS NULL) = (punctuality IS NULL)
    ),
    CONSTRAINT dossiers_clock_since_acceptance CHECK (
      (accepted_at IS NULL) = (clock IS NULL) AND (clock IS NULL) = (clock_from IS NULL)
    ),
    CONSTRAINT dossiers_no_due_while_paused CHECK (clock = 'RUNNING' OR due_at IS NULL)
  ) WITH (fillfactor = 85);
  CREATE INDEX dossiers_counted ON dossiers (agency_code, counted_ended_at, dossier_id)
    INCLUDE (accepted_at, field_code, channel, punctuality, clock, clock_from, due_at) WHERE accepted_at IS NOT NULL;
  CREATE INDEX dossiers_by_end ON dossiers (counted_ended_at, dossier_id) WHERE accepted_at IS NOT NULL;
  CREATE INDEX dossiers_of_agency_by_acceptance ON dossiers (agency_code, accepted_at, dossier_id) WHERE accepted_at IS NOT NULL;
  CREATE INDEX dossiers_by_acceptance ON dossiers (accepted_at, dossier_id) WHERE accepted_at IS NOT NULL;
  CREATE INDEX dossiers_by_refusal ON dossiers (refused_at, dossier_id) INCLUDE (agency_code, field_code) WHERE refused_at IS NOT NULL;
  COMMENT ON INDEX dossiers_counted IS 'All that a period report reads: one range per agency, without the table (PostgreSQL 18 skips from agency to agency)';
  COMMENT ON TABLE dossiers IS 'One row per dossier that was accepted or refused at intake, with all that a report asks of it';
  COMMENT ON COLUMN dossiers.dossier_id IS 'Dossier';
  COMMENT ON COLUMN dossiers.code IS 'Code on its receipt; null for what was refused';
  COMMENT ON COLUMN dossiers.legacy_system IS 'Legacy system that it was taken over from';
  COMMENT ON COLUMN dossiers.legacy_id IS 'Id in that system';
  COMMENT ON COLUMN dossiers.agency_code IS 'Agency that answers for it, by its latest event';
  COMMENT ON COLUMN dossiers.field_code IS 'Field (lĩnh vực) of its procedure';
  COMMENT ON COLUMN dossiers.procedure_id IS 'Procedure';
  COMMENT ON COLUMN dossiers.procedure_code IS 'Code of the procedure';
  COMMENT ON COLUMN dossiers.procedure_version IS 'Version of the procedure that it was opened on';
  COMMENT ON COLUMN dossiers.channel IS 'How it was submitted';
  COMMENT ON COLUMN dossiers.subject_type IS 'Whose it is: LoaiDoiTuong of the national portal';
  COMMENT ON COLUMN dossiers.refused_at IS 'When it was refused at intake (Form 03)';
  COMMENT ON COLUMN dossiers.accepted_at IS 'When it was received complete and correct (Form 01); reports count it from here on';
  COMMENT ON COLUMN dossiers.ended_at IS 'When it was first resolved, delivered, stopped or withdrawn, as recorded';
  COMMENT ON COLUMN dossiers.counted_ended_at IS 'The later of ended_at and accepted_at, because recorded history can end before it begins; infinity while open';
  COMMENT ON COLUMN dossiers.ended_kind IS 'How it ended; null where a legacy system recorded only that it did';
  COMMENT ON COLUMN dossiers.ended_due_at IS 'Due instant when it ended; null: unknown, or its clock was paused';
  COMMENT ON COLUMN dossiers.punctuality IS 'ended_at against ended_due_at: LATE is an instant after it, EARLY a local date before it';
  COMMENT ON COLUMN dossiers.clock IS 'How its clock stands from clock_from to counted_ended_at; earlier spans lie in dossier_clock_spans';
  COMMENT ON COLUMN dossiers.clock_from IS 'Since when clock and due_at hold';
  COMMENT ON COLUMN dossiers.due_at IS 'Due instant while the clock runs; null: unknown, or paused';
`;

const CLOCK_SPANS = `
  CREATE TABLE dossier_clock_spans (
    dossier_id uuid NOT NULL,
    from_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    clock text NOT NULL CONSTRAINT dossier_clock_spans_clock CHECK (clock IN ('RUNNING', 'PAUSED')),
    due_at timestamptz,
    PRIMARY KEY (dossier_id, from_at),
    CONSTRAINT dossier_clock_spans_forward CHECK (from_at < until_at)
  );
  COMMENT ON TABLE dossier_clock_spans IS 'How the clock of a dossier stood before its present span, so that a report as of any instant can be made again';
  COMMENT ON COLUMN dossier_clock_spans.dossier_id IS 'Dossier';
  COMMENT ON COLUMN dossier_clock_spans.from_at IS 'Since when it stood so';
  COMMENT ON COLUMN dossier_clock_spans.until_at IS 'Until when; the next span begins here';
  COMMENT ON COLUMN dossier_clock_spans.clock IS 'Whether it ran';
  COMMENT ON COLUMN dossier_clock_spans.due_at IS 'Due instant as it stood then; null: unknown, or paused';
`;

const FEEDBACK = `
  CREATE TABLE feedback_steps (
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
  CREATE INDEX feedback_steps_by_time ON feedback_steps (at, feedback_id, version);
  CREATE INDEX feedback_steps_of_agency_by_time ON feedback_steps (agency_code, at, feedback_id, version);
  COMMENT ON TABLE feedback_steps IS 'Everything that happened to a feedback, counted by when and where it happened';
  COMMENT ON COLUMN feedback_steps.feedback_id IS 'Feedback';
  COMMENT ON COLUMN feedback_steps.version IS 'Version of the event that says so';
  COMMENT ON COLUMN feedback_steps.step IS 'What happened';
  COMMENT ON COLUMN feedback_steps.at IS 'When';
  COMMENT ON COLUMN feedback_steps.code IS 'Code of the feedback';
  COMMENT ON COLUMN feedback_steps.kind IS 'About behaviour, or about a regulation (Decree 20/2008/NĐ-CP Art. 5)';
  COMMENT ON COLUMN feedback_steps.channel IS 'How it came';
  COMMENT ON COLUMN feedback_steps.agency_code IS 'Agency that did it; for FORWARDED the one that passed it on';
  COMMENT ON COLUMN feedback_steps.field_code IS 'Field, where it is known';
  COMMENT ON COLUMN feedback_steps.due_at IS 'When the answer is due';
  COMMENT ON COLUMN feedback_steps.punctuality IS 'Of an answer: LATE is an instant after due_at; UNKNOWN without one';

  CREATE TABLE survey_answers (
    survey_id uuid PRIMARY KEY,
    answered_at timestamptz NOT NULL,
    agency_code text NOT NULL,
    field_code text NOT NULL,
    procedure_code text NOT NULL,
    level text NOT NULL CONSTRAINT survey_answers_level CHECK (level IN ('VERY_SATISFIED', 'SATISFIED', 'DISSATISFIED')),
    question_version integer NOT NULL
  );
  CREATE INDEX survey_answers_by_time ON survey_answers (answered_at);
  CREATE INDEX survey_answers_of_agency_by_time ON survey_answers (agency_code, answered_at);
  COMMENT ON TABLE survey_answers IS 'Satisfaction answers; no dossier beside them, so that no officer learns what an applicant answered';
  COMMENT ON COLUMN survey_answers.survey_id IS 'Random id of the answer';
  COMMENT ON COLUMN survey_answers.answered_at IS 'Beginning of the local day on which it was answered';
  COMMENT ON COLUMN survey_answers.agency_code IS 'Agency that it is about';
  COMMENT ON COLUMN survey_answers.field_code IS 'Field that it is about';
  COMMENT ON COLUMN survey_answers.procedure_code IS 'Procedure that it is about';
  COMMENT ON COLUMN survey_answers.level IS 'The answer';
  COMMENT ON COLUMN survey_answers.question_version IS 'Version of the question';
`;

const NAMES = `
  CREATE TABLE agencies (
    code text PRIMARY KEY,
    name text NOT NULL,
    level text NOT NULL,
    parent_code text,
    valid_from date NOT NULL,
    valid_to date
  );
  COMMENT ON TABLE agencies IS 'Names of agencies for the rows of reports, as the catalog announces them';
  COMMENT ON COLUMN agencies.code IS 'Identification code (Decision 20/2020/QĐ-TTg)';
  COMMENT ON COLUMN agencies.name IS 'Name, by the latest announcement';
  COMMENT ON COLUMN agencies.level IS 'Level';
  COMMENT ON COLUMN agencies.parent_code IS 'Agency above';
  COMMENT ON COLUMN agencies.valid_from IS 'First day of its existence';
  COMMENT ON COLUMN agencies.valid_to IS 'Last day of its existence';

  CREATE TABLE fields (
    code text PRIMARY KEY,
    name text NOT NULL
  );
  COMMENT ON TABLE fields IS 'Names of fields (lĩnh vực) for the rows of reports';
  COMMENT ON COLUMN fields.code IS 'Code (Circular 01/2018/TT-VPCP Art. 20)';
  COMMENT ON COLUMN fields.name IS 'Name, by the latest published procedure';

  CREATE TABLE procedures (
    procedure_id uuid PRIMARY KEY,
    code text NOT NULL,
    name text NOT NULL,
    version integer NOT NULL
  );
  COMMENT ON TABLE procedures IS 'Names of procedures for the lists behind the numbers';
  COMMENT ON COLUMN procedures.procedure_id IS 'Procedure';
  COMMENT ON COLUMN procedures.code IS 'Code';
  COMMENT ON COLUMN procedures.name IS 'Name in its latest published version';
  COMMENT ON COLUMN procedures.version IS 'Latest published version';
`;

const MARKS = `
  CREATE TABLE projection_marks (
    topic text PRIMARY KEY,
    events bigint NOT NULL,
    last_event_id uuid NOT NULL,
    last_recorded_at timestamptz NOT NULL
  );
  COMMENT ON TABLE projection_marks IS 'How far this generation has come, topic by topic: what a report says about its own age';
  COMMENT ON COLUMN projection_marks.topic IS 'Topic';
  COMMENT ON COLUMN projection_marks.events IS 'Events applied';
  COMMENT ON COLUMN projection_marks.last_event_id IS 'The latest recorded of them';
  COMMENT ON COLUMN projection_marks.last_recorded_at IS 'When that one was recorded';
`;
