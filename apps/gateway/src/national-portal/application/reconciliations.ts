import type {
  DossierStatus,
  ListNationalDifferencesQuery,
  NationalDifferenceKind,
  NationalOwner,
  NationalReconciliationState,
} from '@motcua/contracts';
import type { Page } from '@motcua/platform';
import type { Difference } from '../domain/difference.js';

/** A reported difference. */
export interface NamedDifference extends Difference {
  /** State of its entry, BEHIND or NONE. */
  ledger: string;
  owner: NationalOwner;
}

export interface ReconciliationCounts {
  here: number;
  there: number;
  inTransit: number;
  differences: number;
}

/** One comparison of both sides. */
export interface Reconciliation extends ReconciliationCounts {
  id: string;
  state: NationalReconciliationState;
  requestedBy: string;
  requestedAt: Date;
  startedAt?: Date;
  finishedAt?: Date;
  /** Why it failed. */
  error?: string;
}

/** A difference as stored between comparisons. */
export interface KeptDifference {
  id: string;
  kind: NationalDifferenceKind;
  code: string;
  dossierId?: string;
  agencyCode?: string;
  statusHere?: DossierStatus;
  statusThere?: DossierStatus;
  /** As of a `NamedDifference`. */
  ledger: string;
  owner: NationalOwner;
  firstSeenAt: Date;
  lastSeenAt: Date;
  /** From when it was first seen until it was gone. */
  ageSeconds: number;
  closedAt?: Date;
}

/** Another instance has taken a reconciliation over, or ended it. */
export class ReconciliationLost extends Error {
  override name = 'ReconciliationLost';
}

/** Reconciliations and their differences. */
export abstract class Reconciliations {
  /** Requests one; returns the requested or running one, if any. */
  abstract request(by: string): Promise<Reconciliation>;
  /** Requests one if none was requested in this time. */
  abstract requestIfDue(intervalMs: number): Promise<void>;
  /** Claims the requested or an abandoned one; undefined without any. */
  abstract claim(): Promise<string | undefined>;
  /** Reports differences, as a heartbeat. @throws ReconciliationLost */
  abstract note(id: string, differences: NamedDifference[]): Promise<void>;
  /** Ends it, and closes differences that it has not seen. @throws ReconciliationLost */
  abstract complete(id: string, counts: ReconciliationCounts): Promise<void>;
  abstract fail(id: string, why: string): Promise<void>;
  abstract latest(): Promise<Reconciliation[]>;
  abstract find(id: string): Promise<Reconciliation | undefined>;
  abstract listDifferences(query: ListNationalDifferencesQuery): Promise<Page<KeptDifference>>;
}
