import type {
  ActorKind,
  Channel,
  ConsultationPosition,
  DossierAction,
  DossierStatus,
  ImportState,
  ReopeningFinder,
  ResultDelivery,
  StepRole,
  SubjectType,
} from '@motcua/contracts';
import type { ColumnsOf } from '@motcua/platform';
import { EntitySchema } from 'typeorm';
import type { AgencyPart } from '../domain/agencies.js';
import type { PersonalDataReading } from '../application/ports.js';
import type { DeadlineState, LedgerPause, Officer, Outcome, ReturnTo, Task, TaskOutcome } from '../domain/dossier.js';
import type { DossierEventType } from '../domain/dossier-events.js';
import type { DataProblem } from '../domain/person-data.js';
import { OfficerEntity } from './officer-row.js';
import { SearchEntity } from './search-row.js';

/*
 * The tables of this service. Their constraints, indexes and comments stand in the migrations.
 */

export interface DossierRow {
  id: string;
  version: number;
  /** How many facts others were not told of. */
  unannounced: number;
  origin: 'LIVE' | 'IMPORTED';
  status: DossierStatus;
  code: string | null;
  agency_code: string;
  /** Null: the competent agency receives for itself. */
  receiving_agency_code: string | null;
  procedure_id: string;
  procedure_code: string;
  procedure_version: number;
  field_code: string;
  case_code: string;
  channel: Channel;
  subject_type: SubjectType;
  submitted_at: Date;
  accepted_at: Date | null;
  deadline_state: DeadlineState['state'] | null;
  due_at: Date | null;
  pauses: { from: string; to?: string; reason: string; mode: LedgerPause['mode']; why?: LedgerPause['why'] }[];
  waiting_return_to: ReturnTo | null;
  waiting_since: Date | null;
  waiting_until: Date | null;
  supplement_requests: number;
  supplement_items: number[] | null;
  supplement_until: Date | null;
  supplement_brought_at: Date | null;
  supplement_awaited: number[] | null;
  supplement_asked_by: string[] | null;
  steps_completed: number;
  outcome: Outcome | null;
  ended_at: Date | null;
  judged_at: Date | null;
  last_event_at: Date;
  rule_set_id: string | null;
  rule_set_version: number | null;
  calendar_id: string | null;
  calendar_version: number | null;
  office_hours_key: string | null;
  apologised_at: Date | null;
  appointed_at: Date | null;
  apology_late: boolean | null;
  reopened_at: Date | null;
  reopening_found_by: ReopeningFinder | null;
  correct_by: Date | null;
  corrected_at: Date | null;
  corrected_outcome: Outcome | null;
  correction_delivered_at: Date | null;
  data_problems: DataProblem[];
  handed_on: { at: string; fromAgencyCode: string; part?: AgencyPart }[];
}

/** What the row of an imported dossier has in addition. */
export interface LegacySource {
  legacy_system: string | null;
  legacy_id: string | null;
  legacy_hash: Buffer | null;
  legacy_flags: string[] | null;
  /** 0, or its place among dossiers that had its code, or its legacy id, before those were compared folded. */
  code_twin: number;
  legacy_id_twin: number;
}

