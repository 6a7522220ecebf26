import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commentsOf } from './comments.js';

/** An older event that came again put back what a newer one had said of an agency. */
export class AgencyVersions1756700500000 implements MigrationInterface {
  name = 'AgencyVersions1756700500000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE agencies ADD COLUMN version integer NOT NULL DEFAULT 0');
    await queryRunner.query(
      commentsOf({
        agencies: {
          version: 'Version of the event that said so; 0 where the catalog was asked, which any event is newer than',
        },
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE agencies DROP COLUMN version');
  }
}
