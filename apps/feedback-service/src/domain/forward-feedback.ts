import { DomainError } from '@motcua/contracts';
import { isLate, openDeadlines, type Office } from './deadlines.js';
import type { Feedback } from './feedback.js';
import type { FeedbackEvent } from './feedback-events.js';
import { done, FOCAL_UNIT, type Actor } from './actions.js';
import { wrongFields } from './refusals.js';

/**
 * Hands the feedback item to the competent agency, which answers for it from now on: its time limits run from this instant
 * (Decision 766/QĐ-TTg, item 5.2). The filer's does not move. An item that was forwarded once is forwarded again only by the
 * focal unit, so that agencies do not pass it on between them.
 * @throws DomainError `feedback.invalid` when it is there already, `feedback.forwarded-before`
 */
export function forwardFeedback(
  feedback: Feedback,
  to: Office,
  explanation: string,
  actor: Actor,
  now: Date,
): FeedbackEvent[] {
  const { type, at } = done('forward', feedback, actor, now);
  if (feedback.status === 'FORWARDED' && !actor.roles.includes(FOCAL_UNIT)) throw forwardedBefore();
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
  const deadlines = openDeadlines({ ...feedback, status: 'FORWARDED', receivedAt: at }, to.calendar);
  return [
    {
      type,
      at,
      from: feedback.agencyCode,
      to: to.agencyCode,
      explanation,
      deadlines: { ...deadlines, answerFilerBy: feedback.deadlines.answerFilerBy ?? deadlines.answerFilerBy },
      calendarId: to.calendar.id,
      calendarVersion: to.calendar.version,
      late: isLate(feedback.deadlines.forwardBy, at),
    },
  ];
}

/** A guard of our own: no law limits how often feedback is forwarded. */
function forwardedBefore(): DomainError {
  return new DomainError({
    kind: 'forbidden',
    code: 'feedback.forwarded-before',
    message: {
      vi: 'Phản ánh, kiến nghị này đã được chuyển một lần. Hãy xử lý, hoặc đề nghị đơn vị đầu mối (kiểm soát thủ tục hành chính) chuyển tiếp.',
      en: 'This feedback item was forwarded once. Handle it, or ask the focal unit (procedure control) to forward it again.',
    },
  });
}
