import { Inject, Injectable } from '@nestjs/common';
import type { RefuseFeedbackRequest } from '@motcua/contracts';
import { Clock, type Caller } from '@motcua/platform';
import { feedbackNotFound } from '../domain/refusals.js';
import { refuseFeedback } from '../domain/refuse-feedback.js';
import { Feedbacks, type FeedbackRecord, type Repetition } from './ports.js';
import { visibilityOf } from './visibility.js';

@Injectable()
export class RefuseFeedback {
  constructor(
    @Inject(Feedbacks) private readonly feedbacks: Feedbacks,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  execute<T>(
    id: string,
    input: RefuseFeedbackRequest,
    caller: Caller,
    repetition: Repetition,
    present: (record: FeedbackRecord) => T,
  ): Promise<T> {
    const at = this.clock.now();
    const { expectedVersion, reason, explanation } = input;
    return this.feedbacks.change(
      { id, expectedVersion, actor: caller, visibility: visibilityOf(caller), repetition },
      (feedback) => {
        if (!feedback) throw feedbackNotFound();
        return refuseFeedback(feedback, { reason, explanation: explanation.trim() }, caller, at);
      },
      present,
    );
  }
}
