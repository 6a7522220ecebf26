import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One dossier that could not be set anew held up all behind it. */
export class DeadlinesSetAside1767312000004 implements MigrationInterface {
  name = 'DeadlinesSetAside1767312000004';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE deadlines_set_aside (
        dossier_id uuid NOT NULL,
        calendar_id text NOT NULL,
        version integer NOT NULL,
        reason text NOT NULL,
        attempts integer NOT NULL DEFAULT 1,
        set_aside_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        next_attempt_at timestamptz NOT NULL,
        CONSTRAINT deadlines_set_aside_pkey PRIMARY KEY (dossier_id)
      );
      CREATE INDEX deadlines_set_aside_next ON deadlines_set_aside (next_attempt_at);
      COMMENT ON TABLE deadlines_set_aside IS 'Open dossiers whose deadline could not be set anew by a version of their calendar; tried again';
      COMMENT ON COLUMN deadlines_set_aside.dossier_id IS 'Dossier';
      COMMENT ON COLUMN deadlines_set_aside.calendar_id IS 'Calendar';
      COMMENT ON COLUMN deadlines_set_aside.version IS 'Version by which it is to be counted';
      COMMENT ON COLUMN deadlines_set_aside.reason IS 'Code of the refusal or name of the error; no text that people wrote';
      COMMENT ON COLUMN deadlines_set_aside.attempts IS 'How often it was tried';
      COMMENT ON COLUMN deadlines_set_aside.set_aside_at IS 'When it failed first, in real time';
      COMMENT ON COLUMN deadlines_set_aside.next_attempt_at IS 'When it is tried again, in real time';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE deadlines_set_aside');
  }
}
