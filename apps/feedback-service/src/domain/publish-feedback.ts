import { DomainError } from '@motcua/contracts';
import { isLate } from './deadlines.js';
import type { Feedback, Filer } from './feedback.js';
import type { FeedbackEvent } from './feedback-events.js';
import { done, type Actor } from './actions.js';
import { redactionErrors } from './redaction.js';

/** Content and answer as the public shall read them, written for that purpose: never the filer's own text by default. */
export interface PublishFeedbackInput {
  content: string;
  answer: string;
}

/**
 * Publishes a feedback item and its answer (Decree 20/2008/NĐ-CP Art. 19) in the words given for it.
 * @throws DomainError `feedback.not-redacted` when they give the filer away
 */
export function publishFeedback(
  feedback: Feedback,
  filer: Filer,
  input: PublishFeedbackInput,
  actor: Actor,
  now: Date,
): FeedbackEvent[] {
  const { type, at } = done('publish', feedback, actor, now);
  const fields = [
    ...redactionErrors('publishedContent', input.content, filer),
    ...redactionErrors('publishedAnswer', input.answer, filer),
  ];
  if (fields.length > 0) {
    throw new DomainError({
      kind: 'precondition',
      code: 'feedback.not-redacted',
      message: {
        vi: 'Nội dung công khai còn thông tin cá nhân; xem từng trường.',
        en: 'The text to publish still contains personal data. See each field.',
      },
      fields,
    });
  }
  return [
    {
      type,
      at,
      content: input.content,
      answer: input.answer,
      late: isLate(feedback.deadlines.publishBy, at),
    },
  ];
}
