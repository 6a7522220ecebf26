import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Search folds letters that look alike and forms such as `m²`: what was kept before is folded as a query is now. */
export class LookAlikes1767571200061 implements MigrationInterface {
  name = 'LookAlikes1767571200061';

  async up(runner: QueryRunner): Promise<void> {
    // What a version says does not change; this says only how it is found.
    await runner.query(`
      ALTER TABLE procedure_versions DISABLE TRIGGER procedure_versions_published_never_changes;
      UPDATE procedure_versions SET search_text = ${folded('search_text')}, field_search = ${folded('field_search')}
        WHERE search_text ~ '[^ -~]' OR field_search ~ '[^ -~]';
      ALTER TABLE procedure_versions ENABLE TRIGGER procedure_versions_published_never_changes;
      UPDATE agencies SET search_text = ${folded('search_text')} WHERE search_text ~ '[^ -~]';
    `);
  }

  async down(): Promise<void> {
    // The earlier release finds what is folded further.
  }
}

/** Small letters alone: the text is folded but for these. */
function folded(column: string): string {
  return `lower(translate(normalize(${column}, NFKD), 'ðɖаесіјкорѕхуıονρ', 'ddaecijkopsxyiovp'))`;
}
