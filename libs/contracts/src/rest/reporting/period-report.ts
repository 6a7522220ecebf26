import { CorrectionFigures } from './correction-report.js';
import { CHANNELS, type Channel } from '../../codes/channel.js';
import { ENDED_STATUSES, type DossierStatus } from '../../codes/dossier-status.js';
import { PUNCTUALITIES, type DossierPunctuality } from '../../codes/punctuality.js';
import { Flag, Instant, Integer, Nested, NestedList, OneOf, Text, Uuid } from '../../fields/field.js';
import {
  APOLOGY_REPORT_CELLS,
  INTAKE_CELLS,
  PERIOD_REPORT_CELLS,
  SUPPLEMENT_REPORT_CELLS,
  type ApologyReportCell,
  type IntakeCell,
  type PeriodReportCell,
  type SupplementReportCell,
} from './period-report-cells.js';
import { ReportHead, ReportPage, ReportShare, ReportSlice } from './report-views.js';

export class ReceivedFigures {
  @Integer({ description: 'Accepted in the period', example: 120 }) total: number;
  @Integer({ description: 'Of them at the counter', example: 40 }) direct: number;
  @Integer({ description: 'Of them online', example: 70 }) online: number;
  @Integer({ description: 'Of them by post', example: 8 }) post: number;
  @Integer({ description: 'Of them by other channels', example: 2 }) other: number;
}

export class EndedFigures {
  @Integer({ description: 'Resolved, delivered, stopped or withdrawn in the period', example: 110 }) total: number;
  @Integer({ description: 'Of them on a date before the due date', example: 90 }) early: number;
  @Integer({ description: 'Of them on the due date, in time', example: 15 }) onTime: number;
  @Integer({
    description: 'Of them after the due instant, or after more than one request while a supplement was awaited',
    example: 4,
  })
  late: number;
  @Integer({ description: 'Of them without a due date, or with their clock paused', example: 1 }) unknown: number;
}

export class InProgressFigures {
  @Integer({ description: "Open at the period's end", example: 25 }) total: number;
  @Integer({ description: 'Of them not yet due', example: 20 }) within: number;
  @Integer({ description: 'Of them past due', example: 2 }) pastDue: number;
  @Integer({ description: 'Of them waiting for the applicant, clock paused', example: 3 }) paused: number;
  @Integer({ description: 'Of them without a due date', example: 0 }) unknown: number;
}

export class IntakeWithdrawnFigures {
  @Integer({ description: 'Withdrawn in the period, before acceptance', example: 3 }) total: number;
  @Integer({ description: 'Of them by the applicant, or through the portal that submitted it', example: 2 })
  byApplicant: number;
  @Integer({ description: 'Of them recorded by the counter', example: 1 }) byCounter: number;
  @Integer({ description: 'Of them from before it was recorded who withdrew', example: 0 }) unknown: number;
}

/**
 * waitingBefore + submitted = total = accepted + refused + expired + withdrawn.total + stopped + waitingAfter; the service
 * never answers figures that break this. Legacy dossiers were not submitted here and are in none of them.
 */
export class IntakeFigures {
  @Integer({ description: 'Waiting before and submitted', example: 140 }) total: number;
  @Integer({ description: 'Submitted before the period and waiting for acceptance when it began', example: 12 })
  waitingBefore: number;
  @Integer({ description: 'Submitted in the period', example: 128 }) submitted: number;
  @Integer({ description: 'Accepted in the period', example: 120 }) accepted: number;
  @Integer({ description: 'Refused at intake in the period, for any other reason than the next', example: 2 })
  refused: number;
  @Integer({ description: 'Refused at intake in the period because the supplement was not brought', example: 1 })
  expired: number;
  @Nested(() => IntakeWithdrawnFigures, { description: 'Withdrawn before acceptance' })
  withdrawn: IntakeWithdrawnFigures;
  @Integer({ description: 'Stopped before acceptance in the period; no longer possible', example: 0 }) stopped: number;
  @Integer({ description: "Waiting for acceptance at the period's end", example: 14 }) waitingAfter: number;
}

