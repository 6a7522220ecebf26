import type {
  CompetentLevel,
  DecisionData,
  InternalProcessData,
  ProcedureLevel,
  ProcedureSource,
  DecidedStatus,
} from '@motcua/contracts';
import type { ColumnsOf } from '@motcua/platform';
import { EntitySchema } from 'typeorm';
import type { ImportLine, ImportStatus } from '../application/ports.js';
import type { Agency } from '../domain/agency.js';
import type { Flag, FlagCode } from '../domain/flags.js';
import type { ProcedureContent, StatedLimit } from '../domain/procedure-content.js';
import type { CalendarDefinition, RuleSetDefinition } from '../domain/versioned.js';

/*
 * The tables of the catalog, each once. Their constraints, indexes and comments stand in the migrations.
 */

export interface ProcedureRow {
  id: string;
  code: string;
  status: DecidedStatus;
  revision: number;
  announced: number;
  draft_version: number | null;
  published_version: number | null;
  published_effective_on: string | null;
  abolition: DecisionData | null;
  import_hash: string | null;
  /** What the draft and the published version are found by; compared in the database and never read. */
  draft_terms?: string | null;
  published_terms?: string | null;
  created_at: Date;
  updated_at: Date;
}

const procedureColumns: ColumnsOf<ProcedureRow> = {
  id: { type: 'uuid', primary: true },
  code: { type: 'text' },
  status: { type: 'text' },
  revision: { type: 'integer' },
  announced: { type: 'integer' },
  draft_version: { type: 'integer', nullable: true },
  published_version: { type: 'integer', nullable: true },
  published_effective_on: { type: 'date', nullable: true },
  abolition: { type: 'jsonb', nullable: true },
  import_hash: { type: 'text', nullable: true },
  draft_terms: { type: 'tsvector', nullable: true, select: false },
  published_terms: { type: 'tsvector', nullable: true, select: false },
  created_at: { type: 'timestamptz' },
  updated_at: { type: 'timestamptz' },
};

export const ProcedureEntity = new EntitySchema<ProcedureRow>({ name: 'procedures', columns: procedureColumns });

export interface ProcedureVersionRow {
  procedure_id: string;
  version: number;
  status: 'DRAFT' | 'PUBLISHED';
  source: ProcedureSource;
  revised_by_hand: boolean;
  name: string;
  field_code: string | null;
  field_name: string;
  field_search: string;
  levels: ProcedureLevel[];
  agency_codes: string[];
  every_agency_of: CompetentLevel[];
  publisher_code: string | null;
  online: boolean;
  content: ProcedureContent;
  flags: Flag[];
  flag_codes: FlagCode[];
  stated_limit: StatedLimit | null;
  decision: DecisionData | null;
  effective_on: string | null;
  cases: InternalProcessData[] | null;
  acknowledged_difference: string | null;
  /** Read only where it is asked for by name. */
  source_record?: object | null;
  import_id: string | null;
  updated_at: Date;
  updated_by: string;
  published_at: Date | null;
  published_by: string | null;
}

const procedureVersionColumns: ColumnsOf<ProcedureVersionRow> = {
  procedure_id: { type: 'uuid', primary: true },
  version: { type: 'integer', primary: true },
  status: { type: 'text' },
  source: { type: 'text' },
  revised_by_hand: { type: 'boolean' },
  name: { type: 'text' },
  field_code: { type: 'text', nullable: true },
  field_name: { type: 'text' },
  field_search: { type: 'text' },
  levels: { type: 'text', array: true },
  agency_codes: { type: 'text', array: true },
  every_agency_of: { type: 'text', array: true },
  publisher_code: { type: 'text', nullable: true },
  online: { type: 'boolean' },
  content: { type: 'jsonb' },
  flags: { type: 'jsonb' },
  flag_codes: { type: 'text', array: true },
  stated_limit: { type: 'jsonb', nullable: true },
  decision: { type: 'jsonb', nullable: true },
  effective_on: { type: 'date', nullable: true },
  cases: { type: 'jsonb', nullable: true },
  acknowledged_difference: { type: 'text', nullable: true },
  source_record: { type: 'jsonb', nullable: true, select: false },
  import_id: { type: 'uuid', nullable: true },
  updated_at: { type: 'timestamptz' },
  updated_by: { type: 'text' },
  published_at: { type: 'timestamptz', nullable: true },
  published_by: { type: 'text', nullable: true },
};

export const ProcedureVersionEntity = new EntitySchema<ProcedureVersionRow>({
  name: 'procedure_versions',
  columns: procedureVersionColumns,
});

export interface AgencyRow {
  code: string;
  revision: number;
  name: string;
  level: Agency['level'];
  parent_code: string | null;
  calendar_id: string;
  office_hours: Agency['officeHours'] | null;
  valid_from: string;
  valid_to: string | null;
  successor_code: string | null;
  receives_for: Agency['receivesFor'] | null;
  search_text: string;
  updated_at: Date;
}

const agencyColumns: ColumnsOf<AgencyRow> = {
  code: { type: 'text', primary: true },
  revision: { type: 'integer' },
  name: { type: 'text' },
  level: { type: 'text' },
  parent_code: { type: 'text', nullable: true },
  calendar_id: { type: 'text' },
  office_hours: { type: 'jsonb', nullable: true },
  valid_from: { type: 'date' },
  valid_to: { type: 'date', nullable: true },
  successor_code: { type: 'text', nullable: true },
  receives_for: { type: 'jsonb', nullable: true },
  search_text: { type: 'text' },
  updated_at: { type: 'timestamptz' },
};

