import { ApiProperty } from '@nestjs/swagger';
import {
  Flag,
  Instant,
  Integer,
  Nested,
  NestedList,
  NumberInQuery,
  OneOf,
  Text,
  TextList,
} from '../../fields/field.js';
import { FROZEN_PRESETS, type FrozenPreset } from './frozen-report.js';
import { Edition, EditionText } from './reform-index.js';
import { PeriodQuery } from './report-queries.js';
import { ReportFreshness, ReportPeriodView, ReportSlice } from './report-views.js';

/** What a metric gives: a numerator of a denominator, or dossiers that were better, equal and worse. */
export const METRIC_SHAPES = ['RATE', 'COMPARISON'] as const;
export type MetricShape = (typeof METRIC_SHAPES)[number];
export const METRIC_STATES = ['MEASURED', 'NOT_MEASURED'] as const;
export const METRIC_PARTS = ['numerator', 'denominator', 'better', 'equal', 'worse'] as const;
export type MetricPart = (typeof METRIC_PARTS)[number];
/** Of which report the cells of a metric are. */
export const COUNTING_REPORTS = ['PERIOD', 'FEEDBACK'] as const;
export type CountingReport = (typeof COUNTING_REPORTS)[number];

const part = (example = 'numerator') =>
  OneOf(METRIC_PARTS, { description: 'Of what it is a part', enumName: 'MetricPart', example });

export class MetricPartView {
  @part() part: MetricPart;
  @TextList({ description: 'Cells that are added', maxItems: 20, example: ['ended.early', 'ended.onTime'] })
  plus: string[];
  @TextList({ description: 'Cells that are subtracted', maxItems: 20, example: ['imported.ended.early'] })
  minus: string[];
}

/** A metric that a node of an edition may cite. */
export class MetricView {
  @Text({ description: 'Code and version of the definition', example: 'SETTLED_IN_TIME@1' }) id: string;
  @Nested(() => EditionText, { description: 'Name', example: { vi: 'Hồ sơ đúng hạn', en: 'Dossiers on time' } })
  name: EditionText;
  @Nested(() => EditionText, { description: 'What it counts', example: { vi: 'hồ sơ', en: 'dossiers' } })
  unit: EditionText;
  @OneOf(METRIC_SHAPES, {
    description: 'RATE: a numerator of a denominator; COMPARISON: better, equal and worse than allowed',
    enumName: 'MetricShape',
    example: 'RATE',
  })
  shape: MetricShape;
  @OneOf(METRIC_STATES, {
    description: 'MEASURED: counted for every agency and period',
    enumName: 'MetricState',
    example: 'MEASURED',
  })
  state: (typeof METRIC_STATES)[number];
  @OneOf(COUNTING_REPORTS, {
    description: 'The report whose cells it is made of; only those of PERIOD stand in signed reports',
    enumName: 'CountingReport',
    optional: true,
    example: 'PERIOD',
  })
  report?: CountingReport;
  @NestedList(() => MetricPartView, { description: 'By which cells it is counted', optional: true, maxItems: 5 })
  parts?: MetricPartView[];
  @Nested(() => EditionText, {
    description: 'What the platform would have to record; absent where it is measured',
    optional: true,
    example: undefined,
  })
  needs?: EditionText;
}

export class MetricList {
  @NestedList(() => MetricView, { description: 'Every metric' }) items: MetricView[];
}

/** Of which period, and from what. */
export class EditionResultsQuery extends PeriodQuery {
  @Text({
    description: 'Only this group of the edition; absent: every group whose units are agencies',
    optional: true,
    maxLength: 50,
    example: undefined,
  })
  group?: string;

  @NumberInQuery()
  @Integer({
    description:
      'From the signed report with this number in the series of `preset` (month, quarter or year), instead of live; then without a period',
    optional: true,
    minimum: 1,
    maximum: 999_999_999,
    example: undefined,
  })
  report?: number;
}

