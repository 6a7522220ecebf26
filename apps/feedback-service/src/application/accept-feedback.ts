import { Injectable } from '@nestjs/common';
import type { AcceptFeedbackRequest } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import { acceptFeedback } from '../domain/accept-feedback.js';
import { changeAtOffice } from './change-at-office.js';
import { Feedbacks, type FeedbackCommand, type Changed } from './feedbacks.js';
import { Offices } from './offices.js';
import { readableBy } from './caller-scope.js';

@Injectable()
export class AcceptFeedback {
  constructor(
    private readonly feedbacks: Feedbacks,
    private readonly offices: Offices,
    private readonly clock: Clock,
  ) {}

  execute(command: FeedbackCommand<AcceptFeedbackRequest>): Promise<Changed> {
    const { caller } = command;
    const { feedbacks, offices, clock } = this;
    return changeAtOffice(
      { feedbacks, offices, clock },
      { ...command, action: 'accept', scopes: readableBy(caller) },
      (feedback, at, office) => acceptFeedback(feedback, office, caller, at),
    );
  }
}
