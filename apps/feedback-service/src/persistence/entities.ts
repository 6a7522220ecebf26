import type {
  Channel,
  FeedbackKind,
  FeedbackRefusalReason,
  FeedbackStatus,
  SatisfactionLevel,
  SurveyChannel,
} from '@motcua/contracts';
import type { ColumnsOf } from '@motcua/platform';
import type { LocalDate } from '@motcua/working-time';
import { EntitySchema } from 'typeorm';
import type { FeedbackEvent } from '../domain/feedback-events.js';
import type { FeedbackRules } from '../domain/feedback-rules.js';
import type { FeedbackDeadlines, FiledBy } from '../domain/feedback.js';

const id = { type: 'uuid', primary: true } as const;
const text = { type: 'text' } as const;
const integer = { type: 'integer' } as const;
const instant = { type: 'timestamptz' } as const;
const day = { type: 'date' } as const;
const bytes = { type: 'bytea' } as const;
const json = { type: 'jsonb' } as const;
const optional = <Column>(column: Column) => ({ ...column, nullable: true }) as const;
const byDatabase = <Column>(column: Column) => ({ ...column, insert: false }) as const;

/*
 * The tables of this service, each once. Their constraints, indexes and comments stand in the migrations.
 */

/** A row of `feedbacks`. */
export interface FeedbackRow {
  id: string;
  code: string;
  version: number;
  published_events: number;
  status: FeedbackStatus;
  kind: FeedbackKind;
  channel: Channel;
  title: Buffer;
  content: Buffer;
  agency_code: string;
  dossier_code: string | null;
  procedure_code: string | null;
  field_code: string | null;
  subject_agency_code: string | null;
  filer_subject: string | null;
  filed_by: FiledBy | null;
  portal_subject: string | null;
  filed_at: Date;
  received_at: Date;
  rules: FeedbackRules;
  calendar_id: string;
  calendar_version: number;
  respond_due_at: Date | null;
  forward_due_at: Date | null;
  answer_due_at: Date | null;
  answer_filer_due_at: Date | null;
  publish_due_at: Date | null;
  next_due_at: Date | null;
  accepted_at: Date | null;
  refused_at: Date | null;
  refusal_reason: FeedbackRefusalReason | null;
  refusal_explanation: Buffer | null;
  answered_at: Date | null;
  answer: Buffer | null;
  published_at: Date | null;
  published_content: string | null;
  published_answer: string | null;
}

/** The part of the person that is read with the item. */
export type ShownFilerRow = Pick<FilerRow, 'feedback_id' | 'full_name' | 'phone'>;

const feedbackColumns: ColumnsOf<FeedbackRow> = {
  id,
  code: text,
  version: integer,
  published_events: integer,
  status: text,
  kind: text,
  channel: text,
  title: bytes,
  content: bytes,
  agency_code: text,
  dossier_code: optional(text),
  procedure_code: optional(text),
  field_code: optional(text),
  subject_agency_code: optional(text),
  filer_subject: optional(text),
  filed_by: optional(text),
  portal_subject: optional(text),
  filed_at: instant,
  received_at: instant,
  rules: json,
  calendar_id: text,
  calendar_version: integer,
  respond_due_at: optional(instant),
  forward_due_at: optional(instant),
  answer_due_at: optional(instant),
  answer_filer_due_at: optional(instant),
  publish_due_at: optional(instant),
  next_due_at: optional(instant),
  accepted_at: optional(instant),
  refused_at: optional(instant),
  refusal_reason: optional(text),
  refusal_explanation: optional(bytes),
  answered_at: optional(instant),
  answer: optional(bytes),
  published_at: optional(instant),
  published_content: optional(text),
  published_answer: optional(text),
};

export const FeedbackEntity = new EntitySchema<FeedbackRow & { filer?: ShownFilerRow }>({
  name: 'feedbacks',
  columns: feedbackColumns,
  relations: { filer: { type: 'one-to-one', target: 'feedback_filers', inverseSide: 'feedback' } },
});

/** A row of `feedback_filers`. */
export interface FilerRow {
  feedback_id: string;
  full_name: Buffer;
  address: Buffer;
  phone: Buffer;
  email: Buffer | null;
  identity_number: Buffer | null;
}

const filerColumns: ColumnsOf<FilerRow> = {
  feedback_id: id,
  full_name: bytes,
  address: bytes,
  phone: bytes,
  email: optional(bytes),
  identity_number: optional(bytes),
};

export const FilerEntity = new EntitySchema<FilerRow & { feedback?: FeedbackRow }>({
  name: 'feedback_filers',
  columns: filerColumns,
  relations: {
    feedback: {
      type: 'one-to-one',
      target: 'feedbacks',
      inverseSide: 'filer',
      joinColumn: { name: 'feedback_id' },
    },
  },
});

/** A row of `feedback_history`. */
export interface HistoryRow {
  feedback_id: string;
  version: number;
  action: FeedbackEvent['type'];
  at: Date;
  status: FeedbackStatus;
  agency_code: string;
  late: boolean;
  actor: string;
  note: Buffer | null;
  deadlines: FeedbackDeadlines & { calendarId: string; calendarVersion: number };
  recorded_at: Date;
}

const historyColumns: ColumnsOf<HistoryRow> = {
  feedback_id: id,
  version: { ...integer, primary: true },
  action: text,
  at: instant,
  status: text,
  agency_code: text,
  late: { type: 'boolean' },
  actor: text,
  note: optional(bytes),
  deadlines: json,
  recorded_at: byDatabase(instant),
};

export const HistoryEntity = new EntitySchema<HistoryRow>({ name: 'feedback_history', columns: historyColumns });

