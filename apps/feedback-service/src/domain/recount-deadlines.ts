import { openDeadlines, type Office } from './deadlines.js';
import type { Feedback, FeedbackDeadlines } from './feedback.js';
import type { FeedbackEvent } from './feedback-events.js';

const DEADLINES: (keyof FeedbackDeadlines)[] = ['respondBy', 'forwardBy', 'answerBy', 'publishBy'];

/**
 * A new version of the calendar holds: open deadlines are counted anew; nothing happens where none moves. One that the new
 * version cannot count stays as it was: a known deadline does not become unknown.
 */
export function recountDeadlines(feedback: Feedback, office: Office, at: Date): FeedbackEvent[] {
  if (feedback.agencyCode !== office.agencyCode) return [];
  const deadlines = openDeadlines(feedback, office.calendar);
  // An answer that was given in time, or late, stays so: what a later calendar says does not rewrite it.
  if (feedback.answeredAt) deadlines.answerBy = feedback.deadlines.answerBy;
  for (const name of DEADLINES) if (name in deadlines) deadlines[name] ??= feedback.deadlines[name];
  const moved = DEADLINES.some((name) => deadlines[name]?.getTime() !== feedback.deadlines[name]?.getTime());
  if (!moved) return [];
  const { id: calendarId, version: calendarVersion } = office.calendar;
  return [{ type: 'deadlines-recounted', at, deadlines, calendarId, calendarVersion }];
}
