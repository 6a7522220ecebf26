import type { DossierStatus } from '@motcua/contracts';
import { OWNER_OF_CLASS, type ErrorClass } from '../domain/error-class.js';
import type { SendEntry, SendState } from '../domain/send-entry.js';

/** The one national portal that there is; a second one is a second destination. */
export const DESTINATION = 'DVCQG';

/** A row of `national_sends` as the driver gives it. */
export interface SendRow {
  dossier_id: string;
  code: string | null;
  agency_code: string;
  procedure_code: string;
  wanted_version: number;
  wanted_status: DossierStatus;
  acknowledged_version: number | null;
  acknowledged_status: DossierStatus | null;
  acknowledged_at: Date | null;
  held_there: boolean;
  progress_rows: number;
  look_first: boolean;
  state: SendState;
  attempts: number;
  due_at: Date | null;
  error_class: ErrorClass | null;
  owner: string | null;
  error_code: string | null;
  error_message: string | null;
  failing_since: Date | null;
  unsent_since: Date | null;
}

/** Columns and types of what an entry writes, for `jsonb_to_recordset`. */
export const SEND_COLUMNS: Record<keyof SendRow, string> = {
  dossier_id: 'uuid',
  code: 'text',
  agency_code: 'text',
  procedure_code: 'text',
  wanted_version: 'integer',
  wanted_status: 'text',
  acknowledged_version: 'integer',
  acknowledged_status: 'text',
  acknowledged_at: 'timestamptz',
  held_there: 'boolean',
  progress_rows: 'integer',
  look_first: 'boolean',
  state: 'text',
  attempts: 'integer',
  due_at: 'timestamptz',
  error_class: 'text',
  owner: 'text',
  error_code: 'text',
  error_message: 'text',
  failing_since: 'timestamptz',
  unsent_since: 'timestamptz',
};

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
    failure:
      row.error_class === null
        ? undefined
        : { class: row.error_class, code: row.error_code ?? '', message: row.error_message ?? '' },
    failingSince: row.failing_since ?? undefined,
    unsentSince: row.unsent_since ?? undefined,
  };
}

export function rowOf(entry: SendEntry): SendRow {
  const { acknowledged, failure } = entry;
  return {
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
    error_class: failure?.class ?? null,
    owner: failure ? OWNER_OF_CLASS[failure.class] : null,
    error_code: failure?.code ?? null,
    error_message: failure?.message ?? null,
    failing_since: entry.failingSince ?? null,
    unsent_since: entry.unsentSince ?? null,
  };
}
