import { dueOrRefuse, dueOrUnknown, isLate, type Office } from './deadlines.js';
import type { Feedback } from './feedback.js';
import type { FeedbackEvent } from './feedback-events.js';
import { done, type Actor } from './actions.js';

/** The agency takes the feedback item on as its own and owes an answer, counted from when it received it. */
export function acceptFeedback(feedback: Feedback, office: Office, actor: Actor, now: Date): FeedbackEvent[] {
  const { type, at } = done('accept', feedback, actor, now);
  const { rules, filedAt, receivedAt, deadlines } = feedback;
  return [
    {
      type,
      at,
      deadlines: {
        answerBy: dueOrRefuse(office.calendar, rules.answer, receivedAt),
        answerFilerBy: deadlines.answerFilerBy ?? dueOrUnknown(office.calendar, rules.answer, filedAt),
      },
      calendarVersion: office.calendar.version,
      late: isLate(deadlines.respondBy, at),
    },
  ];
}
