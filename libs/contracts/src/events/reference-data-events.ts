import { ArrayUnique, IsIn } from 'class-validator';
import { AGENCY_CODE_FORM, CLOCK_TIME_FORM } from '../codes/code-formats.js';
import type { Role } from '../codes/roles.js';
import {
  CodeList,
  DateOnly,
  Flag,
  Integer,
  Decimal,
  Nested,
  NestedList,
  NestedRows,
  OneOf,
  Text,
  TextList,
  Uuid,
} from '../fields/field.js';
import { DomainEvent } from './event-definition.js';
import { TOPICS } from './topics.js';
import { ApiExtraModels, ApiProperty } from '@nestjs/swagger';

/** MINUTE and HOUR are office time; CLOCK_HOUR runs day and night. */
export const TIME_UNITS = ['MINUTE', 'HOUR', 'CLOCK_HOUR', 'WORKING_DAY', 'CALENDAR_DAY', 'MONTH'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

export const SUPPLEMENT_MODES = ['RESTART', 'SUBTRACT'] as const;
export type SupplementMode = (typeof SUPPLEMENT_MODES)[number];

export class BudgetData {
  @Decimal({ description: 'How much; working days may be halves', example: 5 }) amount: number;
  @OneOf(TIME_UNITS, {
    description: 'Of what; MINUTE and HOUR run in office hours, CLOCK_HOUR runs day and night',
    example: 'WORKING_DAY',
    enumName: 'TimeUnit',
  })
  unit: TimeUnit;
}

export class ShiftData {
  @Text({ description: 'Start of the shift, local time', form: CLOCK_TIME_FORM, example: '07:30' })
  from: string;
  @Text({ description: 'End of the shift, local time', form: CLOCK_TIME_FORM, example: '11:30' })
  to: string;
}

/** A week of seven days, each a list of shifts: the shortest unambiguous shape in JSON. */
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
  @NestedRows(() => ShiftData, { rows: 7, maxItems: 6 })
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
  @DateOnly({ description: 'First day that the calendar covers' }) coversFrom: string;
  @DateOnly({ description: 'Last day that the calendar covers; later days are an error, never a guess' })
  coversTo: string;
  @NestedList(() => DayOffData, { description: 'Public holidays and swapped days off' }) daysOff: DayOffData[];
  @NestedList(() => MakeUpDayData, { description: 'Make-up working days' }) makeUpDays: MakeUpDayData[];
  @NestedList(() => OfficeHoursData, { description: 'Office hours, by the date from which they hold' })
  officeHours: OfficeHoursData[];
}

export const AGENCY_LEVELS = ['PROVINCE', 'DISTRICT', 'COMMUNE', 'MINISTRY'] as const;

/** Levels of which every agency of the province can be competent at once. */
export const COMPETENT_LEVELS = ['PROVINCE', 'COMMUNE'] as const satisfies readonly (typeof AGENCY_LEVELS)[number][];
export type CompetentLevel = (typeof COMPETENT_LEVELS)[number];

/**
 * For which agencies besides itself the counter of an agency receives dossiers: those named and every agency of the levels named, as a
 * one-stop centre of the province or of a commune does (Decree 118/2025/NĐ-CP Art. 7 and 14).
 */
export class ReceivesForData {
  @CodeList({ description: 'Agencies, by code', maxItems: 500, maxLength: 35, example: ['H41.15'] })
  agencyCodes: string[];
  @TextList({
    description: `Every agency of these levels that exists on the day of receipt: ${COMPETENT_LEVELS.join(', ')}`,
    maxItems: COMPETENT_LEVELS.length,
    example: ['PROVINCE'],
  })
  @IsIn(COMPETENT_LEVELS as unknown as string[], { each: true })
  @ArrayUnique()
  everyAgencyOf: CompetentLevel[];
}

