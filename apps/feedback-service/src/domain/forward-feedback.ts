import { isLate, openDeadlines, type Office } from './deadlines.js';
import type { Feedback } from './feedback.js';
import type { FeedbackEvent } from './feedback-events.js';
import { done, type Actor } from './actions.js';
import { wrongFields } from './refusals.js';

/**
 * Hands the feedback item to the competent agency, which answers for it from now on: its time limits run from this instant.
 * @throws DomainError `feedback.invalid` when it is there already
 */
export function forwardFeedback(
  feedback: Feedback,
  to: Office,
  explanation: string,
  actor: Actor,
  now: Date,
): FeedbackEvent[] {
  const { type, at } = done('forward', feedback, actor, now);
  if (to.agencyCode === feedback.agencyCode) {
    throw wrongFields([
      {
        path: 'agencyCode',
        code: 'same-agency',
        message: {
          vi: 'Cơ quan này đang giữ phản ánh, kiến nghị; hãy chọn cơ quan khác.',
          en: 'This agency already has the feedback item. Choose another agency.',
        },
      },
    ]);
  }
  return [
    {
      type,
      at,
      from: feedback.agencyCode,
      to: to.agencyCode,
      explanation,
      deadlines: openDeadlines({ ...feedback, status: 'FORWARDED', receivedAt: at }, to.calendar),
      calendarId: to.calendar.id,
      calendarVersion: to.calendar.version,
      late: isLate(feedback.deadlines.forwardBy, at),
    },
  ];
}
