import type {
  FeedbackDeadlineExplanation,
  FeedbackDeadlinesView,
  FeedbackHistoryAction,
  FeedbackHistoryEntry,
  FeedbackListItem,
  FeedbackView,
  PublishedFeedbackView,
} from '@motcua/contracts';
import type { Language } from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import type { FeedbackRecord, HistoryEntry } from '../application/feedbacks.js';
import type { PublishedFeedback } from '../application/read-published-feedback.js';
import { isLate, presentDeadline, type ExplainedDeadline } from '../domain/deadlines.js';
import type { FeedbackDeadlines } from '../domain/feedback.js';
import { referral } from '../domain/refuse-feedback.js';

const iso = (at: Date | undefined) => at?.toISOString();

/** One feedback item as its filer and its agency read it. */
export function feedbackView({ feedback, filer }: FeedbackRecord, now: Date, language: Language): FeedbackView {
  return {
    ...summary({ feedback, filer }, now),
    version: feedback.version,
    content: feedback.content,
    filer,
    receivedAt: feedback.receivedAt.toISOString(),
    deadlines: deadlinesView(feedback.deadlines),
    acceptedAt: iso(feedback.acceptedAt),
    refusedAt: iso(feedback.refusedAt),
    refusal: feedback.refusal && { ...feedback.refusal, referral: referral(feedback.refusal.reason)?.[language] },
    answeredAt: iso(feedback.answeredAt),
    answer: feedback.answer,
    publishedAt: iso(feedback.publishedAt),
    published: feedback.published,
  };
}

/** One line of a list. */
export function feedbackListItem(record: FeedbackRecord, now: Date): FeedbackListItem {
  return {
    ...summary(record, now),
    dueAt: iso(presentDeadline(record.feedback)),
    filerName: record.filer.fullName,
  };
}

function summary({ feedback }: FeedbackRecord, now: Date) {
  return {
    id: feedback.id,
    code: feedback.code,
    status: feedback.status,
    kind: feedback.kind,
    channel: feedback.channel,
    title: feedback.title,
    agencyCode: feedback.agencyCode,
    dossierCode: feedback.dossierCode,
    procedureCode: feedback.procedureCode,
    fieldCode: feedback.fieldCode,
    filedAt: feedback.filedAt.toISOString(),
    overdue: isLate(presentDeadline(feedback), now),
  };
}

function deadlinesView(deadlines: FeedbackDeadlines): FeedbackDeadlinesView {
  return {
    respondBy: iso(deadlines.respondBy),
    forwardBy: iso(deadlines.forwardBy),
    answerBy: iso(deadlines.answerBy),
    answerFilerBy: iso(deadlines.answerFilerBy),
    publishBy: iso(deadlines.publishBy),
  };
}

/** @param showActors officers see who acted; the filer does not */
export function historyEntry(entry: HistoryEntry, showActors: boolean): FeedbackHistoryEntry {
  return {
    version: entry.version,
    action: entry.action.toUpperCase().replaceAll('-', '_') as FeedbackHistoryAction,
    at: entry.at.toISOString(),
    status: entry.status,
    agencyCode: entry.agencyCode,
    late: entry.late,
    by: showActors ? entry.actor : undefined,
    actorKind: entry.actorKind,
    note: entry.note,
  };
}

const STANDS: Record<Language, string> = {
  vi: 'Hạn đã tính theo lịch trước vẫn giữ nguyên: lịch mới không làm đổi hạn đã qua, không biến việc đúng hạn thành trễ hạn.',
  en: 'The deadline counted by an earlier calendar stands: a newer one neither moves a deadline that has passed nor makes late what was in time.',
};

export function deadlineExplanation(explained: ExplainedDeadline, language: Language): FeedbackDeadlineExplanation {
  const { deadline, explanation, stands } = explained;
  const counted = explanation.lines.map((line) => ({
    code: line.code as string,
    on: line.on,
    at: iso(line.at),
    text: line.text[language],
  }));
  return {
    deadline,
    dueAt: iso(stands) ?? (explanation.due.state === 'RUNNING' ? explanation.due.dueAt.toISOString() : undefined),
    calendarId: explanation.calendar.id,
    calendarVersion: explanation.calendar.version,
    lines: stands ? [...counted, { code: 'STANDS', at: iso(stands), text: STANDS[language] }] : counted,
  };
}

export function publishedFeedbackView(published: PublishedFeedback): PublishedFeedbackView {
  return {
    code: published.code,
    kind: published.kind,
    agencyCode: published.agencyCode,
    agencyName: published.agencyName,
    procedureCode: published.procedureCode,
    fieldCode: published.fieldCode,
    filedOn: localDate(published.filedAt),
    answeredOn: localDate(published.answeredAt),
    publishedAt: published.publishedAt.toISOString(),
    content: published.content,
    answer: published.answer,
  };
}
