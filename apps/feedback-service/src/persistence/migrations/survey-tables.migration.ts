import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commentsOf } from './comments.js';

/** Satisfaction questions, and apart from them the answers. */
export class SurveyTables1756700200000 implements MigrationInterface {
  name = 'SurveyTables1756700200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE survey_invitations (
        id uuid NOT NULL,
        dossier_id uuid NOT NULL,
        dossier_code text,
        agency_code text NOT NULL,
        procedure_code text NOT NULL,
        field_code text NOT NULL,
        resolved_at timestamptz NOT NULL,
        question_version integer NOT NULL,
        token_hash bytea,
        issued_at timestamptz,
        issued_to text,
        expires_at timestamptz,
        answered_at timestamptz,
        CONSTRAINT survey_invitations_pkey PRIMARY KEY (id),
        CONSTRAINT survey_invitations_dossier_key UNIQUE (dossier_id),
        CONSTRAINT survey_invitations_token_key UNIQUE (token_hash),
        CONSTRAINT survey_invitations_issued_to_check CHECK (issued_to IN ('OWNER', 'COUNTER')),
        CONSTRAINT survey_invitations_issue_check CHECK (
          (token_hash IS NULL) = (issued_at IS NULL) AND (token_hash IS NULL) = (expires_at IS NULL)
          AND (token_hash IS NULL) = (issued_to IS NULL)
        ),
        CONSTRAINT survey_invitations_answer_check CHECK (answered_at IS NULL OR token_hash IS NOT NULL)
      );
      CREATE INDEX survey_invitations_by_code ON survey_invitations (dossier_code) WHERE dossier_code IS NOT NULL;

      CREATE TABLE survey_answers (
        id uuid NOT NULL,
        agency_code text NOT NULL,
        procedure_code text NOT NULL,
        field_code text NOT NULL,
        question_version integer NOT NULL,
        level text NOT NULL,
        reason bytea,
        answered_on date NOT NULL,
        CONSTRAINT survey_answers_pkey PRIMARY KEY (id),
        CONSTRAINT survey_answers_level_check CHECK (level IN ('VERY_SATISFIED', 'SATISFIED', 'DISSATISFIED')),
        CONSTRAINT survey_answers_reason_check CHECK (level <> 'DISSATISFIED' OR reason IS NOT NULL)
      );
      CREATE INDEX survey_answers_by_agency ON survey_answers (agency_code, answered_on DESC, id DESC);
      CREATE INDEX survey_answers_by_day ON survey_answers (answered_on DESC, id DESC);
    `);
    await queryRunner.query(commentsOf(TABLES));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE survey_answers, survey_invitations');
  }
}

const TABLES = {
  survey_invitations: {
    '': 'One satisfaction question about each resolved dossier, and what became of its token',
    id: 'UUIDv7; stands in no event and no answer',
    dossier_id: 'Dossier',
    dossier_code: 'Its code',
    agency_code: 'Agency that resolved it',
    procedure_code: 'Procedure',
    field_code: 'Field',
    resolved_at: 'Resolved at',
    question_version: 'Version of the question',
    token_hash: 'SHA-256 of the one-time token; the token itself is nowhere',
    issued_at: 'When the token was handed out',
    issued_to: 'To the owner of the dossier, or to the counter',
    expires_at: 'Usable until',
    answered_at: 'Beginning of the local day on which it was used: the instant would lead to the answer',
  },
  survey_answers: {
    '': 'Answers without identity: no survey, no dossier, no person, and the day only',
    id: 'UUIDv4: a time-ordered one would lead back to the invitation',
    agency_code: 'Agency',
    procedure_code: 'Procedure',
    field_code: 'Field',
    question_version: 'Version of the question',
    level: 'Answer',
    reason: 'Why, encrypted: people write names into it',
    answered_on: 'Day of the answer in Asia/Ho_Chi_Minh',
  },
};
