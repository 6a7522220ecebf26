import type { SelectQueryBuilder } from 'typeorm';
import type { FeedbackFilter } from '../application/feedbacks.js';
import type { FeedbackRow } from './entities.js';

/** Narrows a query on `feedbacks f`. */
export function narrow(
  query: SelectQueryBuilder<FeedbackRow>,
  filter: FeedbackFilter,
): SelectQueryBuilder<FeedbackRow> {
  const columns = {
    kind: filter.kind,
    channel: filter.channel,
    agency_code: filter.agencyCode,
    code: filter.code,
    dossier_code: filter.dossierCode,
    procedure_code: filter.procedureCode,
  };
  for (const [column, value] of Object.entries(columns)) {
    if (value !== undefined) query.andWhere(`f.${column} = :${column}`, { [column]: value });
  }
  const { statuses, overdue, filedFrom, filedBefore } = filter;
  if (statuses) query.andWhere('f.status = ANY(:statuses)', { statuses });
  if (overdue) {
    const passed = 'f.next_due_at < :now';
    query.andWhere(overdue.is ? passed : `(f.next_due_at IS NULL OR NOT ${passed})`, { now: overdue.now });
  }
  if (filedFrom) query.andWhere('f.filed_at >= :filedFrom', { filedFrom });
  if (filedBefore) query.andWhere('f.filed_at < :filedBefore', { filedBefore });
  return query;
}
