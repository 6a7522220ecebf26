import { ApiProperty } from '@nestjs/swagger';
import { DateOnly, Flag, Instant, Integer, Nested, NestedList, OneOf, Text, Uuid } from '../../fields/field.js';
import { REPORT_PRESETS, type ReportPreset } from './report-queries.js';

/** A share: both counts, and the percentage computed from them. */
export class ReportShare {
  @Integer({ description: 'Part', example: 54192 }) numerator: number;
  @Integer({ description: 'Whole', example: 54423 }) denominator: number;
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Rounded half up to two decimals; null when the whole is 0. Shares of one whole are rounded each on its own',
    example: '99.58',
  })
  percent: string | null;
}

export class ReportPeriodView {
  @Instant({ description: 'First instant', example: '2026-07-14T17:00:00.000Z' }) from: string;
  @Instant({ description: 'First instant after it', example: '2026-08-14T17:00:00.000Z' }) to: string;
  @DateOnly({ description: 'First day, in Asia/Ho_Chi_Minh', example: '2026-07-15' }) firstDay: string;
  @DateOnly({ description: 'Last day, in Asia/Ho_Chi_Minh', example: '2026-08-14' }) lastDay: string;
  @OneOf(REPORT_PRESETS, { description: 'Preset', optional: true, enumName: 'ReportPreset', example: 'month' })
  preset?: ReportPreset;
  @Text({ description: 'Name, in the language asked for', example: 'Tháng 8/2026' }) name: string;
}

/** How far a producer has been heard: a quiet one keeps announcing, a late one does not. */
export class HeardProducer {
  @Text({ description: 'Topic', example: 'dossier-events.v1' }) topic: string;
  @Text({ description: 'Service that writes it', example: 'dossier-service' }) producer: string;
  @Instant({
    description:
      'Everything that the producer has dated before this instant is in the numbers, except what was set aside; absent before it has been heard, and while a rebuild goes on',
    optional: true,
    example: '2026-08-28T03:00:00.000Z',
  })
  until?: string;
}

/** An event that was read and is in no number. */
export class SetAsideFact {
  @Text({ description: 'Id of the event', maxLength: 200, example: '01994a1c-7d5a-7c33-9f2e-2f6f0b0b7a10' }) id: string;
  @Text({ description: 'Topic', example: 'dossier-events.v1' }) topic: string;
  @Text({ description: 'Type', optional: true, example: 'dossier.resolved' }) type?: string;
  @Text({
    description: 'What it is about',
    optional: true,
    maxLength: 200,
    example: '01994a1c-7d5a-7c33-9f2e-2f6f0b0b7a11',
  })
  aggregateId?: string;
  @OneOf(['PARKED', 'DEAD_LETTER'], {
    description: 'PARKED: is tried again, or waits for an earlier one; DEAD_LETTER: operations have to decide',
    enumName: 'SetAsideState',
    example: 'PARKED',
  })
  state: 'PARKED' | 'DEAD_LETTER';
}

/** Freshness of the figures. */
export class ReportFreshness {
  @Uuid({
    description: 'Latest event that is in the numbers; absent when there is none yet',
    optional: true,
    example: '01994a1c-7d5a-7c33-9f2e-2f6f0b0b7a10',
  })
  asOfEvent?: string;
  @Instant({
    description: 'When that event was recorded',
    optional: true,
    example: '2026-08-28T03:12:45.123Z',
  })
  projectedUntil?: string;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Events that were published and are not in the numbers yet; null while the broker does not answer',
    example: 0,
  })
  lag: number | null;
  @Flag({
    description: 'A rebuild goes on: the numbers stand still until it is complete',
    example: false,
  })
  rebuilding: boolean;
  @NestedList(() => HeardProducer, {
    description: 'How far each producer has been heard; absent in answers of an earlier version',
    optional: true,
  })
  producers?: HeardProducer[];
  @Integer({ description: 'Events that were read and are in no number', optional: true, example: 0 })
  setAside?: number;
  @NestedList(() => SetAsideFact, { description: 'The first hundred of them', optional: true, maxItems: 100 })
  setAsideEvents?: SetAsideFact[];
}

/** The scope and freshness of a report; the same for every kind of report. */
export class ReportHead {
  @Integer({ description: 'Version of the definitions in docs/reports.md', minimum: 1, example: 1 })
  definitionVersion: number;
  @Nested(() => ReportPeriodView, { description: 'Period' }) period: ReportPeriodView;
  @Instant({
    description: "Instant of the figures: the period's end, or now for the current period",
    example: '2026-08-14T17:00:00.000Z',
  })
  asOf: string;
  @Flag({ description: 'The period has not ended: the figures will change', example: false })
  provisional: boolean;
  @Nested(() => ReportFreshness, { description: 'Freshness of the figures' }) freshness: ReportFreshness;
  @Text({ description: 'Only this agency', optional: true, example: 'H41.14' }) agency?: string;
  @Text({ description: "Its name at the period's end", optional: true, example: 'Sở Tư pháp' }) agencyName?: string;
  @Text({ description: 'Only this field', optional: true, example: 'G15-TP07' }) field?: string;
  @Text({ description: "Its name at the period's end", optional: true, example: 'Hộ tịch' }) fieldName?: string;
}

export class ReportCount {
  @Integer({ description: 'Exactly the number in the report', example: 4 }) value: number;
  @Flag({ description: 'Never: a number and the list behind it must agree', example: false }) capped: boolean;
}

/** A page of the list behind a number. */
export class ReportPage extends ReportHead {
  @Text({
    description: 'Pass as `cursor` to get the next page; absent on the last page',
    optional: true,
    maxLength: 2_000,
    example: 'eyJhdCI6IjIwMjYifQ.0Zb1yQ4a',
  })
  nextCursor?: string;
  @Nested(() => ReportCount, { description: 'Total number' }) total: ReportCount;
}

/** The subject of a row. */
export class ReportSlice {
  @Text({ description: 'Code', example: 'H41.14' }) code: string;
  @Text({ description: 'Name; absent where the catalog has not announced it', optional: true, example: 'Sở Tư pháp' })
  name?: string;
}
