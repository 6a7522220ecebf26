import { openDeadlines, type Office } from './deadlines.js';
import type { Feedback, FeedbackDeadlines } from './feedback.js';
import type { FeedbackEvent } from './feedback-events.js';

const DEADLINES: (keyof FeedbackDeadlines)[] = ['respondBy', 'forwardBy', 'answerBy', 'publishBy'];

/**
 * Counts open deadlines by a new version of the calendar; there is no event where none moves. A deadline that the new version
 * does not reach stays as it was: a known deadline does not become unknown.
 */
export function recountDeadlines(feedback: Feedback, office: Office, at: Date): FeedbackEvent[] {
  if (feedback.agencyCode !== office.agencyCode) return [];
  const deadlines = openDeadlines(feedback, office.calendar);
  // A later calendar does not change whether an answer was in time.
  if (feedback.answeredAt) deadlines.answerBy = feedback.deadlines.answerBy;
  for (const name of DEADLINES) if (name in deadlines) deadlines[name] ??= feedback.deadlines[name];
  const moved = DEADLINES.some((name) => deadlines[name]?.getTime() !== feedback.deadlines[name]?.getTime());
  if (!moved) return [];
  const { id: calendarId, version: calendarVersion } = office.calendar;
  return [{ type: 'deadlines-recounted', at, deadlines, calendarId, calendarVersion }];
}
