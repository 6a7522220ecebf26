import type { FeedbackRefusalReason, LocalizedText } from '@motcua/contracts';
import { isLate } from './deadlines.js';
import type { Feedback } from './feedback.js';
import type { FeedbackEvent } from './feedback-events.js';
import { done, type Actor } from './actions.js';

export interface RefuseFeedbackInput {
  reason: FeedbackRefusalReason;
  explanation: string;
}

/** The agency does not take the feedback item on and says why. */
export function refuseFeedback(
  feedback: Feedback,
  input: RefuseFeedbackInput,
  actor: Actor,
  now: Date,
): FeedbackEvent[] {
  const { type, at } = done('refuse', feedback, actor, now);
  const { reason, explanation } = input;
  return [{ type, at, reason, explanation, late: isLate(feedback.deadlines.respondBy, at) }];
}

/**
 * Where a refused feedback item belongs instead. Complaints and denunciations have laws and terms of their own (Law on
 * Complaints 02/2011/QH13, Law on Denunciations 25/2018/QH14) and are never handled as feedback (Decree 20/2008 Art. 1).
 */
export function referral(reason: FeedbackRefusalReason): LocalizedText | undefined {
  if (reason !== 'COMPLAINT_OR_DENUNCIATION') return undefined;
  return {
    vi: 'Nội dung này là khiếu nại hoặc tố cáo. Hãy gửi đơn tới bộ phận tiếp công dân của cơ quan theo Luật Khiếu nại, Luật Tố cáo và Luật Tiếp công dân.',
    en: "This is a complaint or a denunciation. Submit it to the agency's citizen reception office, under the laws on complaints, denunciations and citizen reception.",
  };
}
