import type {
  ListNationalDifferencesQuery,
  ListNationalSendsQuery,
  ListNationalSubmissionsQuery,
  NationalCodeTable,
  NationalDifferenceList,
  NationalReconciliationView,
  NationalListingItem,
  NationalRecord,
  NationalSendDetail,
  NationalSendList,
  NationalSubmissionList,
  NationalSyncState,
  Role,
  SubmitDossierRequest,
} from '@motcua/contracts';
import type { ErrorClass, SendFailure } from '../domain/error-class.js';
import type { Difference, HeldThere } from '../domain/difference.js';
import type { SubmissionAnswer } from '../domain/submission-answer.js';
import type { SendEntry, SendOutcome, SendState, WantedState } from '../domain/send-entry.js';

/** A dossier to be sent, and whether the portal itself had handed it to the province. */
export interface PortalDossier {
  record: NationalRecord;
  fromPortal: boolean;
}

/** One row of a dossier's progress: the n-th thing that happened to it that the portal is told of. */
export interface ProgressRow {
  dossier: PortalDossier;
  index: number;
}

/** What became of a call that sends something. */
export type PortalAnswer =
  | { kind: 'TAKEN' }
  /** Sent as new, and held there already. */
  | { kind: 'EXISTS' }
  /** Sent as an update, or as progress, and not held there. */
  | { kind: 'NOT_HELD' }
  /** Not taken as a whole; of several items some may have been. */
  | { kind: 'REFUSED'; failure: SendFailure }
  /** Sent, and never answered for: it may have been taken. */
  | { kind: 'NO_ANSWER'; failure: SendFailure }
  /** Never sent. */
  | { kind: 'UNREACHABLE'; failure: SendFailure };

/** A question that the portal did not answer. `failure` says why. */
export class PortalSilent extends Error {
  constructor(
    readonly failure: SendFailure,
    /** Whether the portal could be reached at all. */
    readonly reached: boolean,
  ) {
    super(`${failure.code}: ${failure.message}`);
    this.name = 'PortalSilent';
  }
}

/** Until when calls may last, in the time of `performance.now()`: afterwards somebody else may be at the same dossiers. */
export type Until = number;

/**
 * One national portal, whatever protocol it speaks. What is sent is told in the terms of dossier-service; how the portal
 * calls it is the driver's secret.
 */
export abstract class NationalPortal {
  /** Most dossiers, and most rows of progress, of one call. */
  abstract readonly limits: { dossiers: number; progressRows: number };
  /** How many rows of progress a dossier has. */
  abstract progressOf(record: NationalRecord): number;
  abstract sendDossiers(dossiers: PortalDossier[], updating: boolean, until: Until): Promise<PortalAnswer>;
  /** Rows of one dossier in their order; several dossiers may be in one call. */
  abstract sendProgress(rows: ProgressRow[], until: Until): Promise<PortalAnswer>;
  /** @throws PortalSilent */
  abstract lookUp(code: string, until: Until): Promise<HeldThere | undefined>;
  /** What it holds after a code, in byte order. @throws PortalSilent */
  abstract listHeld(after: string): Promise<HeldThere[]>;
  /** What citizens submitted there and the province has not answered, at most a page. @throws PortalSilent */
  abstract submissions(): Promise<PortalSubmission[]>;
  abstract answerSubmission(
    portalCode: string,
    answer: SubmissionAnswer,
    code: string | undefined,
  ): Promise<PortalAnswer>;
  /** Codes of all procedures. @throws PortalSilent */
  abstract procedureCodes(): Promise<string[]>;
  /** A procedure as the catalog imports it. @throws PortalSilent */
  abstract procedure(code: string): Promise<object | undefined>;
  abstract readonly codeTables: readonly string[];
  /** @throws PortalSilent */
  abstract codeTable(name: string): Promise<unknown[]>;
}

/** dossier-service, where the records are. */
export abstract class DossierRecords {
  /** In clear; the reading is recorded there. Those that do not exist are missing. */
  abstract read(ids: string[]): Promise<NationalRecord[]>;
  abstract list(after: string, limit: number): Promise<NationalListingItem[]>;
  abstract listed(codes: string[]): Promise<NationalListingItem[]>;
}

/** Entries that one instance alone may work on until its lease ends. */
export interface Claim {
  lease: string;
  entries: SendEntry[];
  /** In the time of `performance.now()`. */
  until: Until;
}

export interface SettledEntry {
  dossierId: string;
  outcome: SendOutcome;
}

/** The ledger of sends. */
export abstract class SendLedger {
  /** Takes what is due, at most `limit`; nobody else gets the same before the lease ends. */
  abstract claim(limit: number): Promise<Claim>;
  /** Ends the attempts of a claim. What was lost to another instance meanwhile is left as it is. */
  abstract settle(claim: Claim, settled: SettledEntry[]): Promise<void>;
  /** Which of these dossiers the portal had handed over itself. */
  abstract fromPortal(dossierIds: string[]): Promise<ReadonlySet<string>>;
  /** Has dossiers sent again, also those that the ledger has never heard of. */
  abstract resend(dossiers: WantedState[]): Promise<void>;
  /** Forgets attempts that ended longer ago than this. */
  abstract forgetAttempts(days: number): Promise<void>;
}

