import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commentsOf } from './comments.js';

/** The order and the instants of what was kept and announced about answers led from each to its dossier. */
export class SurveyBatches1767312000000 implements MigrationInterface {
  name = 'SurveyBatches1767312000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE survey_tokens_used (
        mark bytea NOT NULL,
        answered_on date NOT NULL,
        answered_with bytea,
        CONSTRAINT survey_tokens_used_pkey PRIMARY KEY (mark)
      );

      CREATE TABLE survey_answers_held (
        id uuid NOT NULL,
        agency_code text NOT NULL,
        procedure_code text NOT NULL,
        field_code text NOT NULL,
        question_version integer NOT NULL,
        answered_on date NOT NULL,
        sealed bytea NOT NULL,
        CONSTRAINT survey_answers_held_pkey PRIMARY KEY (id)
      );

      UPDATE survey_invitations SET answered_at = expires_at, answered_with = NULL WHERE answered_at IS NOT NULL;

      CREATE TEMPORARY TABLE answers ON COMMIT DROP AS SELECT * FROM survey_answers;
      DELETE FROM survey_answers;
      INSERT INTO survey_answers SELECT * FROM answers ORDER BY random();

      CREATE TEMPORARY TABLE announced ON COMMIT DROP AS
        SELECT * FROM outbox WHERE topic = 'survey-events.v1' AND published_at IS NOT NULL;
      DELETE FROM outbox WHERE position IN (SELECT position FROM announced);
      INSERT INTO outbox (position, id, topic, aggregate_id, aggregate_version, type, occurred_at, recorded_at, data, published_at)
        OVERRIDING SYSTEM VALUE
        SELECT place.position, gen_random_uuid(), event.topic, event.aggregate_id, event.aggregate_version, event.type,
          event.occurred_at, event.occurred_at, event.data, event.occurred_at
        FROM (SELECT position, row_number() OVER (ORDER BY position) AS n FROM announced) AS place
        JOIN (SELECT *, row_number() OVER (ORDER BY random()) AS n FROM announced) AS event USING (n)
        ORDER BY place.position;
      UPDATE outbox SET id = gen_random_uuid(), recorded_at = occurred_at, traceparent = NULL
        WHERE topic = 'survey-events.v1' AND published_at IS NULL;
    `);
    await queryRunner.query(commentsOf(TABLES));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE survey_answers_held, survey_tokens_used');
  }
}

const TABLES = {
  survey_invitations: {
    answered_at:
      'Only where the token was used before there was survey_tokens_used: not null, and no more than that (it is expires_at)',
    answered_with: 'Not written any more',
  },
  survey_tokens_used: {
    '': 'Tokens that were used. Nobody without the token can tell which invitation a row belongs to',
    mark: 'SHA-256 of a label and the token; survey_invitations has that of the token alone',
    answered_on: 'Day of the answer in Asia/Ho_Chi_Minh, for the receipt of a repetition',
    answered_with:
      'Index, under the key of the service, of the Idempotency-Key with the request that used the token; null without a key',
  },
  survey_answers_held: {
    '': 'Answers that wait until enough of their kind can be kept and announced together, in an order of chance',
    id: 'UUIDv4',
    agency_code: 'Agency',
    procedure_code: 'Procedure',
    field_code: 'Field',
    question_version: 'Version of the question',
    answered_on: 'Day of the answer in Asia/Ho_Chi_Minh',
    sealed: 'Level and reason, encrypted, all of one length',
  },
  survey_answers: {
    procedure_code: 'Procedure; OTHER where too few people answered about it',
    field_code: 'Field; OTHER where too few people answered about the procedure',
    answered_on: 'Latest day of the answers that it was announced with',
  },
};
