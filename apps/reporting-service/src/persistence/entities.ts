import type {
  ApologyState,
  Channel,
  ChargedTo,
  DossierFlag,
  DossierPunctuality,
  ENDED_STATUSES,
  FeedbackKind,
  FeedbackRefusalReason,
  IntakeEnd,
  ReopeningFinder,
  SatisfactionLevel,
  SurveyChannel,
  SubjectType,
} from '@motcua/contracts';
import { Table, type ColumnsOf } from '@motcua/platform';
import { EntitySchema, type ObjectLiteral } from 'typeorm';
import {
  AgencyEntity,
  CalendarEntity,
  MarkEntity,
  NameEntity,
  ProgressEntity,
  WatermarkEntity,
} from './catalog-entities.js';
import { FrozenDossierEntity, FrozenReportEntity } from './frozen-entities.js';
import { projectionEntity } from './projection-entity.js';
import { inEachSchema, type Generation } from './projection-tables.js';

/*
 * The tables of this service, each once. Their constraints, indexes and comments stand in the migrations.
 */

/** The one row of `projection_state`. */
export interface StateRow {
  single_row: boolean;
  serving: Generation;
  building: Generation | null;
  rebuild_started_at: Date | null;
  rebuilt_at: Date | null;
  serving_filled_by: number;
  building_filled_by: number | null;
}

const stateColumns: ColumnsOf<StateRow> = {
  single_row: { type: 'boolean', primary: true },
  serving: { type: 'text' },
  building: { type: 'text', nullable: true },
  rebuild_started_at: { type: 'timestamptz', nullable: true },
  rebuilt_at: { type: 'timestamptz', nullable: true },
  serving_filled_by: { type: 'integer' },
  building_filled_by: { type: 'integer', nullable: true },
};

export const StateEntity = new EntitySchema<StateRow>({ name: 'projection_state', columns: stateColumns });

export type EndedKind = (typeof ENDED_STATUSES)[number];
export type ClockState = 'RUNNING' | 'PAUSED';

/** A row of `dossiers`. */
export interface DossierRow {
  dossier_id: string;
  code: string | null;
  legacy_system: string | null;
  legacy_id: string | null;
  /** That has it, or had it when it ended. */
  agency_code: string;
  /** Since when, where it had another one before; those lie in `dossier_agency_spans`. */
  agency_from: Date | null;
  field_code: string;
  procedure_id: string;
  procedure_code: string;
  procedure_version: number;
  channel: Channel;
  subject_type: SubjectType;
  submitted_at: Date | null;
  /** The number Infinity while it waits for acceptance. */
  intake_ended_at: Date | number;
  intake_end: IntakeEnd | null;
  refused_at: Date | null;
  accepted_at: Date | null;
  ended_at: Date | null;
  /** The number Infinity while the dossier is open. */
  counted_ended_at: Date | number;
  ended_kind: EndedKind | null;
  ended_due_at: Date | null;
  punctuality: DossierPunctuality | null;
  /** How it ended against its appointed date. */
  appointed_punctuality: DossierPunctuality | null;
  /** What became of the apology, where it ended past its due date. */
  apology: ApologyState | null;
  apologised_at: Date | null;
  apology_late: boolean | null;
  appointed_at: Date | null;
  reopened_at: Date | null;
  reopening_found_by: ReopeningFinder | null;
  correct_by: Date | null;
  corrected_at: Date | null;
  /** How the correction kept its own time limit. */
  correction_kept: DossierPunctuality | null;
  result_reversed: boolean | null;
  clock: ClockState | null;
  clock_from: Date | null;
  due_at: Date | null;
  learnt_at: Date | null;
}

