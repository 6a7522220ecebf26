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
  Roles,
  type Caller,
  AcceptsIdempotencyKey,
  ProblemResponses,
  RequestExample,
} from '@motcua/platform';
import { Body, Controller, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AbolishProcedure } from '../application/abolish-procedure.js';
import type { ProcedureKey } from '../application/catalog-reads.js';
import { EnterProcedure } from '../application/enter-procedure.js';
import { Catalog, type CatalogStores } from '../application/ports.js';
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

@ApiTags('Procedures')
@ApiBearerAuth()
@Roles('procedure-control')
@Controller('procedures')
export class ProcedureDecisionsController {
  constructor(
    @Inject(Catalog) private readonly catalog: Catalog,
    @Inject(EnterProcedure) private readonly enterProcedure: EnterProcedure,
    @Inject(ReviseDraft) private readonly reviseDraft: ReviseDraft,
    @Inject(PublishProcedure) private readonly publishProcedure: PublishProcedure,
    @Inject(AbolishProcedure) private readonly abolishProcedure: AbolishProcedure,
  ) {}

  @Post()
  @RequestExample(EnterProcedureRequest, ENTER_PROCEDURE)
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: 'enterProcedure',
    summary: 'Enter a procedure by hand',
    description: 'It becomes a draft; dossiers can be opened on it only after a decision published it.',
  })
  @ApiCreatedResponse({ type: ProcedureDetail })
  @ProblemResponses(400, 401, 403, 409, 415, 422, 503)
  enter(
    @Body() body: EnterProcedureRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
  ): Promise<ProcedureDetail> {
    return this.done(caller, 'enterProcedure', key, body, async (stores) => ({
      id: await this.enterProcedure.run(stores, body, caller.subject),
    }));
  }

  @Put(':id/draft')
  @ProcedureParam(DRAFT_CODE)
  @RequestExample(ReviseDraftRequest, REVISE_DRAFT)
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: 'reviseProcedureDraft',
    summary: "Replace what a procedure's draft says",
    description: 'Begins the next draft where there is none. What is published stays as it is.',
  })
  @ApiOkResponse({ type: ProcedureDetail })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503)
  revise(
    @Param('id', ProcedureKeyPipe) target: ProcedureKey,
    @Body() body: ReviseDraftRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
  ): Promise<ProcedureDetail> {
    return this.done(caller, operation('reviseProcedureDraft', target), key, body, (stores) =>
      this.reviseDraft.run(stores, target, body, caller.subject),
    );
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
      'With the internal process of every case: steps with a unit and a time, which sum up to the time limit of the case. Where the catalog states a time limit beyond doubt and a case has another one, `acknowledgedDifference` has to say why.',
  })
  @ApiOkResponse({ type: ProcedureDetail })
  @ProblemResponses(400, 401, 403, 404, 409, 413, 415, 422, 503)
  publish(
    @Param('id', ProcedureKeyPipe) target: ProcedureKey,
    @Body() body: PublishProcedureRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
  ): Promise<ProcedureDetail> {
    return this.done(caller, operation('publishProcedure', target), key, body, (stores) =>
      this.publishProcedure.run(stores, target, body, caller.subject),
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
    description: 'No dossier can be opened on it from the effective date on; open ones end by their version.',
  })
  @ApiOkResponse({ type: ProcedureDetail })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503)
  abolish(
    @Param('id', ProcedureKeyPipe) target: ProcedureKey,
    @Body() body: AbolishProcedureRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
  ): Promise<ProcedureDetail> {
    return this.done(caller, operation('abolishProcedure', target), key, body, (stores) =>
      this.abolishProcedure.run(stores, target, body, caller.subject),
    );
  }

  /** Does the work once per key, and answers with the procedure as the work left it. */
  private async done(
    caller: Caller,
    what: string,
    key: string | undefined,
    body: object,
    work: (stores: CatalogStores) => Promise<{ id: string }>,
  ): Promise<ProcedureDetail> {
    const answer = await this.catalog.once({ caller: caller.subject, operation: what, key, body }, async (stores) => ({
      status: 200,
      body: await stores.reads.getProcedure(await work(stores), 'ALL'),
    }));
    return answer.body;
  }
}

const operation = (name: string, target: ProcedureKey): string => `${name}:${'id' in target ? target.id : target.code}`;
