import type { ListNationalSubmissionsQuery, NationalSubmissionState } from '@motcua/contracts';
import type { Page } from '@motcua/platform';
import type { ErrorClass, SendFailure } from '../domain/error-class.js';
import type { AnswerToSubmission, SubmissionAnswer } from '../domain/submission-answer.js';

/** The stored part of a citizen's submission at the portal. */
export interface Submission {
  portalCode: string;
  state: NationalSubmissionState;
  dossierId?: string;
  /** The last answer to the portal. */
  answer?: SubmissionAnswer;
  fetchedAt: Date;
  /** Failures since the last success. */
  attempts: number;
  failure?: SendFailure;
  failingSince?: Date;
  /** How a person refused it before it became a dossier. */
  refusal?: { reason: string; by: string; at: Date };
}

/** A submission whose answer at the portal does not match the state of its dossier or its refusal yet. */
export interface UnansweredSubmission extends AnswerToSubmission {
  portalCode: string;
}

/** Attempts that may have created a dossier. */
export interface Sending {
  /** When the first of them began. */
  since: Date;
  /** The time until which the last of them may be running. */
  mayRunUntil: Date;
  /** Whether one of them may be running now. */
  mayRun: boolean;
}

/** The fetched submissions and their answers, without their content. */
export abstract class Submissions {
  /** Those of these that can be claimed: new ones, and those whose next attempt is due. */
  abstract due(portalCodes: string[]): Promise<ReadonlySet<string>>;
  /** Claims it for a time; undefined when it is already submitted, claimed, or waiting. */
  abstract claim(portalCode: string): Promise<{ sent?: Sending } | undefined>;
  /** Marks that from now on it may be a dossier; undefined when it must no longer be submitted. */
  abstract sending(portalCode: string): Promise<Sending | undefined>;
  abstract submitted(portalCode: string, dossierId: string): Promise<void>;
  /** @param sent undefined when certainly no attempt has created a dossier */
  abstract failed(portalCode: string, failure: SendFailure, sent: Sending | undefined): Promise<void>;
  abstract claimUnanswered(limit: number): Promise<UnansweredSubmission[]>;
  abstract answered(portalCode: string, answer: SubmissionAnswer): Promise<void>;
  abstract notAnswered(portalCode: string, failure: SendFailure): Promise<void>;
  /** Retries failing ones now; returns their number. */
  abstract retryAll(errorClass: ErrorClass): Promise<number>;
  abstract retry(portalCode: string): Promise<SubmissionStep>;
  abstract refuse(portalCode: string, refusal: { reason: string; by: string }): Promise<SubmissionStep>;
  abstract list(query: ListNationalSubmissionsQuery): Promise<Page<Submission>>;
  abstract find(portalCode: string): Promise<Submission | undefined>;
}
/** The outcome of a person's action on a submission; only one that is set aside can be retried or refused. */
export type SubmissionStep = 'DONE' | 'UNKNOWN' | 'NOT_SET_ASIDE' | 'BEING_TRIED' | { mayBeADossierSince: Date };
