import type {
  DossierStatus,
  NationalDifferenceKind,
  NationalOwner,
  NationalReconciliationState,
  NationalSubmissionState,
} from '@motcua/contracts';
import { EntitySchema, type EntitySchemaColumnOptions, type ObjectLiteral } from 'typeorm';
import type { SyncKind } from '../application/synced-tables.js';
import type { ErrorClass, SendFailure } from '../domain/error-class.js';
import { OWNER_OF_CLASS } from '../domain/error-class.js';
import type { SendOutcome, SendState } from '../domain/send-entry.js';
import type { SubmissionAnswer } from '../domain/submission-answer.js';

/** The only national portal so far; a second one would be a second destination. */
export const DESTINATION = 'DVCQG';

type Columns<Row> = { [Name in keyof Row]-?: EntitySchemaColumnOptions };

function table<Row extends ObjectLiteral>(tableName: string, columns: Columns<Row>): EntitySchema<Row> {
  return new EntitySchema<Row>({ name: tableName, tableName, columns });
}

const key = (type: 'text' | 'uuid' | 'timestamptz') => ({ type, primary: true }) as const;
const required = (type: 'text' | 'uuid' | 'integer' | 'boolean' | 'timestamptz' | 'jsonb') => ({ type }) as const;
const optional = (type: 'text' | 'uuid' | 'integer' | 'timestamptz') => ({ type, nullable: true }) as const;

/** A failure and its owner. */
interface FailureColumns {
  error_class: ErrorClass | null;
  owner: NationalOwner | null;
  error_code: string | null;
  error_message: string | null;
  failing_since: Date | null;
}

const failureColumns = {
  error_class: optional('text'),
  owner: optional('text'),
  error_code: optional('text'),
  error_message: optional('text'),
  failing_since: optional('timestamptz'),
};

export function failureColumnsOf(failure: SendFailure): Omit<FailureColumns, 'failing_since'> {
  return {
    error_class: failure.class,
    owner: OWNER_OF_CLASS[failure.class],
    error_code: failure.code,
    error_message: failure.message,
  };
}

export function failureOf(
  row: Pick<FailureColumns, 'error_class' | 'error_code' | 'error_message'>,
): SendFailure | undefined {
  if (row.error_class === null) return undefined;
  return { class: row.error_class, code: row.error_code ?? '', message: row.error_message ?? '' };
}

export const NO_FAILURE: FailureColumns = {
  error_class: null,
  owner: null,
  error_code: null,
  error_message: null,
  failing_since: null,
};

/** The columns that an entry of the ledger writes; the claim writes the lease. */
export interface SendRow extends FailureColumns {
  destination: string;
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
  unsent_since: Date | null;
}

export const SENDS = table<SendRow & { lease: string | null }>('national_sends', {
  destination: key('text'),
  dossier_id: key('uuid'),
  code: optional('text'),
  agency_code: required('text'),
  procedure_code: required('text'),
  wanted_version: required('integer'),
  wanted_status: required('text'),
  acknowledged_version: optional('integer'),
  acknowledged_status: optional('text'),
  acknowledged_at: optional('timestamptz'),
  held_there: required('boolean'),
  progress_rows: required('integer'),
  look_first: required('boolean'),
  state: required('text'),
  attempts: required('integer'),
  due_at: optional('timestamptz'),
  unsent_since: optional('timestamptz'),
  ...failureColumns,
  lease: optional('uuid'),
});

export interface SendAttemptRow {
  destination: string;
  dossier_id: string;
  at: Date;
  outcome: SendOutcome['kind'];
  version: number | null;
  error_class: ErrorClass | null;
  error_code: string | null;
  error_message: string | null;
}

/** The table has no key, but TypeORM requires one; no dossier has two attempts that ended at the same time. */
export const SEND_ATTEMPTS = table<SendAttemptRow>('national_send_attempts', {
  destination: key('text'),
  dossier_id: key('uuid'),
  at: key('timestamptz'),
  outcome: required('text'),
  version: optional('integer'),
  error_class: optional('text'),
  error_code: optional('text'),
  error_message: optional('text'),
});

