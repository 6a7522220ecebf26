import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commentsOf } from './comments.js';

/** Copies of what other services own, kept by their events. */
export class ReferenceTables1756700100000 implements MigrationInterface {
  name = 'ReferenceTables1756700100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE agencies (
        code text NOT NULL,
        name text NOT NULL,
        calendar_id text NOT NULL,
        office_hours jsonb,
        valid_from date NOT NULL,
        valid_to date,
        CONSTRAINT agencies_pkey PRIMARY KEY (code)
      );
      CREATE TABLE calendars (
        id text NOT NULL,
        version integer NOT NULL,
        definition jsonb NOT NULL,
        CONSTRAINT calendars_pkey PRIMARY KEY (id, version)
      );
      CREATE TABLE procedures (
        code text NOT NULL,
        field_code text NOT NULL,
        CONSTRAINT procedures_pkey PRIMARY KEY (code)
      );
      CREATE TABLE dossiers (
        dossier_id uuid NOT NULL,
        code text NOT NULL,
        agency_code text NOT NULL,
        procedure_code text NOT NULL,
        field_code text NOT NULL,
        CONSTRAINT dossiers_pkey PRIMARY KEY (dossier_id)
      );
      CREATE INDEX dossiers_by_code ON dossiers (code);
    `);
    await queryRunner.query(commentsOf(TABLES));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE dossiers, procedures, calendars, agencies');
  }
}

const TABLES = {
  agencies: {
    '': 'Copy of the catalog: agencies with what their deadlines need',
    code: 'Identification code',
    name: 'Name',
    calendar_id: 'Calendar by which it works',
    office_hours: "Own office hours, which go before the calendar's",
    valid_from: 'First day of its existence',
    valid_to: 'Last day of its existence',
  },
  calendars: {
    '': 'Copy of the catalog: every version of every working calendar; the highest one holds',
    id: 'Which calendar',
    version: 'Version',
    definition: 'As published',
  },
  procedures: {
    '': 'Copy of the catalog: the field of each published procedure',
    code: 'Code',
    field_code: 'Field',
  },
  dossiers: {
    '': 'Copy of the dossier service: what a feedback about a dossier inherits from it; no personal data',
    dossier_id: 'Dossier',
    code: 'Code, from acceptance on',
    agency_code: 'Agency that answers for it',
    procedure_code: 'Procedure',
    field_code: 'Field',
  },
};
