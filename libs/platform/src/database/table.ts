import type { EntityManager, EntitySchema, EntitySchemaColumnOptions, ObjectLiteral } from 'typeorm';
import { Parameters } from './parameters.js';
import { prepared } from './prepared.js';

/** The columns of an entity over `Row`, each with the nullability of its property. */
export type ColumnsOf<Row> = {
  [P in keyof Row]-?: EntitySchemaColumnOptions & (null extends Row[P] ? { nullable: true } : { nullable?: false });
};

/** A row as it travels in JSON: an instant may be a text, which keeps what a Date would cut off. */
export type RowAsJson<Row> = { [P in keyof Row]?: Row[P] | (Date extends Row[P] ? string : never) };

/** An expression for each of some columns. */
type Expressions<Row> = { [P in keyof Row]?: string };

/** Takes a value and returns its placeholder. */
type Add = (value: unknown) => string;

interface Column<Row> {
  property: keyof Row & string;
  /** In the database. */
  name: string;
  type: string;
  declared: EntitySchemaColumnOptions;
}

/**
 * SQL derived from an entity, for statements that TypeORM's query builder cannot express: parts of one statement (ADR
 * 51), and many rows in one parameter. A column is named only in its declaration.
 */
export class Table<Row extends ObjectLiteral> {
  private readonly inserted: Column<Row>[];
  private readonly updated: Column<Row>[];
  private readonly insertedNames: string;
  /** The columns that are inserted, each with its type: what `jsonb_to_recordset` is told of a row. */
  readonly declarations: string;

  private constructor(
    readonly name: string,
    private readonly columns: Column<Row>[],
  ) {
    this.inserted = columns.filter(({ declared }) => declared.insert !== false);
    this.updated = columns.filter(({ declared }) => !declared.primary && declared.update !== false);
    this.insertedNames = this.inserted.map((column) => column.name).join(', ');
    this.declarations = this.inserted.map((column) => `${column.name} ${column.type}`).join(', ');
  }

  static of<Row extends ObjectLiteral>({ options }: EntitySchema<Row>): Table<Row> {
    const name = options.tableName ?? options.name;
    const columns = Object.entries<EntitySchemaColumnOptions | undefined>(options.columns).map(
      ([property, declared]) => ({
        property: property as keyof Row & string,
        name: declared!.name ?? property,
        type: `${String(declared!.type)}${declared!.array ? '[]' : ''}`,
        declared: declared!,
      }),
    );
    return new Table(options.schema ? `${options.schema}.${name}` : name, columns);
  }

  /** The same table for rows without these columns. */
  without<P extends keyof Row & string>(...properties: P[]): Table<Omit<Row, P>> {
    const rest = this.columns.filter(({ property }) => !properties.includes(property as P));
    return new Table<Omit<Row, P>>(this.name, rest as unknown as Column<Omit<Row, P>>[]);
  }

  /** What to SELECT for a row: `d.id, d.version, …` */
  selecting(alias: string): string {
    return this.columns
      .map(({ name, property }) => `${alias}.${name}${name === property ? '' : ` AS "${property}"`}`)
      .join(', ');
  }

  /**
   * An INSERT of one row; what the entity declares with `insert: false` is left to the database.
   * @param condition `WHERE …`: inserted only if it holds
   * @param finish maps an expression of a JSON column as text to one that includes values computed by the statement
   */
  inserting(row: Row, add: Add, condition = '', finish?: (json: string) => string): string {
    const values = this.inserted.map((column) => {
      const value = add(parameterOf(column, row[column.property]));
      return finish && column.type === 'jsonb' ? `(${finish(`${value}::text`)})::jsonb` : value;
    });
    return `${this.insertInto()} SELECT ${values.join(', ')} ${condition}`;
  }

  /**
   * An INSERT of many rows in one parameter. A missing property is null.
   * @param condition `WHERE …`: inserted only if it holds; or `ON CONFLICT …`
   * @param finish maps an expression of the rows as JSON text to one that includes values computed by the statement
   */
  insertingAll(rows: RowAsJson<Row>[], add: Add, condition = '', finish = (json: string) => json): string {
    const json = finish(`${add(JSON.stringify(rows.map((row) => this.toJson(row))))}::text`);
    return `${this.insertInto()}
      SELECT * FROM jsonb_to_recordset((${json})::jsonb) AS given (${this.declarations}) ${condition}`;
  }

  /** `insertingAll` as a prepared statement. */
  async insertAll(queries: Pick<EntityManager, 'query'>, rows: RowAsJson<Row>[], condition = ''): Promise<void> {
    const parameters = new Parameters();
    await queries.query(
      prepared(this.insertingAll(rows, (value) => parameters.add(value), condition)),
      parameters.values,
    );
  }

  /**
   * An INSERT of what a query gives: each column by its own name, or by the expression that is given for it.
   * @param from `FROM …`
   * @param alias of the table, for `ON CONFLICT`
   */
  insertingFrom(from: string, expressions: Expressions<Row> = {}, alias?: string): string {
    const selected = this.inserted.map(({ property, name }) => expressions[property] ?? name);
    return `${this.insertInto(alias)} SELECT ${selected.join(', ')} ${from}`;
  }

  /**
   * What `ON CONFLICT … DO UPDATE` sets: each column that `setting` sets to the value that was to be inserted, or to the
   * expression that is given for it.
   */
  replacing(expressions: Expressions<Row> = {}): string {
    return this.updated
      .map(({ property, name }) => `${name} = ${expressions[property] ?? `excluded.${name}`}`)
      .join(', ');
  }

  /**
   * The SET list of an UPDATE to this row, without primary keys and columns declared with `update: false`.
   * @param expressions instead of the values of these columns
   */
  setting(row: Row, add: Add, expressions: Expressions<Row> = {}): string {
    return this.updated
      .map((column) => {
        const { name, property } = column;
        return `${name} = ${expressions[property] ?? add(parameterOf(column, row[property]))}`;
      })
      .join(', ');
  }

  /** A row as JSON by its columns; null is omitted. */
  toJson(row: RowAsJson<Row>): object {
    const json: Record<string, unknown> = {};
    for (const { name, property, type } of this.columns) {
      const value: unknown = row[property];
      if (value === undefined || value === null) continue;
      json[name] = type === 'bytea' ? `\\x${(value as Buffer).toString('hex')}` : value;
    }
    return json;
  }

  /** The inverse of `toJson`. */
  fromJson(json: object): Row {
    const given = json as Record<string, unknown>;
    return Object.fromEntries(
      this.columns.map(({ name, property, type }) => [property, revived(type, given[name])]),
    ) as Row;
  }

  private insertInto(alias?: string): string {
    return `INSERT INTO ${this.name}${alias === undefined ? '' : ` AS ${alias}`} (${this.insertedNames})`;
  }
}

function parameterOf({ type }: { type: string }, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  return type === 'jsonb' ? JSON.stringify(value) : value;
}

function revived(type: string, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (type === 'timestamptz') return new Date(value as string);
  if (type === 'bytea') return Buffer.from((value as string).slice(2), 'hex');
  return value;
}
