import { Body, Controller, Get, Header, Headers, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  AnswerSurveyRequest,
  ListSurveyAnswersQuery,
  SurveyAnswerPage,
  SurveyAnswerReceipt,
  SurveyTokenView,
} from '@motcua/contracts';
import {
  bearerToken,
  CurrentCaller,
  IdempotencyKey,
  Public,
  contentHash,
  Roles,
  type Caller,
  AcceptsIdempotencyKey,
  ProblemResponses,
  RequestExample,
} from '@motcua/platform';
import { AnswerSurvey } from '../application/answer-survey.js';
import { IssueSurveyToken } from '../application/issue-survey-token.js';
import { ReadSurveyAnswers } from '../application/read-survey-answers.js';

@ApiTags('Satisfaction')
@Controller()
export class SurveyController {
  constructor(
    @Inject(IssueSurveyToken) private readonly issueToken: IssueSurveyToken,
    @Inject(AnswerSurvey) private readonly answerSurvey: AnswerSurvey,
    @Inject(ReadSurveyAnswers) private readonly readAnswers: ReadSurveyAnswers,
  ) {}

  @Post('surveys/:dossier/token')
  @Roles('applicant', 'one-stop-officer')
  @ApiBearerAuth()
  @AcceptsIdempotencyKey()
  @Header('Cache-Control', 'no-store')
  @ApiParam({
    name: 'dossier',
    description: 'Id or code of the resolved dossier',
    example: 'H41.14-260820-0001',
  })
  @ApiOperation({
    operationId: 'issueSurveyToken',
    summary: 'Hand out the one-time survey token of a resolved dossier',
    description:
      'Once, to the owner of the dossier or to a one-stop officer of its agency. It is kept only as a hash: asking a second time is refused with 409. Whose answer was cut off asks again under the same Idempotency-Key and is shown the same token; without a key it is lost.',
  })
  @ApiCreatedResponse({ type: SurveyTokenView })
  @ProblemResponses(400, 401, 403, 404, 409, 422, 503)
  async token(
    @Param('dossier') dossier: string,
    @CurrentCaller() caller: Caller,
    @Headers('authorization') authorization: string | undefined,
    @IdempotencyKey() key: string | undefined,
  ): Promise<SurveyTokenView> {
    const issued = await this.issueToken.execute(dossier, caller, bearerToken(authorization) ?? '', key);
    return { ...issued, expiresAt: issued.expiresAt.toISOString() };
  }

  @Post('survey-answers')
  @Public()
  @AcceptsIdempotencyKey()
  @RequestExample(AnswerSurveyRequest, {
    token: '5mJ0xk3tq7Yh2cVb9wLrNzA1dEfGu8PsKoTi4RjQWXY',
    level: 'VERY_SATISFIED',
  })
  @ApiOperation({
    operationId: 'answerSurvey',
    summary: 'Answer the satisfaction question, once',
    description:
      'Public: the one-time token is all that is needed. The answer is kept without identity. An unknown, a used and an expired token are refused alike.',
  })
  @ApiCreatedResponse({ type: SurveyAnswerReceipt })
  @ProblemResponses(400, 415, 422)
  async answer(
    @Body() body: AnswerSurveyRequest,
    @IdempotencyKey() key: string | undefined,
  ): Promise<SurveyAnswerReceipt> {
    const repetition = { operation: 'survey.answer', key, requestHash: contentHash(body) };
    return this.answerSurvey.execute(body, repetition);
  }

  @Get('survey-answers')
  @Roles('agency-head', 'procedure-control', 'reform-office')
  @ApiBearerAuth()
  @ApiOperation({
    operationId: 'listSurveyAnswers',
    summary: 'Satisfaction answers with their reasons',
    description: 'An agency head reads those of the own agency. Neither person nor dossier is known.',
  })
  @ApiOkResponse({ type: SurveyAnswerPage })
  @ProblemResponses(400, 401, 403, 404)
  answers(@Query() query: ListSurveyAnswersQuery, @CurrentCaller() caller: Caller): Promise<SurveyAnswerPage> {
    return this.readAnswers.execute(query, caller);
  }
}
