import type {
  DecisionData,
  InternalProcessData,
  ProcedureFlagCode,
  ProcedureSource,
  ProcedureStatus,
} from '@motcua/contracts';
import type { Command } from '@motcua/platform';
import type { Agency, AgencyContext, AgencyEvent, Succession } from '../domain/agency.js';
import type { Competence } from '../domain/competence.js';
import type { Flag } from '../domain/flags.js';
import type { DraftVersion, Procedure, ProcedureEvent } from '../domain/procedure.js';
import type { ProcedureContent, StatedLimit } from '../domain/procedure-content.js';
import type { EverydayPhrase } from '../domain/search-query.js';
import type { CalendarDefinition, RuleSetDefinition, Versioned } from '../domain/versioned.js';

export interface Change extends Command {
  /** What is asked for, with its target: `publishProcedure:<id>`. Part of the idempotency key. */
  operation: string;
}

export type ProcedureKey = { id: string } | { code: string };

/** Part of an operation's name. */
export const nameOf = (key: ProcedureKey): string => ('id' in key ? key.id : key.code);

export interface ProcedureVersion {
  version: number;
  status: 'DRAFT' | 'PUBLISHED';
  source: ProcedureSource;
  content: ProcedureContent;
  flags: Flag[];
  statedLimit?: StatedLimit;
  decision?: DecisionData;
  cases?: InternalProcessData[];
  acknowledgedDifference?: string;
  updatedAt: Date;
  publishedAt?: Date;
}

/** A procedure as it stands on a day, with its versions as far as the reader may reach them. */
export interface ProcedureWithVersions {
  id: string;
  code: string;
  status: ProcedureStatus;
  revision: number;
  /** In force on the day, or the last that was. */
  published?: ProcedureVersion;
  /** In force next. */
  coming?: ProcedureVersion;
  draft?: ProcedureVersion;
  abolition?: DecisionData;
  /** By the version in force, or by the coming one, or by the draft. */
  competence?: Competence;
}

/** What a change of a procedure asks of the rest of the catalog, in the same transaction. */
export interface WithinCatalog {
  /** Codes among `codes` that no agency has. */
  unknownAgencies(codes: string[]): Promise<Set<string>>;
}

/**
 * The only way to write a procedure: its state, its events in the outbox and the result under the idempotency key are
 * committed together or not at all. The procedure is locked while `decide` says what happens to it.
 */
export abstract class Procedures {
  /**
   * Enters a procedure under a code.
   * @param decide gets the procedure that has the code already
   */
  abstract enter(
    change: Change & { code: string },
    decide: (
      known: Procedure | undefined,
      within: WithinCatalog,
    ) => Promise<{ at: Date; id: string; draft: DraftVersion }>,
  ): Promise<ProcedureWithVersions>;

  /** @throws DomainError `procedure.not-found`, and what `decide` throws */
  abstract change(
    change: Change & { key: ProcedureKey },
    decide: (procedure: Procedure, within: WithinCatalog) => Promise<ProcedureEvent>,
  ): Promise<ProcedureWithVersions>;
}

/** What a change of an agency asks of the others, which stay as they are until it is committed. */
export interface WithinAgencies {
  contextOf(agency: Pick<Agency, 'parentCode' | 'calendarId' | 'receivesFor'>): Promise<AgencyContext>;
  /** Each agency at most once, also where they go around in a circle. */
  successionOf(agency: Pick<Agency, 'code' | 'successorCode'>): Promise<Succession>;
}

/** The only way to write an agency: its state, history, event and the result under the key are committed together. */
export abstract class Agencies {
  /** @param decide gets the agency that has the code already */
  abstract register(
    change: Change & { code: string },
    decide: (known: Agency | undefined, within: WithinAgencies) => Promise<AgencyEvent>,
  ): Promise<Agency>;

  /**
   * @param decide says nothing when there is nothing to change
   * @returns the agency after it
   * @throws DomainError `agency.not-found`, and what `decide` throws
   */
  abstract change(
    change: Change & { code: string },
    decide: (agency: Agency, within: WithinAgencies) => Promise<AgencyEvent | undefined>,
  ): Promise<Agency>;
}

/** The only way to write what has numbered versions: the version and its event are committed together. */
abstract class Versions<Definition> {
  /**
   * @param decide gets the latest version, locked, and says what the next one says; nothing when there is nothing new
   * @returns the version that now is the latest, and whether this change has published it
   */
  abstract publish(
    change: Change & { id: string },
    decide: (latest: Versioned<Definition> | undefined) => { at: Date; definition: Definition } | undefined,
  ): Promise<Published<Definition>>;
}

export interface Published<Definition> {
  latest: Versioned<Definition>;
  isNew: boolean;
}

export abstract class Calendars extends Versions<CalendarDefinition> {}
export abstract class RuleSets extends Versions<RuleSetDefinition> {}

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

export interface ImportLine {
  line: number;
  outcome: 'CREATED' | 'CHANGED' | 'UNCHANGED' | 'REFUSED';
  procedureCode?: string;
  /** The record's hash, by which a code that comes twice in one import is told from a repetition. */
  hash?: string;
  reason?: { code: string; path?: string; message: { vi: string; en: string } };
  flags: Partial<Record<ProcedureFlagCode, number>>;
}

/** An everyday phrase as the province set it. */
export interface ProvincesPhrase extends EverydayPhrase {
  revision: number;
  setAt: Date;
}

/** Words of every day that the province adds to those that are shipped, or sets otherwise. */
export abstract class EverydayPhrases {
  abstract list(): Promise<ProvincesPhrase[]>;
  /**
   * Sets what a phrase means from now on.
   * @param decide gets the revision, 0 where the province has not set it yet, and nobody else may set it meanwhile
   */
  abstract set(
    change: Change,
    phrase: EverydayPhrase,
    decide: (revision: number) => ProvincesPhrase,
  ): Promise<ProvincesPhrase>;
}

export type ImportStatus = 'RUNNING' | 'COMPLETED' | 'INTERRUPTED';

export interface ImportProgress {
  lastLine: number;
  /** Chain of the hashes of all lines done, so that other lines under the same id are noticed. */
  digest: string;
}

export interface ImportSession {
  id: string;
  session: string;
}

/** The codes that some lines bring, as the catalog knows them. */
export interface KnownToCatalog {
  procedures: Map<string, Procedure>;
  /** Hash of each code that an earlier line of this import brought. */
  hashes: Map<string, string>;
}

/** Imports of procedures, each with how far it came. */
export abstract class ProcedureImports {
  /** Begins an import or takes it over: whoever worked on it before can record nothing any more. */
  abstract open(of: ImportSession, stamp: Stamp): Promise<ImportProgress & { resumed: boolean }>;

  /**
   * Records some lines and the drafts that they make, in one transaction.
   * @param decide gets what is known of `codes`, the procedures locked
   * @throws DomainError `import.taken-over` when another session works on the import
   * @throws NotStorableError when the database refuses the data; nothing was recorded
   */
  abstract record(
    of: ImportSession,
    batch: { progress: ImportProgress; codes: string[]; stamp: Stamp },
    decide: (known: KnownToCatalog) => { lines: ImportLine[]; drafts: DraftToSave[] },
  ): Promise<void>;

  abstract close(of: ImportSession, status: Exclude<ImportStatus, 'RUNNING'>, at: Date): Promise<void>;
}

/** The database cannot hold what it was given: too long, or out of range. Sending it again changes nothing. */
export class NotStorableError extends Error {
  override name = 'NotStorableError';
}
