import type { NationalListingItem, NationalRecord, NationalSubmissionRequest } from '@motcua/contracts';
import type { HeldThere } from '../domain/difference.js';
import type { SendFailure } from '../domain/error-class.js';
import type { AnswerToSubmission } from '../domain/submission-answer.js';

// Ports to other systems. The ports to stored data are in separate files.

/** A dossier to send, and whether it came from the portal. */
export interface PortalDossier {
  record: NationalRecord;
  fromPortal: boolean;
}

/** One progress row of a dossier: the n-th event that the portal gets. */
export interface ProgressRow {
  dossier: PortalDossier;
  index: number;
}

/** The outcome of a sending call. */
export type PortalAnswer =
  | { kind: 'TAKEN' }
  /** Sent as new, but exists there. */
  | { kind: 'EXISTS' }
  /** Sent as an update, or as progress, but unknown there. */
  | { kind: 'NOT_HELD' }
  /** Refused as a whole; some of several items may have been stored. */
  | { kind: 'REFUSED'; failure: SendFailure }
  /** Sent without an answer: it may have been stored. */
  | { kind: 'NO_ANSWER'; failure: SendFailure }
  /** Never sent. */
  | { kind: 'UNREACHABLE'; failure: SendFailure };

/** The portal did not answer a query. `failure` says why. */
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

/** Deadline for calls, in the time of `performance.now()`: afterwards another instance may send the same dossiers. */
export type Until = number;

/**
 * One national portal, over any protocol, in the terms of dossier-service. Only the driver knows the portal's terms.
 */
export abstract class NationalPortal {
  /** Maximum number of dossiers, and of progress rows, per call. */
  abstract readonly limits: { dossiers: number; progressRows: number };
  /** Number of progress rows of a dossier. */
  abstract progressOf(record: NationalRecord): number;
  abstract sendDossiers(dossiers: PortalDossier[], updating: boolean, until: Until): Promise<PortalAnswer>;
  /** Rows of one dossier in their order; several dossiers may be in one call. */
  abstract sendProgress(rows: ProgressRow[], until: Until): Promise<PortalAnswer>;
  /** @throws PortalSilent */
  abstract lookUp(code: string, until: Until): Promise<HeldThere | undefined>;
  /** Its dossiers after a code, in byte order. @throws PortalSilent */
  abstract listHeld(after: string): Promise<HeldThere[]>;
  /**
   * Citizens' unanswered submissions: all pages, because those that cannot be taken stay unanswered and would fill the
   * first one. @throws PortalSilent
   */
  abstract submissions(): AsyncIterable<PortalSubmissionPage>;
  abstract answerSubmission(portalCode: string, answer: AnswerToSubmission): Promise<PortalAnswer>;
  /** Codes of all procedures. @throws PortalSilent */
  abstract procedureCodes(): Promise<string[]>;
  /** A procedure in the form of the catalog's import. @throws PortalSilent */
  abstract procedure(code: string): Promise<object | undefined>;
  abstract readonly codeTables: readonly string[];
  /** @throws PortalSilent */
  abstract codeTable(name: string): Promise<unknown[]>;
}

/** The records of dossier-service. */
export abstract class DossierRecords {
  /** In clear; dossier-service records the reading. Dossiers that do not exist are missing. */
  abstract read(ids: string[]): Promise<NationalRecord[]>;
  abstract list(after: string, limit: number): Promise<NationalListingItem[]>;
  abstract listed(codes: string[]): Promise<NationalListingItem[]>;
}

/** A dossier that a citizen submitted at the portal, or the error if it cannot be read. */
export type PortalSubmission =
  { portalCode: string; request: NationalSubmissionRequest } | { portalCode: string; failure: SendFailure };

export interface PortalSubmissionPage {
  submissions: PortalSubmission[];
  /** Number of items without a usable code: they can be neither stored nor answered. */
  withoutCode: number;
}

/** Where a dossier is submitted. */
export abstract class DossierSubmissions {
  /**
   * Submits it idempotently: the same key gets the same dossier.
   * @throws NotSubmitted when the reason is known
   */
  abstract submit(request: NationalSubmissionRequest, key: string): Promise<{ id: string }>;
}

/** The attempts that certainly created no dossier: the latest one, or all that are no longer running. */
export type NoDossier = 'BY_THIS_ATTEMPT' | 'BY_ANY_THAT_ENDED';

/** dossier-service did not accept a submission. */
export class NotSubmitted extends Error {
  constructor(
    /** The reason why it will be refused again; undefined for a transient cause. */
    readonly failure: SendFailure | undefined,
    readonly noDossier: NoDossier | undefined,
  ) {
    super(failure?.message ?? 'dossier-service did not take it this time');
    this.name = 'NotSubmitted';
  }
}

/** The result of a fetch from the portal. */
export interface SyncCounts {
  read: number;
  changed: number;
  refused: number;
}

/** procedure-catalog-service, which imports the portal's records as drafts. */
export abstract class ProcedureImports {
  abstract import(records: object[]): Promise<SyncCounts>;
}
