import type { DossierStatus, FeedbackKind, FeedbackStatus, Channel, SatisfactionLevel } from '@motcua/contracts';
import type { FeedbackEvent } from '../domain/feedback-events.js';
import type { Feedback, Filer } from '../domain/feedback.js';
import type { Office } from '../domain/deadlines.js';
import type { Actor } from '../domain/guards.js';
import type { SurveyInvitation } from '../domain/survey.js';

/** What of the feedbacks a caller may see: any one of these is enough. Part of every query, never a filter after it. */
export interface Visibility {
  everywhere?: boolean;
  agency?: string;
  filerSubject?: string;
}

/** The person behind a feedback as lists and records show them. */
export interface MaskedFiler {
  fullName: string;
  phone: string;
}

/** A feedback together with what may be shown of its filer. */
export interface FeedbackRecord {
  feedback: Feedback;
  filer: MaskedFiler;
}

/** What makes a repeated request recognisable. */
export interface Repetition {
  operation: string;
  key?: string;
  requestHash: string;
}

export interface ChangeRequest {
  id: string;
  actor: Actor;
  visibility: Visibility;
  expectedVersion?: number;
  /** Only where the feedback begins: its person, kept apart from it. */
  filer?: Filer;
  repetition: Repetition;
}

export interface HistoryEntry {
  version: number;
  action: FeedbackEvent['type'];
  at: Date;
  status: FeedbackStatus;
  agencyCode: string;
  late: boolean;
  actor: string;
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

export interface PageRequest {
  cursor?: string;
  limit: number;
}

export interface PageOf<T> {
  items: T[];
  nextCursor?: string;
  total: { value: number; capped: boolean };
}

/** The feedbacks of this service. */
export abstract class Feedbacks {
  /**
   * The only way to write one: reads it as `request.visibility` allows, lets `decide` say what happens, and keeps the new
   * state, its history, the events for others and the answer made by `present` in one transaction.
   * @throws DomainError `feedback.not-found`, `feedback.changed-meanwhile`, and what `decide` throws
   */
  abstract change<T>(
    request: ChangeRequest,
    decide: (feedback: Feedback | undefined) => FeedbackEvent[],
    present: (record: FeedbackRecord) => T,
  ): Promise<T>;
  /**
   * `change` where deadlines are counted: `decide` is given the office as it works now, and no newer calendar or office hours
   * come in before the change is committed. So whoever then counts open deadlines anew finds this one. The office must be
   * known here already (`Offices.find`): nobody is asked while a feedback is locked.
   */
  abstract changeCounted<T>(
    request: ChangeRequest & { countedAt: Office },
    decide: (feedback: Feedback | undefined, office: Office) => FeedbackEvent[],
    present: (record: FeedbackRecord) => T,
  ): Promise<T>;
  /** @throws DomainError `feedback.not-found` */
  abstract get(id: string, visibility: Visibility): Promise<FeedbackRecord>;
  abstract list(visibility: Visibility, filter: FeedbackFilter, page: PageRequest): Promise<PageOf<FeedbackRecord>>;
  /** @throws DomainError `feedback.not-found` */
  abstract history(id: string, visibility: Visibility): Promise<HistoryEntry[]>;
  /**
   * The person behind a feedback; who read it, when and what for is recorded with the reading.
   * @throws DomainError `feedback.not-found`
   */
  abstract readFiler(id: string, visibility: Visibility, reader: Actor, purpose: string, at: Date): Promise<Filer>;
  /** The next number of a day for `PAKN.yyyyMMdd.NNNN`; gaps are allowed. */
  abstract nextNumber(day: string): Promise<number>;
}

export interface PublishedFeedback {
  code: string;
  kind: FeedbackKind;
  agencyCode: string;
  agencyName?: string;
  procedureCode?: string;
  fieldCode?: string;
  filedAt: Date;
  answeredAt: Date;
  publishedAt: Date;
  content: string;
  answer: string;
}

/** What the public may read. */
export abstract class PublishedFeedbacks {
  abstract list(
    filter: Pick<FeedbackFilter, 'kind' | 'agencyCode' | 'procedureCode'>,
    page: PageRequest,
  ): Promise<PageOf<PublishedFeedback>>;
  abstract find(code: string): Promise<PublishedFeedback | undefined>;
}

/** Agencies with the calendars they work by: copies of the catalog's. */
export abstract class Offices {
  /**
   * The office as it works on the day of `at`; undefined when there is no such agency on that day.
   * @throws DomainError `reference-data.unavailable` when no copy is here and the catalog does not answer
   */
  abstract find(agencyCode: string, at: Date): Promise<Office | undefined>;
}

/** What is known here of a dossier or a procedure that a feedback names; undefined means not known here, no more. */
export abstract class KnownSubjects {
  abstract dossier(code: string): Promise<{ agencyCode: string; procedureCode: string; fieldCode: string } | undefined>;
  abstract procedureField(code: string): Promise<string | undefined>;
}

/** A dossier as its owner or an officer of its agency sees it at the dossier service. */
export interface SeenDossier {
  agencyCode: string;
  status: DossierStatus;
}

/** The dossier service, asked in the caller's own name. */
export abstract class DossierAccess {
  /**
   * The dossier if the bearer of `token` may see it, else undefined.
   * @throws DomainError `dossier-service.unavailable`
   */
  abstract see(dossierId: string, token: string): Promise<SeenDossier | undefined>;
}

export interface SurveyAnswer {
  agencyCode: string;
  procedureCode: string;
  fieldCode: string;
  level: SatisfactionLevel;
  reason?: string;
  answeredOn: string;
}

/** Satisfaction questions and their answers. */
export abstract class Surveys {
  abstract find(dossierIdOrCode: string): Promise<SurveyInvitation | undefined>;
  /**
   * Lets `decide` change the invitation under a lock, and keeps the first hash with it; where one of them is kept already,
   * nothing changes. `chosen` is the index of the one that stands there afterwards.
   */
  abstract issue(
    id: string,
    tokenHashes: Buffer[],
    decide: (invitation: SurveyInvitation) => SurveyInvitation,
  ): Promise<{ issued: SurveyInvitation; chosen: number }>;
  /**
   * Uses the token up and keeps the answer apart from it, in one transaction with the event.
   * @returns the beginning of the local day on which it was recorded; that of the first time for the same request again
   *   under the same key
   * @throws DomainError `survey.token-not-usable` when it is unknown, used or expired
   */
  abstract answer(
    tokenHash: Buffer,
    answer: { level: SatisfactionLevel; reason?: string },
    at: Date,
    repetition: Repetition,
  ): Promise<{ answeredOn: string }>;
  abstract listAnswers(
    filter: { agencyCode?: string; level?: SatisfactionLevel },
    page: PageRequest,
  ): Promise<PageOf<SurveyAnswer>>;
}
