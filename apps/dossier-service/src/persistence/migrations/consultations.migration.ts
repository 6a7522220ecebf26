import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Consultations are tasks. A task that goes to a successor is in its queue: until now the row kept the agency at which it was opened, so
 * the open ones of dossiers that were transferred are put right.
 */
export class Consultations1767484800030 implements MigrationInterface {
  name = 'Consultations1767484800030';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossier_tasks
        ALTER COLUMN step_code DROP NOT NULL,
        ALTER COLUMN unit DROP NOT NULL,
        ADD COLUMN consultation jsonb,
        DROP CONSTRAINT dossier_tasks_kind,
        ADD CONSTRAINT dossier_tasks_kind CHECK (CASE kind
          WHEN 'STEP' THEN step_code IS NOT NULL AND unit IS NOT NULL AND consultation IS NULL
          WHEN 'CONSULTATION' THEN step_code IS NULL AND role IS NULL AND consultation IS NOT NULL AND due_at IS NOT NULL
          ELSE false END),
        DROP CONSTRAINT dossier_tasks_outcome,
        ADD CONSTRAINT dossier_tasks_outcome CHECK (outcome IN ('CANCELLED')
          OR kind = 'STEP' AND outcome = 'COMPLETED'
          OR kind = 'CONSULTATION' AND outcome IN ('ANSWERED', 'SILENT', 'CONSENT_BY_SILENCE', 'WITHDRAWN'));
      COMMENT ON COLUMN dossier_tasks.kind IS 'STEP: a step of the internal process; CONSULTATION: an agency or a unit is asked for its opinion';
      COMMENT ON COLUMN dossier_tasks.step_code IS 'Which step; null for a consultation';
      COMMENT ON COLUMN dossier_tasks.unit IS 'Unit that does it; null where another agency is consulted, which says itself who answers';
      COMMENT ON COLUMN dossier_tasks.due_at IS 'Until when it is to be done: a step by its time from its opening, null while the applicant is awaited or where it is not known; a consultation by the limit of the letter';
      COMMENT ON COLUMN dossier_tasks.outcome IS 'COMPLETED, CANCELLED, or of a consultation ANSWERED, SILENT, CONSENT_BY_SILENCE, WITHDRAWN; null: open';
      COMMENT ON COLUMN dossier_tasks.consultation IS 'Of a consultation: whether silence is consent, who asked, its first limit, the agencies that were asked before, the answer without its text';

      UPDATE dossier_tasks t SET agency_code = d.agency_code FROM dossiers d
      WHERE d.id = t.dossier_id AND t.outcome IS NULL AND t.agency_code <> d.agency_code;

      CREATE INDEX dossier_tasks_consulted ON dossier_tasks (agency_code, dossier_id) WHERE kind = 'CONSULTATION';
      CREATE INDEX dossier_tasks_consulted_until ON dossier_tasks (due_at, dossier_id) WHERE kind = 'CONSULTATION' AND outcome IS NULL
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DELETE FROM dossier_tasks WHERE kind = 'CONSULTATION';
      DROP INDEX dossier_tasks_consulted;
      DROP INDEX dossier_tasks_consulted_until;
      ALTER TABLE dossier_tasks
        DROP CONSTRAINT dossier_tasks_kind,
        ADD CONSTRAINT dossier_tasks_kind CHECK (kind IN ('STEP')),
        DROP CONSTRAINT dossier_tasks_outcome,
        ADD CONSTRAINT dossier_tasks_outcome CHECK (outcome IN ('COMPLETED', 'CANCELLED')),
        DROP COLUMN consultation,
        ALTER COLUMN step_code SET NOT NULL,
        ALTER COLUMN unit SET NOT NULL
    `);
  }
}
