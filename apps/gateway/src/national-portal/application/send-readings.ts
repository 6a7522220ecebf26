import type { ListNationalSendsQuery } from '@motcua/contracts';
import type { Page } from '@motcua/platform';
import type { ErrorClass, SendFailure } from '../domain/error-class.js';
import type { SendEntry, SendOutcome, WantedState } from '../domain/send-entry.js';

/** How one attempt to send a dossier ended. */
export interface SendAttempt {
  at: Date;
  outcome: SendOutcome['kind'];
  /** The sent version. */
  version?: number;
  failure?: SendFailure;
}

/** An entry of the ledger with its latest attempts, newest first. */
export interface SendRecord {
  entry: SendEntry;
  attempts: SendAttempt[];
}

/** The readings of the ledger. */
export abstract class SendReadings {
  abstract list(query: ListNationalSendsQuery): Promise<Page<SendEntry>>;
  abstract find(dossierId: string): Promise<SendRecord | undefined>;
  /** The entries of these codes; a code has two if one of its dossiers is lost here. */
  abstract known(codes: string[]): Promise<SendEntry[]>;
  /** Entries of a class that may be sent again, at most `limit`, after a dossier. */
  abstract failing(errorClass: ErrorClass, after: string | undefined, limit: number): Promise<WantedState[]>;
}
