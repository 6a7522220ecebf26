import {
  FreezeReportRequest,
  FrozenReportFile,
  FrozenReportPlace,
  FrozenReports,
  FrozenReportSummary,
} from '@motcua/contracts';
import {
  AcceptsIdempotencyKey,
  AcceptsIfNoneMatch,
  CurrentCaller,
  IdempotencyKey,
  ProblemResponses,
  Roles,
  sendTagged,
  type Caller,
} from '@motcua/platform';
import { Body, Controller, Get, Headers, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { FreezeReport } from '../freezing/freeze-report.js';
import { FrozenReportStore } from '../freezing/frozen-report-store.js';

@ApiTags('Frozen reports')
@Controller('reports/frozen')
@Roles('procedure-control', 'reform-office')
export class FrozenReportsController {
  constructor(
    private readonly freezeReport: FreezeReport,
    private readonly store: FrozenReportStore,
  ) {}

  @Post()
  @Roles('procedure-control')
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: 'freezeReport',
    summary: 'Sign the period report of a month, a quarter or a year',
    description:
      'From then on it stands: it is superseded, never changed or deleted. It is signed with the name and title of the account. Refused (409) until every producer has been heard up to the end of the period and nothing is set aside; the second can be signed for by naming every such event. What is learnt later stands in the next report of the series, as adjustments.',
  })
  @ApiCreatedResponse({ type: FrozenReportSummary, description: 'The report is frozen' })
  @ProblemResponses(400, 401, 403, 409, 422, 503)
  freeze(
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Body() input: FreezeReportRequest,
  ): Promise<FrozenReportSummary> {
    return this.freezeReport.execute({ caller, idempotencyKey, input });
  }

  @Get()
  @ApiOperation({ operationId: 'listFrozenReports', summary: 'List the signed reports' })
  @ApiOkResponse({ type: FrozenReports, description: 'All signed reports, those that were superseded too' })
  @ProblemResponses(401, 403, 503)
  async list(): Promise<FrozenReports> {
    return { items: await this.store.list() };
  }

  @Get(':preset/:number')
  @AcceptsIfNoneMatch()
  @ApiOperation({
    operationId: 'getFrozenReport',
    summary: 'Read a signed report with its hash',
    description:
      'The same bytes each time; the hash is the ETag. `npm run verify-report -- FILE` checks the answer offline.',
  })
  @ApiOkResponse({ type: FrozenReportFile, description: 'The report' })
  @ProblemResponses(400, 401, 403, 404, 503)
  async one(
    @Param() place: FrozenReportPlace,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { hash, json } = await this.store.file(place);
    await sendTagged(reply, ifNoneMatch, { tag: hash, text: json });
  }
}
