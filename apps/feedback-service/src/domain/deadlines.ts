import { DomainError } from '@motcua/contracts';
import {
  CalendarCoverageError,
  dueAt,
  explain,
  type Budget,
  type CountingRules,
  type Explanation,
  type WorkingCalendar,
} from '@motcua/working-time';
import type { Feedback, FeedbackDeadlines } from './feedback.js';

/** An agency that can answer for a feedback item, and the calendar by which it works. */
export interface Office {
  agencyCode: string;
  calendar: WorkingCalendar;
}

/** The rules on feedback know neither a late intake nor a pause. */
const COUNTING: CountingRules = { lateIntake: { kind: 'NONE' }, supplementMode: 'SUBTRACT' };

/** The due instant, or undefined where the calendar does not reach: unknown, never a guess. */
export function dueOrUnknown(calendar: WorkingCalendar, budget: Budget, from: Date): Date | undefined {
  try {
    const due = dueAt(calendar, budget, { receivedAt: from, pauses: [] }, COUNTING);
    return due.state === 'RUNNING' ? due.dueAt : undefined;
  } catch (error) {
    if (error instanceof CalendarCoverageError) return undefined;
    throw error;
  }
}

/** @throws DomainError `calendar.day-not-covered` when counting leaves the calendar. */
export function dueOrRefuse(calendar: WorkingCalendar, budget: Budget, from: Date): Date {
  try {
    const due = dueAt(calendar, budget, { receivedAt: from, pauses: [] }, COUNTING);
    if (due.state === 'RUNNING') return due.dueAt;
  } catch (error) {
    if (error instanceof CalendarCoverageError) throw dayNotCovered(error);
    throw error;
  }
  throw new Error('a count without pauses is running');
}

function dayNotCovered(error: CalendarCoverageError): DomainError {
  return new DomainError({
    kind: 'precondition',
    code: 'calendar.day-not-covered',
    message: {
      vi: `Lịch làm việc "${error.calendar.id}" chưa có ngày ${error.date} nên chưa tính được hạn. Hãy công bố lịch của năm đó rồi thực hiện lại.`,
      en: `The calendar "${error.calendar.id}" does not cover ${error.date}, so the deadline cannot be computed. Publish the calendar for that year, then try again.`,
    },
    details: { calendarId: error.calendar.id, calendarVersion: error.calendar.version, date: error.date },
  });
}

/** Every deadline that stands open in the feedback item's state, counted by `calendar`. */
export function openDeadlines(
  feedback: Pick<Feedback, 'status' | 'rules' | 'filedAt' | 'receivedAt' | 'answeredAt'>,
  calendar: WorkingCalendar,
): FeedbackDeadlines {
  const { rules } = feedback;
  const answerFilerBy = dueOrUnknown(calendar, rules.answer, feedback.filedAt);
  switch (feedback.status) {
    case 'NEW':
    case 'FORWARDED':
      return {
        answerFilerBy,
        respondBy: dueOrUnknown(calendar, rules.respond, feedback.receivedAt),
        forwardBy: dueOrUnknown(calendar, rules.forward, feedback.receivedAt),
      };
    case 'ACCEPTED':
      return { answerFilerBy, answerBy: dueOrUnknown(calendar, rules.answer, feedback.receivedAt) };
    case 'ANSWERED':
    case 'PUBLISHED':
      return {
        answerFilerBy,
        answerBy: dueOrUnknown(calendar, rules.answer, feedback.receivedAt),
        publishBy: dueOrUnknown(calendar, rules.publish, feedback.answeredAt!),
      };
    case 'REFUSED':
      return {};
  }
}

/** The deadline that matters in the feedback item's present state: of its agency's and the filer's the one that comes first. */
export function presentDeadline({ status, deadlines }: Pick<Feedback, 'status' | 'deadlines'>): Date | undefined {
  switch (status) {
    case 'NEW':
    case 'FORWARDED':
      return earlier(deadlines.respondBy, deadlines.answerFilerBy);
    case 'ACCEPTED':
      return earlier(deadlines.answerBy, deadlines.answerFilerBy);
    case 'ANSWERED':
      return deadlines.publishBy;
    case 'REFUSED':
    case 'PUBLISHED':
      return undefined;
  }
}

function earlier(one: Date | undefined, other: Date | undefined): Date | undefined {
  return one && other ? (one < other ? one : other) : (one ?? other);
}

/** Whether `at` is after `due`; nobody can be late for an unknown deadline. */
export function isLate(due: Date | undefined, at: Date): boolean {
  return due !== undefined && at.getTime() > due.getTime();
}

export interface ExplainedDeadline {
  deadline: keyof FeedbackDeadlines;
  explanation: Explanation;
  /** The deadline, if it is not the explained one: it stands as it was when a newer calendar came. */
  stands?: Date;
}

/**
 * How each open deadline comes about.
 * @throws DomainError `calendar.day-not-covered`
 */
export function explainDeadlines(feedback: Feedback, calendar: WorkingCalendar): ExplainedDeadline[] {
  const line = (deadline: keyof FeedbackDeadlines, budget: Budget, from: Date): ExplainedDeadline => {
    const explanation = explain(calendar, budget, { receivedAt: from, pauses: [] }, COUNTING);
    const known = feedback.deadlines[deadline];
    const isExplained =
      !known || (explanation.due.state === 'RUNNING' && explanation.due.dueAt.getTime() === known.getTime());
    return { deadline, explanation, stands: isExplained ? undefined : known };
  };
  const { rules, filedAt, receivedAt, status } = feedback;
  try {
    if (status === 'REFUSED') return [];
    const answerFiler = line('answerFilerBy', rules.answer, filedAt);
    if (status === 'NEW' || status === 'FORWARDED') {
      return [line('respondBy', rules.respond, receivedAt), line('forwardBy', rules.forward, receivedAt), answerFiler];
    }
    const answer = [line('answerBy', rules.answer, receivedAt), answerFiler];
    return feedback.answeredAt ? [...answer, line('publishBy', rules.publish, feedback.answeredAt)] : answer;
  } catch (error) {
    if (error instanceof CalendarCoverageError) throw dayNotCovered(error);
    throw error;
  }
}
