import { ApiProperty } from '@nestjs/swagger';
import { Flag, Instant, Integer, Nested, NestedList, Text, Uuid } from '../../fields/field.js';

export class ProjectionMarkView {
  @Text({ description: 'Topic', example: 'dossier-events.v1' }) topic: string;
  @Integer({ description: 'Events that are in the reports', example: 10_011 }) events: number;
  @Uuid({ description: 'The latest recorded of them', example: '01994a1c-7d5a-7c33-9f2e-2f6f0b0b7a10' })
  lastEventId: string;
  @Instant({ description: 'When that one was recorded', example: '2026-08-28T03:12:45.123Z' }) lastRecordedAt: string;
}

export class ProjectionPartitionView {
  @Text({ description: 'Topic', example: 'dossier-events.v1' }) topic: string;
  @Integer({ description: 'Partition', example: 0 }) partition: number;
  @Integer({ description: 'Next position to read', example: 10_011 }) position: number;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Position after the last event; null while the broker does not answer',
    example: 10_011,
  })
  end: number | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Events still to read; null while the broker does not answer',
    example: 0,
  })
  lag: number | null;
}

export class ProjectionRebuildView {
  @Instant({ description: 'When it began', example: '2026-08-28T03:12:45.123Z' }) startedAt: string;
  @Integer({ description: 'Events read again so far', example: 52_000 }) done: number;
  @Integer({ description: 'Events that were there when it began', example: 130_000 }) of: number;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Progress in percent, rounded half up to two decimals; null when there is nothing to read',
    example: '40.00',
  })
  percent: string | null;
}

/** State of the projection, and progress of a rebuild. */
export class ProjectionStatus {
  @Flag({ description: 'Whether the reports include every published event', example: true }) current: boolean;
  @NestedList(() => ProjectionMarkView, { description: 'Content of the current reports' })
  serving: ProjectionMarkView[];
  @NestedList(() => ProjectionPartitionView, { description: 'How far the events have been read' })
  partitions: ProjectionPartitionView[];
  @Nested(() => ProjectionRebuildView, {
    description: 'The running rebuild; figures do not change until it completes',
    optional: true,
  })
  rebuild?: ProjectionRebuildView;
  @Instant({
    description: 'When the last rebuild was complete',
    optional: true,
    example: '2026-08-28T03:14:05.000Z',
  })
  rebuiltAt?: string;
}

export class RebuildProjectionsRequest {
  @Flag({ description: 'Restart a running rebuild', optional: true, example: false })
  beginAgain?: boolean;
}
