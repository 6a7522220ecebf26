import type {
  AgencyRegistered,
  AgencyView,
  CalendarVersionView,
  DecisionData,
  ProcedureFlagCode,
  PublishCalendarRequest,
  PublishRuleSetRequest,
  RuleSetVersionView,
} from '@motcua/contracts';
import type { Answer } from '@motcua/platform';
import type { CatalogReads, ProcedureKey } from './catalog-reads.js';
import type { DraftVersion, Procedure, PublishedVersion } from '../domain/procedure.js';

/** What happened in the catalog and others must learn of; announced in the transaction that makes it true. */
export type CatalogFact = { at: Date; aggregateVersion: number } & (
  | { kind: 'PROCEDURE_PUBLISHED'; procedureId: string; code: string; published: PublishedVersion }
  | { kind: 'PROCEDURE_ABOLISHED'; procedureId: string; code: string; decision: DecisionData }
  | { kind: 'AGENCY_REGISTERED' | 'AGENCY_CHANGED'; agency: AgencyRegistered }
  | { kind: 'CALENDAR_PUBLISHED'; id: string; calendar: PublishCalendarRequest }
  | { kind: 'RULE_SET_PUBLISHED'; id: string; ruleSet: PublishRuleSetRequest }
);

export interface Stamp {
  at: Date;
  by: string;
}

export interface DraftToSave {
  procedure: Pick<Procedure, 'id' | 'code'> & { isNew: boolean };
  draft: DraftVersion;
  /** Of an imported record: the record itself, its hash, and the import that brought it. */
  imported?: { record: object; hash: string; importId: string };
}

/** Procedures of one transaction; whoever is read here is locked until it ends. */
export interface Procedures {
  findByCodes(codes: string[]): Promise<Map<string, Procedure>>;
  /** @throws DomainError `not-found` */
  get(key: ProcedureKey): Promise<Procedure>;
  saveDrafts(drafts: DraftToSave[], stamp: Stamp): Promise<void>;
  savePublication(id: string, published: PublishedVersion, stamp: Stamp): Promise<void>;
  saveAbolition(id: string, decision: DecisionData, stamp: Stamp): Promise<void>;
}

export interface Agencies {
  find(code: string): Promise<AgencyView | undefined>;
  exists(code: string): Promise<boolean>;
  save(agency: AgencyView, change: 'REGISTERED' | 'CHANGED' | 'CLOSED', stamp: Stamp): Promise<void>;
  /** Codes among `codes` that no agency has. */
  unknownOf(codes: string[]): Promise<string[]>;
}

export interface Calendars {
  /** The latest version; the calendar is locked until the transaction ends. */
  latest(id: string): Promise<CalendarVersionView | undefined>;
  append(id: string, version: number, calendar: PublishCalendarRequest, stamp: Stamp): Promise<void>;
}

export interface RuleSets {
  latest(id: string): Promise<RuleSetVersionView | undefined>;
  append(id: string, version: number, ruleSet: PublishRuleSetRequest, stamp: Stamp): Promise<void>;
}

export interface ImportLine {
  line: number;
  outcome: 'CREATED' | 'CHANGED' | 'UNCHANGED' | 'REFUSED';
  procedureCode?: string;
  /** The record's hash, by which a code that comes twice in one import is told from a repetition. */
  hash?: string;
  reason?: { code: string; path?: string; message: { vi: string; en: string } };
  flags: Partial<Record<ProcedureFlagCode, number>>;
}

export interface ImportProgress {
  id: string;
  lastLine: number;
  /** Chain of the hashes of all lines done, so that other lines under the same id are noticed. */
  digest: string;
}

export interface ProcedureImports {
  /** Begins an import or takes it over: whoever worked on it before can record nothing any more. */
  open(id: string, session: string, stamp: Stamp): Promise<ImportProgress & { resumed: boolean }>;
  /** Hash of each of `codes` that an earlier line of this import brought. */
  hashesOf(id: string, codes: string[]): Promise<Map<string, string>>;
  /** @throws DomainError `conflict` when another session took the import over. */
  record(session: string, progress: ImportProgress, lines: ImportLine[], at: Date): Promise<void>;
  close(id: string, session: string, status: 'COMPLETED' | 'INTERRUPTED', at: Date): Promise<void>;
}

export interface CatalogStores {
  procedures: Procedures;
  agencies: Agencies;
  calendars: Calendars;
  ruleSets: RuleSets;
  imports: ProcedureImports;
  announce(facts: CatalogFact[]): Promise<void>;
  /** Reads that see what this transaction has changed so far. */
  reads: CatalogReads;
}

/** One request of a caller, under its `Idempotency-Key` if it has one. */
export interface Request {
  caller: string;
  /** What is asked for, with its target: `publishProcedure:<id>`. */
  operation: string;
  key?: string;
  body: unknown;
}

/** The database cannot hold what it was given: too long, or out of range. Sending it again changes nothing. */
export class NotStorableError extends Error {
  override name = 'NotStorableError';
}

/** The catalog's own database: everything is changed through here, one transaction a call. */
export abstract class Catalog {
  /** @throws NotStorableError when the database refuses the data; nothing was changed */
  abstract change<T>(work: (stores: CatalogStores) => Promise<T>): Promise<T>;
  /** Does `work` once per caller, operation and key, and answers a repetition with what was answered then. */
  abstract once<T>(request: Request, work: (stores: CatalogStores) => Promise<Answer<T>>): Promise<Answer<T>>;
}
