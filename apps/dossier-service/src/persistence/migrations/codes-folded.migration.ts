import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Codes of dossiers and ids of legacy systems are the same whatever their case and the blanks around them. The columns come
 * by themselves: adding them keeps everybody out of the table, and what follows takes long.
 */
export class CodesFolded1767312000022 implements MigrationInterface {
  name = 'CodesFolded1767312000022';

  async up(queryRunner: QueryRunner): Promise<void> {
    // Capitals by PostgreSQL's own table: the database's locale may know only the letters of ASCII, or change with the machine.
    await queryRunner.query(`
      CREATE FUNCTION folded_code(code text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT upper(normalize(btrim(code, E'${BLANKS}'), NFC) COLLATE pg_c_utf8)
      $$;
      COMMENT ON FUNCTION folded_code(text) IS 'A code as it is compared: composed, in capitals and without blanks around it';
      ALTER TABLE dossiers
        ADD COLUMN code_twin integer NOT NULL DEFAULT 0,
        ADD COLUMN legacy_id_twin integer NOT NULL DEFAULT 0;
      COMMENT ON COLUMN dossiers.code_twin IS '0, or its place among dossiers that had this code, but for case and blanks, before such were compared';
      COMMENT ON COLUMN dossiers.legacy_id_twin IS 'The same of its id in the legacy system'
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossiers DROP COLUMN code_twin, DROP COLUMN legacy_id_twin;
      DROP FUNCTION folded_code
    `);
  }
}

/**
 * Blanks of every script, controls and what shows nothing, from and to: the characters that `foldedCode` takes off, as
 * numbers, since nobody would see which they are. U+0000 is in no text of PostgreSQL.
 */
const BLANKS = [
  ...[[0x01, 0x20], [0x7f, 0xa0], [0xad], [0x34f], [0x61c], [0x115f, 0x1160], [0x1680], [0x17b4, 0x17b5]],
  ...[[0x180b, 0x180f], [0x2000, 0x200f], [0x2028, 0x202f], [0x205f, 0x206f], [0x3000], [0x3164]],
  ...[[0xfe00, 0xfe0f], [0xfeff], [0xffa0], [0xfff0, 0xfff8]],
]
  .flatMap(([from = 0, to = from]) => Array.from({ length: to - from + 1 }, (_, n) => from + n))
  .map((code) => `\\u${code.toString(16).padStart(4, '0')}`)
  .join('');
