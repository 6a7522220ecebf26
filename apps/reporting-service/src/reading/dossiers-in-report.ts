import type { EntityManager } from 'typeorm';
import type { ProjectionSchema } from '../persistence/projection-tables.js';
import type { ReportScope } from './report-scope.js';
import type { ReportTime } from './report-time.js';
import type { AgencyOfRow } from './sliced-counts.js';

/**
 * `d`, a dossier, with `at_end`, its clock and its agency as they stood at the end. Spans that are over are only looked up for
 * the few dossiers whose clock or agency changed after that, and only where a predicate asks.
 */
export function dossiersWithClock(schema: ProjectionSchema): string {
  const span = (column: string) => `
    CASE WHEN d.clock_from < :to THEN d.${column} ELSE (
      SELECT s.${column} FROM ${schema}.dossier_clock_spans s
      WHERE s.dossier_id = d.dossier_id AND s.from_at < :to AND s.until_at >= :to) END`;
  const agency = `
    CASE WHEN d.agency_from IS NULL OR d.agency_from < :to THEN d.agency_code ELSE (
      SELECT s.agency_code FROM ${schema}.dossier_agency_spans s
      WHERE s.dossier_id = d.dossier_id AND s.until_at >= :to ORDER BY s.until_at LIMIT 1) END`;
  return `
    ${schema}.dossiers d
    CROSS JOIN LATERAL (
      SELECT ${span('clock')} AS clock, ${span('due_at')} AS due_at, ${agency} AS agency_code) AS at_end`;
}

/**
 * Dossiers that were at an agency at the end. Only where one went elsewhere after that are others looked at than those that it
 * has: an index in the order of a list holds these.
 */
export async function atAgencyInReport(
  manager: Pick<EntityManager, 'query'>,
  schema: ProjectionSchema,
  time: ReportTime,
  { agency }: ReportScope,
): Promise<AgencyOfRow> {
  const code = 'at_end.agency_code';
  const [found] =
    agency === undefined
      ? []
      : await manager.query<{ gone: boolean }[]>(
          `SELECT EXISTS (SELECT FROM ${schema}.dossier_agency_spans WHERE agency_code = $1 AND until_at >= $2) AS gone`,
          [agency, time.countedUntil],
        );
  const among = found?.gone ? '(d.agency_code = :agency OR d.agency_from >= :to)' : 'd.agency_code = :agency';
  return { code, within: `${among} AND ${code} = :agency` };
}

/** Values of the parameters that predicates name. */
export function parametersOf(time: ReportTime): Record<string, unknown> {
  return { from: time.period.from, to: time.countedUntil, as_of: time.asOf };
}
