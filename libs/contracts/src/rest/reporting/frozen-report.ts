import { ApiProperty } from '@nestjs/swagger';
import {
  DateOnly,
  Instant,
  Integer,
  Nested,
  NestedList,
  NumberInQuery,
  OneOf,
  Text,
  TextList,
} from '../../fields/field.js';
import { AGENCY_LEVELS } from '../../events/reference-data-events.js';
import { HeardProducer, ReportShare, ReportSlice, SetAsideFact } from './report-views.js';

/** Periods that follow each other without gaps, so that what is learnt late has a next report to stand in. */
export const FROZEN_PRESETS = ['month', 'quarter', 'year'] as const;
export type FrozenPreset = (typeof FROZEN_PRESETS)[number];

const HASH_FORM = {
  pattern: /^[0-9a-f]{64}$/,
  vi: 'phải là mã băm SHA-256 viết thường, 64 ký tự',
  en: 'must be a SHA-256 hash in lower case, 64 characters',
};

export class FreezeReportRequest {
  @OneOf(FROZEN_PRESETS, { description: 'Kind of period', enumName: 'FrozenPreset', example: 'month' })
  preset: FrozenPreset;
  @Integer({ description: 'Year', minimum: 2000, maximum: 2100, example: 2026 }) year: number;
  @Integer({ description: 'Month, with preset=month', optional: true, minimum: 1, maximum: 12, example: 9 })
  month?: number;
  @Integer({ description: 'Quarter, with preset=quarter', optional: true, minimum: 1, maximum: 4, example: undefined })
  quarter?: number;
  @TextList({
    description:
      'Ids of all events that are set aside: the report is signed although it lacks them, and names them. Without it, such an event stops the freezing',
    optional: true,
    maxItems: 1_000,
    maxLength: 200,
    example: undefined,
  })
  withoutEvents?: string[];
  @Text({
    description:
      'Hash of the frozen report of the same period that this one takes the place of; only the latest of a series',
    optional: true,
    form: HASH_FORM,
    maxLength: 64,
    example: undefined,
  })
  supersedes?: string;
  @Text({ description: 'Why; with `supersedes`', optional: true, maxLength: 1_000, example: undefined })
  reason?: string;
}

/** A count for every cell, by its name. */
export type ReportCells = Record<string, number>;

const cells = (description: string) =>
  ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, description, example: { total: 135 } });

export class FrozenPeriod {
  @Instant({ description: 'First instant', example: '2026-08-14T17:00:00.000Z' }) from: string;
  @Instant({ description: 'First instant after it', example: '2026-09-14T17:00:00.000Z' }) to: string;
  @DateOnly({ description: 'First day', example: '2026-08-15' }) firstDay: string;
  @DateOnly({ description: 'Last day', example: '2026-09-14' }) lastDay: string;
  @OneOf(FROZEN_PRESETS, { description: 'Kind of period', enumName: 'FrozenPreset', example: 'month' })
  preset: FrozenPreset;
  @Text({ description: 'Name', example: 'Tháng 9/2026' }) name: string;
}

export class FrozenSignature {
  @Text({ description: 'Who signed it', maxLength: 200, example: 'Nguyễn Thị Kiểm Soát' }) name: string;
  @Text({ description: 'Title', optional: true, maxLength: 200, example: 'Trưởng phòng Kiểm soát thủ tục hành chính' })
  title?: string;
  @Text({ description: 'Role', example: 'procedure-control' }) role: string;
  @DateOnly({ description: 'On', example: '2026-09-16' }) on: string;
}

export class FrozenTerms {
  @TextList({ description: 'Added', example: ['ended.late'] }) plus: string[];
  @TextList({ description: 'Subtracted', example: ['imported.ended.late'] }) minus: string[];
}

export class FrozenShareDefinition {
  @Text({ description: 'Name', example: 'endedLate' }) name: string;
  @Nested(() => FrozenTerms, { description: 'Numerator' }) numerator: FrozenTerms;
  @Nested(() => FrozenTerms, { description: 'Denominator' }) denominator: FrozenTerms;
}

