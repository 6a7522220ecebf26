import type { MigrationInterface, QueryRunner } from 'typeorm';

const DOSSIER_OF_STATE = "(state = 'SUBMITTING') = (dossier_id IS NULL)";

/** A person can refuse a submission that is set aside; attempts without an answer are recorded. */
export class SubmissionsSetAside1767398400005 implements MigrationInterface {
  name = 'SubmissionsSetAside1767398400005';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE national_submissions
        ADD COLUMN sent_since timestamptz,
        ADD COLUMN lease_until timestamptz,
        ADD COLUMN refusal_reason text,
        ADD COLUMN refused_by text,
        ADD COLUMN refused_at timestamptz,
        DROP CONSTRAINT national_submissions_state,
        DROP CONSTRAINT national_submissions_dossier,
        ADD CONSTRAINT national_submissions_state CHECK (state IN ('SUBMITTING', 'SUBMITTED', 'REFUSED', 'ANSWERED')),
        ADD CONSTRAINT national_submissions_dossier CHECK (
          CASE WHEN refused_at IS NULL THEN ${DOSSIER_OF_STATE}
          ELSE dossier_id IS NULL AND state IN ('REFUSED', 'ANSWERED') END),
        ADD CONSTRAINT national_submissions_refusal CHECK (
          (refused_at IS NULL) = (refusal_reason IS NULL) AND (refused_at IS NULL) = (refused_by IS NULL));
      UPDATE national_submissions SET sent_since = fetched_at
        WHERE state = 'SUBMITTING' AND error_code IS DISTINCT FROM 'submission.field-unreadable';
      DROP INDEX national_submissions_unanswered;
      CREATE INDEX national_submissions_unanswered ON national_submissions (destination, due_at)
        WHERE state IN ('SUBMITTED', 'REFUSED');
      CREATE INDEX national_submissions_without_answer ON national_submissions (destination, fetched_at) WHERE answer IS NULL;
      CREATE INDEX national_submissions_failing ON national_submissions (destination, error_class)
        WHERE error_class IS NOT NULL;
      COMMENT ON COLUMN national_submissions.state IS 'SUBMITTING, SUBMITTED here, REFUSED by a person, ANSWERED for good';
      COMMENT ON COLUMN national_submissions.sent_since IS 'Since when it may be a dossier of which nothing is known here: sent, and not answered';
      COMMENT ON COLUMN national_submissions.lease_until IS 'Until when an instance may be submitting it';
      COMMENT ON COLUMN national_submissions.refusal_reason IS 'What the applicant is told, in the words of the person who refused it';
      COMMENT ON COLUMN national_submissions.refused_by IS 'Account that refused it before it was a dossier';
      COMMENT ON COLUMN national_submissions.refused_at IS 'Refused at, in real time';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DELETE FROM national_submissions WHERE refused_at IS NOT NULL;
      DROP INDEX national_submissions_failing, national_submissions_without_answer, national_submissions_unanswered;
      CREATE INDEX national_submissions_unanswered ON national_submissions (destination, due_at) WHERE state = 'SUBMITTED';
      ALTER TABLE national_submissions
        DROP CONSTRAINT national_submissions_refusal,
        DROP CONSTRAINT national_submissions_dossier,
        DROP CONSTRAINT national_submissions_state,
        DROP COLUMN sent_since, DROP COLUMN lease_until, DROP COLUMN refusal_reason, DROP COLUMN refused_by,
        DROP COLUMN refused_at,
        ADD CONSTRAINT national_submissions_state CHECK (state IN ('SUBMITTING', 'SUBMITTED', 'ANSWERED')),
        ADD CONSTRAINT national_submissions_dossier CHECK (${DOSSIER_OF_STATE});
    `);
  }
}