export const INTAKE_ENDS = [
  'ACCEPTED',
  'REFUSED',
  'SUPPLEMENT_EXPIRED',
  'WITHDRAWN_BY_APPLICANT',
  'WITHDRAWN_BY_COUNTER',
  'WITHDRAWN',
  'STOPPED',
] as const;
export type IntakeEnd = (typeof INTAKE_ENDS)[number];

export class SupplementFigures {
  @Integer({
    description: 'Dossiers for which a supplement was asked for later than law allows (Decree 61/2018 Art. 19.4)',
    example: 2,
  })
  afterWindow: number;
  @Integer({
    description: 'Dossiers for which it was asked for more than once, after acceptance (Decree 118/2025 Art. 17.2a)',
    example: 1,
  })
  repeated: number;
  @Integer({ description: 'Dossiers whose supplement was recorded by the officer who had asked for it', example: 0 })
  answeredByAsker: number;
  @Integer({
    description:
      "Dossiers that wait at the period's end, clock paused, after more than one request: late by Decision 766, item 2.1",
    example: 0,
  })
  waitingAfterRepeated: number;
}

/** owed = inTime + late + missing + unknown; the service never answers figures that break this. */
export class ApologyFigures {
  @Integer({
    description:
      'Dossiers past their due date by law, ended so in the period or open at its end: an apology is owed for each (Decree 61/2018 Art. 19.9)',
    example: 6,
  })
  owed: number;
  @Integer({
    description: 'Of them with an apology at the latest on the last working day before the due day',
    example: 3,
  })
  inTime: number;
  @Integer({ description: 'Of them with a later apology', example: 1 }) late: number;
  @Integer({ description: 'Of them without one', example: 2 }) missing: number;
  @Integer({
    description: 'Of them from a legacy system, or ended before apologies were recorded, without one here',
    example: 0,
  })
  unknown: number;
  @Integer({ description: 'Dossiers that got another appointed date in the period', example: 4 }) reappointed: number;
  @Integer({ description: 'Dossiers that ended in the period after their appointed date', example: 3 })
  endedAfterAppointment: number;
  @Integer({ description: "Dossiers past their appointed date at the period's end", example: 1 })
  pastAppointment: number;
}

export class ImportedReceivedFigures {
  @Integer({ description: 'Accepted in the period', example: 8 }) total: number;
  @Integer({ description: 'Of them online', example: 2 }) online: number;
}

/** What of the figures was imported from legacy systems: parts of them, late ones too, and in no share. */
export class ImportedFigures {
  @Integer({ description: 'Carried over and received', example: 12 }) total: number;
  @Integer({ description: 'Accepted before the period and open when it began', example: 4 }) carriedOver: number;
  @Nested(() => ImportedReceivedFigures, { description: 'Received in the period' }) received: ImportedReceivedFigures;
  @Nested(() => EndedFigures, { description: 'Ended in the period, against the recorded due date' })
  ended: EndedFigures;
  @Nested(() => InProgressFigures, { description: "In progress at the period's end" }) inProgress: InProgressFigures;
}

export class PeriodReportShares {
  @Nested(() => ReportShare, { description: 'Ended early or on time, of all that ended' }) endedInTime: ReportShare;
  @Nested(() => ReportShare, { description: 'Ended late, of all that ended' }) endedLate: ReportShare;
  @Nested(() => ReportShare, { description: 'Received online, of all received' }) receivedOnline: ReportShare;
  @Nested(() => ReportShare, { description: 'Ended, of carried over and received' }) ended: ReportShare;
  @Nested(() => ReportShare, { description: 'Past due, of all in progress' }) inProgressPastDue: ReportShare;
}

/**
 * carriedOver + received.total = total = ended.total + inProgress.total, and each total is the sum of its parts; the
 * service never answers figures that break this.
 */
