import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who does each step of a case, after which others. Versions that were announced without it keep their steps in a line. */
export class ApprovedProcesses1767312000061 implements MigrationInterface {
  name = 'ApprovedProcesses1767312000061';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE approved_processes (
        procedure_id uuid NOT NULL,
        version integer NOT NULL,
        case_code text NOT NULL,
        definition jsonb NOT NULL,
        CONSTRAINT approved_processes_pkey PRIMARY KEY (procedure_id, version, case_code)
      );
      COMMENT ON TABLE approved_processes IS 'Copy: internal processes of published versions, by case; a process never changes';
      COMMENT ON COLUMN approved_processes.procedure_id IS 'Procedure';
      COMMENT ON COLUMN approved_processes.version IS 'Version of the procedure';
      COMMENT ON COLUMN approved_processes.case_code IS 'Case';
      COMMENT ON COLUMN approved_processes.definition IS 'The process: for each step place, role, predecessors and time';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE approved_processes');
  }
}
