import type { MigrationInterface, QueryRunner } from 'typeorm';
import { GENERATIONS, schemaOf } from '../projection-tables.js';

/**
 * Frozen reports are no projection: what was signed must outlive every rebuild. A trigger keeps them as they are. The projections learn
 * when a fact was recorded, so that an adjustment can name the day.
 */
export class FrozenReports1796200000132 implements MigrationInterface {
  name = 'FrozenReports1796200000132';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      const schema = schemaOf(generation);
      await queryRunner.query(`
        ALTER TABLE ${schema}.dossiers ADD COLUMN learnt_at timestamptz;
        COMMENT ON COLUMN ${schema}.dossiers.learnt_at IS 'When the latest event was recorded that changed this row; null: changed before this was kept';
        ALTER TABLE ${schema}.dossier_flags ADD COLUMN learnt_at timestamptz;
        COMMENT ON COLUMN ${schema}.dossier_flags.learnt_at IS 'When the event with the flag was recorded; null: before this was kept';
      `);
    }
    await queryRunner.query(`
      CREATE TABLE frozen_reports (
        id uuid PRIMARY KEY,
        series text NOT NULL,
        number integer NOT NULL CONSTRAINT frozen_reports_number CHECK (number > 0),
        period_from timestamptz NOT NULL,
        period_to timestamptz NOT NULL,
        supersedes integer,
        frozen_at timestamptz NOT NULL,
        frozen_by text NOT NULL,
        hash text NOT NULL CONSTRAINT frozen_reports_hash CHECK (hash ~ '^[0-9a-f]{64}$'),
        document text NOT NULL,
        CONSTRAINT frozen_reports_number_once UNIQUE (series, number),
        CONSTRAINT frozen_reports_superseded_once UNIQUE (series, supersedes),
        CONSTRAINT frozen_reports_forward CHECK (period_from < period_to),
        CONSTRAINT frozen_reports_supersedes_earlier CHECK (supersedes < number)
      );
      COMMENT ON TABLE frozen_reports IS 'Signed reports: superseded, never edited or deleted';
      COMMENT ON COLUMN frozen_reports.id IS 'Identity (UUIDv7)';
      COMMENT ON COLUMN frozen_reports.series IS 'Kind of report and of period: reports of a series are chained';
      COMMENT ON COLUMN frozen_reports.number IS '1, 2, 3 … in the series';
      COMMENT ON COLUMN frozen_reports.period_from IS 'First instant of the period';
      COMMENT ON COLUMN frozen_reports.period_to IS 'First instant after it';
      COMMENT ON COLUMN frozen_reports.supersedes IS 'Number of the report of the same period that it takes the place of';
      COMMENT ON COLUMN frozen_reports.frozen_at IS 'When it was signed';
      COMMENT ON COLUMN frozen_reports.frozen_by IS 'Account that signed it';
      COMMENT ON COLUMN frozen_reports.hash IS 'SHA-256 of the document';
      COMMENT ON COLUMN frozen_reports.document IS 'The report as canonical JSON (RFC 8785)';

      CREATE TABLE frozen_dossiers (
        report_id uuid NOT NULL REFERENCES frozen_reports,
        period_from timestamptz NOT NULL,
        dossier_id uuid NOT NULL,
        agency_code text NOT NULL,
        field_code text NOT NULL,
        cells text[] NOT NULL,
        CONSTRAINT frozen_dossiers_pkey PRIMARY KEY (report_id, period_from, dossier_id)
      );
      COMMENT ON TABLE frozen_dossiers IS 'Which dossiers a frozen report counts in which cells, and as what an adjustment of it counts dossiers of an earlier period now';
      COMMENT ON COLUMN frozen_dossiers.report_id IS 'Frozen report';
      COMMENT ON COLUMN frozen_dossiers.period_from IS 'Period of the cells: that of the report, or an earlier one that it adjusts';
      COMMENT ON COLUMN frozen_dossiers.dossier_id IS 'Dossier';
      COMMENT ON COLUMN frozen_dossiers.agency_code IS 'Agency that it is counted at';
      COMMENT ON COLUMN frozen_dossiers.field_code IS 'Field that it is counted in';
      COMMENT ON COLUMN frozen_dossiers.cells IS 'Cells that count it; empty: no longer counted';

      CREATE FUNCTION refuse_change_of_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a frozen report is superseded, never changed or deleted';
      END $$;
      CREATE TRIGGER frozen_reports_stand BEFORE UPDATE OR DELETE OR TRUNCATE ON frozen_reports
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_frozen();
      CREATE TRIGGER frozen_dossiers_stand BEFORE UPDATE OR DELETE OR TRUNCATE ON frozen_dossiers
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_frozen();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'DROP TABLE frozen_dossiers; DROP TABLE frozen_reports; DROP FUNCTION refuse_change_of_frozen()',
    );
    for (const generation of GENERATIONS) {
      const schema = schemaOf(generation);
      await queryRunner.query(`
        ALTER TABLE ${schema}.dossiers DROP COLUMN learnt_at;
        ALTER TABLE ${schema}.dossier_flags DROP COLUMN learnt_at;
      `);
    }
  }
}