export class PeriodFigures {
  @Integer({ description: 'Carried over and received', example: 135 }) total: number;
  @Integer({ description: 'Accepted before the period and open when it began', example: 15 }) carriedOver: number;
  @Nested(() => ReceivedFigures, { description: 'Received, by channel' }) received: ReceivedFigures;
  @Nested(() => EndedFigures, { description: 'Ended, against the due date' }) ended: EndedFigures;
  @Nested(() => InProgressFigures, { description: "In progress at the period's end" }) inProgress: InProgressFigures;
  @Integer({ description: 'Refused at intake in the period: intake.refused + intake.expired', example: 3 })
  refusedAtIntake: number;
  @Nested(() => IntakeFigures, {
    description: 'From submission to acceptance; absent until the projection has been rebuilt after an upgrade',
    optional: true,
  })
  intake?: IntakeFigures;
  @Nested(() => SupplementFigures, {
    description:
      'Requests for supplements in the period that judge the agency; parts of the figures above, and in no sum; absent in answers of an earlier version',
    optional: true,
  })
  supplements?: SupplementFigures;
  @Nested(() => ApologyFigures, {
    description:
      'Apologies for lateness by law, and what is late by the appointed date; parts of the figures above; absent in answers of an earlier version',
    optional: true,
  })
  apologies?: ApologyFigures;
  @Nested(() => CorrectionFigures, {
    description:
      'Wrong results and their corrections; in no sum with the figures above, where a reopened dossier stays counted as it ended; absent in answers of an earlier version',
    optional: true,
  })
  corrections?: CorrectionFigures;
  @Nested(() => ImportedFigures, {
    description: 'What of the figures was imported; absent in definitions before version 4',
    optional: true,
  })
  imported?: ImportedFigures;
  @Nested(() => PeriodReportShares, { description: 'Shares, without what was imported' }) shares: PeriodReportShares;
}

export class PeriodReportRow {
  @Nested(() => ReportSlice, { description: 'Agency, where rows are by agency', optional: true }) agency?: ReportSlice;
  @Nested(() => ReportSlice, { description: 'Field, where rows are by field', optional: true }) field?: ReportSlice;
  @Nested(() => PeriodFigures, { description: 'Figures' }) figures: PeriodFigures;
}

export class PeriodReport extends ReportHead {
  @Nested(() => PeriodFigures, { description: 'All rows together' }) total: PeriodFigures;
  @NestedList(() => PeriodReportRow, { description: 'Rows, by code; empty without groupBy', maxItems: 100_000 })
  rows: PeriodReportRow[];
}

/** One dossier in its state at the period's end. */
export class PeriodReportDossier {
  @Uuid({ description: 'Dossier', example: '01994a1c-7d5a-7c33-9f2e-2f6f0b0b7a10' }) dossierId: string;
  @Text({ description: 'Code', optional: true, example: 'H41.14-260820-0001' }) code?: string;
  @Text({ description: 'Legacy system', optional: true, example: 'phan-mem-mot-cua-cu' }) legacySystem?: string;
  @Text({ description: 'Id in the legacy system', optional: true, example: 'case-10011' }) legacyId?: string;
  @Nested(() => ReportSlice, { description: 'Agency' }) agency: ReportSlice;
  @Nested(() => ReportSlice, { description: 'Field' }) field: ReportSlice;
  @Nested(() => ReportSlice, { description: 'Procedure' }) procedure: ReportSlice;
  @OneOf(CHANNELS, { description: 'How it was submitted', enumName: 'Channel', example: 'ONLINE' }) channel: Channel;
  @Instant({ description: 'Refused at intake at', optional: true, example: undefined }) refusedAt?: string;
  @Instant({ description: 'Accepted at', optional: true, example: '2026-08-20T02:15:00.000Z' }) acceptedAt?: string;
  @Instant({
    description: "Ended at, as recorded, where that was before the period's end",
    optional: true,
    example: '2026-08-28T03:00:00.000Z',
  })
  endedAt?: string;
  @OneOf(ENDED_STATUSES, {
    description: 'How it ended; absent where a legacy system recorded only that it did',
    optional: true,
    example: 'RESOLVED',
  })
  endedKind?: DossierStatus;
  @Instant({
    description: 'Due at, by law, when it ended or else at the end of the period; absent while paused or unknown',
    optional: true,
    example: '2026-08-27T10:00:00.000Z',
  })
  dueAt?: string;
  @Instant({
    description: "When an apology was given, where that was before the period's end",
    optional: true,
    example: undefined,
  })
  apologisedAt?: string;
  @Instant({
    description: 'The date that it appointed; what is late by law goes by `dueAt`',
    optional: true,
    example: undefined,
  })
  appointedAt?: string;
  @OneOf(PUNCTUALITIES, {
    description: 'Of what has ended, by law',
    optional: true,
    enumName: 'Punctuality',
    example: 'LATE',
  })
  punctuality?: DossierPunctuality;
  @Flag({ description: "Its clock was paused at the period's end", example: false }) paused: boolean;
}

