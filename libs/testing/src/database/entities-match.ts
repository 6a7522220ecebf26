import type { DataSource } from 'typeorm';

interface Column {
  name: string;
  type: string;
  nullable: boolean;
  primary: boolean;
}

/**
 * Expects that every entity of a data source matches its migrated table: each column with its type and nullability, and
 * the primary key. Differences are reported by column.
 */
export async function expectEntitiesMatch(dataSource: DataSource): Promise<void> {
  const differences: string[] = [];
  for (const { tablePath, columns } of dataSource.entityMetadatas) {
    const declared = columns.map((column) => ({
      name: column.databaseName,
      type: dataSource.driver.normalizeType(column) + (column.isArray ? '[]' : ''),
      nullable: column.isNullable,
      primary: column.isPrimary,
    }));
    differences.push(...differencesOf(tablePath, declared, await migrated(dataSource, tablePath)));
  }
  if (differences.length > 0) throw new Error(`entities and migrated tables differ:\n${differences.join('\n')}`);
}

function migrated(dataSource: DataSource, table: string): Promise<Column[]> {
  return dataSource.query(
    `SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type, NOT a.attnotnull AS nullable,
       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)) AS primary
     FROM pg_attribute a WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped`,
    [table],
  );
}

function differencesOf(table: string, declared: Column[], there: Column[]): string[] {
  const names = new Set([...declared, ...there].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const [one, other] = [declared, there].map((columns) => described(columns.find((column) => column.name === name)));
    return one === other ? [] : [`${table}.${name} is declared ${one}, and in the database ${other}`];
  });
}

function described(column: Column | undefined): string {
  if (!column) return 'not at all';
  const { type, nullable, primary } = column;
  return `${type}${nullable ? '' : ' NOT NULL'}${primary ? ' PRIMARY KEY' : ''}`;
}
