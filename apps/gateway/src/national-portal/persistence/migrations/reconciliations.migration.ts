import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Comparisons of both sides, and their differences. */
export class Reconciliations1767398400001 implements MigrationInterface {
  name = 'Reconciliations1767398400001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE national_reconciliations (
        id uuid PRIMARY KEY,
        destination text NOT NULL,
        state text NOT NULL CONSTRAINT national_reconciliations_state CHECK (state IN (
          'REQUESTED', 'RUNNING', 'COMPLETED', 'FAILED', 'INTERRUPTED')),
        requested_by text NOT NULL,
        requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        started_at timestamptz,
        progress_at timestamptz,
        finished_at timestamptz,
        held_here integer NOT NULL DEFAULT 0,
        held_there integer NOT NULL DEFAULT 0,
        in_transit integer NOT NULL DEFAULT 0,
        differences integer NOT NULL DEFAULT 0,
        error text
      );
      CREATE UNIQUE INDEX national_reconciliations_one_at_a_time ON national_reconciliations (destination)
        WHERE state IN ('REQUESTED', 'RUNNING');
      CREATE INDEX national_reconciliations_newest ON national_reconciliations (destination, requested_at DESC);
      COMMENT ON TABLE national_reconciliations IS 'Comparisons of what dossier-service and a national portal hold';
      COMMENT ON COLUMN national_reconciliations.id IS 'Identity (UUIDv7)';
      COMMENT ON COLUMN national_reconciliations.destination IS 'National portal';
      COMMENT ON COLUMN national_reconciliations.state IS 'REQUESTED, RUNNING in one instance, COMPLETED, FAILED, INTERRUPTED when its instance went away';
      COMMENT ON COLUMN national_reconciliations.requested_by IS 'Token subject that asked for it; schedule for the daily one';
      COMMENT ON COLUMN national_reconciliations.requested_at IS 'Asked for at, in real time';
      COMMENT ON COLUMN national_reconciliations.started_at IS 'Begun at, in real time';
      COMMENT ON COLUMN national_reconciliations.progress_at IS 'Last sign that it goes on, in real time';
      COMMENT ON COLUMN national_reconciliations.finished_at IS 'Ended at, in real time';
      COMMENT ON COLUMN national_reconciliations.held_here IS 'Dossiers that the portal should hold';
      COMMENT ON COLUMN national_reconciliations.held_there IS 'Dossiers that it holds';
      COMMENT ON COLUMN national_reconciliations.in_transit IS 'Dossiers that differ because their send is under way';
      COMMENT ON COLUMN national_reconciliations.differences IS 'Differences that it named';
      COMMENT ON COLUMN national_reconciliations.error IS 'Why it failed';

      CREATE TABLE national_differences (
        id uuid PRIMARY KEY,
        destination text NOT NULL,
        kind text NOT NULL CONSTRAINT national_differences_kind CHECK (kind IN (
          'MISSING_THERE', 'MISSING_HERE', 'STATUS_DIFFERS')),
        code text NOT NULL,
        dossier_id uuid,
        agency_code text,
        status_here text,
        status_there text,
        ledger text NOT NULL,
        owner text NOT NULL,
        first_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        last_seen_in uuid NOT NULL REFERENCES national_reconciliations (id),
        closed_at timestamptz
      );
      CREATE UNIQUE INDEX national_differences_open_once ON national_differences (destination, kind, code)
        WHERE closed_at IS NULL;
      CREATE INDEX national_differences_open ON national_differences (destination, first_seen_at, id)
        WHERE closed_at IS NULL;
      CREATE INDEX national_differences_closed ON national_differences (destination, first_seen_at, id)
        WHERE closed_at IS NOT NULL;
      COMMENT ON TABLE national_differences IS 'Dossiers about which both sides did not agree when they were compared';
      COMMENT ON COLUMN national_differences.id IS 'Identity (UUIDv7)';
      COMMENT ON COLUMN national_differences.destination IS 'National portal';
      COMMENT ON COLUMN national_differences.kind IS 'In what they differ';
      COMMENT ON COLUMN national_differences.code IS 'Code of the dossier';
      COMMENT ON COLUMN national_differences.dossier_id IS 'Dossier; null when it is not held here';
      COMMENT ON COLUMN national_differences.agency_code IS 'Agency that answers for it';
      COMMENT ON COLUMN national_differences.status_here IS 'State here';
      COMMENT ON COLUMN national_differences.status_there IS 'State there';
      COMMENT ON COLUMN national_differences.ledger IS 'State of its entry in the ledger, BEHIND or NONE';
      COMMENT ON COLUMN national_differences.owner IS 'Role that finds out';
      COMMENT ON COLUMN national_differences.first_seen_at IS 'First seen at, in real time';
      COMMENT ON COLUMN national_differences.last_seen_at IS 'Last seen at, in real time';
      COMMENT ON COLUMN national_differences.last_seen_in IS 'Reconciliation that saw it last';
      COMMENT ON COLUMN national_differences.closed_at IS 'End of the first reconciliation that did not see it any more';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE national_differences, national_reconciliations');
  }
}
