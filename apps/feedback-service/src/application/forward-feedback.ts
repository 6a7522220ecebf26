import { Injectable } from '@nestjs/common';
import type { ForwardFeedbackRequest } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import { forwardFeedback } from '../domain/forward-feedback.js';
import { Feedbacks, type FeedbackCommand, type Changed } from './feedbacks.js';
import { officeNamed, Offices } from './offices.js';
import { readableBy } from './caller-scope.js';

@Injectable()
export class ForwardFeedback {
  constructor(
    private readonly feedbacks: Feedbacks,
    private readonly offices: Offices,
    private readonly clock: Clock,
  ) {}

  execute(command: FeedbackCommand<ForwardFeedbackRequest>): Promise<Changed> {
    const { caller, input } = command;
    const prepare = async () => ({ office: await officeNamed(this.offices, input.agencyCode, this.clock.now()) });
    return this.feedbacks.changeCounted(
      { ...command, action: 'forward', scopes: readableBy(caller), prepare },
      (feedback, at, { office }) => forwardFeedback(feedback, office, input.explanation.trim(), caller, at),
    );
  }
}