export class IndexSourceReport {
  @OneOf(FROZEN_PRESETS, { description: 'Its series', enumName: 'FrozenPreset', example: 'month' })
  preset: FrozenPreset;
  @Integer({ description: 'Its number in the series', minimum: 1, example: 1 }) number: number;
  @Text({ description: 'Its hash', maxLength: 64, example: 'a'.repeat(64) }) hash: string;
}

/** Where the facts of a result come from. */
export class IndexSource {
  @OneOf(['LIVE', 'SIGNED_REPORT'], { description: 'From what', enumName: 'IndexSourceKind', example: 'LIVE' })
  kind: 'LIVE' | 'SIGNED_REPORT';
  @Flag({ description: 'It may still change: always so of live values', example: true }) provisional: boolean;
  @Nested(() => ReportPeriodView, { description: 'Period' }) period: ReportPeriodView;
  @Integer({ description: 'Version of the definitions of the cells', minimum: 1, example: 4 })
  definitionVersion: number;
  @Instant({ description: 'Instant of live values', optional: true, example: '2026-08-14T17:00:00.000Z' })
  asOf?: string;
  @Nested(() => ReportFreshness, { description: 'How far live values have come', optional: true, example: undefined })
  freshness?: ReportFreshness;
  @Nested(() => IndexSourceReport, { description: 'The signed report', optional: true, example: undefined })
  report?: IndexSourceReport;
}

export class IndexCell {
  @Text({ description: 'Cell', example: 'ended.late' }) cell: string;
  @OneOf(['PLUS', 'MINUS'], { description: 'Added or subtracted', enumName: 'IndexTermSign', example: 'PLUS' })
  sign: 'PLUS' | 'MINUS';
  @Integer({
    description: 'Count; in a signed report with its adjustments; absent where its definition lacks the cell',
    optional: true,
    minimum: -999_999_999,
    example: 654,
  })
  count?: number;
  @Text({
    description:
      'Path of the list of what is counted, below the root of the API; of live values only. Who may not read the agency does not find it',
    optional: true,
    maxLength: 1_000,
    example:
      '/reports/period/dossiers?cell=ended.late&agency=H41.14&from=2026-08-14T17:00:00.000Z&to=2026-09-14T17:00:00.000Z',
  })
  list?: string;
}

export class IndexTerm extends IndexCell {
  @part() part: MetricPart;
}

/** How the facts of a unit at a node were counted. */
export class IndexValue {
  @Text({ description: 'Unit', example: 'H41.14' }) unit: string;
  @Text({ description: 'Node', example: '2.1' }) node: string;
  @Text({ description: 'Metric', example: 'SETTLED_IN_TIME@1' }) metric: string;
  @Integer({ description: 'Rate that gives the maximum, in hundredths of a percent', optional: true, example: 10_000 })
  target?: number;
  @NestedList(() => IndexTerm, { description: 'What was added and subtracted', maxItems: 100 }) terms: IndexTerm[];
  @NestedList(() => IndexCell, {
    description:
      'What costs points: the denominator without the numerator, with the list of each part; absent where no cells make it',
    optional: true,
    maxItems: 20,
  })
  against?: IndexCell[];
  @Nested(() => EditionText, {
    description: 'Why no facts follow from the counts, and so the node is not measured for this unit',
    optional: true,
    example: undefined,
  })
  unusable?: EditionText;
}

/** A node that is measured for nobody. */
export class IndexGap {
  @Text({ description: 'Node', example: '5.3' }) node: string;
  @Text({ description: 'Metric that it cites', optional: true, example: 'PETITION_SATISFACTION@1' }) metric?: string;
  @Nested(() => EditionText, { description: 'What it would need' }) needs: EditionText;
}

const points = (description: string, example: string | null = '19.97') =>
  ApiProperty({ type: String, nullable: true, description, example });

export class IndexUnit {
  @Text({ description: 'Code of the agency', example: 'H41.14' }) code: string;
  @Text({ description: "Its name at the period's end", example: 'Sở Tư pháp' }) name: string;
  @Text({ description: 'Its group', example: 'AGENCY' }) group: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: { type: 'integer' } },
    description: 'Facts by node',
    example: { '2.1': { numerator: 653, denominator: 654 } },
  })
  facts: Record<string, Partial<Record<MetricPart, number>>>;
}

