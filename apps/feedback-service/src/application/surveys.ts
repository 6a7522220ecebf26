import type { Page } from '@motcua/platform';
import type { SatisfactionLevel } from '@motcua/contracts';
import type { LocalDate } from '@motcua/working-time';
import type { SurveyAnswerInput, SurveyInvitation } from '../domain/survey.js';
import type { PageRequest } from './feedbacks.js';

/** An invitation whose token was handed out, and which of the hashes that were offered stands there. */
export interface IssuedSurvey {
  issued: SurveyInvitation;
  chosen: number;
}

export interface AnsweringRequest {
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
}

/** Satisfaction questions and their answers. */
export abstract class Surveys {
  abstract find(dossierIdOrCode: string): Promise<SurveyInvitation | undefined>;
  /**
   * Lets `decide` change the invitation under a lock, and keeps the first hash with it; where one of them is kept already,
   * nothing changes.
   */
  abstract issue(
    id: string,
    tokenHashes: Buffer[],
    decide: (invitation: SurveyInvitation) => SurveyInvitation,
  ): Promise<IssuedSurvey>;
  /** The invitation under whose token one of these hashes stands, if one does. */
  abstract issuedUnder(id: string, tokenHashes: Buffer[]): Promise<IssuedSurvey | undefined>;
  /**
   * Uses the token up and keeps the answer apart from it until it is gathered with others.
   * @returns the local day on which it was recorded; that of the first time for the same request again under the same key
   * @throws DomainError `survey.token-not-usable` when it is unknown, used or expired
   */
  abstract answer(request: AnsweringRequest): Promise<{ answeredOn: LocalDate }>;
  /** Keeps and announces held answers, shuffled; false when another instance is doing so. */
  abstract gather(request: Gathering): Promise<boolean>;
  abstract listAnswers(
    filter: { agencyCode?: string; level?: SatisfactionLevel },
    page: PageRequest,
  ): Promise<Page<SurveyAnswer>>;
}
