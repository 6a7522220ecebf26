import { Inject, Injectable } from '@nestjs/common';
import type { ForwardFeedbackRequest } from '@motcua/contracts';
import { Clock, type Caller } from '@motcua/platform';
import { forwardFeedback } from '../domain/forward-feedback.js';
import { feedbackNotFound } from '../domain/refusals.js';
import { officeNamed } from './office-of.js';
import { Feedbacks, Offices, type FeedbackRecord, type Repetition } from './ports.js';
import { visibilityOf } from './visibility.js';

@Injectable()
export class ForwardFeedback {
  constructor(
    @Inject(Feedbacks) private readonly feedbacks: Feedbacks,
    @Inject(Offices) private readonly offices: Offices,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async execute<T>(
    id: string,
    input: ForwardFeedbackRequest,
    caller: Caller,
    repetition: Repetition,
    present: (record: FeedbackRecord) => T,
  ): Promise<T> {
    const at = this.clock.now();
    const to = await officeNamed(this.offices, input.agencyCode, 'agencyCode', at);
    return this.feedbacks.changeCounted(
      {
        id,
        countedAt: to,
        expectedVersion: input.expectedVersion,
        actor: caller,
        visibility: visibilityOf(caller),
        repetition,
      },
      (feedback, office) => {
        if (!feedback) throw feedbackNotFound();
        return forwardFeedback(feedback, office, input.explanation.trim(), caller, at);
      },
      present,
    );
  }
}