export const AgencyEntity = new EntitySchema<AgencyRow>({ name: 'agencies', columns: agencyColumns });

export interface AgencyHistoryRow {
  code: string;
  revision: number;
  change: 'REGISTERED' | 'CHANGED' | 'CLOSED';
  agency: Agency;
  changed_at: Date;
  changed_by: string;
}

const agencyHistoryColumns: ColumnsOf<AgencyHistoryRow> = {
  code: { type: 'text', primary: true },
  revision: { type: 'integer', primary: true },
  change: { type: 'text' },
  agency: { type: 'jsonb' },
  changed_at: { type: 'timestamptz' },
  changed_by: { type: 'text' },
};

export const AgencyHistoryEntity = new EntitySchema<AgencyHistoryRow>({
  name: 'agency_history',
  columns: agencyHistoryColumns,
});

/** A row of `calendar_versions` or `rule_set_versions`. */
export interface VersionRow<Definition> {
  id: string;
  version: number;
  definition: Definition;
  published_at: Date;
  published_by: string;
}

const versionColumns = {
  id: { type: 'text', primary: true },
  version: { type: 'integer', primary: true },
  definition: { type: 'jsonb' },
  published_at: { type: 'timestamptz' },
  published_by: { type: 'text' },
} as const;

export interface CalendarVersionRow extends VersionRow<CalendarDefinition> {
  name: string;
  covers_from: string;
  covers_to: string;
}

const calendarVersionColumns: ColumnsOf<CalendarVersionRow> = {
  ...versionColumns,
  name: { type: 'text' },
  covers_from: { type: 'date' },
  covers_to: { type: 'date' },
};

export const CalendarVersionEntity = new EntitySchema<CalendarVersionRow>({
  name: 'calendar_versions',
  columns: calendarVersionColumns,
});

export interface RuleSetVersionRow extends VersionRow<RuleSetDefinition> {
  effective_from: string;
  effective_to: string | null;
}

const ruleSetVersionColumns: ColumnsOf<RuleSetVersionRow> = {
  ...versionColumns,
  effective_from: { type: 'date' },
  effective_to: { type: 'date', nullable: true },
};

export const RuleSetVersionEntity = new EntitySchema<RuleSetVersionRow>({
  name: 'rule_set_versions',
  columns: ruleSetVersionColumns,
});

export interface ProcedureImportRow {
  id: string;
  status: ImportStatus;
  session: string;
  last_line: number;
  digest: string;
  created: number;
  changed: number;
  unchanged: number;
  refused: number;
  started_at: Date;
  started_by: string;
  updated_at: Date;
}

const procedureImportColumns: ColumnsOf<ProcedureImportRow> = {
  id: { type: 'uuid', primary: true },
  status: { type: 'text' },
  session: { type: 'uuid' },
  last_line: { type: 'integer' },
  digest: { type: 'text' },
  created: { type: 'integer' },
  changed: { type: 'integer' },
  unchanged: { type: 'integer' },
  refused: { type: 'integer' },
  started_at: { type: 'timestamptz' },
  started_by: { type: 'text' },
  updated_at: { type: 'timestamptz' },
};

export const ProcedureImportEntity = new EntitySchema<ProcedureImportRow>({
  name: 'procedure_imports',
  columns: procedureImportColumns,
});

export interface ProcedureImportLineRow {
  import_id: string;
  line: number;
  outcome: ImportLine['outcome'];
  procedure_code: string | null;
  hash: string | null;
  reason: NonNullable<ImportLine['reason']> | null;
  flags: ImportLine['flags'];
}

const procedureImportLineColumns: ColumnsOf<ProcedureImportLineRow> = {
  import_id: { type: 'uuid', primary: true },
  line: { type: 'integer', primary: true },
  outcome: { type: 'text' },
  procedure_code: { type: 'text', nullable: true },
  hash: { type: 'text', nullable: true },
  reason: { type: 'jsonb', nullable: true },
  flags: { type: 'jsonb' },
};

export const ProcedureImportLineEntity = new EntitySchema<ProcedureImportLineRow>({
  name: 'procedure_import_lines',
  columns: procedureImportLineColumns,
});

export interface EverydayPhraseRow {
  key: string;
  phrase: string;
  means: string[];
  revision: number;
  set_at: Date;
  set_by: string;
}

const everydayPhraseColumns: ColumnsOf<EverydayPhraseRow> = {
  key: { type: 'text', primary: true },
  phrase: { type: 'text' },
  means: { type: 'text', array: true },
  revision: { type: 'integer' },
  set_at: { type: 'timestamptz' },
  set_by: { type: 'text' },
};

export const EverydayPhraseEntity = new EntitySchema<EverydayPhraseRow>({
  name: 'everyday_phrases',
  columns: everydayPhraseColumns,
});

export const catalogEntities = [
  ProcedureEntity,
  ProcedureVersionEntity,
  AgencyEntity,
  AgencyHistoryEntity,
  CalendarVersionEntity,
  RuleSetVersionEntity,
  ProcedureImportEntity,
  ProcedureImportLineEntity,
  EverydayPhraseEntity,
];
