import { isLate, openDeadlines, type Office } from './deadlines.js';
import type { Feedback, FeedbackDeadlines } from './feedback.js';
import type { FeedbackEvent } from './feedback-events.js';

const DEADLINES: (keyof FeedbackDeadlines)[] = ['respondBy', 'forwardBy', 'answerBy', 'answerFilerBy', 'publishBy'];

/**
 * Counts open deadlines by a new version of the calendar; there is no event where none moves. A deadline that has passed
 * stands: a day off declared afterwards does not excuse it. Nor does a new version make late what was in time, or withdraw a
 * known deadline that it does not reach.
 */
export function recountDeadlines(feedback: Feedback, office: Office, at: Date): FeedbackEvent[] {
  if (feedback.agencyCode !== office.agencyCode) return [];
  const deadlines = openDeadlines(feedback, office.calendar);
  // A later calendar does not change whether an answer was in time.
  if (feedback.answeredAt) {
    deadlines.answerBy = feedback.deadlines.answerBy;
    deadlines.answerFilerBy = feedback.deadlines.answerFilerBy;
  }
  for (const name of DEADLINES) {
    const [known, counted] = [feedback.deadlines[name], deadlines[name]];
    if (known && (isLate(known, at) || !counted || isLate(counted, at))) deadlines[name] = known;
  }
  const moved = DEADLINES.some((name) => deadlines[name]?.getTime() !== feedback.deadlines[name]?.getTime());
  if (!moved) return [];
  const { id: calendarId, version: calendarVersion } = office.calendar;
  return [{ type: 'deadlines-recounted', at, deadlines, calendarId, calendarVersion }];
}
