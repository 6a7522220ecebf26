import { EditionResultsQuery, IndexRanking, MetricList, type MetricPart, type MetricView } from '@motcua/contracts';
import { AcceptsIfNoneMatch, languageOf, ProblemResponses, Roles, sendTagged, TaggedReading } from '@motcua/platform';
import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { createHash } from 'node:crypto';
import { ReadResults } from '../application/read-results.js';
import { METRICS, type Metric } from '../domain/metrics.js';
import { CodeParam, EditionCodePipe } from './edition-code.js';

/** Whoever is judged by an edition may read it, and what follows from it: Decision 766 is shown of every agency, too. */
@ApiTags('Reform index')
@Controller('reform-index')
@Roles('agency-head', 'procedure-control', 'operations', 'reform-office')
export class ResultsController {
  constructor(private readonly readResults: ReadResults) {}

  @Get('metrics')
  @TaggedReading()
  @ApiOperation({
    operationId: 'listMetrics',
    summary: 'List the metrics that an edition may cite',
    description:
      'Each in a version, with the cells of the reports by which it is counted, or with what the platform would have to record.',
  })
  @ApiOkResponse({ type: MetricList, description: 'The metrics' })
  @ProblemResponses(401, 403, 503)
  listMetrics(): MetricList {
    return { items: METRICS.map(metricView) };
  }

  @Get('editions/:code/results')
  @CodeParam('tt-01-2018-chin-chi-so')
  @AcceptsIfNoneMatch()
  @ApiOperation({
    operationId: 'getEditionResults',
    summary: 'Score every agency by an edition',
    description:
      'From the counts of a period as they are now, which may change, or from those of a signed report, in the same bytes each time. No result is kept. Each count names the list behind it. What is not measured has no points: the unit then has no index, class or rank, only points measured of the maximum that is measurable. The answer is the file that `npm run verify-index` accepts.',
  })
  @ApiOkResponse({ type: IndexRanking, description: 'The result, with the edition and the facts' })
  @ProblemResponses(400, 401, 403, 404, 409, 422, 503)
  async results(
    @Param('code', EditionCodePipe) code: string,
    @Query() query: EditionResultsQuery,
    @Headers('accept-language') accepted: string | undefined,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const text = await this.readResults.execute({ code, query, language: languageOf(accepted) });
    const tag = createHash('sha256').update(text).digest('hex');
    await sendTagged(reply, ifNoneMatch, { tag, text });
  }
}

function metricView({ id, name, unit, shape, counted, needs }: Metric): MetricView {
  const parts = Object.entries(counted?.parts ?? {}).map(([part, { plus, minus }]) => ({
    part: part as MetricPart,
    plus: [...plus],
    minus: [...minus],
  }));
  return {
    id,
    name,
    unit,
    shape,
    state: counted ? 'MEASURED' : 'NOT_MEASURED',
    ...(counted && { report: counted.report, parts }),
    ...(needs && { needs }),
  };
}