class AgencyData {
  @Text({ description: 'Identification code', form: AGENCY_CODE_FORM, maxLength: 35, example: 'H41.14' }) code: string;
  @Text({ description: 'Name', example: 'Sở Tư pháp' }) name: string;
  @OneOf(AGENCY_LEVELS, { description: 'Level; DISTRICT only for history before 1 July 2025', enumName: 'AgencyLevel' })
  level: (typeof AGENCY_LEVELS)[number];
  @Text({ description: 'Code of the parent agency', optional: true, maxLength: 35 }) parentCode?: string;
  @Text({ description: 'Its working calendar', example: 'vn' }) calendarId: string;
  @NestedList(() => OfficeHoursData, {
    description: 'Own office hours, which override those of the calendar',
    optional: true,
  })
  officeHours?: OfficeHoursData[];
  @DateOnly({ description: 'First day of existence', example: '2025-07-01' }) validFrom: string;
  @DateOnly({ description: 'Last day of existence', optional: true }) validTo?: string;
  @Text({
    description: 'The agency that its dossiers go to after its last day; absent: none is named',
    form: AGENCY_CODE_FORM,
    maxLength: 35,
    optional: true,
    example: undefined,
  })
  successorCode?: string;
  @Nested(() => ReceivesForData, {
    description: 'For which other agencies its counter receives dossiers; absent: for itself only',
    optional: true,
    example: undefined,
  })
  receivesFor?: ReceivesForData;
}

@DomainEvent({ topic: TOPICS.agencies, type: 'agency.registered', summary: 'An agency exists from a date on' })
export class AgencyRegistered extends AgencyData {}

