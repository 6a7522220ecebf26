import type { MigrationInterface, QueryRunner } from 'typeorm';
import { GENERATIONS, schemaOf } from '../projection-tables.js';

/**
 * How far a generation has come, in several rows a topic: one row made the partitions of a topic wait for each other's
 * commits. `projection_marks` stays for the instances of the version before, whose counts are added to these.
 */
export class ProjectionProgress1795600000000 implements MigrationInterface {
  name = 'ProjectionProgress1795600000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      const table = `${schemaOf(generation)}.projection_progress`;
      await queryRunner.query(`
        CREATE TABLE ${table} (
          topic text NOT NULL,
          slot integer NOT NULL,
          events bigint NOT NULL,
          last_event_id uuid NOT NULL,
          last_recorded_at timestamptz NOT NULL,
          CONSTRAINT projection_progress_pkey PRIMARY KEY (topic, slot)
        ) WITH (fillfactor = 50);
        COMMENT ON TABLE ${table} IS 'How far this generation has come, topic by topic, summed over the slots: what a report says about its own age';
        COMMENT ON COLUMN ${table}.topic IS 'Topic';
        COMMENT ON COLUMN ${table}.slot IS 'Which of several rows of a topic, so that its partitions do not wait for each other';
        COMMENT ON COLUMN ${table}.events IS 'Events applied';
        COMMENT ON COLUMN ${table}.last_event_id IS 'The latest recorded of them';
        COMMENT ON COLUMN ${table}.last_recorded_at IS 'When that one was recorded';
      `);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      await queryRunner.query(`DROP TABLE ${schemaOf(generation)}.projection_progress`);
    }
  }
}
