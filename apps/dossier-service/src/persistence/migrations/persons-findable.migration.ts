import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A dossier is found by whose it is and by its code as people type it. The hashes need the key for personal data, which no
 * migration has: the service makes them of the persons that are kept, once it has started.
 */
export class PersonsFindable1767484800050 implements MigrationInterface {
  name = 'PersonsFindable1767484800050';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE dossier_persons
        ADD COLUMN phone_index bytea,
        ADD COLUMN name_words text[] COLLATE "C";
      COMMENT ON COLUMN dossier_persons.phone_index IS 'Blind index of the telephone number as it is dialled within the country; null: none that can be dialled';
      COMMENT ON COLUMN dossier_persons.name_words IS 'Keyed hashes of the words of the name without marks, others in each agency; null: not indexed yet, nor are number and telephone';
      COMMENT ON COLUMN dossier_persons.identity_index IS 'Blind index of the identity number without blanks, dots and hyphens';
      CREATE INDEX dossier_persons_by_words ON dossier_persons USING gin (name_words);
      CREATE INDEX dossier_persons_by_identity ON dossier_persons (identity_index) WHERE identity_index IS NOT NULL;
      CREATE INDEX dossier_persons_by_phone ON dossier_persons (phone_index) WHERE phone_index IS NOT NULL;
      CREATE INDEX dossier_persons_to_index ON dossier_persons (dossier_id) WHERE name_words IS NULL;

      CREATE TABLE person_searches (
        id uuid CONSTRAINT person_searches_pkey PRIMARY KEY,
        reader text NOT NULL,
        reader_agency text NOT NULL,
        reader_roles text[] NOT NULL,
        terms text[] NOT NULL CONSTRAINT person_searches_terms CHECK (
          terms <> '{}' AND terms <@ ARRAY['NAME', 'IDENTITY_NUMBER', 'PHONE']),
        hits integer NOT NULL,
        searched_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE INDEX person_searches_by_reader ON person_searches (reader, searched_at);
      COMMENT ON TABLE person_searches IS 'Who searched the dossiers of an agency for a person, and by what; never for whom';
      COMMENT ON COLUMN person_searches.id IS 'Identity (UUIDv7)';
      COMMENT ON COLUMN person_searches.reader IS 'Subject of the token that searched';
      COMMENT ON COLUMN person_searches.reader_agency IS 'Agency whose dossiers were searched, which is that of the reader';
      COMMENT ON COLUMN person_searches.reader_roles IS 'Roles of the reader';
      COMMENT ON COLUMN person_searches.terms IS 'NAME, IDENTITY_NUMBER, PHONE: by what';
      COMMENT ON COLUMN person_searches.hits IS 'How many dossiers were found; 1,000: that many or more';
      COMMENT ON COLUMN person_searches.searched_at IS 'When, in real time';
      CREATE TRIGGER person_searches_append_only BEFORE UPDATE OR DELETE ON person_searches
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();

      CREATE FUNCTION code_tail(code text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT substring(code FROM '([0-9]{6}-[0-9]+)\\s*$')
      $$;
      COMMENT ON FUNCTION code_tail(text) IS 'Day and number of a code, yyMMdd-NNNN: what people type of it; null for another form';
      CREATE INDEX dossiers_by_code_tail ON dossiers (code_tail(code), agency_code) WHERE code IS NOT NULL;
      ANALYZE dossiers
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX dossiers_by_code_tail;
      DROP FUNCTION code_tail;
      DROP TABLE person_searches;
      DROP INDEX dossier_persons_by_words, dossier_persons_by_identity, dossier_persons_by_phone, dossier_persons_to_index;
      ALTER TABLE dossier_persons DROP COLUMN phone_index, DROP COLUMN name_words
    `);
  }
}
