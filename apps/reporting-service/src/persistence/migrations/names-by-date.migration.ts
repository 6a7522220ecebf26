import type { MigrationInterface, QueryRunner } from 'typeorm';
import { GENERATIONS, schemaOf } from '../projection-tables.js';

/**
 * A report prints the names that held at the end of its period. What was known until now is the latest name of each code, without a
 * date: it holds from the beginning, until a rebuild reads since when each name has been announced.
 */
export class NamesByDate1796200000130 implements MigrationInterface {
  name = 'NamesByDate1796200000130';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      const schema = schemaOf(generation);
      await queryRunner.query(`
        CREATE TABLE ${schema}.names (
          kind text NOT NULL CONSTRAINT names_kind CHECK (kind IN ('AGENCY', 'FIELD', 'PROCEDURE')),
          code text NOT NULL,
          from_at timestamptz NOT NULL,
          name text NOT NULL,
          CONSTRAINT names_pkey PRIMARY KEY (kind, code, from_at)
        );
        COMMENT ON TABLE ${schema}.names IS 'What agencies, fields and procedures were called, and since when';
        COMMENT ON COLUMN ${schema}.names.kind IS 'What bears the name';
        COMMENT ON COLUMN ${schema}.names.code IS 'Its code';
        COMMENT ON COLUMN ${schema}.names.from_at IS 'When the catalog announced the name; -infinity: before this was recorded';
        COMMENT ON COLUMN ${schema}.names.name IS 'Name';
        INSERT INTO ${schema}.names (kind, code, from_at, name)
          SELECT 'AGENCY', code, '-infinity'::timestamptz, name FROM ${schema}.agencies
          UNION ALL SELECT 'FIELD', code, '-infinity', name FROM ${schema}.fields
          UNION ALL (SELECT DISTINCT ON (code) 'PROCEDURE', code, '-infinity'::timestamptz, name FROM ${schema}.procedures
            ORDER BY code, version DESC);
        ALTER TABLE ${schema}.agencies DROP COLUMN name;
        COMMENT ON TABLE ${schema}.agencies IS 'When agencies exist, as the catalog announces them; each has its row in a report of that time';
        DROP TABLE ${schema}.fields;
        DROP TABLE ${schema}.procedures;
      `);
    }
    // What was never filled gets every name with its date.
    const [blue, green] = GENERATIONS.map(schemaOf);
    await queryRunner.query(`
      UPDATE projection_state SET serving_filled_by = 4
      WHERE NOT EXISTS (SELECT FROM ${blue}.projection_progress) AND NOT EXISTS (SELECT FROM ${blue}.projection_marks)
        AND NOT EXISTS (SELECT FROM ${green}.projection_progress) AND NOT EXISTS (SELECT FROM ${green}.projection_marks)
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const generation of GENERATIONS) {
      const schema = schemaOf(generation);
      await queryRunner.query(`
        CREATE TABLE ${schema}.fields (code text PRIMARY KEY, name text NOT NULL);
        CREATE TABLE ${schema}.procedures (
          procedure_id uuid PRIMARY KEY, code text NOT NULL, name text NOT NULL, version integer NOT NULL
        );
        ALTER TABLE ${schema}.agencies ADD COLUMN name text;
        UPDATE ${schema}.agencies a SET name = coalesce((SELECT n.name FROM ${schema}.names n
          WHERE n.kind = 'AGENCY' AND n.code = a.code ORDER BY n.from_at DESC LIMIT 1), a.code);
        ALTER TABLE ${schema}.agencies ALTER COLUMN name SET NOT NULL;
        INSERT INTO ${schema}.fields SELECT DISTINCT ON (code) code, name FROM ${schema}.names
          WHERE kind = 'FIELD' ORDER BY code, from_at DESC;
        DROP TABLE ${schema}.names;
      `);
    }
  }
}
