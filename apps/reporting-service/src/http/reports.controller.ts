import {
  ApologyReportDossierPage,
  ApologyReportDossiersQuery,
  FeedbackReport,
  FeedbackReportItemPage,
  FeedbackReportItemsQuery,
  CorrectionDossierPage,
  CorrectionDossiersQuery,
  IntakeDossierPage,
  IntakeDossiersQuery,
  LatenessDossierPage,
  LatenessDossiersQuery,
  LatenessReport,
  PeriodReport,
  PeriodReportDossierPage,
  PeriodReportDossiersQuery,
  PeriodReportQuery,
  ReportQuery,
  SatisfactionReport,
  SlicedReportQuery,
  SupplementReportDossierPage,
  SupplementReportDossiersQuery,
} from '@motcua/contracts';
import { CurrentCaller, Roles, type Caller, type Language, ProblemResponses } from '@motcua/platform';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { REPORT_READERS } from '../reading/report-scope.js';
import { Reports } from '../reading/reports.js';
import { PreferredLanguage } from './language.decorator.js';

const WHO =
  'Procedure control and the reform office see every agency; officers and agency heads see only their own; for them another agency does not exist.';

@ApiTags('Reports')
@Controller('reports')
@Roles(...REPORT_READERS)
export class ReportsController {
  constructor(private readonly reports: Reports) {}

  @Get('period')
  @ApiOperation({
    operationId: 'getPeriodReport',
    summary: 'Report dossiers received, ended and in progress in a period',
    description: `carried over + received = ended + in progress, in every row and in total; and for intake: waiting before + submitted = accepted + refused + expired + withdrawn + stopped + waiting after. A report shows the state at the end of its period; a current period is shown as of now and marked provisional. ${WHO}`,
  })
  @ApiOkResponse({ type: PeriodReport, description: 'The report' })
  @ProblemResponses(400, 401, 403, 404, 503)
  getPeriodReport(
    @CurrentCaller() caller: Caller,
    @Query() query: PeriodReportQuery,
    @PreferredLanguage() language: Language,
  ): Promise<PeriodReport> {
    return this.reports.period(caller, query, language);
  }

  @Get('period/dossiers')
  @ApiOperation({
    operationId: 'listPeriodReportDossiers',
    summary: 'List the dossiers behind a cell of a period report',
    description: `Exactly the dossiers that the number counts, as they were at the period's end. Use the same period, agency and field. ${WHO}`,
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

  @Get('period/intake/dossiers')
  @ApiOperation({
    operationId: 'listIntakeDossiers',
    summary: 'List the dossiers behind a cell of intake in a period report',
    description: `Exactly the dossiers that the number counts, as they were in intake at the period's end. Use the same period, agency and field. ${WHO}`,
  })
  @ApiOkResponse({ type: IntakeDossierPage, description: 'A page of dossiers' })
  @ProblemResponses(400, 401, 403, 404, 409, 503)
  listIntakeDossiers(
    @CurrentCaller() caller: Caller,
    @Query() query: IntakeDossiersQuery,
    @PreferredLanguage() language: Language,
  ): Promise<IntakeDossierPage> {
    return this.reports.intakeDossiers(caller, query, language);
  }

  @Get('period/supplement-dossiers')
  @ApiOperation({
    operationId: 'listSupplementReportDossiers',
    summary: 'List the dossiers behind a number of requests for supplements',
    description: `Exactly the dossiers that the number under \`supplements\` counts. Use the same period, agency and field. ${WHO}`,
  })
  @ApiOkResponse({ type: SupplementReportDossierPage, description: 'A page of dossiers' })
  @ProblemResponses(400, 401, 403, 404, 503)
  listSupplementReportDossiers(
    @CurrentCaller() caller: Caller,
    @Query() query: SupplementReportDossiersQuery,
    @PreferredLanguage() language: Language,
  ): Promise<SupplementReportDossierPage> {
    return this.reports.supplementDossiers(caller, query, language);
  }

  @Get('lateness')
  @ApiOperation({
    operationId: 'getLatenessReport',
    summary: 'Report who made dossiers late that ended in a period',
    description: `The working minutes by which the dossiers of \`ended.late\` were late, by the agency and unit that used more than its own time limit. The shares add up to the lateness of the dossiers, to the minute. ${WHO}`,
  })
  @ApiOkResponse({ type: LatenessReport, description: 'The report' })
  @ProblemResponses(400, 401, 403, 404, 503)
  getLatenessReport(
    @CurrentCaller() caller: Caller,
    @Query() query: ReportQuery,
    @PreferredLanguage() language: Language,
  ): Promise<LatenessReport> {
    return this.reports.lateness(caller, query, language);
  }

  @Get('lateness/dossiers')
  @ApiOperation({
    operationId: 'listLatenessDossiers',
    summary: 'List the dossiers behind a row of a report on lateness',
    description: `Exactly the dossiers that the row counts. Use the same period, agency and field, and name party, agency and unit as the row does. ${WHO}`,
  })
  @ApiOkResponse({ type: LatenessDossierPage, description: 'A page of dossiers' })
  @ProblemResponses(400, 401, 403, 404, 503)
  listLatenessDossiers(
    @CurrentCaller() caller: Caller,
    @Query() query: LatenessDossiersQuery,
    @PreferredLanguage() language: Language,
  ): Promise<LatenessDossierPage> {
    return this.reports.latenessDossiers(caller, query, language);
  }

  @Get('period/apology-dossiers')
  @ApiOperation({
    operationId: 'listApologyReportDossiers',
    summary: 'List the dossiers behind a number of apologies',
    description: `Exactly the dossiers that the number under \`apologies\` counts. Use the same period, agency and field. ${WHO}`,
  })
  @ApiOkResponse({ type: ApologyReportDossierPage, description: 'A page of dossiers' })
  @ProblemResponses(400, 401, 403, 404, 503)
  listApologyReportDossiers(
    @CurrentCaller() caller: Caller,
    @Query() query: ApologyReportDossiersQuery,
    @PreferredLanguage() language: Language,
  ): Promise<ApologyReportDossierPage> {
    return this.reports.apologyDossiers(caller, query, language);
  }

  @Get('period/correction-dossiers')
  @ApiOperation({
    operationId: 'listCorrectionReportDossiers',
    summary: 'List the dossiers behind a number of corrections of wrong results',
    description: `Exactly the reopened dossiers that the number under \`corrections\` counts. Use the same period, agency and field. ${WHO}`,
  })
  @ApiOkResponse({ type: CorrectionDossierPage, description: 'A page of dossiers' })
  @ProblemResponses(400, 401, 403, 404, 503)
  listCorrectionReportDossiers(
    @CurrentCaller() caller: Caller,
    @Query() query: CorrectionDossiersQuery,
    @PreferredLanguage() language: Language,
  ): Promise<CorrectionDossierPage> {
    return this.reports.correctionDossiers(caller, query, language);
  }

  @Get('feedback')
  @ApiOperation({
    operationId: 'getFeedbackReport',
    summary: 'Report feedback filed and answered in a period',
    description: `Each step counts when and at the agency where it happened; forwarding counts at the forwarding agency. ${WHO}`,
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
    summary: 'List the feedback items behind a cell of a feedback report',
    description: `By code, without names and texts. Use the same period, agency and field. ${WHO}`,
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
    summary: 'Report satisfaction answers of a period',
    description: `Counts only: an answer cannot be traced to its dossier. ${WHO}`,
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
