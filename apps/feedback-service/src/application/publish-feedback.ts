import { Inject, Injectable } from '@nestjs/common';
import type { PublishFeedbackRequest } from '@motcua/contracts';
import { Clock, type Caller } from '@motcua/platform';
import { guard } from '../domain/guards.js';
import { publishFeedback } from '../domain/publish-feedback.js';
import { feedbackNotFound } from '../domain/refusals.js';
import { Feedbacks, type FeedbackRecord, type Repetition } from './ports.js';
import { visibilityOf } from './visibility.js';

@Injectable()
export class PublishFeedback {
  constructor(
    @Inject(Feedbacks) private readonly feedbacks: Feedbacks,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async execute<T>(
    id: string,
    input: PublishFeedbackRequest,
    caller: Caller,
    repetition: Repetition,
    present: (record: FeedbackRecord) => T,
  ): Promise<T> {
    const at = this.clock.now();
    const visibility = visibilityOf(caller);
    const filer = await this.filerToCompare(id, caller, at);
    return this.feedbacks.change(
      { id, expectedVersion: input.expectedVersion, actor: caller, visibility, repetition },
      (feedback) => {
        if (!feedback) throw feedbackNotFound();
        const texts = { content: input.publishedContent.trim(), answer: input.publishedAnswer.trim() };
        return publishFeedback(feedback, filer, texts, caller, at);
      },
      present,
    );
  }

  /** The filer never changes once filed, so it may be read before the transaction that compares with it. */
  private async filerToCompare(id: string, caller: Caller, at: Date) {
    const visibility = visibilityOf(caller);
    const { feedback } = await this.feedbacks.get(id, visibility);
    // Whoever may not publish has nothing read for them. In another state, the request may be a repetition of one
    // that was done, which the change below recognises.
    guard('publish', { ...feedback, status: 'ANSWERED' }, caller);
    return this.feedbacks.readFiler(id, visibility, caller, 'REDACTION_CHECK', at);
  }
}
