import { expectEntitiesMatch } from '@motcua/testing';
import { ReportingDatabase } from '../testing/reporting-database.js';

let reporting: ReportingDatabase;

beforeAll(async () => {
  reporting = await ReportingDatabase.open();
});
afterAll(() => reporting.close());

describe('The tables', () => {
  it('are as they are declared, in the schemas of both generations', async () => {
    await expectEntitiesMatch(reporting.dataSource);
  });

  it('of each generation are all declared', async () => {
    const rows: { table: string }[] = await reporting.dataSource.query(
      `SELECT schemaname || '.' || tablename AS table FROM pg_tables WHERE schemaname LIKE 'projection%'`,
    );
    const declared = reporting.dataSource.entityMetadatas.map(({ tablePath }) => tablePath);
    expect(rows.map(({ table }) => table).sort()).toEqual(declared.filter((path) => path.includes('.')).sort());
  });

  it('are compared in each schema: a column that one generation alone has is told', async () => {
    await reporting.dataSource.query('ALTER TABLE projection_green.names ADD floor integer');
    await expect(expectEntitiesMatch(reporting.dataSource)).rejects.toThrow(
      /^entities and migrated tables differ:\nprojection_green\.names\.floor is declared not at all[^\n]*$/,
    );
  });
});
