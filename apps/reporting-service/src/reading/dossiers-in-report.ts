import type { ProjectionSchema } from '../persistence/projection-tables.js';
import type { ReportTime } from './report-time.js';

/**
 * `d`, a dossier, with `at_end`, its clock as it stood at the end. Spans that are over are only looked up for the few
 * dossiers whose clock changed after that, and only where a predicate asks.
 */
export function dossiersWithClock(schema: ProjectionSchema): string {
  const span = (column: string) => `
    CASE WHEN d.clock_from < :to THEN d.${column} ELSE (
      SELECT s.${column} FROM ${schema}.dossier_clock_spans s
      WHERE s.dossier_id = d.dossier_id AND s.from_at < :to AND s.until_at >= :to) END`;
  return `
    ${schema}.dossiers d
    CROSS JOIN LATERAL (SELECT ${span('clock')} AS clock, ${span('due_at')} AS due_at) AS at_end`;
}

/** Values of the parameters that predicates name. */
export function parametersOf(time: ReportTime): Record<string, unknown> {
  return { from: time.period.from, to: time.countedUntil, as_of: time.asOf };
}
