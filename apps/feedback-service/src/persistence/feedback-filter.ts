import type { FeedbackFilter, Visibility } from '../application/ports.js';
import type { Parameters } from '@motcua/platform';

/** The predicates of a filter on `feedbacks f`: a procedure that `visibility` does not show is not found by either. */
export function filterOf(filter: FeedbackFilter, parameters: Parameters, visibility: Visibility = {}): string[] {
  const where: string[] = [];
  const equal = (column: string, value: unknown) => {
    if (value !== undefined) where.push(`f.${column} = ${parameters.add(value)}`);
  };
  if (filter.statuses) where.push(`f.status = ANY(${parameters.add(filter.statuses)})`);
  equal('kind', filter.kind);
  equal('channel', filter.channel);
  equal('agency_code', filter.agencyCode);
  equal('code', filter.code);
  equal('dossier_code', filter.dossierCode);
  equal('procedure_code', filter.procedureCode);
  if (filter.procedureCode !== undefined && !visibility.everywhere) {
    const agency = parameters.add(visibility.agency ?? null);
    where.push(`(f.subject_agency_code IS NULL OR f.subject_agency_code = ${agency}::text)`);
  }
  if (filter.overdue) {
    const passed = `f.next_due_at < ${parameters.add(filter.overdue.now)}`;
    where.push(filter.overdue.is ? passed : `(f.next_due_at IS NULL OR NOT ${passed})`);
  }
  if (filter.filedFrom) where.push(`f.filed_at >= ${parameters.add(filter.filedFrom)}`);
  if (filter.filedBefore) where.push(`f.filed_at < ${parameters.add(filter.filedBefore)}`);
  return where;
}
