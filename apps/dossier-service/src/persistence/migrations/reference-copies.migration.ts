import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Copies of what procedure-catalog-service owns, as far as deadlines and guards need it. */
export class ReferenceCopies1767312000001 implements MigrationInterface {
  name = 'ReferenceCopies1767312000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE procedure_versions (
        procedure_id uuid NOT NULL,
        version integer NOT NULL,
        code text NOT NULL,
        name text NOT NULL,
        field_code text NOT NULL,
        online boolean NOT NULL,
        effective_on date NOT NULL,
        cases jsonb NOT NULL,
        CONSTRAINT procedure_versions_pkey PRIMARY KEY (procedure_id, version)
      );
      CREATE INDEX procedure_versions_by_code ON procedure_versions (code, effective_on DESC, version DESC);
      COMMENT ON TABLE procedure_versions IS 'Copy: published versions of procedures; a version never changes';
      COMMENT ON COLUMN procedure_versions.procedure_id IS 'Procedure';
      COMMENT ON COLUMN procedure_versions.version IS 'Version';
      COMMENT ON COLUMN procedure_versions.code IS 'Code';
      COMMENT ON COLUMN procedure_versions.name IS 'Name';
      COMMENT ON COLUMN procedure_versions.field_code IS 'Field';
      COMMENT ON COLUMN procedure_versions.online IS 'Whether it can be submitted online';
      COMMENT ON COLUMN procedure_versions.effective_on IS 'Day from which dossiers can be opened on it';
      COMMENT ON COLUMN procedure_versions.cases IS 'Internal process by case: budget, supplement mode, steps';

      CREATE TABLE abolished_procedures (
        procedure_id uuid PRIMARY KEY,
        code text NOT NULL,
        effective_on date NOT NULL
      );
      COMMENT ON TABLE abolished_procedures IS 'Copy: procedures on which no dossier can be opened any more';
      COMMENT ON COLUMN abolished_procedures.procedure_id IS 'Procedure';
      COMMENT ON COLUMN abolished_procedures.code IS 'Code';
      COMMENT ON COLUMN abolished_procedures.effective_on IS 'Day from which it is abolished';

      CREATE TABLE agencies (
        code text PRIMARY KEY,
        version integer NOT NULL,
        name text NOT NULL,
        calendar_id text NOT NULL,
        office_hours_key text,
        valid_from date NOT NULL,
        valid_to date
      );
      COMMENT ON TABLE agencies IS 'Copy: agencies as they stand';
      COMMENT ON COLUMN agencies.code IS 'Identification code';
      COMMENT ON COLUMN agencies.version IS 'Version of the event that said so; 0: asked for, to be overwritten by any event';
      COMMENT ON COLUMN agencies.name IS 'Name';
      COMMENT ON COLUMN agencies.calendar_id IS 'Calendar by which it works';
      COMMENT ON COLUMN agencies.office_hours_key IS 'Its own office hours; null: those of the calendar';
      COMMENT ON COLUMN agencies.valid_from IS 'First day of its existence';
      COMMENT ON COLUMN agencies.valid_to IS 'Last day of its existence';

      CREATE TABLE office_hours (
        key text PRIMARY KEY,
        hours jsonb NOT NULL
      );
      COMMENT ON TABLE office_hours IS 'Office hours that agencies have or had of their own; kept for ever, since dossiers are stamped with them';
      COMMENT ON COLUMN office_hours.key IS 'SHA-256 of the hours';
      COMMENT ON COLUMN office_hours.hours IS 'Tables of office hours, by the date from which they hold';

      CREATE TABLE calendars (
        id text NOT NULL,
        version integer NOT NULL,
        definition jsonb NOT NULL,
        CONSTRAINT calendars_pkey PRIMARY KEY (id, version)
      );
      COMMENT ON TABLE calendars IS 'Copy: versions of working calendars; a version never changes';
      COMMENT ON COLUMN calendars.id IS 'Calendar';
      COMMENT ON COLUMN calendars.version IS 'Version';
      COMMENT ON COLUMN calendars.definition IS 'The calendar';

      CREATE TABLE rule_sets (
        id text NOT NULL,
        version integer NOT NULL,
        effective_from date NOT NULL,
        effective_to date,
        definition jsonb NOT NULL,
        CONSTRAINT rule_sets_pkey PRIMARY KEY (id, version)
      );
      COMMENT ON TABLE rule_sets IS 'Copy: versions of rule sets; a version never changes';
      COMMENT ON COLUMN rule_sets.id IS 'Rule set';
      COMMENT ON COLUMN rule_sets.version IS 'Version';
      COMMENT ON COLUMN rule_sets.effective_from IS 'First day on which dossiers are received by it';
      COMMENT ON COLUMN rule_sets.effective_to IS 'Last day';
      COMMENT ON COLUMN rule_sets.definition IS 'The rules';

      CREATE TABLE calendar_changes (
        calendar_id text NOT NULL,
        version integer NOT NULL,
        state text NOT NULL CONSTRAINT calendar_changes_state CHECK (state IN ('RUNNING', 'COMPLETED')),
        last_dossier_id uuid,
        looked_at integer NOT NULL DEFAULT 0,
        changed integer NOT NULL DEFAULT 0,
        started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished_at timestamptz,
        CONSTRAINT calendar_changes_pkey PRIMARY KEY (calendar_id, version)
      );
      CREATE INDEX calendar_changes_running ON calendar_changes (started_at) WHERE state = 'RUNNING';
      COMMENT ON TABLE calendar_changes IS 'Calendar versions by which open deadlines are set anew, and how far that is';
      COMMENT ON COLUMN calendar_changes.calendar_id IS 'Calendar';
      COMMENT ON COLUMN calendar_changes.version IS 'Version that came';
      COMMENT ON COLUMN calendar_changes.state IS 'RUNNING or COMPLETED';
      COMMENT ON COLUMN calendar_changes.last_dossier_id IS 'Where to go on after an interruption';
      COMMENT ON COLUMN calendar_changes.looked_at IS 'Open dossiers looked at';
      COMMENT ON COLUMN calendar_changes.changed IS 'Deadlines set anew';
      COMMENT ON COLUMN calendar_changes.started_at IS 'When the version came, in real time';
      COMMENT ON COLUMN calendar_changes.finished_at IS 'When all were looked at, in real time';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'DROP TABLE calendar_changes, rule_sets, calendars, office_hours, agencies, abolished_procedures, procedure_versions',
    );
  }
}
