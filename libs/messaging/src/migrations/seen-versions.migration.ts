import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The events of an aggregate's latest versions, to detect a restored producer. */
export class SeenVersions1767312000001 implements MigrationInterface {
  name = 'SeenVersions1767312000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE consumed_aggregates ADD COLUMN seen bytea;
      COMMENT ON COLUMN consumed_aggregates.seen IS 'Four bytes of the id of the event of each of the latest versions, at most 64, the last one at the end; NULL: not known';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE consumed_aggregates DROP COLUMN seen');
  }
}
