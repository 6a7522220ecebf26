import {
  CountDossiersByUnitQuery,
  DOSSIER_ACTIONS,
  DossierApologyForm,
  DossierConsultationList,
  DossierControlSheet,
  DossierChangeList,
  DossierDeadlineExplanation,
  DossierHistory,
  DossierList,
  DossierProgress,
  DossierReceipt,
  DossiersByUnit,
  DossierTimeUse,
  DossierView,
  ListDossierChangesQuery,
  ListDossiersQuery,
  ReadDossierQuery,
  SearchDossiersRequest,
  SubmitDossierRequest,
} from '@motcua/contracts';
import {
  AccountNames,
  Clock,
  CodePipe,
  CurrentCaller,
  IdempotencyKey,
  Public,
  Roles,
  UuidPipe,
  type Caller,
  AcceptsIdempotencyKey,
  ProblemResponses,
  AnswersVersion,
} from '@motcua/platform';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedActions } from '../application/allowed-actions.js';
import { CountDossiersByUnit } from '../application/count-dossiers-by-unit.js';
import { ExplainDeadline } from '../application/explain-deadline.js';
import { FollowChanges } from '../application/follow-changes.js';
import { ListDossiers } from '../application/list-dossiers.js';
import { LookUpProgress } from '../application/look-up-progress.js';
import { PrintApology } from '../application/print-apology.js';
import { PrintControlSheet } from '../application/print-control-sheet.js';
import { PrintReceipt } from '../application/print-receipt.js';
import { ReadConsultations } from '../application/read-consultations.js';
import { ReadDossier } from '../application/read-dossier.js';
import { ReadHistory } from '../application/read-history.js';
import { ReadTimeUse } from '../application/read-time-use.js';
import { SubmitDossier } from '../application/submit-dossier.js';
import { consultationList } from './consultation-view.js';
import { DossierId } from './dossier-action-route.js';
import {
  apologyForm,
  deadlineExplanation,
  dossierChangeList,
  dossierHistory,
  dossierList,
  dossierProgress,
  dossierReceipt,
  dossierView,
  duplicateViews,
} from './dossier-view.js';
import { controlSheetView, timeUseView } from './dossier-time-view.js';

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

const { submit: SUBMIT } = DOSSIER_ACTIONS;

