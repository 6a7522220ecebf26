import {
  BudgetData,
  CompetenceData,
  DecisionData,
  InternalProcessData,
  ProcedurePublished,
  ProcessApproved,
  type ProcedureLevel,
} from '../../events/reference-data-events.js';
import {
  DateOnly,
  Flag,
  Instant,
  Integer,
  Nested,
  NestedList,
  OneOf,
  Text,
  TextList,
  Uuid,
} from '../../fields/field.js';
import { ListTotal } from '../list-total.js';
import {
  COMPETENCE_GAPS,
  PROCEDURE_SOURCES,
  PROCEDURE_STATUSES,
  type CompetenceGap,
  type ProcedureFlagCode,
  type ProcedureSource,
  type ProcedureStatus,
} from './codes.js';
import { ProcedureContentData, ProcedureFlagData, ReadChannelEntryData, StatedCaseData } from './procedure-parts.js';

const ID = '0199a1c2-7d5a-7c33-9f2e-2f6f0b0b7a10';

/** Who may settle dossiers of a procedure today, or why nobody may. */
export class CompetenceView extends CompetenceData {
  @Flag({ description: 'Whether anybody is competent; if not, no dossier can be submitted', example: true })
  known: boolean;
  @OneOf(COMPETENCE_GAPS, {
    description:
      'Why nobody is: no agency is named, or all that are named have closed and left no successor. Absent: somebody is',
    optional: true,
    enumName: 'CompetenceGap',
    example: undefined,
  })
  gap?: CompetenceGap;
  @Text({ description: 'The same in words, and what to do', optional: true, maxLength: 1000, example: undefined })
  reason?: string;
}

/** A procedure in a list, as its version in force on the day says it, or the coming one, or its draft. */
export class ProcedureSummary {
  @Uuid({ description: 'Procedure', example: ID }) id: string;
  @Text({ description: 'Code', example: '2.000635' }) code: string;
  @Text({ description: 'Name', maxLength: 2000, example: 'Cấp bản sao Trích lục hộ tịch' }) name: string;
  @OneOf(PROCEDURE_STATUSES, { description: 'State on the day', enumName: 'ProcedureStatus', example: 'PUBLISHED' })
  status: ProcedureStatus;
  @Integer({ description: 'The version shown', minimum: 1, example: 1 }) version: number;
  @Flag({ description: 'Whether there is a draft beside the published version', example: false }) draftWaits: boolean;
  @Text({ description: 'Code of the field', optional: true, example: 'G15-TP07' }) fieldCode?: string;
  @Text({ description: 'Name of the field', example: 'Hộ tịch' }) fieldName: string;
  @TextList({ description: 'Levels', example: ['PROVINCE', 'COMMUNE'] }) levels: ProcedureLevel[];
  @TextList({ description: 'Agencies that handle it', example: ['H41.14'] }) agencyCodes: string[];
  @Nested(() => CompetenceView, { description: 'Who is competent', optional: true }) competence?: CompetenceView;
  @Flag({ description: 'Whether it can be submitted online', example: true }) online: boolean;
  @Nested(() => BudgetData, {
    description: 'The one time limit that its source states beyond doubt; absent otherwise, never guessed',
    optional: true,
    example: { amount: 1, unit: 'WORKING_DAY' },
  })
  statedTimeLimit?: BudgetData;
  @TextList({ description: 'Codes of what is flagged', example: [] }) flags: ProcedureFlagCode[];
  @Text({ description: 'Number of the decision that published it', optional: true, example: '1518/QĐ-UBND' })
  decisionNumber?: string;
  @DateOnly({ description: 'In force from', optional: true, example: '2025-07-01' }) effectiveOn?: string;
  @DateOnly({ description: 'In force no more from', optional: true, example: undefined }) abolishedOn?: string;
}

export class ProcedurePage {
  @NestedList(() => ProcedureSummary, { description: 'Procedures, by code' }) items: ProcedureSummary[];
  @Text({ description: 'Pass as `cursor` to get the next page', optional: true, example: undefined })
  nextCursor?: string;
  @Nested(() => ListTotal, { description: 'Total number' }) total: ListTotal;
}

/** A version's content in the catalog: the source's statements with its texts. */
export class ProcedureContentView extends ProcedureContentData {
  @NestedList(() => ReadChannelEntryData, { description: 'Ways of submitting, with the text that each was read from' })
  declare channelEntries: ReadChannelEntryData[];
  @NestedList(() => StatedCaseData, { description: 'Cases with time limits of their own, as the source states them' })
  statedCases: StatedCaseData[];
  @Text({ description: 'The decision that the source names', optional: true, example: '1872/QĐ-BTP' })
  sourceDecisionNumber?: string;
  @Text({ description: "The source's page", optional: true, maxLength: 2000, example: 'https://dichvucong.gov.vn/…' })
  sourceUrl?: string;
}