@DomainEvent({
  topic: TOPICS.agencies,
  type: 'agency.changed',
  summary: 'An agency has another name, parent, calendar, office hours, end date or successor, or receives for others',
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

/**
 * How many working minutes the start of a working day lasts where a rule set does not say: its first hour. Decree 118/2025/NĐ-CP
 * Art. 18.2 asks that what comes late in the day is forwarded at the start of the next working day and names no minute. Rule
 * sets published before they could say so are read with it.
 */
export const FORWARD_NEXT_MORNING_MINUTES = 60;
/** Within how many working hours a submission is answered, as Decree 45/2020/NĐ-CP is usually read. */
export const INTAKE_WITHIN_HOURS = 8;
/** The start of a day is not half a morning: no rule set may make it longer. */
export const MOST_FORWARD_NEXT_MORNING_MINUTES = 120;

/** What law and the province's own guards say of a request for a supplement. */
export class SupplementRulesData {
  @Integer({
    description:
      'Within how many working days of the first receipt a request restarts the time limit; afterwards, and never counted from a restart, the waiting time is subtracted (Decree 61/2018 Art. 19.4). A case with a `supplementMode` of its own goes by sector law',
    minimum: 0,
    maximum: 30,
    example: 3,
  })
  restartWithinDays: number;
  @Integer({
    description: 'The least time that the applicant is given, in days from the request',
    minimum: 1,
    maximum: 30,
    example: 3,
  })
  leastDays: number;
  @Integer({
    description: 'The longest time that the applicant is given, in days from the request',
    minimum: 1,
    maximum: 366,
    example: 90,
  })
  longestDays: number;
  @Integer({
    description:
      'Working hours in which the counter can say that a supplement is incomplete; afterwards it is complete',
    minimum: 1,
    maximum: 80,
    example: 8,
  })
  checkWithinHours: number;
}

/**
 * For a rule set that says nothing of it, as all did before this was part of it. Three working days: Decree 61/2018 Art. 19.4.
 * Eight working hours: the time for a notice of intake (Decree 45/2020). The least and the longest time are guards of our own.
 */
export const DEFAULT_SUPPLEMENT_RULES: SupplementRulesData = {
  restartWithinDays: 3,
  leastDays: 3,
  longestDays: 90,
  checkWithinHours: 8,
};

/** Whether an agency that is asked for its opinion and does not answer in time has agreed. */
export const SILENCE_RULES = ['NEVER', 'IF_DECLARED', 'BY_LAW'] as const;
export type SilenceRule = (typeof SILENCE_RULES)[number];

/** A guard of our own: no law that we know limits it, and a lead that asks everybody decides nothing itself. */
export const MOST_CONSULTED = 10;

/** What law and the province's own guards say of asking another agency, or another unit, for its opinion. */
export class ConsultationRulesData {
  @OneOf(SILENCE_RULES, {
    description:
      'NEVER: silence is no opinion (Decree 61/2018 Art. 19.5); IF_DECLARED: it is consent where the letter says so (Directive 10/CT-UBND of Bà Rịa - Vũng Tàu, 2021); BY_LAW: it is consent to what lies within the remit of the agency (Decree 31/2021 Art. 6.2b). The silence of a unit of the same agency is never consent',
    enumName: 'SilenceRule',
    example: 'NEVER',
  })
  silence: SilenceRule;
  @Text({
    description: 'The law by which silence is consent; required unless NEVER',
    maxLength: 1000,
    optional: true,
    example: undefined,
  })
  legalBasis?: string;
  @Integer({
    description: 'The least time for an answer, in working hours from the request',
    minimum: 1,
    maximum: 80,
    example: 8,
  })
  leastHours: number;
  @Integer({
    description: 'The longest time for an answer, an extension included, in working days from the request',
    minimum: 1,
    maximum: 60,
    example: 15,
  })
  longestDays: number;
  @Integer({
    description: `How many agencies and units a dossier may ask in its life, each counted once; absent: ${MOST_CONSULTED}`,
    minimum: 1,
    maximum: 100,
    optional: true,
    example: MOST_CONSULTED,
  })
  mostAsked?: number;
}

/**
 * For a rule set that says nothing of it. Decree 61/2018 Art. 19.5 knows no consent by silence; the least and the longest time are
 * guards of our own, so that no request can be late from the beginning, and none lets others pay for a dossier without end.
 */
export const DEFAULT_CONSULTATION_RULES: ConsultationRulesData = { silence: 'NEVER', leastHours: 8, longestDays: 15 };

/** What holds for correcting a result that was found wrong. */
export class CorrectionRulesData {
  @Integer({
    description: 'Within how many working days of the reopening the result is corrected',
    minimum: 1,
    maximum: 30,
    example: 3,
  })
  withinDays: number;
  @Text({
    description: "The law or decision that says so; absent: none is known, and the days are the province's own",
    maxLength: 1000,
    optional: true,
    example: undefined,
  })
  legalBasis?: string;
}

/**
 * For a rule set that says nothing of it. Decree 61/2018 Art. 21 has the agency pay for its error and names no days: three working days are
 * a guard of our own, as long as the law gives for finding out that a dossier is not eligible (Art. 19.4).
 */
export const DEFAULT_CORRECTION_RULES: CorrectionRulesData = { withinDays: 3 };

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
    description: 'Local time: a dossier accepted after it is forwarded at the start of the next working day',
    form: CLOCK_TIME_FORM,
    example: '15:00',
  })
  forwardNextMorningAfter: string;
  @Integer({
    description: `How many working minutes that start lasts; absent: ${FORWARD_NEXT_MORNING_MINUTES}`,
    optional: true,
    minimum: 1,
    maximum: MOST_FORWARD_NEXT_MORNING_MINUTES,
    example: FORWARD_NEXT_MORNING_MINUTES,
  })
  forwardNextMorningMinutes?: number;
  @Integer({
    description: `Within how many working hours a submission is accepted or answered otherwise; absent: ${INTAKE_WITHIN_HOURS}`,
    optional: true,
    minimum: 1,
    maximum: 80,
    example: INTAKE_WITHIN_HOURS,
  })
  intakeWithinHours?: number;
  @OneOf(SUPPLEMENT_MODES, {
    description: 'Whether the deadline starts anew when a supplement is complete, or only the waiting is subtracted',
    enumName: 'SupplementMode',
  })
  supplementMode: SupplementMode;
  @Integer({ description: 'How often a supplement may be asked for without being flagged', example: 1 })
  supplementRequestLimit: number;
  @Nested(() => SupplementRulesData, {
    description:
      'Time limits of a request for a supplement; absent: 3 working days to restart, 3 to 90 days to provide it, 8 working hours to check it',
    optional: true,
  })
  supplement?: SupplementRulesData;
  @Nested(() => ConsultationRulesData, {
    description:
      'What holds for asking others for their opinion; absent: silence is never consent, 8 working hours to 15 working days',
    optional: true,
  })
  consultation?: ConsultationRulesData;
  @Nested(() => CorrectionRulesData, {
    description: "What holds for correcting a wrong result; absent: 3 working days, the province's own",
    optional: true,
  })
  correction?: CorrectionRulesData;
  @Integer({ description: 'How often a return date may be set anew', example: 1 }) reappointmentLimit: number;
}