/** What people read of the ledger. */
export abstract class SendReadings {
  abstract list(query: ListNationalSendsQuery): Promise<NationalSendList>;
  abstract find(dossierId: string): Promise<NationalSendDetail | undefined>;
  /** The entries of these codes; of one code there are two where one of its dossiers is lost here. */
  abstract known(codes: string[]): Promise<LedgerView[]>;
  /** Entries of a class that may be sent again, at most `limit`, after a dossier. */
  abstract failing(errorClass: ErrorClass, after: string | undefined, limit: number): Promise<WantedState[]>;
}

/** What the ledger knows of a dossier that differs. */
export interface LedgerView {
  dossierId: string;
  code: string;
  state: SendState;
  wantedVersion: number;
  unsentSince?: Date;
  errorClass?: ErrorClass;
}

/** A difference as it is named. */
export interface NamedDifference extends Difference {
  /** State of its entry, BEHIND or NONE. */
  ledger: string;
  owner: Role;
}

export interface ReconciliationCounts {
  here: number;
  there: number;
  inTransit: number;
  differences: number;
}

/** Somebody else has taken a reconciliation over, or given it up. */
export class ReconciliationLost extends Error {
  override name = 'ReconciliationLost';
}

/** Reconciliations and the differences that they named. */
export abstract class Reconciliations {
  /** Asks for one; the one that is asked for or runs already, if there is one. */
  abstract request(by: string): Promise<NationalReconciliationView>;
  /** Asks for one when none was asked for in this time. */
  abstract requestIfDue(intervalMs: number): Promise<void>;
  /** Takes the one that is asked for, or that nobody has gone on with; undefined when there is none. */
  abstract claim(): Promise<string | undefined>;
  /** Names differences, and shows that it still goes on. @throws ReconciliationLost */
  abstract note(id: string, differences: NamedDifference[]): Promise<void>;
  /** Ends it, and closes what it has not seen. @throws ReconciliationLost */
  abstract complete(id: string, counts: ReconciliationCounts): Promise<void>;
  abstract fail(id: string, why: string): Promise<void>;
  abstract latest(): Promise<NationalReconciliationView[]>;
  abstract find(id: string): Promise<NationalReconciliationView | undefined>;
  abstract listDifferences(query: ListNationalDifferencesQuery): Promise<NationalDifferenceList>;
}

/** A dossier that a citizen submitted at the portal; what of it cannot be read is said instead of it. */
export type PortalSubmission =
  { portalCode: string; request: SubmitDossierRequest } | { portalCode: string; failure: SendFailure };

/** A submission whose answer at the portal is not yet that which its dossier calls for. */
export interface UnansweredSubmission {
  portalCode: string;
  dossierId: string;
  answer: SubmissionAnswer;
  code?: string;
}

/** What was fetched from the portal, and what it was told of it. Without what citizens wrote. */
export abstract class Submissions {
  /** Has it to oneself for a time; undefined when it is submitted already, or somebody has it, or it waits. */
  abstract claim(portalCode: string): Promise<{ firstTriedAt: Date } | undefined>;
  abstract submitted(portalCode: string, dossierId: string): Promise<void>;
  abstract failed(portalCode: string, failure: SendFailure): Promise<void>;
  abstract claimUnanswered(limit: number): Promise<UnansweredSubmission[]>;
  abstract answered(portalCode: string, answer: SubmissionAnswer): Promise<void>;
  abstract notAnswered(portalCode: string, failure: SendFailure): Promise<void>;
  abstract list(query: ListNationalSubmissionsQuery): Promise<NationalSubmissionList>;
}

/** Where a dossier is submitted. */
export abstract class DossierSubmissions {
  /**
   * Submits it once, whatever happens on the way: the same key is answered with the same dossier.
   * @throws SubmissionRefused when it will be refused again
   */
  abstract submit(request: SubmitDossierRequest, key: string): Promise<{ id: string }>;
}

/** dossier-service does not take a submission as it is. */
export class SubmissionRefused extends Error {
  constructor(readonly failure: SendFailure) {
    super(failure.message);
    this.name = 'SubmissionRefused';
  }
}

/** What a sync down did. */
export interface SyncCounts {
  read: number;
  changed: number;
  refused: number;
}

/** The code tables of the portal, and how each sync down went. */
export abstract class SyncedTables {
  /** Begins a sync down; false when another instance has begun it less than this ago. */
  abstract begin(what: SyncKind, intervalMs: number): Promise<boolean>;
  abstract end(what: SyncKind, counts: SyncCounts): Promise<void>;
  abstract fail(what: SyncKind, why: string): Promise<void>;
  /** True when the table is not as it was. */
  abstract keep(name: string, rows: unknown[]): Promise<boolean>;
  abstract request(what: SyncKind): Promise<void>;
  abstract state(): Promise<NationalSyncState>;
  abstract table(name: string): Promise<NationalCodeTable | undefined>;
}
export type SyncKind = 'PROCEDURES' | 'CODE_TABLES';

/** procedure-catalog-service, which imports the portal's records as drafts. */
export abstract class ProcedureImports {
  abstract import(records: object[]): Promise<SyncCounts>;
}
