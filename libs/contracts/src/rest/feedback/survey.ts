import { AGENCY_CODE_FORM } from '../../codes/code-formats.js';
import {
  SATISFACTION_LEVELS,
  SURVEY_CHANNELS,
  type SatisfactionLevel,
  type SurveyChannel,
} from '../../events/feedback-events.js';
import { DateOnly, Instant, Integer, NumberInQuery, OneOf, Text, Uuid } from '../../fields/field.js';

const TOKEN_EXAMPLE = '5mJ0xk3tq7Yh2cVb9wLrNzA1dEfGu8PsKoTi4RjQWXY';

/**
 * A one-time token for one satisfaction question; not stored; shown again only under the same `Idempotency-Key`. A later one of the same
 * channel replaces it.
 */
export class SurveyTokenView {
  @Uuid({ description: 'Survey', example: '0198c2a4-7a00-7000-8000-0000000000e1' }) surveyId: string;
  @Text({ description: 'The token; its holder may answer once', example: TOKEN_EXAMPLE }) token: string;
  @Instant({ description: 'Usable until', example: '2026-09-25T02:00:00.000Z' }) expiresAt: string;
  @OneOf(SURVEY_CHANNELS, {
    description:
      "How the answer will be counted: OWNER and PORTAL judge the agency; AGENCY_NAMED (the agency named the owner's account) and COUNTER are shown apart; absent of a token from before channels were kept",
    optional: true,
    enumName: 'SurveyChannel',
    example: 'OWNER',
  })
  channel?: SurveyChannel;
}

export class AnswerSurveyRequest {
  @Text({
    description: 'The issued token',
    form: {
      pattern: /^[A-Za-z0-9_-]{43}$/,
      vi: 'phải là mã khảo sát gồm 43 ký tự như đã được cấp',
      en: 'must be the 43-character token exactly as issued',
    },
    maxLength: 43,
    minLength: 43,
    example: TOKEN_EXAMPLE,
  })
  token: string;
  @OneOf(SATISFACTION_LEVELS, { description: 'Answer', enumName: 'SatisfactionLevel', example: 'VERY_SATISFIED' })
  level: SatisfactionLevel;
  @Text({
    description: 'Reason; required when DISSATISFIED. Do not name yourself: the answer is stored without identity',
    optional: true,
    maxLength: 2_000,
    example: 'Phải đi lại nhiều lần để bổ sung giấy tờ.',
  })
  reason?: string;
}

export class SurveyAnswerReceipt {
  @OneOf(SATISFACTION_LEVELS, {
    description: 'Answer as recorded',
    enumName: 'SatisfactionLevel',
    example: 'VERY_SATISFIED',
  })
  level: SatisfactionLevel;
  @DateOnly({
    description: 'Day of the answer; the instant is not stored, because it could identify the answer',
    example: '2026-08-27',
  })
  answeredOn: string;
}

/** One answer for agencies, without person and dossier. */
export class SurveyAnswerItem {
  @Text({ description: 'Agency', example: 'H41.14' }) agencyCode: string;
  @Text({ description: 'Procedure; OTHER where too few people answered about it', example: '1.001193' })
  procedureCode: string;
  @Text({ description: 'Field; OTHER where too few people answered about the procedure', example: 'G15-TP07' })
  fieldCode: string;
  @OneOf(SATISFACTION_LEVELS, { description: 'Answer', enumName: 'SatisfactionLevel', example: 'DISSATISFIED' })
  level: SatisfactionLevel;
  @Text({ description: 'Why', optional: true, maxLength: 2_000, example: 'Phải đi lại nhiều lần để bổ sung giấy tờ.' })
  reason?: string;
  @DateOnly({ description: 'Latest day of the answers in its group', example: '2026-08-27' })
  answeredOn: string;
  @OneOf(SURVEY_CHANNELS, {
    description: 'How its ballot was issued; absent where that was not kept',
    optional: true,
    enumName: 'SurveyChannel',
    example: 'OWNER',
  })
  channel?: SurveyChannel;
}

export class ListSurveyAnswersQuery {
  @Text({ description: '`nextCursor` of the previous page', optional: true, maxLength: 2_000, example: undefined })
  cursor?: string;
  @NumberInQuery()
  @Integer({ description: 'Maximum number of items', optional: true, minimum: 1, maximum: 200, example: 50 })
  limit?: number;
  @Text({ description: 'Agency', optional: true, form: AGENCY_CODE_FORM, maxLength: 35, example: 'H41.14' })
  agencyCode?: string;
  @OneOf(SATISFACTION_LEVELS, {
    description: 'Answer',
    optional: true,
    enumName: 'SatisfactionLevel',
    example: 'DISSATISFIED',
  })
  level?: SatisfactionLevel;
}
