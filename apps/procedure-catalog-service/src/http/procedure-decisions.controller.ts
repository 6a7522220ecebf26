import {
  AbolishProcedureRequest,
  EnterProcedureRequest,
  ProcedureDetail,
  PublishProcedureRequest,
  ReviseDraftRequest,
} from '@motcua/contracts';
import {
  CurrentCaller,
  IdempotencyKey,
  languageOf,
  Roles,
  type Caller,
  AcceptsIdempotencyKey,
  ProblemResponses,
  RequestExample,
} from '@motcua/platform';
import { Body, Controller, Headers, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AbolishProcedure } from '../application/abolish-procedure.js';
import { EnterProcedure } from '../application/enter-procedure.js';
import type { ProcedureKey } from '../application/ports.js';
import { PublishProcedure } from '../application/publish-procedure.js';
import { ReviseDraft } from '../application/revise-draft.js';
import {
  ABOLISH_PROCEDURE,
  ABOLISHABLE_CODE,
  DRAFT_CODE,
  ENTER_PROCEDURE,
  PUBLISH_PROCEDURE,
  REVISE_DRAFT,
} from './examples.js';
import { ProcedureKeyPipe, ProcedureParam } from './parameters.js';
import { procedureView } from './procedure-view.js';

@ApiTags('Procedures')
@ApiBearerAuth()
@Roles('procedure-control')
@Controller('procedures')
export class ProcedureDecisionsController {
  constructor(
    private readonly enterProcedure: EnterProcedure,
    private readonly reviseDraft: ReviseDraft,
    private readonly publishProcedure: PublishProcedure,
    private readonly abolishProcedure: AbolishProcedure,
  ) {}

  @Post()
  @RequestExample(EnterProcedureRequest, ENTER_PROCEDURE)
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: 'enterProcedure',
    summary: 'Enter a procedure by hand',
    description: 'Creates a draft. Dossiers can be opened on the procedure only after a decision has published it.',
  })
  @ApiCreatedResponse({ type: ProcedureDetail })
  @ProblemResponses(400, 401, 403, 409, 415, 422, 503)
  async enter(
    @Body() input: EnterProcedureRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<ProcedureDetail> {
    return procedureView(await this.enterProcedure.execute({ caller, idempotencyKey, input }), languageOf(language));
  }

  @Put(':id/draft')
  @ProcedureParam(DRAFT_CODE)
  @RequestExample(ReviseDraftRequest, REVISE_DRAFT)
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: 'reviseProcedureDraft',
    summary: "Replace the content of a procedure's draft",
    description: 'Starts the next draft if there is none. The published version does not change.',
  })
  @ApiOkResponse({ type: ProcedureDetail })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503)
  async revise(
    @Param('id', ProcedureKeyPipe) key: ProcedureKey,
    @Body() input: ReviseDraftRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<ProcedureDetail> {
    return procedureView(await this.reviseDraft.execute({ caller, idempotencyKey, key, input }), languageOf(language));
  }

  @Post(':id/publication')
  @HttpCode(200)
  @ProcedureParam(DRAFT_CODE)
  @RequestExample(PublishProcedureRequest, PUBLISH_PROCEDURE)
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: 'publishProcedure',
    summary: "Publish a procedure's draft by a decision",
    description:
      'With the internal process of every case: steps with a unit and a time, whose longest chain takes as long as the case. It may be published without a competent agency; it is then for reading, and takes no dossiers. Where the catalog states an unambiguous time limit and a case has a different one, `acknowledgedDifference` must give the reason.',
  })
  @ApiOkResponse({ type: ProcedureDetail })
  @ProblemResponses(400, 401, 403, 404, 409, 413, 415, 422, 503)
  async publish(
    @Param('id', ProcedureKeyPipe) key: ProcedureKey,
    @Body() input: PublishProcedureRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<ProcedureDetail> {
    return procedureView(
      await this.publishProcedure.execute({ caller, idempotencyKey, key, input }),
      languageOf(language),
    );
  }

  @Post(':id/abolition')
  @HttpCode(200)
  @ProcedureParam(ABOLISHABLE_CODE)
  @RequestExample(AbolishProcedureRequest, ABOLISH_PROCEDURE)
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: 'abolishProcedure',
    summary: 'Abolish a procedure by a decision',
    description: 'No dossier can be opened on it from the effective date on; open dossiers continue on their version.',
  })
  @ApiOkResponse({ type: ProcedureDetail })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503)
  async abolish(
    @Param('id', ProcedureKeyPipe) key: ProcedureKey,
    @Body() input: AbolishProcedureRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<ProcedureDetail> {
    return procedureView(
      await this.abolishProcedure.execute({ caller, idempotencyKey, key, input }),
      languageOf(language),
    );
  }
}
