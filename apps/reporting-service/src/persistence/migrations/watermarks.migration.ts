import type { MigrationInterface, QueryRunner } from 'typeorm';
import { GENERATIONS, schemaOf } from '../projection-tables.js';

/** How far each producer has been heard, and which calendars were known: what a report says of itself before it is signed. */
export class Watermarks1796200000131 implements MigrationInterface {
  name = 'Watermarks1796200000131';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      const schema = schemaOf(generation);
      await queryRunner.query(`
        CREATE TABLE ${schema}.watermarks (
          producer text NOT NULL,
          version integer NOT NULL,
          until_at timestamptz NOT NULL,
          topics jsonb NOT NULL,
          positions jsonb NOT NULL,
          CONSTRAINT watermarks_pkey PRIMARY KEY (producer, version)
        );
        COMMENT ON TABLE ${schema}.watermarks IS 'Up to when each producer has published everything; reached when its positions are applied';
        COMMENT ON COLUMN ${schema}.watermarks.producer IS 'Service';
        COMMENT ON COLUMN ${schema}.watermarks.version IS 'Version of the event that says so';
        COMMENT ON COLUMN ${schema}.watermarks.until_at IS 'Facts dated before it lie before the positions';
        COMMENT ON COLUMN ${schema}.watermarks.topics IS 'The topics that the producer writes';
        COMMENT ON COLUMN ${schema}.watermarks.positions IS 'How long each partition was then: topic, partition, incarnation, position';
        CREATE TABLE ${schema}.calendars (
          id text NOT NULL,
          version integer NOT NULL,
          from_at timestamptz NOT NULL,
          CONSTRAINT calendars_pkey PRIMARY KEY (id, version)
        );
        COMMENT ON TABLE ${schema}.calendars IS 'Versions of the working calendars, as the catalog announces them';
        COMMENT ON COLUMN ${schema}.calendars.id IS 'Calendar';
        COMMENT ON COLUMN ${schema}.calendars.version IS 'Version';
        COMMENT ON COLUMN ${schema}.calendars.from_at IS 'When it was published';
      `);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      const schema = schemaOf(generation);
      await queryRunner.query(`DROP TABLE ${schema}.watermarks; DROP TABLE ${schema}.calendars`);
    }
  }
}
