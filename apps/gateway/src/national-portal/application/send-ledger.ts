import type { SendEntry, SendOutcome, WantedState } from '../domain/send-entry.js';
import type { Until } from './ports.js';

/** Entries claimed by one instance until its lease ends. */
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
  /** Claims at most `limit` due entries; no other instance gets them before the lease ends. */
  abstract claim(limit: number): Promise<Claim>;
  /** Ends the attempts of a claim. Entries that another instance has taken over are not changed. */
  abstract settle(claim: Claim, settled: SettledEntry[]): Promise<void>;
  /** Those of these dossiers that came from the portal. */
  abstract fromPortal(dossierIds: string[]): Promise<ReadonlySet<string>>;
  /** Resends dossiers, even those that are missing in the ledger. */
  abstract resend(dossiers: WantedState[]): Promise<void>;
  /** Deletes attempts that ended longer ago than this. */
  abstract forgetAttempts(days: number): Promise<void>;
}
