import type { Channel, FeedbackKind, FeedbackRefusalReason, FeedbackStatus } from '@motcua/contracts';
import { maskName, maskPhone, type PersonalDataCipher } from '@motcua/platform';
import type { MaskedFiler } from '../application/ports.js';
import type { FeedbackRules } from '../domain/feedback-rules.js';
import { presentDeadline } from '../domain/deadlines.js';
import type { Feedback } from '../domain/feedback.js';

/** A row of `feedbacks` as the driver gives it. */
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
  filed_at: Date;
  received_at: Date;
  rules: FeedbackRules;
  calendar_id: string;
  calendar_version: number;
  respond_due_at: Date | null;
  forward_due_at: Date | null;
  answer_due_at: Date | null;
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

export type FeedbackRowWithFiler = FeedbackRow & { filer_name: Buffer; filer_phone: Buffer };

export function toFeedback(row: FeedbackRow, cipher: PersonalDataCipher): Feedback {
  return {
    id: row.id,
    code: row.code,
    version: row.version,
    publishedEvents: row.published_events,
    status: row.status,
    kind: row.kind,
    channel: row.channel,
    title: cipher.decrypt(row.title),
    content: cipher.decrypt(row.content),
    agencyCode: row.agency_code,
    dossierCode: row.dossier_code ?? undefined,
    procedureCode: row.procedure_code ?? undefined,
    fieldCode: row.field_code ?? undefined,
    subjectAgencyCode: row.subject_agency_code ?? undefined,
    filerSubject: row.filer_subject ?? undefined,
    filedAt: row.filed_at,
    receivedAt: row.received_at,
    rules: row.rules,
    calendarId: row.calendar_id,
    calendarVersion: row.calendar_version,
    deadlines: {
      respondBy: row.respond_due_at ?? undefined,
      forwardBy: row.forward_due_at ?? undefined,
      answerBy: row.answer_due_at ?? undefined,
      publishBy: row.publish_due_at ?? undefined,
    },
    acceptedAt: row.accepted_at ?? undefined,
    refusedAt: row.refused_at ?? undefined,
    refusal: row.refusal_reason
      ? {
          reason: row.refusal_reason,
          explanation: row.refusal_explanation ? cipher.decrypt(row.refusal_explanation) : '',
        }
      : undefined,
    answeredAt: row.answered_at ?? undefined,
    answer: row.answer ? cipher.decrypt(row.answer) : undefined,
    publishedAt: row.published_at ?? undefined,
    published:
      row.published_content !== null && row.published_answer !== null
        ? { content: row.published_content, answer: row.published_answer }
        : undefined,
  };
}

export function maskedFiler(row: FeedbackRowWithFiler, cipher: PersonalDataCipher): MaskedFiler {
  return {
    fullName: maskName(cipher.decrypt(row.filer_name)),
    phone: maskPhone(cipher.decrypt(row.filer_phone)),
  };
}

/** A feedback as the columns of `feedbacks`. */
export function toColumns(feedback: Feedback, cipher: PersonalDataCipher): Record<keyof FeedbackRow, unknown> {
  const secret = (text: string | undefined) => (text === undefined ? null : cipher.encrypt(text));
  const { deadlines } = feedback;
  return {
    id: feedback.id,
    code: feedback.code,
    version: feedback.version,
    published_events: feedback.publishedEvents,
    status: feedback.status,
    kind: feedback.kind,
    channel: feedback.channel,
    title: secret(feedback.title),
    content: secret(feedback.content),
    agency_code: feedback.agencyCode,
    dossier_code: feedback.dossierCode ?? null,
    procedure_code: feedback.procedureCode ?? null,
    field_code: feedback.fieldCode ?? null,
    subject_agency_code: feedback.subjectAgencyCode ?? null,
    filer_subject: feedback.filerSubject ?? null,
    filed_at: feedback.filedAt,
    received_at: feedback.receivedAt,
    rules: JSON.stringify(feedback.rules),
    calendar_id: feedback.calendarId,
    calendar_version: feedback.calendarVersion,
    respond_due_at: deadlines.respondBy ?? null,
    forward_due_at: deadlines.forwardBy ?? null,
    answer_due_at: deadlines.answerBy ?? null,
    publish_due_at: deadlines.publishBy ?? null,
    next_due_at: presentDeadline(feedback) ?? null,
    accepted_at: feedback.acceptedAt ?? null,
    refused_at: feedback.refusedAt ?? null,
    refusal_reason: feedback.refusal?.reason ?? null,
    refusal_explanation: secret(feedback.refusal?.explanation),
    answered_at: feedback.answeredAt ?? null,
    answer: secret(feedback.answer),
    published_at: feedback.publishedAt ?? null,
    published_content: feedback.published?.content ?? null,
    published_answer: feedback.published?.answer ?? null,
  };
}
