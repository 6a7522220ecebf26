import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A list by due date left out every dossier without a date. Those come last in it now, and the whole of it is walked in an index. */
export class DossiersByDue1767312000021 implements MigrationInterface {
  name = 'DossiersByDue1767312000021';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE INDEX dossiers_by_agency_and_due ON dossiers (agency_code, (coalesce(due_at, 'infinity')), id);
      CREATE INDEX dossiers_by_due ON dossiers ((coalesce(due_at, 'infinity')), id) INCLUDE (due_at, status);
    `);
    // With the column beside the expression, the rows that are picked are picked in the index.
    await replaceIndex(
      queryRunner,
      "(agency_code, (coalesce(due_at, 'infinity')), id) INCLUDE (due_at, submitted_at)",
      OPEN,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX dossiers_by_agency_and_due, dossiers_by_due');
    await replaceIndex(
      queryRunner,
      '(agency_code, due_at, id) INCLUDE (submitted_at)',
      `due_at IS NOT NULL AND ${OPEN}`,
    );
  }
}

const OPEN = "status IN ('RECEIVED', 'IN_PROGRESS', 'WAITING_SUPPLEMENT', 'WAITING_PAYMENT')";

/**
 * The old one goes last: dropping it keeps readers of the table out until the transaction ends. The planner knows nothing of
 * what an expression has until it is analyzed, and would take another index.
 */
async function replaceIndex(queryRunner: QueryRunner, columns: string, where: string): Promise<void> {
  await queryRunner.query(`
    CREATE INDEX dossiers_open_by_due_next ON dossiers ${columns} WHERE ${where};
    ANALYZE dossiers;
    DROP INDEX dossiers_open_by_due;
    ALTER INDEX dossiers_open_by_due_next RENAME TO dossiers_open_by_due
  `);
}