export class FrozenIdentity {
  @Text({ description: 'Name', example: 'carried over + received = ended + in progress' }) name: string;
  @TextList({ description: 'Left side', example: ['carriedOver', 'received'] }) whole: string[];
  @TextList({ description: 'Right side', example: ['ended', 'inProgress'] }) parts: string[];
}

export class FrozenOpening {
  @Text({ description: 'What was there before', example: 'carriedOver' }) cell: string;
  @TextList({ description: 'What came', example: ['received'] }) in: string[];
  @TextList({ description: 'What went', example: ['ended'] }) out: string[];
  @Text({ description: 'All together', example: 'total' }) whole: string;
}

/** By which definitions a report was counted: enough to check it without the service. */
export class FrozenDefinition {
  @Integer({ description: 'Version', minimum: 1, example: 4 }) version: number;
  @NestedList(() => FrozenIdentity, { description: 'Sums that hold in every row' }) identities: FrozenIdentity[];
  @NestedList(() => FrozenShareDefinition, { description: 'Shares' }) shares: FrozenShareDefinition[];
  @TextList({ description: 'Cells to which adjustments are added', example: ['received'] }) flows: string[];
  @NestedList(() => FrozenOpening, { description: 'Cells that open an identity' }) openings: FrozenOpening[];
}

export class FrozenShare extends ReportShare {
  @Text({ description: 'Name', example: 'endedLate' }) name: string;
}

/** The figures of one row. */
export class FrozenFigures {
  @cells('What happened in the period, as far as it was known') own: ReportCells;
  @cells('The same with the adjustments of earlier periods: what was reported') standing: ReportCells;
  @NestedList(() => FrozenShare, { description: 'Shares of what was reported' }) shares: FrozenShare[];
}

export class FrozenRow extends FrozenFigures {
  @Text({ description: 'Code', example: 'H41.14' }) code: string;
  @Text({ description: "Name at the period's end", optional: true, example: 'Sở Tư pháp' }) name?: string;
}

export class FrozenAgencyRow extends FrozenRow {
  @OneOf(AGENCY_LEVELS, {
    description:
      'Its level; absent where the catalog had not announced it, or the report was signed before it was kept',
    enumName: 'AgencyLevel',
    optional: true,
    example: 'PROVINCE',
  })
  level?: (typeof AGENCY_LEVELS)[number];
}

/** What was learnt about an earlier period after that was frozen. */
export class FrozenAdjustment {
  @DateOnly({ description: 'First day of the earlier period', example: '2026-07-15' }) firstDay: string;
  @DateOnly({ description: 'Last day of it', example: '2026-08-14' }) lastDay: string;
  @DateOnly({
    description:
      'The day on which it was learnt; absent where the projection was filled before days were kept, or forgot a dossier',
    optional: true,
    example: '2026-09-03',
  })
  learntOn?: string;
  @Nested(() => ReportSlice, { description: 'Agency' }) agency: ReportSlice;
  @Nested(() => ReportSlice, { description: 'Field' }) field: ReportSlice;
  @Integer({ description: 'Dossiers', example: 3 }) dossiers: number;
  @cells('What changes in the earlier period, by cell; what does not change is left out') cells: ReportCells;
  @cells('What of it is added to the figures of this report') standing: ReportCells;
}

export class FrozenCalendar {
  @Text({ description: 'Calendar', example: 'vn' }) id: string;
  @Integer({ description: 'Latest version', minimum: 1, example: 2 }) version: number;
}

export class FrozenSuperseded {
  @Text({ description: 'Its hash', maxLength: 64, example: 'a'.repeat(64) }) hash: string;
  @Text({ description: 'Why', maxLength: 1_000, example: 'Bổ sung sự kiện bị treo' }) reason: string;
}

