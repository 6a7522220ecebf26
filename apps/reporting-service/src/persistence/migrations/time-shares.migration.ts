import type { MigrationInterface, QueryRunner } from 'typeorm';
import { GENERATIONS, schemaOf } from '../projection-tables.js';

/** Who had a dossier how long that has ended, and who made it late, as its end told it. */
export class TimeShares1796100000010 implements MigrationInterface {
  name = 'TimeShares1796100000010';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      const table = `${schemaOf(generation)}.dossier_time_shares`;
      await queryRunner.query(`
        CREATE TABLE ${table} (
          dossier_id uuid NOT NULL,
          position integer NOT NULL,
          party text NOT NULL,
          agency_code text,
          unit text,
          officer text,
          minutes integer NOT NULL,
          late_minutes integer,
          dossier_late_minutes integer,
          CONSTRAINT dossier_time_shares_pkey PRIMARY KEY (dossier_id, position)
        );
        COMMENT ON TABLE ${table} IS 'Who had a dossier how long that has ended; none for what ended before events told it, or where it is not known';
        COMMENT ON COLUMN ${table}.dossier_id IS 'Dossier';
        COMMENT ON COLUMN ${table}.position IS '1, 2, 3 … as the event has them';
        COMMENT ON COLUMN ${table}.party IS 'COUNTER, UNIT, AGENCY, APPLICANT, CONSULTED_AGENCY, PROCESS or UNKNOWN';
        COMMENT ON COLUMN ${table}.agency_code IS 'The agency that had the dossier then; null: UNKNOWN';
        COMMENT ON COLUMN ${table}.unit IS 'Unit; null: none is charged by itself';
        COMMENT ON COLUMN ${table}.officer IS 'Opaque key of the officer; null: not known';
        COMMENT ON COLUMN ${table}.minutes IS 'Working minutes';
        COMMENT ON COLUMN ${table}.late_minutes IS 'Working minutes by which it made the dossier late; null: it did not';
        COMMENT ON COLUMN ${table}.dossier_late_minutes IS 'Working minutes by which the dossier was late, in all; null: it was not';
      `);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      await queryRunner.query(`DROP TABLE ${schemaOf(generation)}.dossier_time_shares`);
    }
  }
}
