import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Data fetched from national portals: submissions of citizens, code tables. */
export class SyncDown1767398400002 implements MigrationInterface {
  name = 'SyncDown1767398400002';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE national_submissions (
        destination text NOT NULL,
        portal_code text NOT NULL,
        state text NOT NULL CONSTRAINT national_submissions_state CHECK (state IN ('SUBMITTING', 'SUBMITTED', 'ANSWERED')),
        dossier_id uuid,
        answer text CONSTRAINT national_submissions_answer CHECK (answer IN (
          'TAKEN_OVER', 'ACCEPTED', 'REFUSED', 'WITHDRAWN')),
        fetched_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        due_at timestamptz NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        error_class text,
        owner text,
        error_code text,
        error_message text,
        failing_since timestamptz,
        CONSTRAINT national_submissions_pkey PRIMARY KEY (destination, portal_code),
        CONSTRAINT national_submissions_dossier CHECK ((state = 'SUBMITTING') = (dossier_id IS NULL)),
        CONSTRAINT national_submissions_one_dossier UNIQUE (destination, dossier_id)
      );
      CREATE INDEX national_submissions_unanswered ON national_submissions (destination, due_at) WHERE state = 'SUBMITTED';
      CREATE INDEX national_submissions_by_state ON national_submissions (destination, state, portal_code);
      COMMENT ON TABLE national_submissions IS 'Dossiers that citizens submitted at a national portal; what they wrote passes through and is not kept';
      COMMENT ON COLUMN national_submissions.destination IS 'National portal';
      COMMENT ON COLUMN national_submissions.portal_code IS 'The portal''s code of it: by which it is submitted once';
      COMMENT ON COLUMN national_submissions.state IS 'SUBMITTING, SUBMITTED here, ANSWERED for good';
      COMMENT ON COLUMN national_submissions.dossier_id IS 'Its dossier';
      COMMENT ON COLUMN national_submissions.answer IS 'What the portal was last told';
      COMMENT ON COLUMN national_submissions.fetched_at IS 'First fetched at, in real time';
      COMMENT ON COLUMN national_submissions.due_at IS 'Not worked on before; while it is worked on, when that ends at the latest';
      COMMENT ON COLUMN national_submissions.attempts IS 'Failures since the last success';
      COMMENT ON COLUMN national_submissions.error_class IS 'What has to be done about its failure';
      COMMENT ON COLUMN national_submissions.owner IS 'Role that has to do it';
      COMMENT ON COLUMN national_submissions.error_code IS 'Why it failed, machine-readable';
      COMMENT ON COLUMN national_submissions.error_message IS 'Why it failed; names fields, never what stands in them';
      COMMENT ON COLUMN national_submissions.failing_since IS 'First failure since the last success';

      CREATE TABLE national_syncs (
        destination text NOT NULL,
        what text NOT NULL CONSTRAINT national_syncs_what CHECK (what IN ('PROCEDURES', 'CODE_TABLES')),
        due_at timestamptz NOT NULL,
        started_at timestamptz,
        succeeded_at timestamptz,
        records_read integer NOT NULL DEFAULT 0,
        changed integer NOT NULL DEFAULT 0,
        refused integer NOT NULL DEFAULT 0,
        error text,
        CONSTRAINT national_syncs_pkey PRIMARY KEY (destination, what)
      );
      COMMENT ON TABLE national_syncs IS 'What is fetched from a national portal from time to time, and how it went last';
      COMMENT ON COLUMN national_syncs.destination IS 'National portal';
      COMMENT ON COLUMN national_syncs.what IS 'What is fetched';
      COMMENT ON COLUMN national_syncs.due_at IS 'When it is fetched next';
      COMMENT ON COLUMN national_syncs.started_at IS 'Last begun at, in real time';
      COMMENT ON COLUMN national_syncs.succeeded_at IS 'Last ended well at, in real time';
      COMMENT ON COLUMN national_syncs.records_read IS 'Records, or tables, read then';
      COMMENT ON COLUMN national_syncs.changed IS 'Of these, new or changed';
      COMMENT ON COLUMN national_syncs.refused IS 'Of these, refused';
      COMMENT ON COLUMN national_syncs.error IS 'Why it failed last';

      CREATE TABLE national_code_tables (
        destination text NOT NULL,
        name text NOT NULL,
        content jsonb NOT NULL,
        fetched_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT national_code_tables_pkey PRIMARY KEY (destination, name)
      );
      COMMENT ON TABLE national_code_tables IS 'Code tables of a national portal as it gave them last';
      COMMENT ON COLUMN national_code_tables.destination IS 'National portal';
      COMMENT ON COLUMN national_code_tables.name IS 'Service that gives it';
      COMMENT ON COLUMN national_code_tables.content IS 'Its rows';
      COMMENT ON COLUMN national_code_tables.fetched_at IS 'Last fetched at, in real time';
      COMMENT ON COLUMN national_code_tables.changed_at IS 'Last changed at, in real time';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE national_code_tables, national_syncs, national_submissions');
  }
}
