import type { MigrationInterface, QueryRunner } from 'typeorm';
import { GENERATIONS, schemaOf, type Generation } from '../projection-tables.js';

/**
 * The apology of a dossier, what became of it at the end, and the judgement by the appointed date. What ended before these were recorded
 * was appointed for its due date, and of its apology nothing is known.
 */
export class Apologies1796100000020 implements MigrationInterface {
  name = 'Apologies1796100000020';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      const table = `${schemaOf(generation)}.dossiers`;
      await queryRunner.query(`
        ALTER TABLE ${table}
          ADD COLUMN appointed_punctuality text,
          ADD COLUMN apology text CONSTRAINT dossiers_apology CHECK (apology IN ('IN_TIME', 'LATE', 'MISSING', 'UNKNOWN')),
          ADD COLUMN apologised_at timestamptz,
          ADD COLUMN apology_late boolean,
          ADD COLUMN appointed_at timestamptz;
        COMMENT ON COLUMN ${table}.appointed_punctuality IS 'How it ended against its appointed date; punctuality says it of the due date by law';
        COMMENT ON COLUMN ${table}.apology IS 'What became of the apology that is owed, where it ended past its due date by law';
        COMMENT ON COLUMN ${table}.apologised_at IS 'When the apology was given; null: not';
        COMMENT ON COLUMN ${table}.apology_late IS 'Whether that was later than the last working day before the due day';
        COMMENT ON COLUMN ${table}.appointed_at IS 'The return date that it appointed';
        UPDATE ${table} SET appointed_punctuality = punctuality, apology = CASE WHEN punctuality = 'LATE' THEN 'UNKNOWN' END
          WHERE punctuality IS NOT NULL;
      `);
      await coveringIndex(queryRunner, generation, `${COUNTED}, ${APOLOGY}`);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      await coveringIndex(queryRunner, generation, COUNTED);
      await queryRunner.query(`
        ALTER TABLE ${schemaOf(generation)}.dossiers
          DROP COLUMN appointed_punctuality, DROP COLUMN apology, DROP COLUMN apologised_at, DROP COLUMN apology_late,
          DROP COLUMN appointed_at
      `);
    }
  }
}

const COUNTED = 'accepted_at, field_code, channel, punctuality, clock, clock_from, due_at';
const APOLOGY = 'appointed_punctuality, apology, apologised_at, apology_late, appointed_at, legacy_id';

/** A period report is read from this index alone. The old one goes last: dropping it keeps readers out until the transaction ends. */
async function coveringIndex(queryRunner: QueryRunner, generation: Generation, columns: string): Promise<void> {
  const schema = schemaOf(generation);
  await queryRunner.query(`
    CREATE INDEX dossiers_counted_next ON ${schema}.dossiers (agency_code, counted_ended_at, dossier_id)
      INCLUDE (${columns}) WHERE accepted_at IS NOT NULL;
    DROP INDEX ${schema}.dossiers_counted;
    ALTER INDEX ${schema}.dossiers_counted_next RENAME TO dossiers_counted;
    COMMENT ON INDEX ${schema}.dossiers_counted IS 'All that a period report reads: one range per agency, without the table (PostgreSQL 18 skips from agency to agency)';
  `);
}
