import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commentsOf } from './comments.js';

/** A version of a calendar was applied to all open feedback in the transaction that brought it, and held up everybody. */
export class DeadlineWalks1756700600000 implements MigrationInterface {
  name = 'DeadlineWalks1756700600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE deadline_walks (
        subject text NOT NULL,
        version integer NOT NULL,
        state text NOT NULL,
        last_feedback_id uuid,
        looked_at integer NOT NULL DEFAULT 0,
        changed integer NOT NULL DEFAULT 0,
        started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished_at timestamptz,
        CONSTRAINT deadline_walks_pkey PRIMARY KEY (subject, version),
        CONSTRAINT deadline_walks_subject_check CHECK (subject LIKE 'calendar:_%' OR subject LIKE 'agency:_%'),
        CONSTRAINT deadline_walks_state_check CHECK (state IN ('RUNNING', 'COMPLETED'))
      );
      CREATE INDEX deadline_walks_running ON deadline_walks (started_at) WHERE state = 'RUNNING';

      CREATE TABLE deadlines_set_aside (
        feedback_id uuid NOT NULL,
        subject text NOT NULL,
        version integer NOT NULL,
        reason text NOT NULL,
        attempts integer NOT NULL DEFAULT 1,
        set_aside_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        next_attempt_at timestamptz NOT NULL,
        CONSTRAINT deadlines_set_aside_pkey PRIMARY KEY (feedback_id)
      );
      CREATE INDEX deadlines_set_aside_next ON deadlines_set_aside (next_attempt_at);
    `);
    await queryRunner.query(commentsOf(TABLES));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE deadlines_set_aside, deadline_walks');
  }
}

const TABLES = {
  deadline_walks: {
    '': 'Changes of calendars and agencies by which open deadlines are counted anew, and how far that is',
    subject: 'What has changed: calendar:<id>, or agency:<code>',
    version: 'Version that came',
    state: 'RUNNING or COMPLETED',
    last_feedback_id: 'Where to go on after an interruption',
    looked_at: 'Open feedback looked at',
    changed: 'Feedback with a deadline that moved',
    started_at: 'When the version came, in real time',
    finished_at: 'When all were looked at, in real time',
  },
  deadlines_set_aside: {
    '': 'Open feedback whose deadlines could not be counted anew; tried again',
    feedback_id: 'Feedback',
    subject: 'What has changed',
    version: 'Version by which it is to be counted',
    reason: 'Code of the refusal or name of the error; no text that people wrote',
    attempts: 'How often it was tried',
    set_aside_at: 'When it failed first, in real time',
    next_attempt_at: 'When it is tried again, in real time',
  },
};
