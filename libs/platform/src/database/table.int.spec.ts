import { EntitySchema, type DataSource } from 'typeorm';
import { ServiceLogger } from '../observability/service-logger.js';
import { specPostgres, type SpecPostgres } from '../testing/spec-postgres.js';
import { openDataSource } from './open-data-source.js';
import { Parameters } from './parameters.js';
import { Table, type ColumnsOf } from './table.js';

interface Thing {
  id: string;
  count: number;
  labels: string[];
  facts: { a: number }[];
  secret: Buffer | null;
  madeAt: Date;
  note: string | null;
  stored_at: Date;
}

const columns: ColumnsOf<Thing> = {
  id: { type: 'uuid', primary: true },
  count: { type: 'integer' },
  labels: { type: 'text', array: true },
  facts: { type: 'jsonb' },
  secret: { type: 'bytea', nullable: true },
  madeAt: { type: 'timestamptz', name: 'made_at', update: false },
  note: { type: 'text', nullable: true },
  stored_at: { type: 'timestamptz', insert: false, update: false },
};
const THINGS = Table.of(new EntitySchema<Thing>({ name: 'things', columns }));

const thing = (id: number, changes: Partial<Thing> = {}): Thing => ({
  id: `0198c2a4-7a00-7000-8000-00000000000${id}`,
  count: 1,
  labels: ['a "b"', 'c,{d}'],
  facts: [{ a: 1 }],
  secret: Buffer.from([0, 255, 92]),
  madeAt: new Date('2026-08-20T02:00:00.123Z'),
  note: null,
  stored_at: new Date(0),
  ...changes,
});

describe('The statements of a table', () => {
  let server: SpecPostgres;
  let dataSource: DataSource;

  beforeAll(async () => {
    server = await specPostgres();
    dataSource = await openDataSource({
      service: 'spec',
      url: await server.newDatabase(),
      poolSize: 1,
      waitMs: 0,
      logger: new ServiceLogger({ service: 'spec', level: 'silent' }),
      migrations: [],
    });
    await dataSource.query(`CREATE TABLE things (id uuid PRIMARY KEY, count integer NOT NULL, labels text[] NOT NULL,
      facts jsonb NOT NULL, secret bytea, made_at timestamptz NOT NULL, note text, stored_at timestamptz NOT NULL DEFAULT now())`);
  }, 60_000);
  beforeEach(() => dataSource.query('TRUNCATE things'));
  afterAll(async () => {
    await dataSource.destroy();
    await server.stop();
  });

  const run = (make: (add: (value: unknown) => string) => string) => {
    const parameters = new Parameters();
    const text = make((value) => parameters.add(value));
    return dataSource.query<unknown[]>(text, parameters.values);
  };
  const stored = () => dataSource.query<Thing[]>(`SELECT ${THINGS.selecting('t')} FROM things t ORDER BY id`);
  const withoutStoring = (rows: Thing[]) => rows.map(({ stored_at: _, ...row }) => row);

  it('insert one row or many with the given values, and leave database columns to the database', async () => {
    await run((add) => THINGS.inserting(thing(1), add));
    await THINGS.insertAll(dataSource, [thing(2, { secret: null }), thing(3, { note: 'x' })]);
    const rows = await stored();
    expect(withoutStoring(rows)).toEqual(
      withoutStoring([thing(1), thing(2, { secret: null }), thing(3, { note: 'x' })]),
    );
    for (const { stored_at } of rows) expect(stored_at.getTime()).toBeGreaterThan(0);
  });

  it('insert nothing if their condition is false', async () => {
    await run((add) => THINGS.inserting(thing(1), add, 'WHERE false'));
    await run((add) => THINGS.insertingAll([thing(2)], add, 'WHERE false'));
    expect(await stored()).toEqual([]);
  });

  it('add to many rows a value that only the statement computes', async () => {
    await run((add) =>
      THINGS.insertingAll([thing(1, { note: 'HERE' })], add, '', (json) => `replace(${json}, 'HERE', 'there')`),
    );
    expect((await stored())[0]!.note).toBe('there');
  });

  it('insert what a query gives, by the names of the columns or by an expression, and replace what is there', async () => {
    await run((add) => THINGS.inserting(thing(1), add));
    const given = JSON.stringify([THINGS.toJson(thing(1, { count: 2, note: 'new', madeAt: new Date(0) }))]);
    const set = THINGS.replacing({ count: 't.count + excluded.count' });
    await run(
      (add) =>
        `${THINGS.insertingFrom(
          `FROM jsonb_to_recordset(${add(given)}::jsonb) AS given (${THINGS.declarations})`,
          { note: 'upper(note)' },
          't',
        )} ON CONFLICT (id) DO UPDATE SET ${set}`,
    );
    expect(withoutStoring(await stored())).toEqual(withoutStoring([thing(1, { count: 3, note: 'NEW' })]));
  });

  it('keep the microseconds of an instant that travels as a text', async () => {
    await run((add) => THINGS.insertingAll([{ ...thing(1), madeAt: '2026-08-20T02:00:00.123456Z' }], add));
    const [row] = await dataSource.query(`SELECT to_char(made_at, 'US') AS microseconds FROM things`);
    expect(row).toEqual({ microseconds: '123456' });
  });

  it('name the schema of a table that does not stand in the usual one', async () => {
    await dataSource.query('CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.things (LIKE things INCLUDING ALL)');
    const elsewhere = Table.of(
      new EntitySchema<Thing>({ name: 'other', tableName: 'things', schema: 'elsewhere', columns }),
    );
    await run((add) => elsewhere.inserting(thing(1), add));
    expect(await stored()).toEqual([]);
    expect(await dataSource.query(`SELECT ${elsewhere.selecting('t')} FROM ${elsewhere.name} t`)).toHaveLength(1);
  });

  it('set what may change, by value or by expression, and nothing else', async () => {
    await run((add) => THINGS.inserting(thing(1), add));
    const changed = thing(1, { count: 2, labels: [], facts: [], secret: null, madeAt: new Date(0) });
    await run((add) => `UPDATE things SET ${THINGS.setting(changed, add, { note: `upper('x')` })}`);
    expect(withoutStoring(await stored())).toEqual(
      withoutStoring([{ ...changed, madeAt: thing(1).madeAt, note: 'X' }]),
    );
  });

  it('leave out the columns that a partial table lacks', async () => {
    const plain = THINGS.without('secret', 'note');
    await run((add) => plain.inserting(thing(1), add));
    expect((await stored())[0]).toMatchObject({ count: 1, secret: null, note: null });
    expect(plain.selecting('t')).toBe('t.id, t.count, t.labels, t.facts, t.made_at AS "madeAt", t.stored_at');
  });
});

it('A row is restored unchanged from its JSON', () => {
  for (const row of [thing(1), thing(2, { secret: null, note: 'x' })]) {
    const json = JSON.stringify(THINGS.toJson(row));
    expect(json).toContain('"made_at":"2026-08-20T02:00:00.123Z"');
    expect(THINGS.fromJson(JSON.parse(json))).toEqual(row);
  }
});
