import { DomainError } from '@motcua/contracts';
import type { EntityManager } from 'typeorm';
import { localDate } from '@motcua/working-time';
import type { ProjectionSchema } from '../persistence/projection-tables.js';
import { lastDayOf } from '../reports/period.js';
import type { ReportScope, Slicing } from './report-scope.js';
import type { ReportTime } from './report-time.js';
import type { SlicedCounts } from './sliced-counts.js';

/** What a report can be narrowed to, with the query that finds a code: by its name, or by what bears it before its name has arrived. */
const KNOWN = {
  agency: {
    vi: 'cơ quan',
    en: 'Agency',
    found: (schema: ProjectionSchema) => `
      SELECT 1 FROM ${schema}.agencies WHERE code = $1
      UNION ALL (SELECT 1 FROM ${schema}.dossiers WHERE agency_code = $1 AND accepted_at IS NOT NULL LIMIT 1)
      UNION ALL (SELECT 1 FROM ${schema}.dossiers WHERE agency_code = $1 AND submitted_at IS NOT NULL LIMIT 1)
      UNION ALL (SELECT 1 FROM ${schema}.feedback_stints WHERE agency_code = $1 LIMIT 1)`,
  },
  field: {
    vi: 'lĩnh vực',
    en: 'Field',
    found: (schema: ProjectionSchema) => `
      SELECT 1 FROM ${schema}.names WHERE kind = 'FIELD' AND code = $1
      UNION ALL (SELECT 1 FROM ${schema}.dossiers WHERE field_code = $1 LIMIT 1)
      UNION ALL (SELECT 1 FROM ${schema}.feedback_stints WHERE field_code = $1 LIMIT 1)
      UNION ALL (SELECT 1 FROM ${schema}.survey_answers WHERE field_code = $1 LIMIT 1)`,
  },
} as const;

/**
 * A report on a misspelt code would look like one on an idle agency or field: a code that nothing bears is refused. By hand: each part of
 * the query stops at its first row.
 * @param path the field of the request
 * @throws DomainError `not-found`
 */
export async function requireKnown(
  snapshot: EntityManager,
  schema: ProjectionSchema,
  what: keyof typeof KNOWN,
  code: string,
  path: string,
): Promise<void> {
  const found = await snapshot.query<unknown[]>(`${KNOWN[what].found(schema)} LIMIT 1`, [code]);
  if (found.length === 0) throw notFound(what, code, path);
}

/** The refusal of a code that does not exist, or not for this caller. */
export function notFound(what: keyof typeof KNOWN, code: string, path: string = what): DomainError {
  const { vi, en } = KNOWN[what];
  return new DomainError({
    kind: 'not-found',
    code: `report.${what}-not-found`,
    message: { vi: `Không tìm thấy ${vi} ${code}.`, en: `${en} ${code} was not found.` },
    fields: [{ path, message: { vi: 'không tìm thấy', en: 'is not found' } }],
  });
}

/**
 * The rows of a report by agency, and a row of zeros for each agency that existed on a day of the period and has nothing to count: it
 * must be seen that it has none. By agency and field there would be a row for each pair, so there it is left out.
 */
export async function withEveryAgency<C extends string>(
  manager: Pick<EntityManager, 'query'>,
  schema: ProjectionSchema,
  time: ReportTime,
  about: { scope: ReportScope; slicings: Slicing[] },
  rows: SlicedCounts<C>['rows'],
  zeros: Record<C, number>,
): Promise<SlicedCounts<C>['rows']> {
  if (about.slicings.join() !== 'agency') return rows;
  const existed = await manager.query<{ code: string }[]>(
    `SELECT code FROM ${schema}.agencies
     WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $2) AND ($3::text IS NULL OR code = $3)`,
    [lastDayOf({ to: time.countedUntil }), localDate(time.period.from), about.scope.agency ?? null],
  );
  const counted = new Set(rows.map(({ slice }) => slice.agency));
  const idle = existed.filter(({ code }) => !counted.has(code));
  return [...rows, ...idle.map(({ code }) => ({ slice: { agency: code }, counts: zeros }))];
}
