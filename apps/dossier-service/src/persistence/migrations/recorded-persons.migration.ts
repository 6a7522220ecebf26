import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What another system has already taken is not refused for its form: it is kept as it came, and named to whoever can correct
 * it. Until now nothing that could not be used was taken, so no older row has a problem; which paper a number was of was not
 * asked.
 */
export class RecordedPersons1767312000072 implements MigrationInterface {
  name = 'RecordedPersons1767312000072';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossiers ADD COLUMN data_problems text[] NOT NULL DEFAULT '{}';
      COMMENT ON COLUMN dossiers.data_problems IS 'Fields of persons that another system recorded and nobody can use as they are (applicant.phone …), until a correction; never the data';
      CREATE INDEX dossiers_with_data_problems ON dossiers (agency_code, submitted_at, id)
        WHERE data_problems <> '{}' AND status NOT IN ('DELIVERED', 'WITHDRAWN', 'STOPPED', 'REFUSED_INTAKE');
      ALTER TABLE dossier_persons ADD COLUMN identity_type bytea;
      COMMENT ON COLUMN dossier_persons.identity_type IS 'Which paper the number is of, encrypted; null: not named, told by its digits';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossier_persons DROP COLUMN identity_type;
      DROP INDEX dossiers_with_data_problems;
      ALTER TABLE dossiers DROP COLUMN data_problems;
    `);
  }
}