export class DecisionData {
  @Text({ description: 'Number of the decision', example: '1213/QĐ-UBND' }) number: string;
  @DateOnly({ description: 'Signed on', example: '2026-06-01' }) signedOn: string;
  @DateOnly({ description: 'In force from', example: '2026-06-10' }) effectiveOn: string;
}

/** Levels at which a procedure is handled; DISTRICT only in records from before 1 July 2025. */
export const PROCEDURE_LEVELS = ['MINISTRY', 'PROVINCE', 'DISTRICT', 'COMMUNE', 'OTHER'] as const;
export type ProcedureLevel = (typeof PROCEDURE_LEVELS)[number];

/** Who may settle dossiers of a procedure: the agencies named and every agency of the levels named. Both empty: unknown. */
export class CompetenceData {
  @TextList({ description: 'Competent agencies, by code', maxItems: 500, maxLength: 35, example: ['H41.14'] })
  agencyCodes: string[];
  @TextList({
    description: `Every agency of these levels that exists on the day of receipt is competent: ${COMPETENT_LEVELS.join(', ')}`,
    maxItems: COMPETENT_LEVELS.length,
    example: ['COMMUNE'],
  })
  @IsIn(COMPETENT_LEVELS as unknown as string[], { each: true })
  @ArrayUnique()
  everyAgencyOf: CompetentLevel[];
}

/** At which agency of a dossier a step is done. */
export const STEP_PLACES = ['RECEIVING', 'COMPETENT', 'COORDINATING'] as const;
export type StepPlace = (typeof STEP_PLACES)[number];

/** Who does a step. */
export const STEP_ROLES = ['one-stop-officer', 'processing-officer', 'agency-head'] as const satisfies readonly Role[];
export type StepRole = (typeof STEP_ROLES)[number];

/**
 * Who is asked and does not answer in time has agreed, where a law says so: Decree 31/2021/NĐ-CP Art. 6.2(b) for what the
 * Government asks, a directive such as 10/CT-UBND of Bà Rịa - Vũng Tàu (2021) in a province.
 */
export class SilenceIsConsentData {
  @Text({
    description: 'The law by which it is so',
    maxLength: 1000,
    example: 'Chỉ thị 10/CT-UBND năm 2021 của UBND tỉnh Bà Rịa - Vũng Tàu',
  })
  legalBasis: string;
}

class StepData {
  @Text({ description: 'Code within the process', example: 'tham-dinh', maxLength: 50 }) code: string;
  @Text({ description: 'What is done', example: 'Thẩm định hồ sơ' }) name: string;
  @Text({ description: 'The unit that does it', example: 'phong-nghiep-vu', maxLength: 100 }) unit: string;
  @Nested(() => BudgetData, { description: 'Time for it' }) budget: BudgetData;
  @OneOf(STEP_PLACES, {
    description:
      'The agency that does it: the one that receives the dossier, the one that is competent, or another that is consulted; absent: the process does not say',
    optional: true,
    enumName: 'StepPlace',
    example: 'COMPETENT',
  })
  place?: StepPlace;
  @OneOf(STEP_ROLES, {
    description: 'Who does it; absent: the process does not say',
    optional: true,
    enumName: 'StepRole',
    example: 'processing-officer',
  })
  role?: StepRole;
  @Nested(() => SilenceIsConsentData, {
    description:
      'A coordinating agency that does not answer within the time of the step has agreed; absent: its silence is no answer',
    optional: true,
    example: undefined,
  })
  silenceIsConsent?: SilenceIsConsentData;
}

