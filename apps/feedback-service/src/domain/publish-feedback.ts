import { DomainError } from '@motcua/contracts';
import { isLate } from './deadlines.js';
import type { Feedback, Filer } from './feedback.js';
import type { FeedbackEvent } from './feedback-events.js';
import { guard, type Actor } from './guards.js';
import { redactionErrors } from './redaction.js';

/** Content and answer as the public shall read them, written for that purpose: never the filer's own text by default. */
export interface PublishFeedbackInput {
  content: string;
  answer: string;
}

/**
 * Publishes a feedback and its answer (Decree 20/2008/NĐ-CP Art. 19) in the words given for it.
 * @throws DomainError `feedback.not-redacted` when they give the filer away
 */
export function publishFeedback(
  feedback: Feedback,
  filer: Filer,
  input: PublishFeedbackInput,
  actor: Actor,
  at: Date,
): FeedbackEvent[] {
  guard('publish', feedback, actor);
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
        en: 'What is to be published still gives personal data away; see each field.',
      },
      fields,
    });
  }
  return [
    {
      type: 'published',
      at,
      content: input.content,
      answer: input.answer,
      late: isLate(feedback.deadlines.publishBy, at),
    },
  ];
}