/** A row of `personal_data_reads`. */
export interface ReadingRow {
  id: string;
  feedback_id: string;
  reader: string;
  reader_agency: string | null;
  purpose: string;
  read_at: Date;
  recorded_at: Date;
}

const readingColumns: ColumnsOf<ReadingRow> = {
  id,
  feedback_id: { type: 'uuid' },
  reader: text,
  reader_agency: optional(text),
  purpose: text,
  read_at: instant,
  recorded_at: byDatabase(instant),
};

export const ReadingEntity = new EntitySchema<ReadingRow>({ name: 'personal_data_reads', columns: readingColumns });

/** A row of `dossiers`: what a feedback item about a dossier takes over from it. */
export interface KnownDossierRow {
  dossier_id: string;
  code: string;
  agency_code: string;
  procedure_code: string;
  field_code: string;
}

const knownDossierColumns: ColumnsOf<KnownDossierRow> = {
  dossier_id: id,
  code: text,
  agency_code: text,
  procedure_code: text,
  field_code: text,
};

export const KnownDossierEntity = new EntitySchema<KnownDossierRow>({ name: 'dossiers', columns: knownDossierColumns });

/** Answers that agree in all of these are gathered together. */
export interface AnswerKind {
  agency_code: string;
  procedure_code: string;
  field_code: string;
  question_version: number;
}

const kindColumns: ColumnsOf<AnswerKind> = {
  agency_code: text,
  procedure_code: text,
  field_code: text,
  question_version: integer,
};

/** And in the channel of their ballots; null: not known. */
export interface BallotKind extends AnswerKind {
  channel: SurveyChannel | null;
}

const ballotKindColumns: ColumnsOf<BallotKind> = { ...kindColumns, channel: optional(text) };

export const KIND_COLUMNS = Object.keys(ballotKindColumns).join(', ');

/** A row of `survey_invitations`. */
export interface InvitationRow extends AnswerKind {
  id: string;
  dossier_id: string;
  dossier_code: string | null;
  resolved_at: Date;
  token_hash: Buffer | null;
  issued_at: Date | null;
  issued_to: 'OWNER' | 'COUNTER' | null;
  expires_at: Date | null;
  answered_at: Date | null;
  answered_with: Buffer | null;
}

const invitationColumns: ColumnsOf<InvitationRow> = {
  id,
  dossier_id: { type: 'uuid' },
  dossier_code: optional(text),
  ...kindColumns,
  resolved_at: instant,
  token_hash: optional(bytes),
  issued_at: optional(instant),
  issued_to: optional(text),
  expires_at: optional(instant),
  answered_at: optional(instant),
  answered_with: optional(bytes),
};

export const InvitationEntity = new EntitySchema<InvitationRow>({
  name: 'survey_invitations',
  columns: invitationColumns,
});

/** A row of `survey_ballots`. */
export interface BallotRow {
  id: string;
  invitation_id: string;
  channel: SurveyChannel;
  token_hash: Buffer;
  issued_at: Date;
  expires_at: Date;
  replaced_at: Date | null;
}

const ballotColumns: ColumnsOf<BallotRow> = {
  id,
  invitation_id: { type: 'uuid' },
  channel: text,
  token_hash: bytes,
  issued_at: instant,
  expires_at: instant,
  replaced_at: optional(instant),
};

export const BallotEntity = new EntitySchema<BallotRow>({ name: 'survey_ballots', columns: ballotColumns });

/** A row of `survey_issues_held`. */
export interface HeldIssuesRow extends Omit<AnswerKind, 'question_version'> {
  id: string;
  channel: SurveyChannel;
  issued_on: LocalDate;
  ballots: number;
}

const heldIssuesColumns: ColumnsOf<HeldIssuesRow> = {
  id,
  agency_code: text,
  procedure_code: text,
  field_code: text,
  channel: text,
  issued_on: day,
  ballots: integer,
};

export const HeldIssuesEntity = new EntitySchema<HeldIssuesRow>({
  name: 'survey_issues_held',
  columns: heldIssuesColumns,
});

/** A row of `survey_tokens_used`. */
export interface UsedTokenRow {
  mark: Buffer;
  answered_on: LocalDate;
  answered_with: Buffer | null;
}

const usedTokenColumns: ColumnsOf<UsedTokenRow> = {
  mark: { ...bytes, primary: true },
  answered_on: day,
  answered_with: optional(bytes),
};

export const UsedTokenEntity = new EntitySchema<UsedTokenRow>({
  name: 'survey_tokens_used',
  columns: usedTokenColumns,
});

/** A row of `survey_answers_held`. */
export interface HeldAnswerRow extends BallotKind {
  id: string;
  answered_on: LocalDate;
  sealed: Buffer;
}

const heldColumns: ColumnsOf<HeldAnswerRow> = { id, ...ballotKindColumns, answered_on: day, sealed: bytes };

export const HeldAnswerEntity = new EntitySchema<HeldAnswerRow>({
  name: 'survey_answers_held',
  columns: heldColumns,
});

/** A row of `survey_answers`. */
export interface AnswerRow extends BallotKind {
  id: string;
  level: SatisfactionLevel;
  reason: Buffer | null;
  answered_on: LocalDate;
}

const answerColumns: ColumnsOf<AnswerRow> = {
  id,
  ...ballotKindColumns,
  level: text,
  reason: optional(bytes),
  answered_on: day,
};

export const AnswerEntity = new EntitySchema<AnswerRow>({ name: 'survey_answers', columns: answerColumns });

export const feedbackEntities = [
  FeedbackEntity,
  FilerEntity,
  HistoryEntity,
  ReadingEntity,
  KnownDossierEntity,
  InvitationEntity,
  BallotEntity,
  HeldIssuesEntity,
  UsedTokenEntity,
  HeldAnswerEntity,
  AnswerEntity,
];
