import type { MigrationInterface, QueryRunner } from 'typeorm';

/** At 999,999 every filing of the province failed until midnight: past its digits a number is longer, never an error. */
export class CodeNumbers1756700700000 implements MigrationInterface {
  name = 'CodeNumbers1756700700000';

  up(queryRunner: QueryRunner): Promise<void> {
    return replaceCheck(queryRunner, 'last_number >= 1');
  }

  down(queryRunner: QueryRunner): Promise<void> {
    return replaceCheck(queryRunner, 'last_number BETWEEN 1 AND 999999');
  }
}

async function replaceCheck(queryRunner: QueryRunner, check: string): Promise<void> {
  await queryRunner.query(`
    ALTER TABLE feedback_code_counters
      DROP CONSTRAINT feedback_code_counters_last_number_check,
      ADD CONSTRAINT feedback_code_counters_last_number_check CHECK (${check})
  `);
}
