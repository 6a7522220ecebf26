import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commentsOf } from './comments.js';

/** Who answers for an agency that has ended. Copies that are there already do not say it: the catalog is asked. */
export class AgencySuccessors1767312000052 implements MigrationInterface {
  name = 'AgencySuccessors1767312000052';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE agencies ADD COLUMN level text, ADD COLUMN successor_code text');
    await queryRunner.query(
      commentsOf({
        agencies: {
          level: 'Level; null on a copy from before this column, until the catalog says it',
          successor_code:
            'Who answers for it after its last day; null: nobody is named, or the level is null too and it is not known',
        },
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE agencies DROP COLUMN level, DROP COLUMN successor_code');
  }
}
