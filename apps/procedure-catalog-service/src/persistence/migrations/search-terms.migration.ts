import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { ProcedureContent } from '../../domain/procedure-content.js';
import { termsOf } from '../procedure-terms.js';

const BATCH = 500;
const NIL = '00000000-0000-0000-0000-000000000000';

/** A search is answered by how well the versions of a procedure fit it, and by words with and without their marks. */
export class SearchTerms1767571200062 implements MigrationInterface {
  name = 'SearchTerms1767571200062';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE procedures ADD COLUMN draft_terms tsvector, ADD COLUMN published_terms tsvector');
    let after = NIL;
    for (;;) {
      const rows = (await runner.query(
        `SELECT p.id, d.content AS draft,
           (SELECT json_agg(v.content ORDER BY v.version) FROM procedure_versions v
            WHERE v.procedure_id = p.id AND v.status = 'PUBLISHED') AS published
         FROM procedures p LEFT JOIN procedure_versions d ON d.procedure_id = p.id AND d.version = p.draft_version
         WHERE p.id > $1 ORDER BY p.id LIMIT ${BATCH}`,
        [after],
      )) as { id: string; draft: ProcedureContent | null; published: ProcedureContent[] | null }[];
      if (rows.length === 0) break;
      after = rows.at(-1)!.id;
      const terms = rows.map(({ id, draft, published }) => ({
        id,
        draft: draft && termsOf(draft),
        published: published && termsOf(...published),
      }));
      await runner.query(
        `UPDATE procedures p SET draft_terms = r.draft, published_terms = r.published
         FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, draft tsvector, published tsvector) WHERE r.id = p.id`,
        [JSON.stringify(terms)],
      );
    }
    await runner.query(`
      CREATE INDEX procedures_published_terms ON procedures USING gin (published_terms);
      CREATE INDEX procedures_shown_terms ON procedures USING gin (coalesce(published_terms, draft_terms));
      COMMENT ON COLUMN procedures.draft_terms IS
        'What the draft is found by: words of code and name (A), field and agency (B), with and without marks, each at its place';
      COMMENT ON COLUMN procedures.published_terms IS 'What the published versions are found by, in the form of draft_terms';
      ALTER TABLE procedure_versions DROP COLUMN search_text;

      CREATE TABLE everyday_phrases (
        key text PRIMARY KEY,
        phrase text NOT NULL,
        means text[] NOT NULL,
        revision integer NOT NULL,
        set_at timestamptz NOT NULL,
        set_by text NOT NULL
      );
      COMMENT ON TABLE everyday_phrases IS 'What people type and what the catalog calls it, as the province set it';
      COMMENT ON COLUMN everyday_phrases.key IS 'Words of the phrase in one spelling: a phrase stands once';
      COMMENT ON COLUMN everyday_phrases.phrase IS 'As it was set';
      COMMENT ON COLUMN everyday_phrases.means IS 'Words that names of procedures use for it; none: the phrase means only itself';
      COMMENT ON COLUMN everyday_phrases.revision IS 'How often it has been set';
      COMMENT ON COLUMN everyday_phrases.set_at IS 'When it was set last';
      COMMENT ON COLUMN everyday_phrases.set_by IS 'Subject of who set it last';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE procedure_versions ADD COLUMN search_text text NOT NULL DEFAULT '';
      DROP TABLE everyday_phrases;
      ALTER TABLE procedures DROP COLUMN draft_terms, DROP COLUMN published_terms;
    `);
  }
}
