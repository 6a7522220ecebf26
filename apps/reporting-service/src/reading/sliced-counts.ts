import type { EntityManager } from 'typeorm';
import { bind } from './bind.js';
import type { ReportScope, Slicing } from './report-scope.js';

export type Counts<C extends string> = Record<C, number>;
export type Slice = Partial<Record<Slicing, string>>;

/** The total, and a row for every slice that counts anything. */
export interface SlicedCounts<C extends string> {
  total: Counts<C>;
  rows: { slice: Slice; counts: Counts<C> }[];
}

export interface CountRequest<C extends string> {
  /** The rows to count, under the alias that the predicates use. */
  from: string;
  alias: string;
  /** Narrows `from` to what any of the cells counts. */
  where: string;
  predicates: Record<C, string>;
  scope: ReportScope;
  slicings: Slicing[];
  parameters: Record<string, unknown>;
  /** Where the agency of a row is not simply the one in its column. */
  agency?: AgencyOfRow;
}

/** The agency by which a row is sliced, and the condition on `:agency` that keeps a report within one. */
export interface AgencyOfRow {
  code: string;
  within: string;
}

/**
 * Counts every cell in one pass. The total is counted beside the rows and not added up from them, so that comparing the
 * two means something. The scope stands in the query, never in a filter after it.
 */
export async function slicedCounts<C extends string>(
  manager: Pick<EntityManager, 'query'>,
  request: CountRequest<C>,
): Promise<SlicedCounts<C>> {
  const { alias, slicings, scope, agency } = request;
  const codeOf = (slicing: Slicing) => (slicing === 'agency' && agency ? agency.code : `${alias}.${slicing}_code`);
  const columns = slicings.map(codeOf).join(', ');
  const cells = Object.entries<string>(request.predicates);
  const [sql, values] = bind(
    `SELECT ${slicings.map((slicing) => `${codeOf(slicing)} AS ${slicing}, `).join('')}
       ${columns === '' ? 'true' : `GROUPING(${columns}) > 0`} AS is_total,
       ${cells.map(([cell, predicate]) => `count(*) FILTER (WHERE ${predicate})::int AS "${cell}"`).join(',\n')}
     FROM ${request.from}
     WHERE ${[request.where, ...scopePredicates(alias, scope, agency)].join(' AND ')}
     GROUP BY ${columns === '' ? '()' : `GROUPING SETS ((${columns}), ())`}`,
    { ...request.parameters, ...scope },
  );
  const counted = await manager.query<({ is_total: boolean; agency?: string; field?: string } & Counts<C>)[]>(
    sql,
    values,
  );
  const rows: SlicedCounts<C>['rows'] = [];
  let total = noCounts(request.predicates);
  for (const { is_total, agency, field, ...counts } of counted) {
    if (is_total) total = counts as unknown as Counts<C>;
    else rows.push({ slice: { agency, field }, counts: counts as unknown as Counts<C> });
  }
  return { total, rows };
}

/** Every cell, of nothing. */
export function noCounts<C extends string>(predicates: Record<C, string>): Counts<C> {
  return Object.fromEntries(Object.keys(predicates).map((cell) => [cell, 0])) as Counts<C>;
}

export function scopePredicates(alias: string, scope: ReportScope, agency?: AgencyOfRow): string[] {
  return [
    ...(scope.agency === undefined ? [] : [agency?.within ?? `${alias}.agency_code = :agency`]),
    ...(scope.field === undefined ? [] : [`${alias}.field_code = :field`]),
  ];
}