export class ProcedureVersionView {
  @Integer({ description: 'Version, 1, 2, 3 …', minimum: 1, example: 1 }) version: number;
  @OneOf(['DRAFT', 'PUBLISHED'], { description: 'A published version never changes', example: 'PUBLISHED' })
  status: 'DRAFT' | 'PUBLISHED';
  @OneOf(PROCEDURE_SOURCES, { description: 'Where it came from', enumName: 'ProcedureSource', example: 'ENTERED' })
  source: ProcedureSource;
  @Nested(() => ProcedureContentView, { description: 'What it says' }) content: ProcedureContentView;
  @NestedList(() => ProcedureFlagData, { description: 'Flags for review' }) flags: ProcedureFlagData[];
  @Nested(() => BudgetData, {
    description: 'The one time limit that its source states beyond doubt',
    optional: true,
    example: { amount: 1, unit: 'WORKING_DAY' },
  })
  statedTimeLimit?: BudgetData;
  @Nested(() => DecisionData, { description: 'The decision that published it', optional: true })
  decision?: DecisionData;
  @NestedList(() => InternalProcessData, { description: 'Internal process by case', optional: true })
  cases?: InternalProcessData[];
  @Text({
    description: 'Reason why the case has a different time limit',
    optional: true,
    maxLength: 1000,
    example: 'Rút ngắn',
  })
  acknowledgedDifference?: string;
  @Instant({ description: 'Last change', example: '2026-08-20T02:15:00.000Z' }) updatedAt: string;
  @Instant({ description: 'Published at', optional: true, example: '2026-08-20T02:15:00.000Z' }) publishedAt?: string;
}

/** A procedure with its version in force on a day, the coming one, and its draft. */
export class ProcedureDetail {
  @Uuid({ description: 'Procedure', example: ID }) id: string;
  @Text({ description: 'Code', example: '2.000635' }) code: string;
  @OneOf(PROCEDURE_STATUSES, { description: 'State on the day', enumName: 'ProcedureStatus', example: 'PUBLISHED' })
  status: ProcedureStatus;
  @Integer({ description: 'Counts every change; pass it as `expectedRevision`', minimum: 1, example: 2 })
  revision: number;
  @Nested(() => ProcedureVersionView, {
    description: 'The version in force on the day, or the last one that was, where the procedure is abolished',
    optional: true,
  })
  published?: ProcedureVersionView;
  @Nested(() => ProcedureVersionView, {
    description: 'The published version that comes into force next, after the day',
    optional: true,
  })
  coming?: ProcedureVersionView;
  @Nested(() => ProcedureVersionView, { description: 'The draft; only for roles of the province', optional: true })
  draft?: ProcedureVersionView;
  @Nested(() => DecisionData, {
    description: 'The decision that abolishes it, from the day on which it takes effect',
    optional: true,
  })
  abolition?: DecisionData;
  @Nested(() => CompetenceView, {
    description: 'Who is competent by the version in force, or by the coming one, or by the draft',
    optional: true,
  })
  competence?: CompetenceView;
}

export class ProcedureVersionList {
  @NestedList(() => ProcedureVersionView, { description: 'Versions, latest first' }) items: ProcedureVersionView[];
}

/** A published version exactly as `procedure.published` announced it, for a service whose copy is missing. */
export class PublishedProcedureView extends ProcedurePublished {
  @Integer({
    description: "Version of the procedure's last event in its topic: what a copy made from this answer has applied",
    minimum: 1,
    example: 1,
  })
  aggregateVersion: number;
  @Nested(() => DecisionData, { description: 'The decision that abolished the procedure since', optional: true })
  abolition?: DecisionData;
  @TextList({ description: 'Agencies that handle it', example: ['H41.14'] }) agencyCodes: string[];
  @NestedList(() => ProcessApproved, {
    description: 'The process of each case, as its event announced it; none of an instant procedure without steps',
    optional: true,
  })
  processes?: ProcessApproved[];
}

export class FlagMeaning {
  @Text({ description: 'Code', example: 'TIME_LIMIT_WITHOUT_UNIT' }) code: string;
  @Text({ description: 'Meaning', example: 'Thời hạn chỉ có số, không có đơn vị' }) meaning: string;
}

export class FlagMeaningList {
  @NestedList(() => FlagMeaning, { description: 'Every flag that a procedure can carry' }) items: FlagMeaning[];
}
