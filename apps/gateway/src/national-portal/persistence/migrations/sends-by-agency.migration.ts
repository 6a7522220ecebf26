import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A query for one agency, without another condition, scanned the whole ledger. */
export class SendsByAgency1767398400003 implements MigrationInterface {
  name = 'SendsByAgency1767398400003';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX national_sends_by_agency ON national_sends (destination, agency_code, dossier_id)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX national_sends_by_agency');
  }
}
