import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Primary data in a schema of its own: neither a rebuild of the reports nor their loss reaches it. */
export class Editions1796300000170 implements MigrationInterface {
  name = 'Editions1796300000170';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE SCHEMA reform_index;
      COMMENT ON SCHEMA reform_index IS 'What people enter for the reform index; primary, and untouched by a rebuild of the reports';
      CREATE TABLE reform_index.editions (
        code text NOT NULL,
        kind text NOT NULL,
        name text NOT NULL,
        content jsonb NOT NULL,
        hash text NOT NULL,
        drafted_at timestamptz NOT NULL,
        drafted_by text NOT NULL,
        published_at timestamptz,
        published_by text,
        supersedes text,
        CONSTRAINT editions_pkey PRIMARY KEY (code),
        CONSTRAINT editions_supersedes_fkey FOREIGN KEY (supersedes) REFERENCES reform_index.editions (code),
        CONSTRAINT editions_one_successor UNIQUE (supersedes),
        CONSTRAINT editions_content_check CHECK (
          content ->> 'code' = code AND content ->> 'kind' = kind AND content ->> 'name' = name
        ),
        CONSTRAINT editions_published_check CHECK ((published_at IS NULL) = (published_by IS NULL)),
        CONSTRAINT editions_supersedes_check CHECK (supersedes IS NULL OR (supersedes <> code AND published_at IS NOT NULL))
      );
      CREATE FUNCTION reform_index.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a published edition never changes';
      END $$;
      CREATE TRIGGER editions_published_stay BEFORE UPDATE OR DELETE ON reform_index.editions
        FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION reform_index.refuse_rewriting();
      CREATE TRIGGER editions_no_truncate BEFORE TRUNCATE ON reform_index.editions
        FOR EACH STATEMENT EXECUTE FUNCTION reform_index.refuse_rewriting();
      COMMENT ON TABLE reform_index.editions IS 'Sets of criteria of the reform index: drafts, and published ones, which never change';
      COMMENT ON COLUMN reform_index.editions.code IS 'Code, once and for all';
      COMMENT ON COLUMN reform_index.editions.kind IS 'Kind of set, as in its content';
      COMMENT ON COLUMN reform_index.editions.name IS 'Name, as in its content';
      COMMENT ON COLUMN reform_index.editions.content IS 'The whole edition: groups, nodes, rules, rounding';
      COMMENT ON COLUMN reform_index.editions.hash IS 'SHA-256 of the content as canonical JSON, in hexadecimal';
      COMMENT ON COLUMN reform_index.editions.drafted_at IS 'When the draft was last written';
      COMMENT ON COLUMN reform_index.editions.drafted_by IS 'Account that wrote it';
      COMMENT ON COLUMN reform_index.editions.published_at IS 'When it was published; null: a draft';
      COMMENT ON COLUMN reform_index.editions.published_by IS 'Account that published it';
      COMMENT ON COLUMN reform_index.editions.supersedes IS 'The published edition that it takes the place of';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP SCHEMA reform_index CASCADE');
  }
}
