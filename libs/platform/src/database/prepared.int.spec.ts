import type { DataSource } from 'typeorm';
import { ServiceLogger } from '../observability/service-logger.js';
import { specPostgres, type SpecPostgres } from '../testing/spec-postgres.js';
import { openDataSource } from './open-data-source.js';
import { prepared } from './prepared.js';

describe('a prepared statement', () => {
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
    await dataSource.query('CREATE TABLE things (id integer PRIMARY KEY, name text)');
  }, 60_000);
  afterAll(async () => {
    await dataSource.destroy();
    await server.stop();
  });

  const kept = async (): Promise<string[]> => {
    const rows: { statement: string }[] = await dataSource.query('SELECT statement FROM pg_prepared_statements');
    return rows.map((row) => row.statement);
  };

  it('is kept by PostgreSQL under its name, also in a transaction; an unmarked one is not', async () => {
    const insert = prepared('INSERT INTO things (id, name) VALUES ($1, $2) RETURNING id');
    await dataSource.query(insert, [1, 'a']);
    await dataSource.transaction((manager) => manager.query(insert, [2, 'b']));
    expect(await dataSource.query('SELECT name FROM things WHERE id = $1', [2])).toEqual([{ name: 'b' }]);
    expect(await kept()).toEqual([insert]);
  });

  it('still works after a migration has added a column', async () => {
    const read = prepared('SELECT id, name FROM things WHERE id = $1');
    expect(await dataSource.query(read, [1])).toEqual([{ id: 1, name: 'a' }]);
    await dataSource.query('ALTER TABLE things ADD COLUMN colour text');
    expect(await dataSource.query(read, [1])).toEqual([{ id: 1, name: 'a' }]);
  });

  it('with SELECT * is refused, because it would not', () => {
    expect(() => prepared('SELECT * FROM things')).toThrow('names its columns');
    expect(() => prepared('SELECT t.* FROM things t')).toThrow('names its columns');
    expect(() => prepared('DELETE FROM things RETURNING *')).toThrow('names its columns');
    expect(prepared('SELECT count(*) FROM things')).toBe('SELECT count(*) FROM things');
  });
});
