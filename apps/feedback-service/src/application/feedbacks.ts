import type { ActorKind, Channel, FeedbackKind, FeedbackStatus } from '@motcua/contracts';
import type { Command, Page } from '@motcua/platform';
import type { Actor, FeedbackAction } from '../domain/actions.js';
import type { Office } from '../domain/deadlines.js';
import type { FeedbackEvent } from '../domain/feedback-events.js';
import type { Feedback, Filer } from '../domain/feedback.js';
import type { Scope } from './caller-scope.js';

/** The person behind a feedback item as lists and records show them. */
export type MaskedFiler = Pick<Filer, 'fullName' | 'phone'>;

/** A feedback item together with what may be shown of its filer. */
export interface FeedbackRecord {
  feedback: Feedback;
  filer: MaskedFiler;
}

/** A feedback item as a request left it, and when that was. */
export interface Changed extends FeedbackRecord {
  at: Date;
}

/** A command about one feedback item. */
export interface FeedbackCommand<I extends object> extends Command<I> {
  id: string;
  expectedVersion?: number;
}

/**
 * Looked up outside the transaction, because neighbours are asked or a reading is recorded; and only for a request that was
 * not carried out before, because what it finds may have changed since.
 */
export interface Preparation<P> {
  prepare(): Promise<P>;
}

export interface Filing<P> extends Command<object>, Preparation<P> {
  /** The person, kept apart from the item. */
  filer: Filer;
}

export interface Change extends FeedbackCommand<object> {
  action: FeedbackAction;
  scopes: Scope[];
}

/** What the transaction of a filing offers to whoever decides. */
export interface FilingWithin {
  at: Date;
  /**
   * Takes the next number of the day, and gives the code that bears it. The number is given back when the filing does not
   * commit. Others wait for it until then, so take it last.
   */
  nextCode(): Promise<string>;
}

export interface HistoryEntry {
  version: number;
  action: FeedbackEvent['type'];
  at: Date;
  status: FeedbackStatus;
  agencyCode: string;
  late: boolean;
  actor: string;
  /** Absent where an earlier version did not record it. */
  actorKind?: ActorKind;
  note?: string;
}

export interface FeedbackFilter {
  statuses?: FeedbackStatus[];
  kind?: FeedbackKind;
  channel?: Channel;
  agencyCode?: string;
  code?: string;
  dossierCode?: string;
  procedureCode?: string;
  /** Whether the deadline of the present state lies before `now`. */
  overdue?: { is: boolean; now: Date };
  filedFrom?: Date;
  /** Exclusive. */
  filedBefore?: Date;
}

/** When the caller names none. */
export const PAGE_SIZE = 50;

export interface PageRequest {
  cursor?: string;
  limit: number;
}

/**
 * The feedback items of this service. A request that was carried out before is answered as then, whatever has changed since;
 * for any other, the new state, its history, the events for others and the result under its key are kept in one transaction.
 * Every write throws DomainError `idempotency.key-reused` when the key was used for another input, and whatever its functions throw.
 */
export abstract class Feedbacks {
  /**
   * Files one. Deadlines are counted by the office as it works now. A newer calendar or newer office hours wait until the filing
   * has committed, so that the recount of open deadlines finds it.
   */
  abstract begin<P extends { office: Office }>(
    request: Filing<P>,
    decide: (prepared: P, within: FilingWithin) => Promise<FeedbackEvent[]>,
  ): Promise<Changed>;
  /**
   * Changes one: locks it if `scopes` reach it, and has `decide` say what happens to it at this instant.
   * @throws DomainError `feedback.not-found`, `feedback.changed-meanwhile`
   */
  abstract change<P>(
    request: Change & Partial<Preparation<P>>,
    decide: (feedback: Feedback, at: Date, prepared: P) => FeedbackEvent[],
  ): Promise<Changed>;
  /** `change` where deadlines are counted, as in `begin`. */
  abstract changeCounted<P extends { office: Office }>(
    request: Change & Preparation<P>,
    decide: (feedback: Feedback, at: Date, prepared: P) => FeedbackEvent[],
  ): Promise<Changed>;
  /** @throws DomainError `feedback.not-found` */
  abstract get(id: string, scopes: Scope[]): Promise<FeedbackRecord>;
  abstract list(scopes: Scope[], filter: FeedbackFilter, page: PageRequest): Promise<Page<FeedbackRecord>>;
  /** @throws DomainError `feedback.not-found` */
  abstract history(id: string, scopes: Scope[]): Promise<HistoryEntry[]>;
  /**
   * The person behind a feedback item; who read it, when and what for is recorded with the reading.
   * @throws DomainError `feedback.not-found`
   */
  abstract readFiler(id: string, scopes: Scope[], reader: Actor, purpose: string): Promise<Filer>;
}
