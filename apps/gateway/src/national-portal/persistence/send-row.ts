import type { SendEntry } from '../domain/send-entry.js';
import { DESTINATION, failureColumnsOf, failureOf, NO_FAILURE, type SendRow } from './entities.js';

export function entryOf(row: SendRow): SendEntry {
  return {
    dossierId: row.dossier_id,
    code: row.code ?? undefined,
    agencyCode: row.agency_code,
    procedureCode: row.procedure_code,
    wanted: { version: row.wanted_version, status: row.wanted_status },
    acknowledged:
      row.acknowledged_version === null
        ? undefined
        : { version: row.acknowledged_version, status: row.acknowledged_status!, at: row.acknowledged_at! },
    heldThere: row.held_there,
    progressRows: row.progress_rows,
    lookFirst: row.look_first,
    state: row.state,
    attempts: row.attempts,
    dueAt: row.due_at ?? undefined,
    failure: failureOf(row),
    failingSince: row.failing_since ?? undefined,
    unsentSince: row.unsent_since ?? undefined,
  };
}

export function rowOf(entry: SendEntry): SendRow {
  const { acknowledged, failure } = entry;
  return {
    destination: DESTINATION,
    dossier_id: entry.dossierId,
    code: entry.code ?? null,
    agency_code: entry.agencyCode,
    procedure_code: entry.procedureCode,
    wanted_version: entry.wanted.version,
    wanted_status: entry.wanted.status,
    acknowledged_version: acknowledged?.version ?? null,
    acknowledged_status: acknowledged?.status ?? null,
    acknowledged_at: acknowledged?.at ?? null,
    held_there: entry.heldThere,
    progress_rows: entry.progressRows,
    look_first: entry.lookFirst,
    state: entry.state,
    attempts: entry.attempts,
    due_at: entry.dueAt ?? null,
    unsent_since: entry.unsentSince ?? null,
    ...(failure ? failureColumnsOf(failure) : NO_FAILURE),
    failing_since: entry.failingSince ?? null,
  };
}
