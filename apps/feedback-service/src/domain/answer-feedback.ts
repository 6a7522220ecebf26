import { dueOrUnknown, isLate, type Office } from './deadlines.js';
import type { Feedback } from './feedback.js';
import type { FeedbackEvent } from './feedback-events.js';
import { done, type Actor } from './actions.js';

/** The agency answers. The answer goes to the filer; the public sees only what `publishFeedback` lets through. */
export function answerFeedback(
  feedback: Feedback,
  answer: string,
  office: Office,
  actor: Actor,
  now: Date,
): FeedbackEvent[] {
  const { type, at } = done('answer', feedback, actor, now);
  return [
    {
      type,
      at,
      answer,
      deadlines: { ...feedback.deadlines, publishBy: dueOrUnknown(office.calendar, feedback.rules.publish, at) },
      calendarVersion: office.calendar.version,
      late: isLate(feedback.deadlines.answerBy, at),
    },
  ];
}
