import { cappedCount } from '@motcua/platform';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** The time of the database, so that all instances use one clock for leases and waits. */
export const now = (): string => 'clock_timestamp()';

export const inMs = (ms: number) => (): string => `clock_timestamp() + interval '${Math.round(ms)} milliseconds'`;

/** The number of rows of a query, counted up to a limit. */
export function counted<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>): ReturnType<typeof cappedCount> {
  const [sql, parameters] = query.clone().select('1').getQueryAndParameters();
  return cappedCount(query.dataSource, sql, parameters);
}