export interface SubmissionRow extends FailureColumns {
  destination: string;
  portal_code: string;
  state: NationalSubmissionState;
  dossier_id: string | null;
  answer: SubmissionAnswer | null;
  fetched_at: Date;
  due_at: Date;
  attempts: number;
  sent_since: Date | null;
  may_run_until: Date | null;
  lease_until: Date | null;
  refusal_reason: string | null;
  refused_by: string | null;
  refused_at: Date | null;
}

export const SUBMISSIONS = table<SubmissionRow>('national_submissions', {
  destination: key('text'),
  portal_code: key('text'),
  state: required('text'),
  dossier_id: optional('uuid'),
  answer: optional('text'),
  fetched_at: required('timestamptz'),
  due_at: required('timestamptz'),
  attempts: required('integer'),
  ...failureColumns,
  sent_since: optional('timestamptz'),
  may_run_until: optional('timestamptz'),
  lease_until: optional('timestamptz'),
  refusal_reason: optional('text'),
  refused_by: optional('text'),
  refused_at: optional('timestamptz'),
});

export interface ReconciliationRow {
  id: string;
  destination: string;
  state: NationalReconciliationState;
  requested_by: string;
  requested_at: Date;
  started_at: Date | null;
  progress_at: Date | null;
  finished_at: Date | null;
  held_here: number;
  held_there: number;
  in_transit: number;
  differences: number;
  error: string | null;
}

export const RECONCILIATIONS = table<ReconciliationRow>('national_reconciliations', {
  id: key('uuid'),
  destination: required('text'),
  state: required('text'),
  requested_by: required('text'),
  requested_at: required('timestamptz'),
  started_at: optional('timestamptz'),
  progress_at: optional('timestamptz'),
  finished_at: optional('timestamptz'),
  held_here: required('integer'),
  held_there: required('integer'),
  in_transit: required('integer'),
  differences: required('integer'),
  error: optional('text'),
});

export interface DifferenceRow {
  id: string;
  destination: string;
  kind: NationalDifferenceKind;
  code: string;
  dossier_id: string | null;
  agency_code: string | null;
  status_here: DossierStatus | null;
  status_there: DossierStatus | null;
  ledger: string;
  owner: NationalOwner;
  first_seen_at: Date;
  last_seen_at: Date;
  last_seen_in: string;
  closed_at: Date | null;
}

export const DIFFERENCES = table<DifferenceRow>('national_differences', {
  id: key('uuid'),
  destination: required('text'),
  kind: required('text'),
  code: required('text'),
  dossier_id: optional('uuid'),
  agency_code: optional('text'),
  status_here: optional('text'),
  status_there: optional('text'),
  ledger: required('text'),
  owner: required('text'),
  first_seen_at: required('timestamptz'),
  last_seen_at: required('timestamptz'),
  last_seen_in: required('uuid'),
  closed_at: optional('timestamptz'),
});

export interface SyncRow {
  destination: string;
  what: SyncKind;
  due_at: Date;
  started_at: Date | null;
  succeeded_at: Date | null;
  records_read: number;
  changed: number;
  refused: number;
  error: string | null;
}

export const SYNCS = table<SyncRow>('national_syncs', {
  destination: key('text'),
  what: key('text'),
  due_at: required('timestamptz'),
  started_at: optional('timestamptz'),
  succeeded_at: optional('timestamptz'),
  records_read: required('integer'),
  changed: required('integer'),
  refused: required('integer'),
  error: optional('text'),
});

export interface CodeTableRow {
  destination: string;
  name: string;
  content: Record<string, unknown>[];
  fetched_at: Date;
  changed_at: Date;
}

export const CODE_TABLES = table<CodeTableRow>('national_code_tables', {
  destination: key('text'),
  name: key('text'),
  content: required('jsonb'),
  fetched_at: required('timestamptz'),
  changed_at: required('timestamptz'),
});

/** Every table of the national portal in the gateway's database. */
export const nationalPortalEntities = [
  SENDS,
  SEND_ATTEMPTS,
  SUBMISSIONS,
  RECONCILIATIONS,
  DIFFERENCES,
  SYNCS,
  CODE_TABLES,
];