/** With `update: false`, what never changes after the first event. */
const dossierColumns: ColumnsOf<DossierRow & LegacySource> = {
  id: { type: 'uuid', primary: true },
  version: { type: 'integer' },
  unannounced: { type: 'integer' },
  origin: { type: 'text', update: false },
  status: { type: 'text' },
  code: { type: 'text', nullable: true },
  agency_code: { type: 'text' },
  receiving_agency_code: { type: 'text', nullable: true },
  procedure_id: { type: 'uuid' },
  procedure_code: { type: 'text', update: false },
  procedure_version: { type: 'integer' },
  field_code: { type: 'text' },
  case_code: { type: 'text' },
  channel: { type: 'text', update: false },
  subject_type: { type: 'text', update: false },
  submitted_at: { type: 'timestamptz', update: false },
  accepted_at: { type: 'timestamptz', nullable: true },
  deadline_state: { type: 'text', nullable: true },
  due_at: { type: 'timestamptz', nullable: true },
  pauses: { type: 'jsonb' },
  waiting_return_to: { type: 'text', nullable: true },
  waiting_since: { type: 'timestamptz', nullable: true },
  waiting_until: { type: 'timestamptz', nullable: true },
  supplement_requests: { type: 'integer' },
  supplement_items: { type: 'integer', array: true, nullable: true },
  supplement_until: { type: 'timestamptz', nullable: true },
  supplement_brought_at: { type: 'timestamptz', nullable: true },
  supplement_awaited: { type: 'integer', array: true, nullable: true },
  supplement_asked_by: { type: 'text', array: true, nullable: true },
  steps_completed: { type: 'integer' },
  outcome: { type: 'text', nullable: true },
  ended_at: { type: 'timestamptz', nullable: true },
  judged_at: { type: 'timestamptz', nullable: true },
  last_event_at: { type: 'timestamptz' },
  rule_set_id: { type: 'text', nullable: true },
  rule_set_version: { type: 'integer', nullable: true },
  calendar_id: { type: 'text', nullable: true },
  calendar_version: { type: 'integer', nullable: true },
  office_hours_key: { type: 'text', nullable: true },
  reopened_at: { type: 'timestamptz', nullable: true },
  reopening_found_by: { type: 'text', nullable: true },
  correct_by: { type: 'timestamptz', nullable: true },
  corrected_at: { type: 'timestamptz', nullable: true },
  corrected_outcome: { type: 'text', nullable: true },
  correction_delivered_at: { type: 'timestamptz', nullable: true },
  apologised_at: { type: 'timestamptz', nullable: true },
  appointed_at: { type: 'timestamptz', nullable: true },
  apology_late: { type: 'boolean', nullable: true },
  data_problems: { type: 'text', array: true },
  handed_on: { type: 'jsonb' },
  legacy_system: { type: 'text', nullable: true, update: false },
  legacy_id: { type: 'text', nullable: true, update: false },
  legacy_hash: { type: 'bytea', nullable: true, update: false },
  legacy_flags: { type: 'text', array: true, nullable: true, update: false },
  code_twin: { type: 'integer', insert: false, update: false },
  legacy_id_twin: { type: 'integer', insert: false, update: false },
};

export const DossierEntity = new EntitySchema<DossierRow & LegacySource>({ name: 'dossiers', columns: dossierColumns });

/** Instants as texts. */
export interface HoldAsJson extends Officer {
  from: string;
  to?: string;
  takenUpAt?: string;
}

export interface TaskRow {
  dossier_id: string;
  number: number;
  kind: Task['kind'];
  step_code: string | null;
  agency_code: string;
  unit: string | null;
  role: StepRole | null;
  opened_at: Date | null;
  opened_by: string | null;
  due_at: Date | null;
  /** The account that has it. */
  assignee: string | null;
  taken_up_at: Date | null;
  holds: HoldAsJson[];
  closed_at: Date | null;
  closed_by: string | null;
  closed_by_unit: string | null;
  /** Null: it is open. */
  outcome: TaskOutcome | null;
  /** Of a consultation. */
  consultation: {
    silenceIsConsent: boolean;
    askedBy: string;
    again?: number;
    extendedFrom?: string;
    handedOn?: { at: string; fromAgencyCode: string }[];
    answer?: { at: string; position: ConsultationPosition; late: boolean };
  } | null;
}

