import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commentsOf } from './comments.js';

/** A portal files for its user, named as such. Who filed an earlier item is not recorded. */
export class FiledBy1767900000121 implements MigrationInterface {
  name = 'FiledBy1767900000121';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE feedbacks
        ADD COLUMN filed_by text CONSTRAINT feedbacks_filed_by_check CHECK (filed_by IN ('APPLICANT', 'OFFICER', 'PORTAL')),
        ADD COLUMN portal_subject text,
        ADD CONSTRAINT feedbacks_portal_check CHECK ((filed_by IS NOT DISTINCT FROM 'PORTAL') = (portal_subject IS NOT NULL));
      CREATE INDEX feedbacks_by_portal ON feedbacks (portal_subject, filed_at DESC, id DESC) WHERE portal_subject IS NOT NULL;
    `);
    await queryRunner.query(
      commentsOf({
        feedbacks: {
          filed_by: 'In which capacity it was filed; null: an earlier version did not record it',
          portal_subject: 'Account of the portal that filed it for its user',
        },
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE feedbacks DROP COLUMN filed_by, DROP COLUMN portal_subject');
  }
}
