import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ledger of one agency, without any other condition, walked the ledger of the province. */
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