/** A signed report. As canonical JSON (RFC 8785) it has the hash beside it. */
export class FrozenReportDocument {
  @Text({ description: 'Format', example: 'motcua-frozen-report/1' }) format: string;
  @Text({ description: 'Series', example: 'PERIOD/month' }) series: string;
  @Integer({ description: '1, 2, 3 … in the series', minimum: 1, example: 1 }) number: number;
  @Nested(() => FrozenDefinition, { description: 'Definition' }) definition: FrozenDefinition;
  @Nested(() => FrozenPeriod, { description: 'Period' }) period: FrozenPeriod;
  @Instant({ description: 'Frozen at', example: '2026-09-16T02:00:00.000Z' }) frozenAt: string;
  @Nested(() => FrozenSignature, { description: 'Signature' }) signedBy: FrozenSignature;
  @NestedList(() => FrozenCalendar, { description: 'Working calendars' }) calendars: FrozenCalendar[];
  @NestedList(() => HeardProducer, { description: 'How far each producer had been heard' }) producers: HeardProducer[];
  @NestedList(() => SetAsideFact, { description: 'Events that it lacks, by decision of who signed it' })
  withoutEvents: SetAsideFact[];
  @Nested(() => FrozenFigures, { description: 'All together' }) total: FrozenFigures;
  @NestedList(() => FrozenAgencyRow, { description: 'By agency, each that existed in the period' })
  byAgency: FrozenAgencyRow[];
  @NestedList(() => FrozenRow, { description: 'By field' }) byField: FrozenRow[];
  @NestedList(() => FrozenAdjustment, { description: 'Adjustments of earlier periods' })
  adjustments: FrozenAdjustment[];
  @Nested(() => FrozenSuperseded, { description: 'The report that it takes the place of', optional: true })
  supersedes?: FrozenSuperseded;
  @Text({
    description: 'Hash of the report before it in the series; absent of the first',
    optional: true,
    maxLength: 64,
  })
  previous?: string;
}

/** What `npm run verify-report` reads. */
export class FrozenReportFile {
  @Nested(() => FrozenReportDocument, { description: 'The report' }) document: FrozenReportDocument;
  @Text({
    description: 'SHA-256 of the document as canonical JSON',
    form: HASH_FORM,
    maxLength: 64,
    example: 'a'.repeat(64),
  })
  hash: string;
}

/** The place of a frozen report in its series. */
export class FrozenReportPlace {
  @OneOf(FROZEN_PRESETS, { description: 'Kind of period', example: 'month' })
  preset: FrozenPreset;
  @NumberInQuery()
  @Integer({ description: '1, 2, 3 … in the series', minimum: 1, maximum: 999_999_999, example: 1 })
  number: number;
}

export class FrozenReportSummary {
  @OneOf(FROZEN_PRESETS, { description: 'Kind of period', enumName: 'FrozenPreset', example: 'month' })
  preset: FrozenPreset;
  @Integer({ description: '1, 2, 3 … in the series', minimum: 1, example: 1 }) number: number;
  @Instant({ description: 'First instant of the period', example: '2026-08-14T17:00:00.000Z' }) from: string;
  @Instant({ description: 'First instant after it', example: '2026-09-14T17:00:00.000Z' }) to: string;
  @Instant({ description: 'Frozen at', example: '2026-09-16T02:00:00.000Z' }) frozenAt: string;
  @Text({ description: 'Hash', form: HASH_FORM, maxLength: 64, example: 'a'.repeat(64) }) hash: string;
  @Integer({
    description: 'Number of the report that it takes the place of',
    optional: true,
    minimum: 1,
    example: undefined,
  })
  supersedes?: number;
  @Integer({ description: 'Number of the report that took its place', optional: true, minimum: 1, example: undefined })
  supersededBy?: number;
}

export class FrozenReports {
  @NestedList(() => FrozenReportSummary, { description: 'By series, latest first', maxItems: 10_000 })
  items: FrozenReportSummary[];
}
