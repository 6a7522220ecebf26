import { AGENCY_CODE_FORM, CLOCK_TIME_FORM } from '../codes/code-formats.js';
import { DateOnly, Flag, Integer, Decimal, Nested, NestedList, OneOf, Text, Uuid } from '../fields/field.js';
import { DomainEvent } from './event-definition.js';
import { TOPICS } from './topics.js';
import { IsArray, ArrayMinSize, ArrayMaxSize, ValidateNested } from 'class-validator';
import { ApiExtraModels, ApiProperty } from '@nestjs/swagger';
import { plainToInstance, Transform } from 'class-transformer';

export const TIME_UNITS = ['MINUTE', 'HOUR', 'WORKING_DAY', 'CALENDAR_DAY', 'MONTH'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

export const SUPPLEMENT_MODES = ['RESTART', 'SUBTRACT'] as const;
export type SupplementMode = (typeof SUPPLEMENT_MODES)[number];

export class BudgetData {
  @Decimal({ description: 'How much; working days may be halves', example: 5 }) amount: number;
  @OneOf(TIME_UNITS, { description: 'Of what', example: 'WORKING_DAY', enumName: 'TimeUnit' }) unit: TimeUnit;
}

export class ShiftData {
  @Text({ description: 'Start of the shift, local time', form: CLOCK_TIME_FORM, example: '07:30' })
  from: string;
  @Text({ description: 'End of the shift, local time', form: CLOCK_TIME_FORM, example: '11:30' })
  to: string;
}

/** A week of seven days, each a list of shifts: JSON has no shorter shape that a reader could not get wrong. */
@ApiExtraModels(ShiftData)
export class OfficeHoursData {
  @DateOnly({ description: 'First day on which these hours hold', example: '2026-01-01' }) effectiveFrom: string;
  @ApiProperty({
    description: 'Seven lists of shifts, Sunday first; an empty list is a weekly day of rest',
    type: 'array',
    minItems: 7,
    maxItems: 7,
    items: { type: 'array', maxItems: 6, items: { $ref: '#/components/schemas/ShiftData' } },
    example: [
      [],
      ...Array(5).fill([
        { from: '07:30', to: '11:30' },
        { from: '13:30', to: '17:00' },
      ]),
      [],
    ],
  })
  @IsArray()
  @ArrayMinSize(7)
  @ArrayMaxSize(7)
  @IsArray({ each: true })
  @Transform(({ value }) =>
    Array.isArray(value) ? value.map((day) => (Array.isArray(day) ? plainToInstance(ShiftData, day) : day)) : value,
  )
  @ValidateNested({ each: true })
  week: ShiftData[][];
}

export class DayOffData {
  @DateOnly({ description: 'First day off', example: '2026-02-16' }) from: string;
  @DateOnly({ description: 'Last day off', example: '2026-02-20' }) to: string;
  @Text({ description: 'Name of the holiday', example: 'Tết Bính Ngọ' }) name: string;
  @OneOf(['HOLIDAY', 'SWAPPED'], { description: 'A public holiday, or a day off swapped for a make-up working day' })
  kind: 'HOLIDAY' | 'SWAPPED';
}

export class MakeUpDayData {
  @DateOnly({ description: 'The weekly day of rest on which offices work', example: '2026-08-22' }) on: string;
  @Text({ description: 'Why', example: 'Làm bù cho ngày 31/8/2026' }) name: string;
  @DateOnly({ description: 'The day off that it makes up for', example: '2026-08-31', optional: true })
  insteadOf?: string;
}

@DomainEvent({
  topic: TOPICS.calendars,
  type: 'calendar.published',
  summary: 'A version of a working calendar holds from now on for every deadline counted by it',
})
export class CalendarPublished {
  @Text({ description: 'Which calendar', example: 'vn' }) id: string;
  @Integer({ description: 'Version, 1, 2, 3 …', minimum: 1 }) version: number;
  @Text({ description: 'Name', example: 'Lịch làm việc cơ quan hành chính' }) name: string;
  @DateOnly({ description: 'First day that the calendar knows' }) coversFrom: string;
  @DateOnly({ description: 'Last day that the calendar knows; later days are an error, never a guess' })
  coversTo: string;
  @NestedList(() => DayOffData, { description: 'Public holidays and swapped days off' }) daysOff: DayOffData[];
  @NestedList(() => MakeUpDayData, { description: 'Make-up working days' }) makeUpDays: MakeUpDayData[];
  @NestedList(() => OfficeHoursData, { description: 'Office hours, by the date from which they hold' })
  officeHours: OfficeHoursData[];
}

export const AGENCY_LEVELS = ['PROVINCE', 'DISTRICT', 'COMMUNE', 'MINISTRY'] as const;

class AgencyData {
  @Text({ description: 'Identification code', form: AGENCY_CODE_FORM, maxLength: 35, example: 'H41.14' }) code: string;
  @Text({ description: 'Name', example: 'Sở Tư pháp' }) name: string;
  @OneOf(AGENCY_LEVELS, { description: 'Level; DISTRICT only for history before 1 July 2025', enumName: 'AgencyLevel' })
  level: (typeof AGENCY_LEVELS)[number];
  @Text({ description: 'Code of the agency above', optional: true, maxLength: 35 }) parentCode?: string;
  @Text({ description: 'The calendar by which it works', example: 'vn' }) calendarId: string;
  @NestedList(() => OfficeHoursData, {
    description: "Own office hours, which go before the calendar's",
    optional: true,
  })
  officeHours?: OfficeHoursData[];
  @DateOnly({ description: 'First day of its existence', example: '2025-07-01' }) validFrom: string;
  @DateOnly({ description: 'Last day of its existence', optional: true }) validTo?: string;
}

@DomainEvent({ topic: TOPICS.agencies, type: 'agency.registered', summary: 'An agency exists from a date on' })
export class AgencyRegistered extends AgencyData {}

@DomainEvent({
  topic: TOPICS.agencies,
  type: 'agency.changed',
  summary: 'An agency has another name, parent, calendar, office hours or end date',
})
export class AgencyChanged extends AgencyData {}

export const LATE_INTAKE_KINDS = ['NONE', 'LAST_MINUTES_OF_OFFICE', 'AFTER_LOCAL_TIME'] as const;

/** When a dossier received late in the day counts from the next working day. */
export class LateIntakeData {
  @OneOf(LATE_INTAKE_KINDS, { description: 'Which rule' }) kind: (typeof LATE_INTAKE_KINDS)[number];
  @Integer({ description: 'Minutes before the end of office hours (LAST_MINUTES_OF_OFFICE)', optional: true })
  minutes?: number;
  @Text({
    description: 'Local time from which the next working day counts (AFTER_LOCAL_TIME)',
    form: CLOCK_TIME_FORM,
    optional: true,
  })
  time?: string;
}

@DomainEvent({
  topic: TOPICS.ruleSets,
  type: 'rule-set.published',
  summary: 'What law decides about dossiers received from a date on',
})
export class RuleSetPublished {
  @Text({ description: 'Which rule set', example: 'nd-118-2025' }) id: string;
  @Integer({ description: 'Version', minimum: 1 }) version: number;
  @Text({ description: 'Legal basis', example: 'Nghị định 118/2025/NĐ-CP, sửa đổi bởi Nghị định 309/2026/NĐ-CP' })
  legalBasis: string;
  @DateOnly({ description: 'Dossiers received from this day on', example: '2025-07-01' }) effectiveFrom: string;
  @DateOnly({ description: 'Last day', optional: true }) effectiveTo?: string;
  @Nested(() => LateIntakeData, { description: 'When a dossier received late in the day starts to count' })
  countingStart: LateIntakeData;
  @Text({
    description: 'Local time from which an accepted dossier may be forwarded on the next working morning',
    form: CLOCK_TIME_FORM,
    example: '15:00',
  })
  forwardNextMorningAfter: string;
  @OneOf(SUPPLEMENT_MODES, {
    description: 'Whether the deadline starts anew when a supplement is complete, or only the waiting is subtracted',
    enumName: 'SupplementMode',
  })
  supplementMode: SupplementMode;
  @Integer({ description: 'How often a supplement may be asked for without being flagged', example: 1 })
  supplementRequestLimit: number;
  @Integer({ description: 'How often a return date may be set anew', example: 1 }) reappointmentLimit: number;
}

export class DecisionData {
  @Text({ description: 'Number of the decision', example: '1213/QĐ-UBND' }) number: string;
  @DateOnly({ description: 'Signed on', example: '2026-06-01' }) signedOn: string;
  @DateOnly({ description: 'In force from', example: '2026-06-10' }) effectiveOn: string;
}

export class ProcessStepData {
  @Text({ description: 'Code within the process', example: 'tham-dinh', maxLength: 50 }) code: string;
  @Text({ description: 'What is done', example: 'Thẩm định hồ sơ' }) name: string;
  @Text({ description: 'The unit that does it', example: 'phong-nghiep-vu', maxLength: 100 }) unit: string;
  @Nested(() => BudgetData, { description: 'Time for it' }) budget: BudgetData;
}

/** One case (`TruongHop`) of a procedure: a procedure may have several time limits. */
export class InternalProcessData {
  @Text({ description: 'Code of the case', example: 'mac-dinh', maxLength: 50 }) caseCode: string;
  @Text({ description: 'Name of the case', example: 'Trường hợp chung' }) name: string;
  @Nested(() => BudgetData, { description: 'Time limit of the whole case: the sum of its steps' }) budget: BudgetData;
  @OneOf(SUPPLEMENT_MODES, {
    description: 'Where sector law departs from the rule set',
    optional: true,
    enumName: 'SupplementMode',
  })
  supplementMode?: SupplementMode;
  @NestedList(() => ProcessStepData, { description: 'Steps in order' }) steps: ProcessStepData[];
}

@DomainEvent({
  topic: TOPICS.procedures,
  type: 'procedure.published',
  summary:
    'A version of a procedure was published by a numbered decision: dossiers can be opened on it from its effective date',
})
export class ProcedurePublished {
  @Uuid({ description: 'Procedure' }) procedureId: string;
  @Text({ description: 'Code', example: '1.001193' }) code: string;
  @Text({ description: 'Name', maxLength: 2000 }) name: string;
  @Integer({ description: 'Version, 1, 2, 3 …', minimum: 1 }) version: number;
  @Text({ description: 'Code of the field (lĩnh vực)', example: 'G15-TP07' }) fieldCode: string;
  @Text({ description: 'Name of the field', example: 'Hộ tịch' }) fieldName: string;
  @Nested(() => DecisionData, { description: 'The decision that published it' }) decision: DecisionData;
  @NestedList(() => InternalProcessData, { description: 'Internal process by case; never empty' })
  cases: InternalProcessData[];
  @Flag({ description: 'Whether it can be submitted online' }) online: boolean;
}

@DomainEvent({
  topic: TOPICS.procedures,
  type: 'procedure.abolished',
  summary: 'A procedure is abolished by a numbered decision: open dossiers end by the version they were received on',
})
export class ProcedureAbolished {
  @Uuid({ description: 'Procedure' }) procedureId: string;
  @Text({ description: 'Code', example: '1.001193' }) code: string;
  @Nested(() => DecisionData, { description: 'The decision that abolished it' }) decision: DecisionData;
}