export class PeriodReportDossierPage extends ReportPage {
  @OneOf(PERIOD_REPORT_CELLS, {
    description: 'The cell that these are behind',
    enumName: 'PeriodReportCell',
    example: 'ended.late',
  })
  cell: PeriodReportCell;
  @NestedList(() => PeriodReportDossier, {
    description: 'By time of acceptance (received), of refusal (refused at intake), else of the end; then by id',
  })
  items: PeriodReportDossier[];
}

/** One dossier behind a figure of intake, in its state at the period's end. */
export class IntakeDossier {
  @Uuid({ description: 'Dossier', example: '01994a1c-7d5a-7c33-9f2e-2f6f0b0b7a10' }) dossierId: string;
  @Text({ description: 'Code, if it was accepted since', optional: true, example: 'H41.14-260820-0001' }) code?: string;
  @Nested(() => ReportSlice, { description: 'Agency' }) agency: ReportSlice;
  @Nested(() => ReportSlice, { description: 'Field' }) field: ReportSlice;
  @Nested(() => ReportSlice, { description: 'Procedure' }) procedure: ReportSlice;
  @OneOf(CHANNELS, { description: 'How it was submitted', enumName: 'Channel', example: 'ONLINE' }) channel: Channel;
  @Instant({ description: 'Submitted at', example: '2026-08-20T02:00:00.000Z' }) submittedAt: string;
  @OneOf(INTAKE_ENDS, {
    description: "How its intake ended, where that was before the period's end; WITHDRAWN: not recorded by whom",
    optional: true,
    enumName: 'IntakeEnd',
    example: 'ACCEPTED',
  })
  intakeEnd?: IntakeEnd;
  @Instant({
    description: "When its intake ended, where that was before the period's end",
    optional: true,
    example: '2026-08-20T02:15:00.000Z',
  })
  intakeEndedAt?: string;
}

export class IntakeDossierPage extends ReportPage {
  @OneOf(INTAKE_CELLS, {
    description: 'The cell that these are behind',
    enumName: 'IntakeCell',
    example: 'intake.waitingAfter',
  })
  cell: IntakeCell;
  @NestedList(() => IntakeDossier, {
    description: 'By time of submission (submitted), else of the end of intake; then by id',
  })
  items: IntakeDossier[];
}

export class SupplementReportDossierPage extends ReportPage {
  @OneOf(SUPPLEMENT_REPORT_CELLS, {
    description: 'The cell that these are behind',
    enumName: 'SupplementReportCell',
    example: 'afterWindow',
  })
  cell: SupplementReportCell;
  @NestedList(() => PeriodReportDossier, { description: 'By time of the end, then by id' })
  items: PeriodReportDossier[];
}

export class ApologyReportDossierPage extends ReportPage {
  @OneOf(APOLOGY_REPORT_CELLS, {
    description: 'The cell that these are behind',
    enumName: 'ApologyReportCell',
    example: 'missing',
  })
  cell: ApologyReportCell;
  @NestedList(() => PeriodReportDossier, { description: 'By time of the end, then by id' })
  items: PeriodReportDossier[];
}
