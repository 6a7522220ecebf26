import { testDatabase, type TestDatabase } from '@motcua/testing';
import pg from 'pg';
import { databaseSchema } from './database-schema.js';
import { serviceSchemas } from './service-schemas.js';

describe('The schema of a database', () => {
  const databases: TestDatabase[] = [];
  afterAll(() => Promise.all(databases.map((database) => database.drop())));

  async function databaseOf(sql: string): Promise<string> {
    const database = await testDatabase();
    databases.push(database);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(sql);
    await client.end();
    return database.url;
  }

  it('of each service recreates the same database', async () => {
    const schemas = await serviceSchemas();
    expect([...schemas.keys()]).toEqual([
      'apps/procedure-catalog-service/schema.sql',
      'apps/dossier-service/schema.sql',
      'apps/feedback-service/schema.sql',
      'apps/reporting-service/schema.sql',
      'apps/gateway/schema.sql',
    ]);
    for (const schema of schemas.values()) {
      expect(schema).toContain('CREATE TABLE consumer_positions');
      expect(await databaseSchema(await databaseOf(schema))).toBe(schema);
    }
  });

  it('contains columns, keys, checks, indexes, triggers and comments, in an order independent of their creation', async () => {
    const url = await databaseOf(`
      CREATE TABLE b (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a_id integer NOT NULL);
      CREATE TABLE a (id integer CONSTRAINT a_once UNIQUE, name text COLLATE "C" DEFAULT 'x', twice text GENERATED ALWAYS AS (name || name) STORED) WITH (fillfactor = 80);
      ALTER TABLE b ADD CONSTRAINT b_of_a FOREIGN KEY (a_id) REFERENCES a (id);
      ALTER TABLE a ADD CONSTRAINT a_positive CHECK (id > 0);
      CREATE INDEX b_by_a ON b (a_id DESC) WHERE a_id > 1;
      COMMENT ON TABLE a IS 'it''s a';
      COMMENT ON COLUMN a.name IS 'its name';`);
    expect(await databaseSchema(url)).toMatchInlineSnapshot(`
"CREATE TABLE a (
  id integer,
  name text COLLATE "C" DEFAULT 'x'::text,
  twice text GENERATED ALWAYS AS ((name || name)) STORED,
  CONSTRAINT a_once UNIQUE (id),
  CONSTRAINT a_positive CHECK ((id > 0))
) WITH (fillfactor=80);

CREATE TABLE b (
  id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  a_id integer NOT NULL,
  CONSTRAINT b_pkey PRIMARY KEY (id)
);

ALTER TABLE b ADD CONSTRAINT b_of_a FOREIGN KEY (a_id) REFERENCES a(id);

CREATE INDEX b_by_a ON public.b USING btree (a_id DESC) WHERE (a_id > 1);

COMMENT ON TABLE a IS 'it''s a';
COMMENT ON COLUMN a.name IS 'its name';
"
`);
  });

  it('is refused if it has objects that this tool does not describe', async () => {
    await expect(databaseSchema(await databaseOf('CREATE VIEW v AS SELECT 1 AS one'))).rejects.toThrow(
      /does not describe v \(relkind v\)/,
    );
  });
});
