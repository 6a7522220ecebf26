import {
  DossierDeadlineExplanation,
  DossierHistory,
  DossierList,
  DossierProgress,
  DossierReceipt,
  DossierView,
  ListDossiersQuery,
  ReadDossierQuery,
  SubmitDossierRequest,
} from '@motcua/contracts';
import {
  CurrentCaller,
  IdempotencyKey,
  Public,
  Roles,
  UuidPipe,
  type Caller,
  AcceptsIdempotencyKey,
  ProblemResponses,
} from '@motcua/platform';
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ExplainDeadline } from '../application/explain-deadline.js';
import { ListDossiers } from '../application/list-dossiers.js';
import { LookUpProgress } from '../application/look-up-progress.js';
import { PrintReceipt } from '../application/print-receipt.js';
import { ReadDossier } from '../application/read-dossier.js';
import { ReadHistory } from '../application/read-history.js';
import { SubmitDossier } from '../application/submit-dossier.js';
import { DossierId } from './changes-a-dossier.js';

const READERS = [
  'applicant',
  'portal-client',
  'one-stop-officer',
  'processing-officer',
  'agency-head',
  'procedure-control',
  'reform-office',
  'service',
] as const;

/** Opening and reading dossiers. */
@ApiTags('Dossiers')
@ApiBearerAuth()
@Controller('dossiers')
export class DossiersController {
  constructor(
    private readonly submitDossier: SubmitDossier,
    private readonly listDossiers: ListDossiers,
    private readonly readDossier: ReadDossier,
    private readonly readHistory: ReadHistory,
    private readonly explainDeadline: ExplainDeadline,
    private readonly printReceipt: PrintReceipt,
    private readonly lookUpProgress: LookUpProgress,
  ) {}

  @Post()
  @Roles('applicant', 'one-stop-officer', 'portal-client')
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: 'submitDossier',
    summary: 'Submit a dossier',
    description:
      'An applicant submits online for oneself, a portal for its user, a one-stop officer at the counter for a citizen (always to the own agency). The procedure must be published and in force today. No deadline runs before acceptance.',
  })
  @ApiCreatedResponse({ type: DossierView })
  @ProblemResponses(400, 401, 403, 415, 422, 503)
  async submit(
    @Body() request: SubmitDossierRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DossierView> {
    const { body } = await this.submitDossier.execute({ caller, idempotencyKey, request });
    void reply.header('location', `/dossiers/${body.id}`).header('etag', `"${body.version}"`);
    return body;
  }

  @Get()
  @Roles(...READERS)
  @ApiOperation({
    operationId: 'listDossiers',
    summary: 'List dossiers',
    description:
      'Officers see the dossiers of their agency only, applicants their own, portals those they submitted, procedure control and reform office the whole province without names. Names are masked.',
  })
  @ApiOkResponse({ type: DossierList })
  @ProblemResponses(400, 401, 403, 503)
  list(@Query() query: ListDossiersQuery, @CurrentCaller() caller: Caller): Promise<DossierList> {
    return this.listDossiers.execute(caller, query);
  }

  @Get('by-code/:code/progress')
  @Public()
  @ApiParam({ name: 'code', description: 'Code of the dossier', example: 'H41.14-260820-0001' })
  @ApiOperation({
    operationId: 'getDossierProgress',
    summary: 'Look up a dossier by its code',
    description:
      'Public, without a token: the code and the degree of completion, nothing else (Circular 01/2018/TT-VPCP Art. 16.2d). With the token of its owner or its agency also state, procedure and due date.',
  })
  @ApiOkResponse({ type: DossierProgress })
  @ProblemResponses(401, 404, 503)
  progress(@Param('code') code: string, @CurrentCaller() caller: Caller | undefined): Promise<DossierProgress> {
    return this.lookUpProgress.execute(caller, code);
  }

  @Get(':id')
  @Roles(...READERS)
  @DossierId()
  @ApiOperation({
    operationId: 'getDossier',
    summary: 'Read a dossier',
    description:
      'Persons are masked unless a purpose is given that the role may have; owners read their own unmasked. Every unmasked reading is recorded. Absent and foreign dossiers answer the same 404.',
  })
  @ApiOkResponse({ type: DossierView })
  @ProblemResponses(400, 401, 403, 404, 503)
  async one(
    @Param('id', UuidPipe) id: string,
    @Query() { purpose }: ReadDossierQuery,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DossierView> {
    const dossier = await this.readDossier.execute(caller, id, purpose ?? undefined);
    void reply.header('etag', `"${dossier.version}"`).header('cache-control', 'no-store');
    return dossier;
  }

  @Get(':id/history')
  @Roles(...READERS)
  @DossierId()
  @ApiOperation({
    operationId: 'getDossierHistory',
    summary: 'Read what happened to a dossier',
    description: 'What officers wrote is shown to its agency and its owner only; that reading is recorded.',
  })
  @ApiOkResponse({ type: DossierHistory })
  @ProblemResponses(400, 401, 403, 404, 503)
  history(@Param('id', UuidPipe) id: string, @CurrentCaller() caller: Caller): Promise<DossierHistory> {
    return this.readHistory.execute(caller, id);
  }

  @Get(':id/deadline')
  @Roles(...READERS)
  @DossierId()
  @ApiOperation({
    operationId: 'explainDossierDeadline',
    summary: 'Explain a due date',
    description:
      'Budget, rule set and calendar, then line by line: where the count starts, which days are skipped and by which rule, which pauses, and the due instant. Worked out when asked for.',
  })
  @ApiOkResponse({ type: DossierDeadlineExplanation })
  @ProblemResponses(400, 401, 403, 404, 409, 503)
  deadline(@Param('id', UuidPipe) id: string, @CurrentCaller() caller: Caller): Promise<DossierDeadlineExplanation> {
    return this.explainDeadline.execute(caller, id);
  }

  @Get(':id/receipt')
  @Roles('applicant', 'portal-client', 'one-stop-officer', 'processing-officer', 'agency-head')
  @DossierId()
  @ApiOperation({
    operationId: 'getDossierReceipt',
    summary: 'Read the receipt (Form 01)',
    description: 'What "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" says. For its agency and its owner; recorded.',
  })
  @ApiOkResponse({ type: DossierReceipt })
  @ProblemResponses(400, 401, 403, 404, 409, 503)
  receipt(@Param('id', UuidPipe) id: string, @CurrentCaller() caller: Caller): Promise<DossierReceipt> {
    return this.printReceipt.execute(caller, id);
  }
}
