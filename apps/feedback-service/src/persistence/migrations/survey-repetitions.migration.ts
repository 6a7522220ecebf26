import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commentsOf } from './comments.js';

/** A kept repetition named the token and the instant of its answer, and so led from a dossier to what was said of it. */
export class SurveyRepetitions1756700400000 implements MigrationInterface {
  name = 'SurveyRepetitions1756700400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE survey_invitations ADD COLUMN answered_with bytea,
        ADD CONSTRAINT survey_invitations_answered_with_check CHECK (answered_with IS NULL OR answered_at IS NOT NULL);
      DELETE FROM idempotency_keys WHERE operation = 'survey.answer';
    `);
    await queryRunner.query(
      commentsOf({
        survey_invitations: {
          answered_with:
            'Index, under the key of the service, of the Idempotency-Key with the request that used the token; null without a key. It tells a repetition, and neither when it came nor what it said',
        },
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE survey_invitations DROP COLUMN answered_with');
  }
}
