import { CHANNELS, type Channel } from '../../codes/channel.js';
import { FEEDBACK_KINDS, type FeedbackKind } from '../../events/feedback-events.js';
import { Instant, Integer, Nested, NestedList, OneOf, Text, Uuid } from '../../fields/field.js';
import { FEEDBACK_REPORT_CELLS, type FeedbackReportCell } from './period-report-cells.js';
import { ReportCount } from './period-report.js';
import { ReportHead, ReportShare, ReportSlice } from './report-views.js';

export class AnsweredFigures {
  @Integer({ description: 'Answered in the period', example: 9 }) total: number;
  @Integer({ description: 'Of them not after the due instant', example: 8 }) onTime: number;
  @Integer({ description: 'Of them after it', example: 1 }) late: number;
  @Integer({ description: 'Of them without a due date', example: 0 }) unknown: number;
}

export class FeedbackReportShares {
  @Nested(() => ReportShare, { description: 'Answered on time, of all answered' }) answeredOnTime: ReportShare;
}

/** The events of the period, each counted at its agency and time. */
export class FeedbackFigures {
  @Integer({ description: 'Filed', example: 12 }) filed: number;
  @Integer({ description: 'Accepted by the competent agency', example: 10 }) accepted: number;
  @Integer({ description: 'Refused', example: 1 }) refused: number;
  @Integer({ description: 'Forwarded to another agency, counted where it was passed on', example: 2 })
  forwarded: number;
  @Nested(() => AnsweredFigures, { description: 'Answered' }) answered: AnsweredFigures;
  @Integer({ description: 'Published', example: 7 }) published: number;
  @Nested(() => FeedbackReportShares, { description: 'Shares' }) shares: FeedbackReportShares;
}

export class FeedbackReportRow {
  @Nested(() => ReportSlice, { description: 'Agency, where rows are by agency', optional: true }) agency?: ReportSlice;
  @Nested(() => ReportSlice, {
    description: 'Field, where rows are by field; absent for feedback about no known field',
    optional: true,
  })
  field?: ReportSlice;
  @Nested(() => FeedbackFigures, { description: 'Figures' }) figures: FeedbackFigures;
}

export class FeedbackReport extends ReportHead {
  @Nested(() => FeedbackFigures, { description: 'All rows together' }) total: FeedbackFigures;
  @NestedList(() => FeedbackReportRow, { description: 'Rows, by code; empty without groupBy', maxItems: 100_000 })
  rows: FeedbackReportRow[];
}

export class FeedbackReportItem {
  @Uuid({ description: 'Feedback', example: '01994a1c-7d5a-7c33-9f2e-2f6f0b0b7a10' }) feedbackId: string;
  @Text({ description: 'Code', example: 'PAKN.20260820.0001' }) code: string;
  @OneOf(FEEDBACK_KINDS, { description: 'About what', enumName: 'FeedbackKind', example: 'BEHAVIOUR' })
  kind: FeedbackKind;
  @OneOf(CHANNELS, { description: 'Channel', enumName: 'Channel', example: 'ONLINE' }) channel: Channel;
  @Nested(() => ReportSlice, { description: 'Acting agency' }) agency: ReportSlice;
  @Instant({ description: 'When', example: '2026-08-28T03:00:00.000Z' }) at: string;
  @Instant({ description: 'Answer due at', optional: true, example: '2026-09-04T10:00:00.000Z' }) dueAt?: string;
}

export class FeedbackReportItemPage extends ReportHead {
  @OneOf(FEEDBACK_REPORT_CELLS, {
    description: 'The cell that these are behind',
    enumName: 'FeedbackReportCell',
    example: 'answered.late',
  })
  cell: FeedbackReportCell;
  @NestedList(() => FeedbackReportItem, { description: 'By time' }) items: FeedbackReportItem[];
  @Text({
    description: 'Pass as `cursor` to get the next page; absent on the last page',
    optional: true,
    maxLength: 2_000,
    example: 'eyJhdCI6IjIwMjYifQ.0Zb1yQ4a',
  })
  nextCursor?: string;
  @Nested(() => ReportCount, { description: 'Total number' }) total: ReportCount;
}

export class SatisfactionShares {
  @Nested(() => ReportShare, { description: 'Very satisfied or satisfied, of all answers' }) satisfied: ReportShare;
  @Nested(() => ReportShare, { description: 'Very satisfied, of all answers' }) verySatisfied: ReportShare;
  @Nested(() => ReportShare, { description: 'Dissatisfied, of all answers' }) dissatisfied: ReportShare;
}

export class SatisfactionFigures {
  @Integer({ description: 'Answers given in the period', example: 40 }) answers: number;
  @Integer({ description: 'Of them very satisfied', example: 25 }) verySatisfied: number;
  @Integer({ description: 'Of them satisfied', example: 13 }) satisfied: number;
  @Integer({ description: 'Of them dissatisfied', example: 2 }) dissatisfied: number;
  @Nested(() => SatisfactionShares, { description: 'Shares' }) shares: SatisfactionShares;
}

export class SatisfactionReportRow {
  @Nested(() => ReportSlice, { description: 'Agency, where rows are by agency', optional: true }) agency?: ReportSlice;
  @Nested(() => ReportSlice, { description: 'Field, where rows are by field', optional: true }) field?: ReportSlice;
  @Nested(() => SatisfactionFigures, { description: 'Figures' }) figures: SatisfactionFigures;
}

/** Counts only: an answer cannot be traced to its dossier. */
export class SatisfactionReport extends ReportHead {
  @Nested(() => SatisfactionFigures, { description: 'All rows together' }) total: SatisfactionFigures;
  @NestedList(() => SatisfactionReportRow, { description: 'Rows, by code; empty without groupBy', maxItems: 100_000 })
  rows: SatisfactionReportRow[];
}
