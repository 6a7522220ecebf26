import {
  ListNationalSubmissionsQuery,
  NationalSubmissionList,
  NationalSubmissionView,
  RefuseNationalSubmissionRequest,
  RetriedNationalSubmissions,
  RetryNationalSubmissionsRequest,
} from '@motcua/contracts';
import { CurrentCaller, ProblemResponses, Roles, WrittenIdPipe, type Caller } from '@motcua/platform';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { RefuseSubmission } from '../application/refuse-submission.js';
import { RetrySubmission } from '../application/retry-submission.js';
import { foundSubmission } from '../application/submission-refusals.js';
import { Submissions } from '../application/submissions.js';
import { submissionView } from './presenters.js';

const PortalCode = () =>
  ApiParam({
    name: 'portalCode',
    description: 'Its code at the national portal',
    example: '000.00.00.G22-260820-000001',
  });

/** Citizens' submissions at the national portal, and their failures. */
@ApiTags('gateway · National portal')
@ApiBearerAuth()
@Roles('operations', 'procedure-control')
@Controller('api/v1/national-portal/submissions')
export class NationalSubmissionsController {
  constructor(
    private readonly submissions: Submissions,
    private readonly retrySubmission: RetrySubmission,
    private readonly refuseSubmission: RefuseSubmission,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'gateway_listNationalSubmissions',
    summary: 'List submissions of the national portal',
    description:
      'Each with its dossier here and what the portal was told of it; without what the citizen wrote. `failing=true`: those that are set aside, with the field and the reason.',
  })
  @ApiOkResponse({ type: NationalSubmissionList })
  @ProblemResponses(400, 401, 403, 503)
  async list(@Query() query: ListNationalSubmissionsQuery): Promise<NationalSubmissionList> {
    const page = await this.submissions.list(query);
    return { ...page, items: page.items.map(submissionView) };
  }

  @Post('retry')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'gateway_retryNationalSubmissions',
    summary: 'Retry the submissions of an error class',
    description:
      'With the next fetch, after the cause has been corrected. They are also retried automatically at least every hour.',
  })
  @ApiAcceptedResponse({ type: RetriedNationalSubmissions })
  @ProblemResponses(400, 401, 403, 503)
  async retryAll(@Body() { errorClass }: RetryNationalSubmissionsRequest): Promise<RetriedNationalSubmissions> {
    return { retried: await this.submissions.retryAll(errorClass) };
  }

  @Get(':portalCode')
  @PortalCode()
  @ApiOperation({ operationId: 'gateway_getNationalSubmission', summary: 'Read one submission of the national portal' })
  @ApiOkResponse({ type: NationalSubmissionView })
  @ProblemResponses(401, 403, 404, 503)
  async one(@Param('portalCode', WrittenIdPipe) portalCode: string): Promise<NationalSubmissionView> {
    return submissionView(foundSubmission(await this.submissions.find(portalCode)));
  }

  @Post(':portalCode/retry')
  @HttpCode(202)
  @PortalCode()
  @ApiOperation({
    operationId: 'gateway_retryNationalSubmission',
    summary: 'Retry a submission',
    description:
      'With the next fetch. Of one that was sent six days ago without an answer, first make sure that no dossier of it exists.',
  })
  @ApiAcceptedResponse({ type: NationalSubmissionView })
  @ProblemResponses(401, 403, 404, 409, 503)
  async retry(@Param('portalCode', WrittenIdPipe) portalCode: string): Promise<NationalSubmissionView> {
    return submissionView(await this.retrySubmission.execute({ portalCode }));
  }

  @Post(':portalCode/refusal')
  @HttpCode(202)
  @Roles('procedure-control')
  @PortalCode()
  @ApiOperation({
    operationId: 'gateway_refuseNationalSubmission',
    summary: 'Refuse a submission that is set aside',
    description:
      'The portal tells the applicant the reason. Only a person refuses; what became a dossier is refused there.',
  })
  @ApiAcceptedResponse({ type: NationalSubmissionView })
  @ProblemResponses(400, 401, 403, 404, 409, 503)
  async refuse(
    @Param('portalCode', WrittenIdPipe) portalCode: string,
    @Body() { reason }: RefuseNationalSubmissionRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<NationalSubmissionView> {
    return submissionView(await this.refuseSubmission.execute({ portalCode, reason, by: caller.subject }));
  }
}
