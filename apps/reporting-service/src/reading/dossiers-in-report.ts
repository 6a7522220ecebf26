import type { ProjectionSchema } from '../persistence/projection-tables.js';
import type { ReportTime } from './report-time.js';

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
 * Dossiers that were at an agency at the end: the index finds those that it has and those that went elsewhere after that.
 */
export const AT_AGENCY_IN_REPORT = {
  code: 'at_end.agency_code',
  within: '(d.agency_code = :agency OR d.agency_from >= :to) AND at_end.agency_code = :agency',
};

/** Values of the parameters that predicates name. */
export function parametersOf(time: ReportTime): Record<string, unknown> {
  return { from: time.period.from, to: time.countedUntil, as_of: time.asOf };
}
