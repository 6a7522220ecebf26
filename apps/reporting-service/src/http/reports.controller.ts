import {
  FeedbackReport,
  FeedbackReportItemPage,
  FeedbackReportItemsQuery,
  PeriodReport,
  PeriodReportDossierPage,
  PeriodReportDossiersQuery,
  SatisfactionReport,
  SlicedReportQuery,
} from '@motcua/contracts';
import { CurrentCaller, Roles, type Caller, type Language, ProblemResponses } from '@motcua/platform';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { REPORT_READERS } from '../reading/report-scope.js';
import { Reports } from '../reading/reports.js';
import { PreferredLanguage } from './language.decorator.js';

const WHO =
  'Procedure control and the reform office see every agency; officers and agency heads see their own, and to them another is one that does not exist.';

@ApiTags('Reports')
@Controller('reports')
@Roles(...REPORT_READERS)
export class ReportsController {
  constructor(private readonly reports: Reports) {}

  @Get('period')
  @ApiOperation({
    operationId: 'getPeriodReport',
    summary: 'What was received, what ended and what is in progress in a period',
    description: `carried over + received = ended + in progress, in every row and in total. A period is told in the state at its end; one that goes on as of now, marked provisional. ${WHO}`,
  })
  @ApiOkResponse({ type: PeriodReport, description: 'The report' })
  @ProblemResponses(400, 401, 403, 404, 503)
  getPeriodReport(
    @CurrentCaller() caller: Caller,
    @Query() query: SlicedReportQuery,
    @PreferredLanguage() language: Language,
  ): Promise<PeriodReport> {
    return this.reports.period(caller, query, language);
  }

  @Get('period/dossiers')
  @ApiOperation({
    operationId: 'listPeriodReportDossiers',
    summary: 'The dossiers behind a number of a period report',
    description: `Exactly those that the number counts, as they stood at the period's end. Ask with the same period, agency and field. ${WHO}`,
  })
  @ApiOkResponse({ type: PeriodReportDossierPage, description: 'A page of dossiers' })
  @ProblemResponses(400, 401, 403, 404, 503)
  listPeriodReportDossiers(
    @CurrentCaller() caller: Caller,
    @Query() query: PeriodReportDossiersQuery,
    @PreferredLanguage() language: Language,
  ): Promise<PeriodReportDossierPage> {
    return this.reports.periodDossiers(caller, query, language);
  }

  @Get('feedback')
  @ApiOperation({
    operationId: 'getFeedbackReport',
    summary: 'What was fed back in a period and how it was answered',
    description: `Each step counts at the time and the agency of its happening; forwarding at the agency that passed the feedback on. ${WHO}`,
  })
  @ApiOkResponse({ type: FeedbackReport, description: 'The report' })
  @ProblemResponses(400, 401, 403, 404, 503)
  getFeedbackReport(
    @CurrentCaller() caller: Caller,
    @Query() query: SlicedReportQuery,
    @PreferredLanguage() language: Language,
  ): Promise<FeedbackReport> {
    return this.reports.feedbackReport(caller, query, language);
  }

  @Get('feedback/items')
  @ApiOperation({
    operationId: 'listFeedbackReportItems',
    summary: 'The feedback behind a number of a feedback report',
    description: `By code, without names and texts. Ask with the same period, agency and field. ${WHO}`,
  })
  @ApiOkResponse({ type: FeedbackReportItemPage, description: 'A page of feedback' })
  @ProblemResponses(400, 401, 403, 404, 503)
  listFeedbackReportItems(
    @CurrentCaller() caller: Caller,
    @Query() query: FeedbackReportItemsQuery,
    @PreferredLanguage() language: Language,
  ): Promise<FeedbackReportItemPage> {
    return this.reports.feedbackItems(caller, query, language);
  }

  @Get('satisfaction')
  @ApiOperation({
    operationId: 'getSatisfactionReport',
    summary: 'What applicants answered to the satisfaction question in a period',
    description: `Counts only: nobody can look from an answer to the dossier that it is about. ${WHO}`,
  })
  @ApiOkResponse({ type: SatisfactionReport, description: 'The report' })
  @ProblemResponses(400, 401, 403, 404, 503)
  getSatisfactionReport(
    @CurrentCaller() caller: Caller,
    @Query() query: SlicedReportQuery,
    @PreferredLanguage() language: Language,
  ): Promise<SatisfactionReport> {
    return this.reports.satisfaction(caller, query, language);
  }
}
