import { Body, Controller, Get, Header, Headers, Param, Post, Query } from '@nestjs/common';
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
  Roles,
  type Caller,
  AcceptsIdempotencyKey,
  ProblemResponses,
  RequestExample,
  WrittenIdPipe,
} from '@motcua/platform';
import { AnswerSurvey } from '../application/answer-survey.js';
import { IssueSurveyToken } from '../application/issue-survey-token.js';
import { ReadSurveyAnswers } from '../application/read-survey-answers.js';
import { PROVINCE_ROLES } from '../application/caller-scope.js';

@ApiTags('Satisfaction')
@Controller()
export class SurveyController {
  constructor(
    private readonly issueToken: IssueSurveyToken,
    private readonly answerSurvey: AnswerSurvey,
    private readonly readAnswers: ReadSurveyAnswers,
  ) {}

  @Post('surveys/:dossier/token')
  @Roles('applicant', 'portal-client', 'one-stop-officer')
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
    summary: 'Issue the one-time survey token of a resolved dossier',
    description:
      "To the owner of the dossier or, for its user, to the portal that submitted it: their one answer judges the agency. To a one-stop officer of the agency, to print or show at the counter: that answer is shown apart, and takes nobody's away. A later token replaces the earlier one of the same channel. It is kept only as a hash: a client that lost the answer repeats the request with the same Idempotency-Key and gets the same token.",
  })
  @ApiCreatedResponse({ type: SurveyTokenView })
  @ProblemResponses(400, 401, 403, 404, 409, 422, 503)
  async token(
    @Param('dossier', WrittenIdPipe) dossierIdOrCode: string,
    @CurrentCaller() caller: Caller,
    @Headers('authorization') authorization: string | undefined,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<SurveyTokenView> {
    const bearer = bearerToken(authorization) ?? '';
    const issued = await this.issueToken.execute({ dossierIdOrCode, caller, bearer, idempotencyKey });
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
      'Public: only the one-time token is required. The answer is stored without identity. Lists and reports include it after the end of the day, or later where few people answer about the procedure. Unknown, used and expired tokens get the same refusal.',
  })
  @ApiCreatedResponse({ type: SurveyAnswerReceipt })
  @ProblemResponses(400, 415, 422)
  async answer(
    @Body() body: AnswerSurveyRequest,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<SurveyAnswerReceipt> {
    return this.answerSurvey.execute({ input: body, idempotencyKey });
  }

  @Get('survey-answers')
  @Roles('agency-head', ...PROVINCE_ROLES)
  @ApiBearerAuth()
  @ApiOperation({
    operationId: 'listSurveyAnswers',
    summary: 'List satisfaction answers with their reasons',
    description: 'Agency heads read the answers about their own agency. Answers name neither person nor dossier.',
  })
  @ApiOkResponse({ type: SurveyAnswerPage })
  @ProblemResponses(400, 401, 403, 404)
  answers(@Query() query: ListSurveyAnswersQuery, @CurrentCaller() caller: Caller): Promise<SurveyAnswerPage> {
    return this.readAnswers.execute({ query, caller });
  }
}