/** A step as it is stated. */
export class ProcessStepData extends StepData {
  @TextList({
    description:
      'Codes of the steps that must be done before it; an empty list: it begins with the process; absent: the step before it in the list',
    optional: true,
    maxItems: 50,
    maxLength: 50,
    example: ['tiep-nhan'],
  })
  predecessors?: string[];
}

/** A step of an approved process, with its predecessors written out. */
export class ApprovedStepData extends StepData {
  @TextList({
    description: 'Codes of the steps that must be done before it; empty: it begins with the process',
    maxItems: 50,
    maxLength: 50,
    example: ['tiep-nhan'],
  })
  predecessors: string[];
}

/** One case (`TruongHop`) of a procedure: a procedure may have several time limits. */
export class InternalProcessData {
  @Text({ description: 'Code of the case', example: 'mac-dinh', maxLength: 50 }) caseCode: string;
  @Text({ description: 'Name of the case', example: 'Trường hợp chung' }) name: string;
  @Nested(() => BudgetData, { description: 'Time limit of the whole case: that of the longest chain of its steps' })
  budget: BudgetData;
  @OneOf(SUPPLEMENT_MODES, {
    description: 'Exceptions by sector law',
    optional: true,
    enumName: 'SupplementMode',
  })
  supplementMode?: SupplementMode;
  @NestedList(() => ProcessStepData, { description: 'Steps in order; none where the procedure is instant' })
  steps: ProcessStepData[];
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
  @NestedList(() => InternalProcessData, {
    description:
      'Time limit and steps by case; never empty. Place, role, predecessors and deemed consent of a step are announced by `process.approved` only',
  })
  cases: InternalProcessData[];
  @Flag({ description: 'Whether it can be submitted online' }) online: boolean;
  @TextList({
    description: `Levels at which it is handled: ${PROCEDURE_LEVELS.join(', ')}`,
    optional: true,
    maxItems: 5,
    example: ['COMMUNE'],
  })
  @IsIn(PROCEDURE_LEVELS as unknown as string[], { each: true })
  levels?: ProcedureLevel[];
  @Nested(() => CompetenceData, {
    description:
      'Who may settle its dossiers; two empty lists: nobody is named yet, so no dossier can be submitted. Absent in what was announced before this was part of it: ask the catalog',
    optional: true,
  })
  competence?: CompetenceData;
  @Flag({
    description: 'Whether it is settled on the day of receipt, without steps; absent: it is not',
    optional: true,
  })
  instant?: boolean;
}

@DomainEvent({
  topic: TOPICS.procedures,
  type: 'process.approved',
  summary:
    'The internal process of one case of a procedure was approved by a numbered decision: it holds for dossiers received from its effective date',
})
export class ProcessApproved {
  @Uuid({ description: 'Procedure' }) procedureId: string;
  @Text({ description: 'Its code', example: '1.001193' }) procedureCode: string;
  @Integer({ description: 'The version of the procedure that it belongs to', minimum: 1 }) procedureVersion: number;
  @Text({ description: 'Code of the case', example: 'mac-dinh', maxLength: 50 }) caseCode: string;
  @Text({ description: 'Name of the case', example: 'Trường hợp chung' }) caseName: string;
  @Nested(() => DecisionData, { description: 'The decision that approved it' }) decision: DecisionData;
  @Nested(() => BudgetData, { description: 'Time limit of the case: that of the longest chain of its steps' })
  budget: BudgetData;
  @OneOf(SUPPLEMENT_MODES, { description: 'Exceptions by sector law', optional: true, enumName: 'SupplementMode' })
  supplementMode?: SupplementMode;
  @NestedList(() => ApprovedStepData, { description: 'Its steps, as the decision lists them; never empty' })
  steps: ApprovedStepData[];
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
