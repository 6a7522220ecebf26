import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the national portal's list of dossiers is compared with, and the field names that it wants. */
export class NationalListing1767312000003 implements MigrationInterface {
  name = 'NationalListing1767312000003';

  async up(queryRunner: QueryRunner): Promise<void> {
    // In byte order, whatever the database's collation: two lists can only be merged in one order.
    await queryRunner.query(`
      CREATE INDEX dossiers_for_national_portal ON dossiers (code COLLATE "C")
        WHERE code IS NOT NULL AND (origin = 'LIVE' OR version > 1);
      ALTER TABLE procedure_versions ADD COLUMN field_name text;
      COMMENT ON COLUMN procedure_versions.field_name IS 'Name of the field; null on copies from before it was kept, until it is asked for';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'DROP INDEX dossiers_for_national_portal; ALTER TABLE procedure_versions DROP COLUMN field_name',
    );
  }
}
