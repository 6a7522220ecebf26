import { maskName, maskPhone, Table, type PersonalDataCipher } from '@motcua/platform';
import type { FeedbackRecord } from '../application/feedbacks.js';
import { presentDeadline } from '../domain/deadlines.js';
import type { Feedback, Filer } from '../domain/feedback.js';
import { FeedbackEntity, FilerEntity, type FeedbackRow, type FilerRow, type ShownFilerRow } from './entities.js';

const FEEDBACKS = Table.of(FeedbackEntity);
const SHOWN_FILERS = Table.of(FilerEntity).without('address', 'email', 'identity_number');

export type FeedbackRowWithFiler = FeedbackRow & { filer: ShownFilerRow };

/** What is kept under the key of a request: the rows as it left them, and when that was. */
export interface KeptFeedback {
  at: string;
  row: object;
  filer: object;
}

export function keptOf(row: FeedbackRowWithFiler, at: Date): KeptFeedback {
  return { at: at.toISOString(), row: FEEDBACKS.toJson(row), filer: SHOWN_FILERS.toJson(row.filer) };
}

export function keptRow({ row, filer }: KeptFeedback): FeedbackRowWithFiler {
  return { ...FEEDBACKS.fromJson(row), filer: SHOWN_FILERS.fromJson(filer) };
}

export function toRecord(row: FeedbackRowWithFiler, cipher: PersonalDataCipher): FeedbackRecord {
  const { full_name, phone } = row.filer;
  return {
    feedback: toFeedback(row, cipher),
    filer: { fullName: maskName(cipher.decrypt(full_name)), phone: maskPhone(cipher.decrypt(phone)) },
  };
}

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
    filedBy: row.filed_by ?? undefined,
    portalSubject: row.portal_subject ?? undefined,
    filedAt: row.filed_at,
    receivedAt: row.received_at,
    rules: row.rules,
    calendarId: row.calendar_id,
    calendarVersion: row.calendar_version,
    deadlines: {
      respondBy: row.respond_due_at ?? undefined,
      forwardBy: row.forward_due_at ?? undefined,
      answerBy: row.answer_due_at ?? undefined,
      answerFilerBy: row.answer_filer_due_at ?? undefined,
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

export function toRow(feedback: Feedback, cipher: PersonalDataCipher): FeedbackRow {
  const { deadlines } = feedback;
  return {
    id: feedback.id,
    code: feedback.code,
    version: feedback.version,
    published_events: feedback.publishedEvents,
    status: feedback.status,
    kind: feedback.kind,
    channel: feedback.channel,
    title: cipher.encrypt(feedback.title),
    content: cipher.encrypt(feedback.content),
    agency_code: feedback.agencyCode,
    dossier_code: feedback.dossierCode ?? null,
    procedure_code: feedback.procedureCode ?? null,
    field_code: feedback.fieldCode ?? null,
    subject_agency_code: feedback.subjectAgencyCode ?? null,
    filer_subject: feedback.filerSubject ?? null,
    filed_by: feedback.filedBy ?? null,
    portal_subject: feedback.portalSubject ?? null,
    filed_at: feedback.filedAt,
    received_at: feedback.receivedAt,
    rules: feedback.rules,
    calendar_id: feedback.calendarId,
    calendar_version: feedback.calendarVersion,
    respond_due_at: deadlines.respondBy ?? null,
    forward_due_at: deadlines.forwardBy ?? null,
    answer_due_at: deadlines.answerBy ?? null,
    answer_filer_due_at: deadlines.answerFilerBy ?? null,
    publish_due_at: deadlines.publishBy ?? null,
    next_due_at: presentDeadline(feedback) ?? null,
    accepted_at: feedback.acceptedAt ?? null,
    refused_at: feedback.refusedAt ?? null,
    refusal_reason: feedback.refusal?.reason ?? null,
    refusal_explanation: encrypted(feedback.refusal?.explanation, cipher),
    answered_at: feedback.answeredAt ?? null,
    answer: encrypted(feedback.answer, cipher),
    published_at: feedback.publishedAt ?? null,
    published_content: feedback.published?.content ?? null,
    published_answer: feedback.published?.answer ?? null,
  };
}

export function toFiler(row: FilerRow, cipher: PersonalDataCipher): Filer {
  return {
    fullName: cipher.decrypt(row.full_name),
    address: cipher.decrypt(row.address),
    phone: cipher.decrypt(row.phone),
    email: row.email ? cipher.decrypt(row.email) : undefined,
    identityNumber: row.identity_number ? cipher.decrypt(row.identity_number) : undefined,
  };
}

export function toFilerRow(feedbackId: string, filer: Filer, cipher: PersonalDataCipher): FilerRow {
  return {
    feedback_id: feedbackId,
    full_name: cipher.encrypt(filer.fullName),
    address: cipher.encrypt(filer.address),
    phone: cipher.encrypt(filer.phone),
    email: encrypted(filer.email, cipher),
    identity_number: encrypted(filer.identityNumber, cipher),
  };
}

export function encrypted(text: string | undefined, cipher: PersonalDataCipher): Buffer | null {
  return text === undefined ? null : cipher.encrypt(text);
}