export class IndexMeasured {
  @Text({ description: 'Points', example: '25.97' }) points: string;
  @Text({ description: 'Of so many that are measurable', example: '26.000' }) maximum: string;
}

export class IndexNodeResult {
  @Text({ description: 'Node', example: '2.1' }) node: string;
  @OneOf(['MEASURED', 'REPORTED', 'NOT_MEASURED', 'NOT_APPLICABLE', 'EXCLUDED'], {
    description: 'Whether it has points, and why not',
    enumName: 'IndexNodeState',
    example: 'MEASURED',
  })
  state: 'MEASURED' | 'REPORTED' | 'NOT_MEASURED' | 'NOT_APPLICABLE' | 'EXCLUDED';
  @points('Points; null unless measured or reported') points: string | null;
  @Text({ description: 'What the unit could have', example: '20.000' }) maximum: string;
  @Nested(() => IndexMeasured, {
    description: 'The measured part of a node that is not measured as a whole',
    optional: true,
  })
  measured?: IndexMeasured;
  @Nested(() => EditionText, { description: 'How the points came about', optional: true }) explanation?: EditionText;
}

export class IndexUnitResult {
  @Text({ description: 'Unit', example: 'H41.14' }) unit: string;
  @Text({ description: 'Its name', example: 'Sở Tư pháp' }) name: string;
  @Text({ description: 'Its group', example: 'AGENCY' }) group: string;
  @points('Index; null while a part that applies is not measured', null) value: string | null;
  @points('Index converted to the maximum of the group', null) converted: string | null;
  @points('Sum of points; null with the index', null) points: string | null;
  @Text({ description: 'Maximum that applies', example: '100.000' }) maximum: string;
  @Nested(() => IndexMeasured, { description: 'What is measured' }) measured: IndexMeasured;
  @Text({ description: 'Bonus', example: '0.000' }) bonus: string;
  @Text({ description: 'Penalty', example: '0.000' }) penalty: string;
  @points('Class; null with the index', null) class: string | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Rank in the group; null with the index',
    example: null,
  })
  rank: number | null;
  @Integer({ description: 'How many units have this rank', example: 0 }) tied: number;
  @Flag({ description: 'Whether a part was taken over as it was published', example: false }) reported: boolean;
  @NestedList(() => IndexNodeResult, { description: 'By node' }) nodes: IndexNodeResult[];
}

export class IndexGroupResult {
  @Text({ description: 'Group', example: 'AGENCY' }) group: string;
  @Integer({ description: 'Units', example: 22 }) units: number;
  @Integer({ description: 'Of them with a rank', example: 0 }) ranked: number;
}

export class IndexResultView {
  @Text({ description: 'Code of the edition', example: 'qd-766-2026' }) edition: string;
  @NestedList(() => IndexGroupResult, { description: 'Groups' }) groups: IndexGroupResult[];
  @NestedList(() => IndexUnitResult, { description: 'Every unit, by group, rank and code' }) units: IndexUnitResult[];
}

/** A result with all that it follows from: canonical JSON that `npm run verify-index` accepts. */
export class IndexRanking {
  @Nested(() => IndexSource, { description: 'Where the facts come from' }) source: IndexSource;
  @NestedList(() => IndexValue, { description: 'How each fact was counted', maxItems: 500_000 }) values: IndexValue[];
  @NestedList(() => IndexGap, { description: 'What is measured for nobody' }) notMeasured: IndexGap[];
  @NestedList(() => ReportSlice, {
    description: 'Agencies that are in no group, because the catalog has not announced their level',
    example: [],
  })
  unplaced: ReportSlice[];
  @Nested(() => Edition, { description: 'The edition' }) edition: Edition;
  @NestedList(() => IndexUnit, { description: 'The units, with their facts' }) units: IndexUnit[];
  @Nested(() => IndexResultView, { description: 'The result' }) result: IndexResultView;
}