const taskColumns: ColumnsOf<TaskRow> = {
  dossier_id: { type: 'uuid', primary: true },
  number: { type: 'integer', primary: true },
  kind: { type: 'text', update: false },
  step_code: { type: 'text', nullable: true, update: false },
  agency_code: { type: 'text' },
  unit: { type: 'text', nullable: true, update: false },
  role: { type: 'text', nullable: true, update: false },
  opened_at: { type: 'timestamptz', nullable: true, update: false },
  opened_by: { type: 'text', nullable: true, update: false },
  due_at: { type: 'timestamptz', nullable: true },
  assignee: { type: 'text', nullable: true },
  taken_up_at: { type: 'timestamptz', nullable: true },
  holds: { type: 'jsonb' },
  closed_at: { type: 'timestamptz', nullable: true },
  closed_by: { type: 'text', nullable: true },
  closed_by_unit: { type: 'text', nullable: true },
  outcome: { type: 'text', nullable: true },
  consultation: { type: 'jsonb', nullable: true },
};

export const TaskEntity = new EntitySchema<TaskRow>({ name: 'dossier_tasks', columns: taskColumns });

export interface HistoryRow {
  dossier_id: string;
  version: number;
  action: DossierAction | 'import';
  event: DossierEventType;
  from_status: DossierStatus | null;
  to_status: DossierStatus;
  occurred_at: Date;
  recorded_at: Date;
  actor: string;
  /** Null in rows that are older than these columns: unknown. */
  actor_kind: ActorKind | null;
  actor_agency: string | null;
  actor_unit: string | null;
  actor_name: string | null;
  actor_title: string | null;
  flags: string[];
  details: Record<string, unknown>;
  /** What a person wrote, encrypted. */
  written: Buffer | null;
}

/** Which transaction recorded it, of itself: what following changes goes by. Null: before this was kept. */
interface Recorded {
  recorded_by: string | null;
}

const historyColumns: ColumnsOf<HistoryRow & Recorded> = {
  dossier_id: { type: 'uuid', primary: true },
  version: { type: 'integer', primary: true },
  action: { type: 'text' },
  event: { type: 'text' },
  from_status: { type: 'text', nullable: true },
  to_status: { type: 'text' },
  occurred_at: { type: 'timestamptz' },
  recorded_at: { type: 'timestamptz', insert: false },
  actor: { type: 'text' },
  actor_kind: { type: 'text', nullable: true },
  actor_agency: { type: 'text', nullable: true },
  actor_unit: { type: 'text', nullable: true },
  actor_name: { type: 'text', nullable: true },
  actor_title: { type: 'text', nullable: true },
  flags: { type: 'text', array: true },
  details: { type: 'jsonb' },
  written: { type: 'bytea', nullable: true },
  recorded_by: { type: 'bigint', nullable: true, insert: false },
};

export const HistoryEntity = new EntitySchema<HistoryRow & Recorded>({
  name: 'dossier_history',
  columns: historyColumns,
});

/** Every field of a person is encrypted; keyed hashes find a person by words of the name, the number of the paper or the telephone. */
export interface PersonRow {
  dossier_id: string;
  role: 'APPLICANT' | 'REPRESENTATIVE';
  full_name: Buffer;
  identity_number: Buffer | null;
  identity_type: Buffer | null;
  identity_index: Buffer | null;
  phone: Buffer | null;
  phone_index: Buffer | null;
  /** Null: not indexed yet. */
  name_words: string[] | null;
  email: Buffer | null;
  address: Buffer | null;
}

const personColumns: ColumnsOf<PersonRow> = {
  dossier_id: { type: 'uuid', primary: true },
  role: { type: 'text', primary: true },
  full_name: { type: 'bytea' },
  identity_number: { type: 'bytea', nullable: true },
  identity_type: { type: 'bytea', nullable: true },
  identity_index: { type: 'bytea', nullable: true },
  phone: { type: 'bytea', nullable: true },
  phone_index: { type: 'bytea', nullable: true },
  name_words: { type: 'text', array: true, nullable: true },
  email: { type: 'bytea', nullable: true },
  address: { type: 'bytea', nullable: true },
};

export const PersonEntity = new EntitySchema<PersonRow>({ name: 'dossier_persons', columns: personColumns });

