import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who is competent and who succeeds whom. Copies that are there already do not say it: null means that the catalog is asked, and
 * is never taken for an answer.
 */
export class AgenciesSucceeded1767312000051 implements MigrationInterface {
  name = 'AgenciesSucceeded1767312000051';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE agencies ADD COLUMN level text, ADD COLUMN successor_code text;
      COMMENT ON COLUMN agencies.level IS 'Level; null on a copy from before this column, until the catalog says it';
      COMMENT ON COLUMN agencies.successor_code IS 'Who has its dossiers after its last day; null: nobody is named, or the level is null too and it is not known';
      ALTER TABLE procedure_versions ADD COLUMN competence jsonb, ADD COLUMN instant boolean;
      COMMENT ON COLUMN procedure_versions.competence IS 'Who may settle its dossiers: agencyCodes, everyAgencyOf; null on a copy from before this column, until the catalog is asked';
      COMMENT ON COLUMN procedure_versions.instant IS 'Settled on receipt, without steps; null: not known, which its cases without steps say as well';

      CREATE TABLE agency_transfers (
        agency_code text NOT NULL,
        version integer NOT NULL,
        state text NOT NULL CONSTRAINT agency_transfers_state CHECK (state IN ('RUNNING', 'COMPLETED')),
        last_dossier_id uuid,
        looked_at integer NOT NULL DEFAULT 0,
        changed integer NOT NULL DEFAULT 0,
        started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished_at timestamptz,
        CONSTRAINT agency_transfers_pkey PRIMARY KEY (agency_code, version)
      );
      CREATE INDEX agency_transfers_running ON agency_transfers (started_at) WHERE state = 'RUNNING';
      COMMENT ON TABLE agency_transfers IS 'Agencies whose dossiers are looked at for a transfer to the successor, and how far that is';
      COMMENT ON COLUMN agency_transfers.agency_code IS 'Agency';
      COMMENT ON COLUMN agency_transfers.version IS 'Version of its copy';
      COMMENT ON COLUMN agency_transfers.state IS 'RUNNING or COMPLETED; begun again on the day after its last, and for dossiers that came later';
      COMMENT ON COLUMN agency_transfers.last_dossier_id IS 'Where to go on after an interruption';
      COMMENT ON COLUMN agency_transfers.looked_at IS 'Dossiers looked at, over all runs';
      COMMENT ON COLUMN agency_transfers.changed IS 'Dossiers transferred, over all runs';
      COMMENT ON COLUMN agency_transfers.started_at IS 'When the last run began, in real time';
      COMMENT ON COLUMN agency_transfers.finished_at IS 'When it had looked at all, in real time';

      CREATE TABLE transfers_set_aside (
        dossier_id uuid NOT NULL,
        agency_code text NOT NULL,
        version integer NOT NULL,
        reason text NOT NULL,
        attempts integer NOT NULL DEFAULT 1,
        set_aside_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        next_attempt_at timestamptz NOT NULL,
        CONSTRAINT transfers_set_aside_pkey PRIMARY KEY (dossier_id)
      );
      CREATE INDEX transfers_set_aside_next ON transfers_set_aside (next_attempt_at);
      COMMENT ON TABLE transfers_set_aside IS 'Dossiers that could not be transferred to the successor of their agency; tried again';
      COMMENT ON COLUMN transfers_set_aside.dossier_id IS 'Dossier';
      COMMENT ON COLUMN transfers_set_aside.agency_code IS 'Agency that has ended';
      COMMENT ON COLUMN transfers_set_aside.version IS 'Version of its copy';
      COMMENT ON COLUMN transfers_set_aside.reason IS 'Code of the refusal or name of the error; no text that people wrote';
      COMMENT ON COLUMN transfers_set_aside.attempts IS 'How often it was tried';
      COMMENT ON COLUMN transfers_set_aside.set_aside_at IS 'When it failed first, in real time';
      COMMENT ON COLUMN transfers_set_aside.next_attempt_at IS 'When it is tried again, in real time';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE transfers_set_aside, agency_transfers;
      ALTER TABLE procedure_versions DROP COLUMN competence, DROP COLUMN instant;
      ALTER TABLE agencies DROP COLUMN level, DROP COLUMN successor_code
    `);
  }
}
