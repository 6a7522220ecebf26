import { IsInt, IsNumber, IsOptional, Matches, Max, Min } from 'class-validator';
import { AGENCY_CODE } from '@motcua/contracts';
import { IsServiceAddresses, ServiceConfig } from '@motcua/platform';
import { DEFAULT_FEEDBACK_DAYS, feedbackRules, type FeedbackRules } from './domain/feedback-rules.js';

/** What feedback-service reads from its environment. */
export class FeedbackServiceConfig extends ServiceConfig {
  /** Where procedure-catalog-service is: asked for an agency or a calendar whose copy has not arrived yet. */
  @IsServiceAddresses()
  CATALOG_URL: string;

  /** Where dossier-service is: asked, in the caller's name, whose dossier a survey is about. */
  @IsServiceAddresses()
  DOSSIER_URL: string;

  /** How long another service may take to answer, in milliseconds. */
  @IsInt()
  @Min(100)
  @Max(60_000)
  UPSTREAM_TIMEOUT_MS: number = 3_000;

  /** Agency that gets what names neither an agency nor a dossier: the province's focal unit for feedback. */
  @IsOptional()
  @Matches(AGENCY_CODE, { message: 'must be an agency code' })
  FEEDBACK_FOCAL_AGENCY?: string;

  /** Working days to accept, refuse or forward. */
  @IsNumber()
  @Min(0.5)
  @Max(60)
  FEEDBACK_RESPOND_DAYS: number = DEFAULT_FEEDBACK_DAYS.respond;

  /** Working days to forward to the competent agency. */
  @IsNumber()
  @Min(0.5)
  @Max(60)
  FEEDBACK_FORWARD_DAYS: number = DEFAULT_FEEDBACK_DAYS.forward;

  /** Working days to answer. */
  @IsNumber()
  @Min(0.5)
  @Max(120)
  FEEDBACK_ANSWER_DAYS: number = DEFAULT_FEEDBACK_DAYS.answer;

  /** Working days to publish after the answer. */
  @IsNumber()
  @Min(0.5)
  @Max(60)
  FEEDBACK_PUBLISH_DAYS: number = DEFAULT_FEEDBACK_DAYS.publish;

  /** How long a survey token can be used, in days. */
  @IsInt()
  @Min(1)
  @Max(365)
  SURVEY_TOKEN_DAYS: number = 30;

  /**
   * The least number of answers about one agency and procedure that are kept and announced together. Anybody who reads the
   * tables could tell whose a single answer is; 1 is for trying things out.
   */
  @IsInt()
  @Min(1)
  @Max(100)
  SURVEY_BATCH_LEAST: number = 5;

  /** Days after which an answer is announced with others about its agency, without its procedure. */
  @IsInt()
  @Min(1)
  @Max(90)
  SURVEY_BATCH_WAIT_DAYS: number = 7;

  feedbackRules(): FeedbackRules {
    return feedbackRules({
      respond: this.FEEDBACK_RESPOND_DAYS,
      forward: this.FEEDBACK_FORWARD_DAYS,
      answer: this.FEEDBACK_ANSWER_DAYS,
      publish: this.FEEDBACK_PUBLISH_DAYS,
    });
  }

  override problems(): string[] {
    const problems = super.problems();
    if (!this.PERSONAL_DATA_KEY) {
      problems.push('PERSONAL_DATA_KEY: is needed because feedback is kept with the name of whoever filed it');
    }
    const halves = ['RESPOND', 'FORWARD', 'ANSWER', 'PUBLISH'] as const;
    for (const name of halves) {
      const days = this[`FEEDBACK_${name}_DAYS`];
      if (days * 2 !== Math.trunc(days * 2)) problems.push(`FEEDBACK_${name}_DAYS: must be whole or half days`);
    }
    return problems;
  }
}
