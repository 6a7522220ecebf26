import { CHANNELS, type Channel } from '../../codes/channel.js';
import {
  FEEDBACK_KINDS,
  FEEDBACK_REFUSAL_REASONS,
  SURVEY_CHANNELS,
  type FeedbackKind,
  type FeedbackRefusalReason,
} from '../../events/feedback-events.js';
import { Flag, Instant, Integer, Nested, NestedList, OneOf, Text, Uuid } from '../../fields/field.js';
import { FEEDBACK_REPORT_CELLS, type FeedbackReportCell } from './period-report-cells.js';
import { ReportHead, ReportPage, ReportShare, ReportSlice } from './report-views.js';

/** One clock: the items on which it ended in the period, and those on which it runs at the period's end. */
export class FeedbackClockFigures {
  @Integer({ description: 'The four others and `unknown` together', example: 12 }) total: number;
  @Integer({ description: 'Done in the period, not after the due instant', example: 8 }) onTime: number;
  @Integer({ description: 'Done in the period after it', example: 1 }) late: number;
  @Integer({ description: 'Not done at the end of the period, and not due yet', example: 2 }) running: number;
  @Integer({ description: 'Not done at the end of the period, although due', example: 1 }) pastDue: number;
  @Integer({ description: 'Without a known due date', example: 0 }) unknown: number;
}

export class FeedbackClocksFigures {
  @Nested(() => FeedbackClockFigures, { description: 'To accept, refuse or forward (Decision 766/QĐ-TTg, item 5.2)' })
  respond: FeedbackClockFigures;
  @Nested(() => FeedbackClockFigures, {
    description:
      'To forward what another agency is competent for (Decree 20/2008/NĐ-CP Art. 9), of what was forwarded or awaits a response',
  })
  forward: FeedbackClockFigures;
  @Nested(() => FeedbackClockFigures, {
    description: 'To answer, from when the agency received it; from acceptance on',
  })
  answer: FeedbackClockFigures;
  @Nested(() => FeedbackClockFigures, {
    description: 'To answer or refuse, from the filing, at the agency that has it: no forwarding moves it',
  })
  answerFiler: FeedbackClockFigures;
  @Nested(() => FeedbackClockFigures, { description: 'To publish, from the answer on' }) publish: FeedbackClockFigures;
}

export class FeedbackRefusals {
  @OneOf(FEEDBACK_REFUSAL_REASONS, {
    description: 'Reason',
    enumName: 'FeedbackRefusalReason',
    example: 'UNCLEAR_CONTENT',
  })
  reason: FeedbackRefusalReason;
  @Integer({ description: 'Refused for it in the period', example: 1 }) count: number;
}

export class FeedbackReportShares {
  @Nested(() => ReportShare, { description: 'Answered on time, of all answered' }) answeredOnTime: ReportShare;
  @Nested(() => ReportShare, {
    description: 'Answered on time, of all answered and all whose answer is past due: what nobody answers counts',
  })
  answeredOnTimeOfDue: ReportShare;
}

/**
 * What happened in the period and how feedback stands at its end, each at its agency: carried over + filed + received by forwarding =
 * refused + forwarded + answered + open.
 */
export class FeedbackFigures {
  @Integer({ description: 'Open at the beginning of the period', example: 3 }) carriedOver: number;
  @Integer({ description: 'Filed', example: 12 }) filed: number;
  @Integer({ description: 'Forwarded by another agency, counted where it came to', example: 1 })
  receivedByForwarding: number;
  @Integer({ description: 'Accepted by the competent agency', example: 10 }) accepted: number;
  @Integer({ description: 'Refused', example: 1 }) refused: number;
  @NestedList(() => FeedbackRefusals, { description: 'The same by reason, for each that was given', maxItems: 20 })
  refusals: FeedbackRefusals[];
  @Integer({ description: 'Forwarded to another agency, counted where it was passed on', example: 2 })
  forwarded: number;
  @Integer({ description: 'Answered', example: 9 }) answered: number;
  @Integer({ description: 'Neither refused, forwarded nor answered at the end of the period', example: 4 })
  open: number;
  @Integer({ description: 'Of them past the deadline of their state', example: 1 }) openOverdue: number;
  @Integer({ description: 'Published', example: 7 }) published: number;
  @Integer({
    description: 'With a time limit of the agency in the period, without what it passed on in time',
    example: 12,
  })
  limits: number;
  @Integer({
    description:
      'Of them those of which it missed none until the end of the period: to respond, to answer, to publish (Decision 766/QĐ-TTg, item 5.2)',
    example: 9,
  })
  limitsKept: number;
  @Nested(() => FeedbackClocksFigures, { description: 'The clocks' }) clocks: FeedbackClocksFigures;
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
  @Nested(() => ReportSlice, { description: 'Agency that has or had it' }) agency: ReportSlice;
  @Instant({ description: 'When this agency received it', example: '2026-08-28T03:00:00.000Z' }) receivedAt: string;
  @Instant({
    description: 'When this agency refused, forwarded or answered it; absent while it is open',
    optional: true,
    example: '2026-09-03T03:00:00.000Z',
  })
  endedAt?: string;
  @Instant({ description: 'Answer of this agency due at', optional: true, example: '2026-09-18T10:00:00.000Z' })
  answerDueAt?: string;
  @Instant({
    description: 'Answer due at, counted from the filing',
    optional: true,
    example: '2026-09-18T10:00:00.000Z',
  })
  answerFilerDueAt?: string;
}

