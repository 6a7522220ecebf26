import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ledger of what is sent to national portals. */
export class Sends1767398400000 implements MigrationInterface {
  name = 'Sends1767398400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE national_sends (
        destination text NOT NULL,
        dossier_id uuid NOT NULL,
        code text,
        agency_code text NOT NULL,
        procedure_code text NOT NULL,
        wanted_version integer NOT NULL,
        wanted_status text NOT NULL,
        acknowledged_version integer,
        acknowledged_status text,
        acknowledged_at timestamptz,
        held_there boolean NOT NULL,
        progress_rows integer NOT NULL,
        look_first boolean NOT NULL,
        state text NOT NULL CONSTRAINT national_sends_state CHECK (state IN (
          'WAITING', 'DUE', 'OPEN', 'ACKNOWLEDGED', 'STOPPED')),
        attempts integer NOT NULL,
        due_at timestamptz,
        lease uuid,
        error_class text CONSTRAINT national_sends_error_class CHECK (error_class IN (
          'RETRY', 'FIX_DATA', 'FIX_MAPPING', 'DROP')),
        owner text,
        error_code text,
        error_message text,
        failing_since timestamptz,
        unsent_since timestamptz,
        CONSTRAINT national_sends_pkey PRIMARY KEY (destination, dossier_id),
        CONSTRAINT national_sends_due CHECK ((state IN ('DUE', 'OPEN')) = (due_at IS NOT NULL)),
        CONSTRAINT national_sends_code CHECK (state = 'WAITING' OR code IS NOT NULL),
        CONSTRAINT national_sends_owner CHECK ((error_class IS NULL) = (owner IS NULL))
      ) WITH (fillfactor = 70);
      CREATE INDEX national_sends_by_due ON national_sends (destination, due_at) WHERE state IN ('DUE', 'OPEN');
      CREATE INDEX national_sends_by_state ON national_sends (destination, state, dossier_id);
      CREATE INDEX national_sends_by_class ON national_sends (destination, error_class, dossier_id)
        WHERE error_class IS NOT NULL;
      CREATE INDEX national_sends_unsent ON national_sends (destination, unsent_since) WHERE unsent_since IS NOT NULL;
      CREATE INDEX national_sends_by_code ON national_sends (destination, code);
      COMMENT ON TABLE national_sends IS 'Ledger of sends: what a national portal is to hold of a dossier, and what it is known to hold';
      COMMENT ON COLUMN national_sends.destination IS 'National portal';
      COMMENT ON COLUMN national_sends.dossier_id IS 'Dossier';
      COMMENT ON COLUMN national_sends.code IS 'Its code (MaHoSo), from acceptance on';
      COMMENT ON COLUMN national_sends.agency_code IS 'Agency that answers for it';
      COMMENT ON COLUMN national_sends.procedure_code IS 'Procedure';
      COMMENT ON COLUMN national_sends.wanted_version IS 'Version of the dossier that the portal is to hold';
      COMMENT ON COLUMN national_sends.wanted_status IS 'State in that version';
      COMMENT ON COLUMN national_sends.acknowledged_version IS 'Version that the portal is known to hold';
      COMMENT ON COLUMN national_sends.acknowledged_status IS 'State in that version';
      COMMENT ON COLUMN national_sends.acknowledged_at IS 'When that was known, in real time';
      COMMENT ON COLUMN national_sends.held_there IS 'Whether the portal is believed to hold it in some state: it is then sent as an update';
      COMMENT ON COLUMN national_sends.progress_rows IS 'Rows of its progress that the portal is known to hold';
      COMMENT ON COLUMN national_sends.look_first IS 'What the portal holds has to be looked up before anything is sent';
      COMMENT ON COLUMN national_sends.state IS 'WAITING for a code, DUE, OPEN (under way or unproven), ACKNOWLEDGED, STOPPED until a change or a hand';
      COMMENT ON COLUMN national_sends.attempts IS 'Failures since the last success';
      COMMENT ON COLUMN national_sends.due_at IS 'When it is worked on next; while it is worked on, when that lease ends';
      COMMENT ON COLUMN national_sends.lease IS 'Who works on it, or did last';
      COMMENT ON COLUMN national_sends.error_class IS 'What has to be done about its failure';
      COMMENT ON COLUMN national_sends.owner IS 'Role that has to do it';
      COMMENT ON COLUMN national_sends.error_code IS 'Why it failed, machine-readable';
      COMMENT ON COLUMN national_sends.error_message IS 'Why it failed; names fields, never what stands in them';
      COMMENT ON COLUMN national_sends.failing_since IS 'First failure since the last success';
      COMMENT ON COLUMN national_sends.unsent_since IS 'Since when the portal lacks what is wanted; null when it has it';

      CREATE TABLE national_send_attempts (
        destination text NOT NULL,
        dossier_id uuid NOT NULL,
        at timestamptz NOT NULL,
        outcome text NOT NULL,
        version integer,
        error_class text,
        error_code text,
        error_message text
      );
      CREATE INDEX national_send_attempts_by_dossier ON national_send_attempts (destination, dossier_id, at DESC);
      CREATE INDEX national_send_attempts_by_time ON national_send_attempts (at);
      COMMENT ON TABLE national_send_attempts IS 'How each attempt to send a dossier ended; kept for ninety days';
      COMMENT ON COLUMN national_send_attempts.destination IS 'National portal';
      COMMENT ON COLUMN national_send_attempts.dossier_id IS 'Dossier';
      COMMENT ON COLUMN national_send_attempts.at IS 'When it ended, in real time';
      COMMENT ON COLUMN national_send_attempts.outcome IS 'PROVEN, FAILED, UNPROVEN or RELEASED';
      COMMENT ON COLUMN national_send_attempts.version IS 'Version that was sent';
      COMMENT ON COLUMN national_send_attempts.error_class IS 'What has to be done';
      COMMENT ON COLUMN national_send_attempts.error_code IS 'Why it failed';
      COMMENT ON COLUMN national_send_attempts.error_message IS 'Why it failed, in words';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE national_send_attempts, national_sends');
  }
}
