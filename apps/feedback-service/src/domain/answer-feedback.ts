import { dueOrUnknown, isLate, type Office } from './deadlines.js';
import type { Feedback } from './feedback.js';
import type { FeedbackEvent } from './feedback-events.js';
import { guard, type Actor } from './guards.js';

/** The agency answers. The answer goes to the filer; the public sees only what `publishFeedback` lets through. */
export function answerFeedback(
  feedback: Feedback,
  answer: string,
  office: Office,
  actor: Actor,
  at: Date,
): FeedbackEvent[] {
  guard('answer', feedback, actor);
  return [
    {
      type: 'answered',
      at,
      answer,
      deadlines: { ...feedback.deadlines, publishBy: dueOrUnknown(office.calendar, feedback.rules.publish, at) },
      calendarVersion: office.calendar.version,
      late: isLate(feedback.deadlines.answerBy, at),
    },
  ];
}
