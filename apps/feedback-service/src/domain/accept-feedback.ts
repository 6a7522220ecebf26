import { dueOrRefuse, isLate, type Office } from './deadlines.js';
import type { Feedback } from './feedback.js';
import type { FeedbackEvent } from './feedback-events.js';
import { guard, type Actor } from './guards.js';

/** The agency takes the feedback on as its own and owes an answer, counted from when it received it. */
export function acceptFeedback(feedback: Feedback, office: Office, actor: Actor, at: Date): FeedbackEvent[] {
  guard('accept', feedback, actor);
  return [
    {
      type: 'accepted',
      at,
      deadlines: { answerBy: dueOrRefuse(office.calendar, feedback.rules.answer, feedback.receivedAt) },
      calendarVersion: office.calendar.version,
      late: isLate(feedback.deadlines.respondBy, at),
    },
  ];
}
