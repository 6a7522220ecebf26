import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Tasks in place of a counter of steps. What was counted becomes tasks with the instants and officers that history knows: a step
 * began with the forwarding or the end of the step before it. Until when a step was to be done nobody recorded.
 */
export class DossierTasks1767312000062 implements MigrationInterface {
  name = 'DossierTasks1767312000062';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE dossier_tasks (
        dossier_id uuid NOT NULL,
        number integer NOT NULL,
        kind text NOT NULL CONSTRAINT dossier_tasks_kind CHECK (kind IN ('STEP')),
        step_code text NOT NULL,
        agency_code text NOT NULL,
        unit text NOT NULL,
        role text,
        opened_at timestamptz,
        due_at timestamptz,
        closed_at timestamptz,
        closed_by text,
        closed_by_unit text,
        outcome text CONSTRAINT dossier_tasks_outcome CHECK (outcome IN ('COMPLETED', 'CANCELLED')),
        CONSTRAINT dossier_tasks_pkey PRIMARY KEY (dossier_id, number),
        CONSTRAINT dossier_tasks_closed CHECK (outcome IS NOT NULL OR num_nonnulls(closed_at, closed_by, closed_by_unit) = 0)
      );
      COMMENT ON TABLE dossier_tasks IS 'What is and was to be done on a dossier; written only together with it. The version of the dossier guards it';
      COMMENT ON COLUMN dossier_tasks.dossier_id IS 'Dossier';
      COMMENT ON COLUMN dossier_tasks.number IS '1, 2, 3 … in the order of opening';
      COMMENT ON COLUMN dossier_tasks.kind IS 'STEP: a step of the internal process';
      COMMENT ON COLUMN dossier_tasks.step_code IS 'Which step';
      COMMENT ON COLUMN dossier_tasks.agency_code IS 'Agency in whose queue it is';
      COMMENT ON COLUMN dossier_tasks.unit IS 'Unit that does it';
      COMMENT ON COLUMN dossier_tasks.role IS 'Role that does it; null: the process does not say';
      COMMENT ON COLUMN dossier_tasks.opened_at IS 'Opened at; null: not known';
      COMMENT ON COLUMN dossier_tasks.due_at IS 'Until when it is to be done, counted from its opening; null: the applicant is awaited, or not known';
      COMMENT ON COLUMN dossier_tasks.closed_at IS 'Closed at; null with an outcome: not known';
      COMMENT ON COLUMN dossier_tasks.closed_by IS 'Account that closed it; null with an outcome: not known';
      COMMENT ON COLUMN dossier_tasks.closed_by_unit IS 'Unit of that account, as its token said';
      COMMENT ON COLUMN dossier_tasks.outcome IS 'COMPLETED or CANCELLED; null: open';

      WITH acts AS (
        SELECT dossier_id, occurred_at, actor, actor_unit,
          row_number() OVER (PARTITION BY dossier_id ORDER BY version) AS place
        FROM dossier_history WHERE event IN ('forwarded', 'step-completed')
      )
      INSERT INTO dossier_tasks (dossier_id, number, kind, step_code, agency_code, unit, opened_at,
        closed_at, closed_by, closed_by_unit, outcome)
      SELECT d.id, step.place, 'STEP', step.said ->> 'code', d.agency_code, step.said ->> 'unit', began.occurred_at,
        CASE WHEN step.place <= d.steps_completed THEN done.occurred_at ELSE d.ended_at END,
        CASE WHEN step.place <= d.steps_completed THEN done.actor END,
        CASE WHEN step.place <= d.steps_completed THEN done.actor_unit END,
        CASE WHEN step.place <= d.steps_completed THEN 'COMPLETED' WHEN d.ended_at IS NOT NULL THEN 'CANCELLED' END
      FROM dossiers d
      JOIN procedure_versions v ON v.procedure_id = d.procedure_id AND v.version = d.procedure_version
      CROSS JOIN LATERAL jsonb_array_elements(v.cases) AS one(said)
      CROSS JOIN LATERAL jsonb_array_elements(one.said -> 'steps') WITH ORDINALITY AS step(said, place)
      LEFT JOIN acts began ON began.dossier_id = d.id AND began.place = step.place
      LEFT JOIN acts done ON done.dossier_id = d.id AND done.place = step.place + 1
      WHERE d.origin = 'LIVE' AND one.said ->> 'caseCode' = d.case_code
        AND (step.place <= d.steps_completed OR step.place = d.steps_completed + 1 AND began.dossier_id IS NOT NULL);

      CREATE INDEX dossier_tasks_of_unit ON dossier_tasks (agency_code, unit, due_at, dossier_id) WHERE outcome IS NULL;
      CREATE INDEX dossier_tasks_of_agency ON dossier_tasks (agency_code, due_at, dossier_id) WHERE outcome IS NULL;
      ANALYZE dossier_tasks
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE dossier_tasks');
  }
}
