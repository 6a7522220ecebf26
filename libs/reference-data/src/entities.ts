import type {
  AgencyRegistered,
  CalendarPublished,
  CompetenceData,
  InternalProcessData,
  OfficeHoursData,
  ReceivesForData,
  ProcessApproved,
  RuleSetPublished,
} from '@motcua/contracts';
import type { ColumnsOf } from '@motcua/platform';
import { EntitySchema } from 'typeorm';

/*
 * The tables of the copies, each once. Their constraints, indexes and comments stand in the migrations of the services.
 */

/** What every row of `agencies` has. */
export interface AgencyRow {
  code: string;
  /** Of the event; 0 where the catalog was asked, because any event is newer than its answer. */
  version: number;
  name: string;
  calendar_id: string;
  valid_from: string;
  valid_to: string | null;
  /** Null on copies that are older than this column, until the catalog says more of the agency or is asked. */
  level: AgencyRegistered['level'] | null;
  /** Null where none is named, and where the level is. */
  successor_code: string | null;
}

export interface AgencyByHoursKeyRow extends AgencyRow {
  office_hours_key: string | null;
  receives_for: ReceivesForData | null;
}

export interface AgencyWithHoursRow extends AgencyRow {
  office_hours: OfficeHoursData[] | null;
}

export interface OfficeHoursRow {
  key: string;
  hours: OfficeHoursData[];
}

export interface CalendarRow {
  id: string;
  version: number;
  definition: CalendarPublished;
}

export interface RuleSetRow {
  id: string;
  version: number;
  effective_from: string;
  effective_to: string | null;
  definition: RuleSetPublished;
}

export interface ProcedureVersionRow {
  procedure_id: string;
  version: number;
  code: string;
  name: string;
  field_code: string;
  /** Null on copies that are older than this column, until the name is asked for. */
  field_name: string | null;
  online: boolean;
  effective_on: string;
  cases: InternalProcessData[];
  /** Null where the version was announced before competence was a part of it, until the catalog is asked. */
  competence: CompetenceData | null;
  instant: boolean | null;
}

export interface ApprovedProcessRow {
  procedure_id: string;
  version: number;
  case_code: string;
  definition: ProcessApproved;
}

export interface AbolishedProcedureRow {
  procedure_id: string;
  code: string;
  effective_on: string;
}

export interface ProcedureFieldRow {
  code: string;
  field_code: string;
}

const agencyColumns: ColumnsOf<AgencyRow> = {
  code: { type: 'text', primary: true },
  version: { type: 'integer' },
  name: { type: 'text' },
  calendar_id: { type: 'text' },
  valid_from: { type: 'date' },
  valid_to: { type: 'date', nullable: true },
  level: { type: 'text', nullable: true },
  successor_code: { type: 'text', nullable: true },
};

/**
 * Agencies whose office hours lie in `office_hours` under their hash: for a service that stamps its records with the hours by
 * which they are counted, and so has to keep those for ever.
 */
export const AgencyByHoursKeyEntity = new EntitySchema<AgencyByHoursKeyRow>({
  name: 'agencies',
  columns: {
    ...agencyColumns,
    office_hours_key: { type: 'text', nullable: true },
    receives_for: { type: 'jsonb', nullable: true },
  },
});

/** Agencies with their present office hours: for a service that counts by these only. */
export const AgencyWithHoursEntity = new EntitySchema<AgencyWithHoursRow>({
  name: 'agencies',
  columns: { ...agencyColumns, office_hours: { type: 'jsonb', nullable: true } },
});

/** Office hours that agencies have or had of their own, by the SHA-256 of them; kept for ever. */
export const OfficeHoursEntity = new EntitySchema<OfficeHoursRow>({
  name: 'office_hours',
  columns: { key: { type: 'text', primary: true }, hours: { type: 'jsonb' } },
});

/** Versions of working calendars; a version never changes. */
export const CalendarEntity = new EntitySchema<CalendarRow>({
  name: 'calendars',
  columns: {
    id: { type: 'text', primary: true },
    version: { type: 'integer', primary: true },
    definition: { type: 'jsonb' },
  },
});

/** Versions of rule sets; a version never changes. */
export const RuleSetEntity = new EntitySchema<RuleSetRow>({
  name: 'rule_sets',
  columns: {
    id: { type: 'text', primary: true },
    version: { type: 'integer', primary: true },
    effective_from: { type: 'date' },
    effective_to: { type: 'date', nullable: true },
    definition: { type: 'jsonb' },
  },
});

/** Published versions of procedures; a version never changes. */
export const ProcedureVersionEntity = new EntitySchema<ProcedureVersionRow>({
  name: 'procedure_versions',
  columns: {
    procedure_id: { type: 'uuid', primary: true },
    version: { type: 'integer', primary: true },
    code: { type: 'text' },
    name: { type: 'text' },
    field_code: { type: 'text' },
    field_name: { type: 'text', nullable: true },
    online: { type: 'boolean' },
    effective_on: { type: 'date' },
    cases: { type: 'jsonb' },
    competence: { type: 'jsonb', nullable: true },
    instant: { type: 'boolean', nullable: true },
  },
});

/** The process of each case of a version; it never changes. Versions announced before processes were have none. */
export const ApprovedProcessEntity = new EntitySchema<ApprovedProcessRow>({
  name: 'approved_processes',
  columns: {
    procedure_id: { type: 'uuid', primary: true },
    version: { type: 'integer', primary: true },
    case_code: { type: 'text', primary: true },
    definition: { type: 'jsonb' },
  },
});

/** Procedures on which nothing can be opened any more. */
export const AbolishedProcedureEntity = new EntitySchema<AbolishedProcedureRow>({
  name: 'abolished_procedures',
  columns: {
    procedure_id: { type: 'uuid', primary: true },
    code: { type: 'text' },
    effective_on: { type: 'date' },
  },
});

/** The field of each published procedure: for a service that needs no more of it. */
export const ProcedureFieldEntity = new EntitySchema<ProcedureFieldRow>({
  name: 'procedures',
  columns: { code: { type: 'text', primary: true }, field_code: { type: 'text' } },
});
