import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commentsOf } from './comments.js';

/**
 * The filer's own deadline, which no forwarding moves. Of an accepted item that was never forwarded it is the agency's; of others
 * it stays unknown until it is counted.
 */
export class FilersDeadline1767312000081 implements MigrationInterface {
  name = 'FilersDeadline1767312000081';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE feedbacks ADD COLUMN answer_filer_due_at timestamptz;
      UPDATE feedbacks SET answer_filer_due_at = answer_due_at WHERE received_at = filed_at;
    `);
    await queryRunner.query(
      commentsOf({
        feedbacks: {
          answer_filer_due_at: 'Deadline of the answer counted from the filing, whoever answers; null: not known',
          next_due_at:
            'The deadline that matters in this state: the earlier one of the agency’s and the filer’s; null: none',
        },
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE feedbacks DROP COLUMN answer_filer_due_at');
  }
}