export interface SubmissionRow {
  dossier_id: string;
  owner_subject: string | null;
  submitter_subject: string;
  request_content: Buffer | null;
  result_delivery: ResultDelivery;
}

const submissionColumns: ColumnsOf<SubmissionRow> = {
  dossier_id: { type: 'uuid', primary: true },
  owner_subject: { type: 'text', nullable: true },
  submitter_subject: { type: 'text' },
  request_content: { type: 'bytea', nullable: true },
  result_delivery: { type: 'text' },
};

export const SubmissionEntity = new EntitySchema<SubmissionRow>({
  name: 'dossier_submissions',
  columns: submissionColumns,
});

export interface ReadingRow {
  id: string;
  dossier_id: string;
  reader: string;
  reader_agency: string | null;
  reader_roles: string[];
  purpose: PersonalDataReading['purpose'];
  operation: string;
  read_at: Date;
}

const readingColumns: ColumnsOf<ReadingRow> = {
  id: { type: 'uuid', primary: true },
  dossier_id: { type: 'uuid' },
  reader: { type: 'text' },
  reader_agency: { type: 'text', nullable: true },
  reader_roles: { type: 'text', array: true },
  purpose: { type: 'text' },
  operation: { type: 'text' },
  read_at: { type: 'timestamptz', insert: false },
};

export const ReadingEntity = new EntitySchema<ReadingRow>({ name: 'personal_data_reads', columns: readingColumns });

export interface LegacyStepRow {
  dossier_id: string;
  position: number;
  name: string;
  unit: string | null;
  officer: string | null;
  recorded_at: Date;
}

const stepColumns: ColumnsOf<LegacyStepRow> = {
  dossier_id: { type: 'uuid', primary: true },
  position: { type: 'integer', primary: true },
  name: { type: 'text' },
  unit: { type: 'text', nullable: true },
  officer: { type: 'text', nullable: true },
  recorded_at: { type: 'timestamptz' },
};

export const LegacyStepEntity = new EntitySchema<LegacyStepRow>({ name: 'legacy_steps', columns: stepColumns });

export interface ImportRow {
  id: string;
  legacy_system: string;
  requested_by: string;
  state: ImportState;
  lines: number;
  imported: number;
  already_there: number;
  refused: number;
  steps: number;
  flags: Record<string, number>;
  started_at: Date;
  progress_at: Date;
  finished_at: Date | null;
}

const importColumns: ColumnsOf<ImportRow> = {
  id: { type: 'uuid', primary: true },
  legacy_system: { type: 'text' },
  requested_by: { type: 'text' },
  state: { type: 'text' },
  lines: { type: 'integer' },
  imported: { type: 'integer' },
  already_there: { type: 'integer' },
  refused: { type: 'integer' },
  steps: { type: 'integer' },
  flags: { type: 'jsonb' },
  started_at: { type: 'timestamptz' },
  progress_at: { type: 'timestamptz' },
  finished_at: { type: 'timestamptz', nullable: true },
};

export const ImportEntity = new EntitySchema<ImportRow>({ name: 'dossier_imports', columns: importColumns });

export interface RefusedLineRow {
  import_id: string;
  line: number;
  legacy_id: string | null;
  code: string;
  reason: string;
}

const refusedColumns: ColumnsOf<RefusedLineRow> = {
  import_id: { type: 'uuid', primary: true },
  line: { type: 'integer', primary: true },
  legacy_id: { type: 'text', nullable: true },
  code: { type: 'text' },
  reason: { type: 'text' },
};

export const RefusedLineEntity = new EntitySchema<RefusedLineRow>({
  name: 'refused_import_lines',
  columns: refusedColumns,
});

export const dossierEntities = [
  DossierEntity,
  TaskEntity,
  HistoryEntity,
  OfficerEntity,
  SubmissionEntity,
  PersonEntity,
  ReadingEntity,
  SearchEntity,
  LegacyStepEntity,
  ImportEntity,
  RefusedLineEntity,
];
