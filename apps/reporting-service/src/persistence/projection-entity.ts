import { Table, type ColumnsOf } from '@motcua/platform';
import { EntitySchema, type ObjectLiteral } from 'typeorm';
import { inEachSchema, type ProjectionSchema } from './projection-tables.js';

/** An entity whose table stands in the schema of each generation. */
export type ProjectionEntity<Row extends ObjectLiteral> = Record<ProjectionSchema, EntitySchema<Row>>;

export function projectionEntity<Row extends ObjectLiteral>(
  tableName: string,
  columns: ColumnsOf<Row>,
): ProjectionEntity<Row> {
  return inEachSchema(
    (schema) => new EntitySchema<Row>({ name: `${tableName}_in_${schema}`, tableName, schema, columns }),
  );
}

export function tableInEachSchema<Row extends ObjectLiteral>(
  entity: ProjectionEntity<Row>,
): Record<ProjectionSchema, Table<Row>> {
  return inEachSchema((schema) => Table.of(entity[schema]));
}
