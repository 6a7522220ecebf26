import { CalendarPublished, DayOffData, MakeUpDayData, OfficeHoursData } from '../../events/reference-data-events.js';
import { DateOnly, Instant, Integer, NestedList, Text } from '../../fields/field.js';
import { VersionAsRead } from './version-as-read.js';

const WEEK = [
  [],
  ...Array(5).fill([
    { from: '07:30', to: '11:30' },
    { from: '13:30', to: '17:00' },
  ]),
  [],
];

/** Publishes the next version of a calendar; a version never changes afterwards. */
export class PublishCalendarRequest extends VersionAsRead {
  @Text({ description: 'Name', example: 'Lịch làm việc của cơ quan hành chính' }) name: string;
  @DateOnly({ description: 'First day covered', example: '2025-01-01' }) coversFrom: string;
  @DateOnly({ description: 'Last day covered', example: '2027-12-31' }) coversTo: string;
  @NestedList(() => DayOffData, {
    description: 'Public holidays and swapped days off',
    example: [{ from: '2026-09-01', to: '2026-09-02', name: 'Quốc khánh', kind: 'HOLIDAY' }],
  })
  daysOff: DayOffData[];
  @NestedList(() => MakeUpDayData, {
    description: 'Make-up working days',
    example: [{ on: '2026-08-22', name: 'Làm bù cho ngày 31/8/2026', insteadOf: '2026-08-31' }],
  })
  makeUpDays: MakeUpDayData[];
  @NestedList(() => OfficeHoursData, {
    description: 'Office hours, by the date from which they hold',
    maxItems: 50,
    example: [{ effectiveFrom: '2025-01-01', week: WEEK }],
  })
  officeHours: OfficeHoursData[];
  @Text({
    description: 'The government notice it implements',
    optional: true,
    maxLength: 1000,
    example: 'Thông báo 9441/TB-BNV',
  })
  legalBasis?: string;
  @Integer({
    description: 'The latest version that this was made from; 0 for the first',
    optional: true,
    minimum: 0,
    example: 0,
  })
  expectedVersion?: number;
}

/** A version of a calendar exactly as `calendar.published` announced it. */
export class CalendarVersionView extends CalendarPublished {
  @Text({
    description: 'The government notice it implements',
    optional: true,
    maxLength: 1000,
    example: 'Thông báo 9441/TB-BNV',
  })
  legalBasis?: string;
  @Instant({ description: 'Published at', example: '2026-08-20T02:15:00.000Z' }) publishedAt: string;
  @Text({ description: 'By whom', example: 'ops-1' }) publishedBy: string;
}

export class CalendarSummary {
  @Text({ description: 'Which calendar', example: 'vn' }) id: string;
  @Integer({ description: 'Latest version', minimum: 1, example: 1 }) version: number;
  @Text({ description: 'Name', example: 'Lịch làm việc của cơ quan hành chính' }) name: string;
  @DateOnly({ description: 'First day covered', example: '2025-01-01' }) coversFrom: string;
  @DateOnly({ description: 'Last day covered', example: '2027-12-31' }) coversTo: string;
  @Instant({ description: 'Published at', example: '2026-08-20T02:15:00.000Z' }) publishedAt: string;
}

export class CalendarList {
  @NestedList(() => CalendarSummary, { description: 'Calendars, each in its latest version' }) items: CalendarSummary[];
}
