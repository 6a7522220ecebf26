import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commentsOf } from './comments.js';

/** Whose dossier told the procedure of a feedback: that agency reads it, the filer does not. */
export class SubjectAgency1756700300000 implements MigrationInterface {
  name = 'SubjectAgency1756700300000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE feedbacks ADD COLUMN subject_agency_code text;
      UPDATE feedbacks f SET subject_agency_code = d.agency_code
        FROM dossiers d WHERE d.code = f.dossier_code AND d.procedure_code = f.procedure_code;
    `);
    await queryRunner.query(
      commentsOf({
        feedbacks: {
          subject_agency_code:
            'Agency of the dossier that procedure and field were taken from, which alone reads them; null: the filer named them',
        },
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE feedbacks DROP COLUMN subject_agency_code');
  }
}