/** With `update: false`, what no event changes after the first. */
const dossierColumns: ColumnsOf<DossierRow> = {
  dossier_id: { type: 'uuid', primary: true },
  code: { type: 'text', nullable: true },
  legacy_system: { type: 'text', nullable: true, update: false },
  legacy_id: { type: 'text', nullable: true, update: false },
  agency_code: { type: 'text' },
  agency_from: { type: 'timestamptz', nullable: true },
  field_code: { type: 'text' },
  procedure_id: { type: 'uuid' },
  procedure_code: { type: 'text' },
  procedure_version: { type: 'integer' },
  channel: { type: 'text' },
  subject_type: { type: 'text' },
  submitted_at: { type: 'timestamptz', nullable: true },
  intake_ended_at: { type: 'timestamptz' },
  intake_end: { type: 'text', nullable: true },
  refused_at: { type: 'timestamptz', nullable: true },
  accepted_at: { type: 'timestamptz', nullable: true },
  ended_at: { type: 'timestamptz', nullable: true },
  counted_ended_at: { type: 'timestamptz' },
  ended_kind: { type: 'text', nullable: true },
  ended_due_at: { type: 'timestamptz', nullable: true },
  punctuality: { type: 'text', nullable: true },
  appointed_punctuality: { type: 'text', nullable: true },
  apology: { type: 'text', nullable: true },
  apologised_at: { type: 'timestamptz', nullable: true },
  apology_late: { type: 'boolean', nullable: true },
  appointed_at: { type: 'timestamptz', nullable: true },
  reopened_at: { type: 'timestamptz', nullable: true },
  reopening_found_by: { type: 'text', nullable: true },
  correct_by: { type: 'timestamptz', nullable: true },
  corrected_at: { type: 'timestamptz', nullable: true },
  correction_kept: { type: 'text', nullable: true },
  result_reversed: { type: 'boolean', nullable: true },
  clock: { type: 'text', nullable: true },
  clock_from: { type: 'timestamptz', nullable: true },
  due_at: { type: 'timestamptz', nullable: true },
  learnt_at: { type: 'timestamptz', nullable: true },
};

export const DossierEntity = projectionEntity<DossierRow>('dossiers', dossierColumns);

/** A row of `dossier_clock_spans`. */
export interface ClockSpanRow {
  dossier_id: string;
  from_at: Date;
  until_at: Date;
  clock: ClockState;
  due_at: Date | null;
}

const clockSpanColumns: ColumnsOf<ClockSpanRow> = {
  dossier_id: { type: 'uuid', primary: true },
  from_at: { type: 'timestamptz', primary: true },
  until_at: { type: 'timestamptz' },
  clock: { type: 'text' },
  due_at: { type: 'timestamptz', nullable: true },
};

export const ClockSpanEntity = projectionEntity<ClockSpanRow>('dossier_clock_spans', clockSpanColumns);

/** A row of `dossier_agency_spans`. */
export interface AgencySpanRow {
  dossier_id: string;
  until_at: Date;
  agency_code: string;
}

const agencySpanColumns: ColumnsOf<AgencySpanRow> = {
  dossier_id: { type: 'uuid', primary: true },
  until_at: { type: 'timestamptz', primary: true },
  agency_code: { type: 'text' },
};

export const AgencySpanEntity = projectionEntity<AgencySpanRow>('dossier_agency_spans', agencySpanColumns);

/** A row of `dossier_flags`. */
export interface FlagRow {
  dossier_id: string;
  at: Date;
  flag: DossierFlag;
  learnt_at: Date | null;
}

const flagColumns: ColumnsOf<FlagRow> = {
  dossier_id: { type: 'uuid', primary: true },
  at: { type: 'timestamptz', primary: true },
  flag: { type: 'text', primary: true },
  learnt_at: { type: 'timestamptz', nullable: true },
};

export const FlagEntity = projectionEntity<FlagRow>('dossier_flags', flagColumns);

/** A row of `feedback_stints`. */
export interface FeedbackStintRow {
  feedback_id: string;
  number: number;
  version: number;
  code: string;
  kind: FeedbackKind;
  channel: Channel;
  agency_code: string;
  field_code: string | null;
  received_at: Date;
  received_by: 'FILED' | 'FORWARDED';
  responded_at: Date | null;
  accepted_at: Date | null;
  ended_at: Date | null;
  ended_by: 'REFUSED' | 'FORWARDED' | 'ANSWERED' | null;
  refusal_reason: FeedbackRefusalReason | null;
  published_at: Date | null;
  respond_due_at: Date | null;
  forward_due_at: Date | null;
  answer_due_at: Date | null;
  answer_filer_due_at: Date | null;
  publish_due_at: Date | null;
}

const optionalInstant = { type: 'timestamptz', nullable: true } as const;

