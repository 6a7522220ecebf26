import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Imports have left dossiers whose codes or legacy ids differ in case and blanks only: the first of them keeps its place, one
 * that was opened here before one that was imported; the others are numbered, so that they stay, and no new one joins them.
 * The constraints on codes as they are written stay for instances of the release before, which still look by them.
 */
export class FoldedCodesOnce1767312000023 implements MigrationInterface {
  name = 'FoldedCodesOnce1767312000023';

  async up(queryRunner: QueryRunner): Promise<void> {
    // Readers go on. Writers wait from the start: a twin that came after the numbering would make the index impossible.
    await queryRunner.query(`
      LOCK TABLE dossiers IN SHARE ROW EXCLUSIVE MODE;
      ${numbering('code_twin', 'code IS NOT NULL', 'folded_code(code)')};
      ${numbering('legacy_id_twin', 'legacy_id IS NOT NULL', 'folded_code(legacy_system), folded_code(legacy_id)')};
      CREATE UNIQUE INDEX dossiers_folded_code_once ON dossiers (folded_code(code), code_twin);
      CREATE UNIQUE INDEX dossiers_folded_legacy_once ON dossiers (folded_code(legacy_system), folded_code(legacy_id), legacy_id_twin);
      ANALYZE dossiers
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX dossiers_folded_code_once, dossiers_folded_legacy_once;
      UPDATE dossiers SET code_twin = 0, legacy_id_twin = 0 WHERE code_twin > 0 OR legacy_id_twin > 0
    `);
  }
}

function numbering(column: string, of: string, alike: string): string {
  return `UPDATE dossiers SET ${column} = twins.place
    FROM (SELECT id, row_number() OVER (PARTITION BY ${alike} ORDER BY origin DESC, id) - 1 AS place
      FROM dossiers WHERE ${of}) twins
    WHERE twins.id = dossiers.id AND twins.place > 0`;
}