/** Opening and reading dossiers. */
@ApiTags('Dossiers')
@ApiBearerAuth()
@Controller('dossiers')
@UseInterceptors(AnswersVersion)
export class DossiersController {
  constructor(
    private readonly accounts: AccountNames,
    private readonly submitDossier: SubmitDossier,
    private readonly listDossiers: ListDossiers,
    private readonly countDossiersByUnit: CountDossiersByUnit,
    private readonly followChanges: FollowChanges,
    private readonly readDossier: ReadDossier,
    private readonly readHistory: ReadHistory,
    private readonly readConsultations: ReadConsultations,
    private readonly explainDeadline: ExplainDeadline,
    private readonly printReceipt: PrintReceipt,
    private readonly readTimeUse: ReadTimeUse,
    private readonly printControlSheet: PrintControlSheet,
    private readonly printApology: PrintApology,
    private readonly lookUpProgress: LookUpProgress,
    private readonly allowedActions: AllowedActions,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Roles(...SUBMIT.roles)
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: SUBMIT.operation.id,
    summary: SUBMIT.label.en,
    description: SUBMIT.operation.description,
  })
  @ApiCreatedResponse({ type: DossierView })
  @ProblemResponses(400, 401, 403, 415, 422, 503)
  async submit(
    @Body() request: SubmitDossierRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DossierView> {
    // An account that a request names is called as it is when its own token comes.
    if (request.ownerSubject) request.ownerSubject = this.accounts.of(request.ownerSubject);
    const { dossier, at } = await this.submitDossier.execute({ caller, idempotencyKey, input: request });
    void reply.header('location', `/dossiers/${dossier.id}`);
    return dossierView(dossier, at, await this.allowedActions.execute({ caller, dossier }));
  }

  @Get()
  @Roles(...READERS)
  @ApiOperation({
    operationId: 'listDossiers',
    summary: 'List dossiers',
    description:
      'Officers see the dossiers of their agency only, applicants their own, portals those they submitted, procedure control and reform office the whole province without names. Names are masked; with a purpose officers get the persons unmasked, and the reading is recorded for each dossier. With `queue`, the open tasks of an officer, of the unit or of the agency.',
  })
  @ApiOkResponse({ type: DossierList })
  @ProblemResponses(400, 401, 403, 503)
  async list(@Query() query: ListDossiersQuery, @CurrentCaller() caller: Caller): Promise<DossierList> {
    return dossierList(await this.listDossiers.execute({ caller, query }));
  }

  @Get('by-unit')
  @Roles('one-stop-officer', 'processing-officer', 'agency-head', 'procedure-control', 'reform-office')
  @ApiOperation({
    operationId: 'countDossiersByUnit',
    summary: 'Where the open dossiers stand',
    description:
      'How many dossiers have a step open in each unit, and of these: awaiting the applicant, past due, with the step past its own limit. The list with `unit` shows them.',
  })
  @ApiOkResponse({ type: DossiersByUnit })
  @ProblemResponses(400, 401, 403, 503)
  async byUnit(@Query() query: CountDossiersByUnitQuery, @CurrentCaller() caller: Caller): Promise<DossiersByUnit> {
    return { items: await this.countDossiersByUnit.execute({ caller, query }) };
  }

  @Post('search')
  @HttpCode(200)
  @Roles('one-stop-officer', 'processing-officer', 'agency-head')
  @ApiOperation({
    operationId: 'searchDossiers',
    summary: 'Find dossiers by a person',
    description:
      'The list of the own agency, restricted to dossiers of a person: by words of the name, identity number or telephone as they are typed. Each search is recorded: who, when, by which kind of term, how many hits. Changes nothing; the terms stand in the body, since addresses are logged on the way.',
  })
  @ApiOkResponse({ type: DossierList })
  @ProblemResponses(400, 401, 403, 415, 503)
  async search(
    @Body() { person, ...query }: SearchDossiersRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<DossierList> {
    return dossierList(await this.listDossiers.execute({ caller, query, person }));
  }

  @Get('changes')
  @Roles(...READERS)
  @ApiOperation({
    operationId: 'listDossierChanges',
    summary: 'Follow the changes of dossiers',
    description:
      'For a system that keeps dossiers as well: ask without a cursor first and keep the cursor, then list the dossiers, then ask again and again with the last cursor. Nothing is lost, whatever the order in which changes commit; a dossier may come again, and its `version` says which state is newer. The same dossiers as in the list, and those that the agency had until its successor took them over, now under the agency of the successor. Who has a task is a change for the agency of the dossier only, so its `version` may go up by more than one for others. No dossier is ever deleted.',
  })
  @ApiOkResponse({ type: DossierChangeList })
  @ProblemResponses(400, 401, 403, 409, 503)
  async changes(
    @Query() { changedSince }: ListDossierChangesQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<DossierChangeList> {
    return dossierChangeList(await this.followChanges.execute({ caller, cursor: changedSince ?? undefined }));
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
  async progress(
    @Param('code', CodePipe) code: string,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<DossierProgress> {
    return dossierProgress(await this.lookUpProgress.execute({ caller, code }));
  }

  @Get(':id')
  @Roles(...READERS)
  @DossierId()
  @ApiOperation({
    operationId: 'getDossier',
    summary: 'Read a dossier',
    description:
      'Personal data is masked unless the role may read it for the stated purpose. Owners read their own data unmasked. Every unmasked reading is recorded. A dossier that does not exist and one of another agency get the same 404. Probable duplicates are named; none is refused.',
  })
  @ApiOkResponse({ type: DossierView })
  @ProblemResponses(400, 401, 403, 404, 503)
  async one(
    @Param('id', UuidPipe) id: string,
    @Query() { purpose }: ReadDossierQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<DossierView> {
    const read = await this.readDossier.execute({ id, caller, purpose: purpose ?? undefined });
    const { dossier, legacy, persons, standing } = read;
    const allowed = await this.allowedActions.execute({ caller, dossier });
    const probableDuplicates = duplicateViews(read.probableDuplicates);
    return { ...dossierView(dossier, this.clock.now(), allowed), legacy, persons, probableDuplicates, standing };
  }

  @Get(':id/history')
  @Roles(...READERS)
  @DossierId()
  @ApiOperation({
    operationId: 'getDossierHistory',
    summary: 'Read what happened to a dossier',
    description: 'Notes of officers are shown only to the agency and the owner; the reading is recorded.',
  })
  @ApiOkResponse({ type: DossierHistory })
  @ProblemResponses(400, 401, 403, 404, 503)
  async history(@Param('id', UuidPipe) id: string, @CurrentCaller() caller: Caller): Promise<DossierHistory> {
    return dossierHistory(await this.readHistory.execute({ id, caller }));
  }

  @Get(':id/consultations')
  @Roles('one-stop-officer', 'processing-officer', 'agency-head', 'procedure-control')
  @DossierId()
  @ApiOperation({
    operationId: 'listDossierConsultations',
    summary: 'Read who was asked for an opinion, and what they said',
    description:
      'The agency that has the dossier reads all of it; an agency that is, or was, asked reads its own; procedure control learns who was asked, without the texts. Reading texts is recorded.',
  })
  @ApiOkResponse({ type: DossierConsultationList })
  @ProblemResponses(400, 401, 403, 404, 503)
  async consultations(
    @Param('id', UuidPipe) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<DossierConsultationList> {
    return consultationList(await this.readConsultations.execute({ id, caller }));
  }

  @Get(':id/deadline')
  @Roles(...READERS)
  @DossierId()
  @ApiOperation({
    operationId: 'explainDossierDeadline',
    summary: 'Explain a due date',
    description:
      'Budget, rule set and calendar, then line by line: where the count starts, which days are skipped and by which rule, which pauses, and the due instant. Computed on request.',
  })
  @ApiOkResponse({ type: DossierDeadlineExplanation })
  @ProblemResponses(400, 401, 403, 404, 409, 503)
  async deadline(
    @Param('id', UuidPipe) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<DossierDeadlineExplanation> {
    return deadlineExplanation(await this.explainDeadline.execute({ id, caller }));
  }

  @Get(':id/time-use')
  @Roles(...READERS)
  @DossierId()
  @ApiOperation({
    operationId: 'getDossierTimeUse',
    summary: 'Who had a dossier how long, and who made it late',
    description:
      'The working time from acceptance to the end, or until now, without gap: each span charged to the counter, a unit, the agency itself or the applicant. Of a late dossier, who used more than the own time limit. The shares add up to the whole, to the minute. Officers are named by an opaque key, to the agency and those who control it only.',
  })
  @ApiOkResponse({ type: DossierTimeUse })
  @ProblemResponses(400, 401, 403, 404, 409, 503)
  async timeUse(@Param('id', UuidPipe) id: string, @CurrentCaller() caller: Caller): Promise<DossierTimeUse> {
    return timeUseView(await this.readTimeUse.execute({ id, caller }));
  }

  @Get(':id/control-sheet')
  @Roles('one-stop-officer', 'processing-officer', 'agency-head', 'procedure-control')
  @DossierId()
  @ApiOperation({
    operationId: 'getDossierControlSheet',
    summary: 'Read the control sheet (Form 06)',
    description:
      'What "Phiếu kiểm soát quá trình giải quyết hồ sơ" says (Circular 03/2025/TT-VPCP; Form 05 of Circular 01/2018): each hand-over with who gave it, to whom, when, and whether the work before it was in time. It fills itself from what was recorded. For the agency and procedure control.',
  })
  @ApiOkResponse({ type: DossierControlSheet })
  @ProblemResponses(400, 401, 403, 404, 409, 503)
  async controlSheet(@Param('id', UuidPipe) id: string, @CurrentCaller() caller: Caller): Promise<DossierControlSheet> {
    return controlSheetView(await this.printControlSheet.execute({ id, caller }));
  }

  @Get(':id/receipt')
  @Roles('applicant', 'portal-client', 'one-stop-officer', 'processing-officer', 'agency-head')
  @DossierId()
  @ApiOperation({
    operationId: 'getDossierReceipt',
    summary: 'Read the receipt (Form 01)',
    description:
      'What "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" says, as it was issued at acceptance: a later supplement, correction or name of the agency does not change it. For its agency and its owner; recorded.',
  })
  @ApiOkResponse({ type: DossierReceipt })
  @ProblemResponses(400, 401, 403, 404, 409, 503)
  async receipt(@Param('id', UuidPipe) id: string, @CurrentCaller() caller: Caller): Promise<DossierReceipt> {
    return dossierReceipt(await this.printReceipt.execute({ id, caller }));
  }

  @Get(':id/apology')
  @Roles('applicant', 'portal-client', 'one-stop-officer', 'processing-officer', 'agency-head')
  @DossierId()
  @ApiOperation({
    operationId: 'getDossierApology',
    summary: 'Read the apology (Form 04)',
    description:
      'What "Phiếu xin lỗi và hẹn lại ngày trả kết quả" says, as the head of the agency issued it: a later correction or name of the agency does not change it. For its agency and its owner; recorded.',
  })
  @ApiOkResponse({ type: DossierApologyForm })
  @ProblemResponses(400, 401, 403, 404, 409, 503)
  async apology(@Param('id', UuidPipe) id: string, @CurrentCaller() caller: Caller): Promise<DossierApologyForm> {
    return apologyForm(await this.printApology.execute({ id, caller }));
  }
}
