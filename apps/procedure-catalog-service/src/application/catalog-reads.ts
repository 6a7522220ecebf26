import type {
  DecisionData,
  ListAgenciesQuery,
  ListImportLinesQuery,
  ListProceduresQuery,
  ProcedurePublished,
  ProcedureStatus,
  ProcessApproved,
} from '@motcua/contracts';
import type { Page } from '@motcua/platform';
import type { LocalDate } from '@motcua/working-time';
import type { Agency } from '../domain/agency.js';
import type { Competence } from '../domain/competence.js';
import type { FlagCode } from '../domain/flags.js';
import type { ProcedureContent, StatedLimit } from '../domain/procedure-content.js';
import type { CalendarDefinition, RuleSetDefinition, Versioned } from '../domain/versioned.js';
import type { Scope } from './caller-scope.js';
import type { ImportLine, ImportStatus, ProcedureKey, ProcedureVersion, ProcedureWithVersions } from './ports.js';

/** A procedure in a list as it stands on a day: by its version in force, or the coming one, or its draft. */
export interface ListedProcedure extends Pick<
  ProcedureContent,
  'code' | 'name' | 'fieldCode' | 'fieldName' | 'levels' | 'agencyCodes' | 'online'
> {
  id: string;
  status: ProcedureStatus;
  version: number;
  /** Whether there is a draft beside the published version. */
  draftWaits: boolean;
  statedLimit?: StatedLimit;
  flags: FlagCode[];
  decision?: DecisionData;
  /** From when it is in force no more. */
  abolishedOn?: string;
  competence: Competence;
}

/** A published version as its event announced it, and how its procedure stands now. */
export interface AnnouncedProcedure extends ProcedurePublished {
  /** Of the last event of the procedure. */
  aggregateVersion: number;
  abolition?: DecisionData;
  agencyCodes: string[];
  processes: ProcessApproved[];
}

export interface ImportReport {
  id: string;
  status: ImportStatus;
  lastLine: number;
  created: number;
  changed: number;
  unchanged: number;
  refused: number;
  flags: { code: FlagCode; procedures: number; occurrences: number }[];
  refusals: { code: string; lines: number }[];
  flaggedProcedures: number;
  startedAt: Date;
  updatedAt: Date;
  startedBy: string;
}

export type RecordedLine = Omit<ImportLine, 'hash'>;

/** What can be read of the catalog. `get…` throws DomainError `not-found`. */
export abstract class CatalogReads {
  /** @param on day on which versions are in force or not, and agencies exist or not */
  abstract listProcedures(query: ListProceduresQuery, scope: Scope, on: LocalDate): Promise<Page<ListedProcedure>>;
  abstract getProcedure(key: ProcedureKey, scope: Scope, on: LocalDate): Promise<ProcedureWithVersions>;
  /** Latest first. */
  abstract listVersions(key: ProcedureKey, scope: Scope): Promise<ProcedureVersion[]>;
  abstract getVersion(key: ProcedureKey, version: number, scope: Scope): Promise<ProcedureVersion>;
  /** A published version as its event announced it: by number, or the one in force on a day. */
  abstract getPublished(key: ProcedureKey, which: { version: number } | { on: string }): Promise<AnnouncedProcedure>;

  abstract listAgencies(query: ListAgenciesQuery): Promise<Agency[]>;
  abstract getAgency(code: string): Promise<Agency>;

  /** Each in its latest version. */
  abstract listCalendars(): Promise<Versioned<CalendarDefinition>[]>;
  /** @param version absent for the latest. */
  abstract getCalendar(id: string, version?: number): Promise<Versioned<CalendarDefinition>>;

  /** Each in its latest version; with a day, only those in force on it. */
  abstract listRuleSets(on?: string): Promise<Versioned<RuleSetDefinition>[]>;
  abstract getRuleSet(id: string, version?: number): Promise<Versioned<RuleSetDefinition>>;

  /** The latest fifty, newest first. */
  abstract listImports(): Promise<ImportReport[]>;
  abstract getImport(id: string): Promise<ImportReport>;
  abstract listImportLines(id: string, query: ListImportLinesQuery): Promise<Page<RecordedLine>>;
}
