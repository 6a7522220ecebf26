import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who has a task, and who can be given one. Of what was done before it is known who did it, and of what was open nobody had taken anything up. Every fact
 * of existing dossiers was announced. The queues are walked in the order of their dates, those without a date last.
 */
export class Work1767484800040 implements MigrationInterface {
  name = 'Work1767484800040';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossiers ADD COLUMN unannounced integer NOT NULL DEFAULT 0
        CONSTRAINT dossiers_unannounced CHECK (unannounced BETWEEN 0 AND version - 1);
      COMMENT ON COLUMN dossiers.unannounced IS 'How many of the facts are told to nobody, such as who has a task: the version without them numbers the events';

      ALTER TABLE dossier_tasks
        ADD COLUMN opened_by text,
        ADD COLUMN assignee text,
        ADD COLUMN taken_up_at timestamptz,
        ADD COLUMN holds jsonb NOT NULL DEFAULT '[]';
      UPDATE dossier_tasks SET holds = jsonb_build_array(jsonb_build_object(
          'account', closed_by, 'from', closed_at, 'to', closed_at, 'takenUpAt', closed_at))
        WHERE outcome = 'COMPLETED' AND closed_by IS NOT NULL AND closed_at IS NOT NULL;
      ALTER TABLE dossier_tasks DROP CONSTRAINT dossier_tasks_outcome;
      ALTER TABLE dossier_tasks ADD CONSTRAINT dossier_tasks_outcome
        CHECK (outcome IN ('CANCELLED')
          OR kind = 'STEP' AND outcome IN ('COMPLETED', 'RETURNED', 'RECALLED')
          OR kind = 'CONSULTATION' AND outcome IN ('ANSWERED', 'SILENT', 'CONSENT_BY_SILENCE', 'WITHDRAWN'));
      COMMENT ON COLUMN dossier_tasks.outcome IS 'COMPLETED, CANCELLED, RETURNED to a step before or RECALLED by who forwarded, or of a consultation ANSWERED, SILENT, CONSENT_BY_SILENCE, WITHDRAWN; null: open';
      COMMENT ON COLUMN dossier_tasks.opened_by IS 'Account of the officer whose act opened it; null: not known';
      COMMENT ON COLUMN dossier_tasks.assignee IS 'Account that has it now; null: nobody';
      COMMENT ON COLUMN dossier_tasks.taken_up_at IS 'When somebody first began with it; giving it back does not undo it';
      COMMENT ON COLUMN dossier_tasks.holds IS 'Who had it from when to when, in order, with name and title as they were then';
      COMMENT ON COLUMN dossiers.version IS 'How many facts made it; guards every change';

      DROP INDEX dossier_tasks_of_unit, dossier_tasks_of_agency;
      CREATE INDEX dossier_tasks_of_unit ON dossier_tasks
        (agency_code, folded_code(unit), (coalesce(due_at, 'infinity')), dossier_id, number) WHERE outcome IS NULL;
      CREATE INDEX dossier_tasks_of_agency ON dossier_tasks
        (agency_code, (coalesce(due_at, 'infinity')), dossier_id, number) WHERE outcome IS NULL;
      CREATE INDEX dossier_tasks_of_officer ON dossier_tasks
        (assignee, (coalesce(due_at, 'infinity')), dossier_id, number) WHERE outcome IS NULL AND assignee IS NOT NULL;
      ANALYZE dossier_tasks;

      CREATE TABLE officers (
        account text NOT NULL CONSTRAINT officers_pkey PRIMARY KEY,
        agency_code text NOT NULL,
        unit text,
        name text,
        title text,
        roles text[],
        seen_at timestamptz NOT NULL
      );
      COMMENT ON TABLE officers IS 'Who can be given a task: officers who have acted for an agency, as their tokens said last';
      COMMENT ON COLUMN officers.account IS 'Subject of the token';
      COMMENT ON COLUMN officers.agency_code IS 'Agency for which the officer acted last';
      COMMENT ON COLUMN officers.unit IS 'Unit; null: not known';
      COMMENT ON COLUMN officers.name IS 'Name; null: not known';
      COMMENT ON COLUMN officers.title IS 'Title; null: not known';
      COMMENT ON COLUMN officers.roles IS 'Roles that do steps; null: not known';
      COMMENT ON COLUMN officers.seen_at IS 'When the token last said so';
      CREATE INDEX officers_of_agency ON officers (agency_code, seen_at DESC, account);

      INSERT INTO officers (account, agency_code, unit, name, title, seen_at)
      SELECT DISTINCT ON (actor) actor, actor_agency, actor_unit, actor_name, actor_title, recorded_at
      FROM dossier_history WHERE actor_kind = 'OFFICER' AND actor_agency IS NOT NULL
      ORDER BY actor, recorded_at DESC
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE officers;
      DROP INDEX dossier_tasks_of_unit, dossier_tasks_of_agency, dossier_tasks_of_officer;
      ALTER TABLE dossier_tasks DROP CONSTRAINT dossier_tasks_outcome;
      ALTER TABLE dossier_tasks ADD CONSTRAINT dossier_tasks_outcome
        CHECK (outcome IN ('CANCELLED')
          OR kind = 'STEP' AND outcome = 'COMPLETED'
          OR kind = 'CONSULTATION' AND outcome IN ('ANSWERED', 'SILENT', 'CONSENT_BY_SILENCE', 'WITHDRAWN'));
      ALTER TABLE dossier_tasks DROP COLUMN opened_by, DROP COLUMN assignee, DROP COLUMN taken_up_at, DROP COLUMN holds;
      ALTER TABLE dossiers DROP COLUMN unannounced;
      CREATE INDEX dossier_tasks_of_unit ON dossier_tasks (agency_code, unit, due_at, dossier_id) WHERE outcome IS NULL;
      CREATE INDEX dossier_tasks_of_agency ON dossier_tasks (agency_code, due_at, dossier_id) WHERE outcome IS NULL
    `);
  }
}
