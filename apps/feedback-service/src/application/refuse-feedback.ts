import { Injectable } from '@nestjs/common';
import type { RefuseFeedbackRequest } from '@motcua/contracts';
import { refuseFeedback } from '../domain/refuse-feedback.js';
import { Feedbacks, type FeedbackCommand, type Changed } from './feedbacks.js';
import { readableBy } from './caller-scope.js';

@Injectable()
export class RefuseFeedback {
  constructor(private readonly feedbacks: Feedbacks) {}

  execute(command: FeedbackCommand<RefuseFeedbackRequest>): Promise<Changed> {
    const { caller, input } = command;
    const refusal = { reason: input.reason, explanation: input.explanation.trim() };
    return this.feedbacks.change({ ...command, action: 'refuse', scopes: readableBy(caller) }, (feedback, at) =>
      refuseFeedback(feedback, refusal, caller, at),
    );
  }
}
