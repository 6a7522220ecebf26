import type { Page } from '@motcua/platform';
import type { SatisfactionLevel, SurveyChannel } from '@motcua/contracts';
import type { LocalDate } from '@motcua/working-time';
import type { Ballot, SurveyAnswerInput, SurveyInvitation } from '../domain/survey.js';
import type { PageRequest } from './feedbacks.js';

/** A ballot that was issued, and which of the token hashes that were offered stands there; one of an earlier version has no channel. */
export interface IssuedBallot {
  ballot: Omit<Ballot, 'channel'> & Partial<Pick<Ballot, 'channel'>>;
  chosen: number;
}

export interface AnsweringRequest {
  /** `mark`: what shows that a token was used that an earlier version had issued. */
  token: { hash: Buffer; mark: Buffer };
  answer: SurveyAnswerInput;
  at: Date;
  idempotencyKey?: string;
  /** What was sent; with the key it identifies a repetition. */
  input: object;
}

export interface Gathering {
  /** Only answers of days before this one. */
  before: LocalDate;
  /** The least number of answers of one kind. */
  least: number;
  /** Answers of this day or before are announced with any others about their agency. */
  waitedSince: LocalDate;
}

export interface SurveyAnswer {
  agencyCode: string;
  procedureCode: string;
  fieldCode: string;
  level: SatisfactionLevel;
  reason?: string;
  answeredOn: string;
  channel?: SurveyChannel;
}

/** Satisfaction questions and their answers. */
export abstract class Surveys {
  abstract find(dossierIdOrCode: string): Promise<SurveyInvitation | undefined>;
  /**
   * Has `decide` issue a ballot, under a lock of the invitation, and keeps the first hash with it; the earlier one of its channel is
   * replaced. Where one of the hashes stands already, nothing changes.
   * @throws DomainError `survey.token-replaced` where one of the hashes stands and was replaced
   */
  abstract issue(
    id: string,
    tokenHashes: Buffer[],
    decide: (invitation: SurveyInvitation) => Ballot,
  ): Promise<IssuedBallot>;
  /**
   * The ballot under whose token one of these hashes stands, if one does.
   * @throws DomainError `survey.token-replaced`
   */
  abstract issuedUnder(id: string, tokenHashes: Buffer[]): Promise<IssuedBallot | undefined>;
  /**
   * Uses the ballot of the token up and keeps the answer apart from it until it is gathered with others.
   * @returns the local day on which it was recorded; that of the first time for the same request again under the same key
   * @throws DomainError `survey.token-not-usable` when it is unknown, replaced, used or expired
   */
  abstract answer(request: AnsweringRequest): Promise<{ answeredOn: LocalDate }>;
  /** Keeps and announces held answers and the counts of issued ballots, shuffled; false when another instance is doing so. */
  abstract gather(request: Gathering): Promise<boolean>;
  abstract listAnswers(
    filter: { agencyCode?: string; level?: SatisfactionLevel },
    page: PageRequest,
  ): Promise<Page<SurveyAnswer>>;
}