export class FeedbackReportItemPage extends ReportPage {
  @OneOf(FEEDBACK_REPORT_CELLS, {
    description: 'The cell that these are behind',
    enumName: 'FeedbackReportCell',
    example: 'answer.late',
  })
  cell: FeedbackReportCell;
  @NestedList(() => FeedbackReportItem, { description: 'By time' }) items: FeedbackReportItem[];
}

export class SatisfactionShares {
  @Nested(() => ReportShare, { description: 'Very satisfied or satisfied, of all answers' }) satisfied: ReportShare;
  @Nested(() => ReportShare, { description: 'Very satisfied, of all answers' }) verySatisfied: ReportShare;
  @Nested(() => ReportShare, { description: 'Dissatisfied, of all answers' }) dissatisfied: ReportShare;
}

/** UNKNOWN: answers from before it was kept. */
export const SATISFACTION_CHANNELS = [...SURVEY_CHANNELS, 'UNKNOWN'] as const;
export type SatisfactionChannel = (typeof SATISFACTION_CHANNELS)[number];

/**
 * The ballots of one channel: not answered before the period + issued in it = answered in it + not answered at its end. Not known of answers
 * from before channels were kept, nor by field (few answers about a procedure are announced without their field), nor where more answers
 * than ballots have arrived, be it at one of several agencies.
 */
export class BallotFigures {
  @Integer({ description: 'Issued before the period and not answered before it', example: 12 }) openBefore: number;
  @Integer({ description: 'Issued in the period', example: 60 }) issued: number;
  @Integer({ description: 'Answered in the period', example: 40 }) answered: number;
  @Integer({ description: 'Not answered at the end of the period, expired ones included', example: 32 }) open: number;
}

/** Answers that came through one channel. */
export class SatisfactionChannelFigures {
  @OneOf(SATISFACTION_CHANNELS, { description: 'Channel', enumName: 'SatisfactionChannel', example: 'COUNTER' })
  channel: SatisfactionChannel;
  @Flag({
    description: 'Whether these answers judge the agency, and so are in the figures beside the channels',
    example: false,
  })
  judges: boolean;
  @Integer({ description: 'Answers given in the period', example: 40 }) answers: number;
  @Integer({ description: 'Of them very satisfied', example: 25 }) verySatisfied: number;
  @Integer({ description: 'Of them satisfied', example: 13 }) satisfied: number;
  @Integer({ description: 'Of them dissatisfied', example: 2 }) dissatisfied: number;
  @Nested(() => ReportShare, { description: 'Of the answers of all channels' }) ofAllAnswers: ReportShare;
  @Nested(() => BallotFigures, {
    description:
      'Its ballots; absent where they are unknown: more answers than ballots have arrived, of one agency at least; rows are by field; or the answers are from before channels were kept',
    optional: true,
  })
  ballots?: BallotFigures;
}

/** What judges the agency: answers of applicants, through channels that no login of the agency reaches. */
export class SatisfactionFigures {
  @Integer({ description: 'Answers of applicants given in the period', example: 40 }) answers: number;
  @Integer({ description: 'Of them very satisfied', example: 25 }) verySatisfied: number;
  @Integer({ description: 'Of them satisfied', example: 13 }) satisfied: number;
  @Integer({ description: 'Of them dissatisfied', example: 2 }) dissatisfied: number;
  @Nested(() => SatisfactionShares, { description: 'Shares' }) shares: SatisfactionShares;
  @NestedList(() => SatisfactionChannelFigures, {
    description: 'Every channel through which anything was issued or answered, those that judge nobody apart',
    maxItems: 10,
  })
  channels: SatisfactionChannelFigures[];
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
