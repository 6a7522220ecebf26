import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commentsOf } from './comments.js';

/**
 * A ballot for each channel of a survey, so that nobody takes another's (ADR 120). What was issued before stays where it is, beside the
 * invitation: through which channel its answers came is not known.
 */
export class SurveyBallots1767900000120 implements MigrationInterface {
  name = 'SurveyBallots1767900000120';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE survey_ballots (
        id uuid NOT NULL,
        invitation_id uuid NOT NULL,
        channel text NOT NULL,
        token_hash bytea NOT NULL,
        issued_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        replaced_at timestamptz,
        CONSTRAINT survey_ballots_pkey PRIMARY KEY (id),
        CONSTRAINT survey_ballots_invitation_fkey FOREIGN KEY (invitation_id) REFERENCES survey_invitations (id),
        CONSTRAINT survey_ballots_token_key UNIQUE (token_hash),
        CONSTRAINT survey_ballots_channel_check CHECK (channel IN (${CHANNELS}))
      );
      CREATE INDEX survey_ballots_by_invitation ON survey_ballots (invitation_id);
      CREATE UNIQUE INDEX survey_ballots_in_use ON survey_ballots (invitation_id, channel) WHERE replaced_at IS NULL;

      CREATE TABLE survey_issues_held (
        id uuid NOT NULL,
        agency_code text NOT NULL,
        procedure_code text NOT NULL,
        field_code text NOT NULL,
        channel text NOT NULL,
        issued_on date NOT NULL,
        ballots integer NOT NULL,
        CONSTRAINT survey_issues_held_pkey PRIMARY KEY (id),
        CONSTRAINT survey_issues_held_key
          UNIQUE (issued_on, agency_code, procedure_code, field_code, channel),
        CONSTRAINT survey_issues_held_ballots_check CHECK (ballots > 0)
      );

      ALTER TABLE survey_answers_held ADD COLUMN channel text
        CONSTRAINT survey_answers_held_channel_check CHECK (channel IN (${CHANNELS}));
      ALTER TABLE survey_answers ADD COLUMN channel text
        CONSTRAINT survey_answers_channel_check CHECK (channel IN (${CHANNELS}));
    `);
    await queryRunner.query(commentsOf(TABLES));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE survey_answers DROP COLUMN channel;
      ALTER TABLE survey_answers_held DROP COLUMN channel;
      DROP TABLE survey_issues_held, survey_ballots;
    `);
  }
}

const CHANNELS = `'OWNER', 'PORTAL', 'AGENCY_NAMED', 'COUNTER'`;
const EARLIER = 'Only of a token that was issued before survey_ballots; not written any more';

const TABLES = {
  survey_invitations: {
    '': 'One satisfaction question about each resolved dossier',
    token_hash: EARLIER,
    issued_at: EARLIER,
    issued_to: EARLIER,
    expires_at: EARLIER,
  },
  survey_ballots: {
    '': 'One-time tokens that were issued, by channel; the latest of a channel is good',
    id: 'UUIDv7; stands in no event and no answer',
    invitation_id: 'Survey',
    channel: 'How it was issued; decides whether the answer judges the agency',
    token_hash: 'SHA-256 of the token; the token itself is nowhere',
    issued_at: 'When it was issued',
    expires_at: 'Usable until',
    replaced_at: 'When a later one of the same channel replaced it; null: it is good',
  },
  survey_tokens_used: {
    '': 'Ballots that were used. Nobody without the key of the service can tell which invitation a row belongs to',
    mark: 'Index, under the key of the service, of the invitation and of whose ballot it is (applicant, agency-named account, counter); of a token that was issued before survey_ballots, SHA-256 of a label and the token',
  },
  survey_issues_held: {
    '': 'How many ballots were issued, until that is announced together with answers',
    id: 'UUIDv4',
    agency_code: 'Agency',
    procedure_code: 'Procedure',
    field_code: 'Field',
    channel: 'How they were issued',
    issued_on: 'Day in Asia/Ho_Chi_Minh',
    ballots: 'How many; a ballot that is issued again counts once',
  },
  survey_answers_held: { channel: 'How its ballot was issued; null: not known' },
  survey_answers: { channel: 'How its ballot was issued; null: not known' },
};