const feedbackStintColumns: ColumnsOf<FeedbackStintRow> = {
  feedback_id: { type: 'uuid', primary: true },
  number: { type: 'integer', primary: true },
  version: { type: 'integer' },
  code: { type: 'text' },
  kind: { type: 'text' },
  channel: { type: 'text' },
  agency_code: { type: 'text' },
  field_code: { type: 'text', nullable: true },
  received_at: { type: 'timestamptz' },
  received_by: { type: 'text' },
  responded_at: optionalInstant,
  accepted_at: optionalInstant,
  ended_at: optionalInstant,
  ended_by: { type: 'text', nullable: true },
  refusal_reason: { type: 'text', nullable: true },
  published_at: optionalInstant,
  respond_due_at: optionalInstant,
  forward_due_at: optionalInstant,
  answer_due_at: optionalInstant,
  answer_filer_due_at: optionalInstant,
  publish_due_at: optionalInstant,
};

export const FeedbackStintEntity = projectionEntity<FeedbackStintRow>('feedback_stints', feedbackStintColumns);

/** A row of `survey_answers`. */
export interface SurveyAnswerRow {
  survey_id: string;
  answered_at: Date;
  agency_code: string;
  field_code: string;
  procedure_code: string;
  level: SatisfactionLevel;
  question_version: number;
  /** Null: not known. */
  channel: SurveyChannel | null;
}

const surveyAnswerColumns: ColumnsOf<SurveyAnswerRow> = {
  survey_id: { type: 'uuid', primary: true },
  answered_at: { type: 'timestamptz' },
  agency_code: { type: 'text' },
  field_code: { type: 'text' },
  procedure_code: { type: 'text' },
  level: { type: 'text' },
  question_version: { type: 'integer' },
  channel: { type: 'text', nullable: true },
};

export const SurveyAnswerEntity = projectionEntity<SurveyAnswerRow>('survey_answers', surveyAnswerColumns);

/** A row of `survey_issues`. */
export interface SurveyIssuesRow {
  batch_id: string;
  issued_at: Date;
  agency_code: string;
  field_code: string;
  procedure_code: string;
  channel: SurveyChannel;
  ballots: number;
}

const surveyIssuesColumns: ColumnsOf<SurveyIssuesRow> = {
  batch_id: { type: 'uuid', primary: true },
  issued_at: { type: 'timestamptz' },
  agency_code: { type: 'text' },
  field_code: { type: 'text' },
  procedure_code: { type: 'text' },
  channel: { type: 'text' },
  ballots: { type: 'integer' },
};

export const SurveyIssuesEntity = projectionEntity<SurveyIssuesRow>('survey_issues', surveyIssuesColumns);

/** A row of `dossier_time_shares`. */
export interface TimeShareRow {
  dossier_id: string;
  position: number;
  party: ChargedTo;
  agency_code: string | null;
  unit: string | null;
  officer: string | null;
  minutes: number;
  late_minutes: number | null;
  dossier_late_minutes: number | null;
}

const timeShareColumns: ColumnsOf<TimeShareRow> = {
  dossier_id: { type: 'uuid', primary: true },
  position: { type: 'integer', primary: true },
  party: { type: 'text' },
  agency_code: { type: 'text', nullable: true },
  unit: { type: 'text', nullable: true },
  officer: { type: 'text', nullable: true },
  minutes: { type: 'integer' },
  late_minutes: { type: 'integer', nullable: true },
  dossier_late_minutes: { type: 'integer', nullable: true },
};

export const TimeShareEntity = projectionEntity<TimeShareRow>('dossier_time_shares', timeShareColumns);

/** What comes from events and from nothing else. */
const PROJECTION = [
  DossierEntity,
  ClockSpanEntity,
  AgencySpanEntity,
  FlagEntity,
  TimeShareEntity,
  FeedbackStintEntity,
  SurveyAnswerEntity,
  SurveyIssuesEntity,
  AgencyEntity,
  NameEntity,
  WatermarkEntity,
  CalendarEntity,
  MarkEntity,
  ProgressEntity,
];

/** All tables of a generation: what a rebuild empties. */
export const PROJECTION_TABLES = inEachSchema((schema) =>
  PROJECTION.map((entity) => Table.of<ObjectLiteral>(entity[schema]).name),
);

export const reportingEntities = [
  StateEntity,
  FrozenReportEntity,
  FrozenDossierEntity,
  ...PROJECTION.flatMap((entity) => Object.values(entity)),
];
