import { Injectable } from '@nestjs/common';
import type { AnswerFeedbackRequest } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import { answerFeedback } from '../domain/answer-feedback.js';
import { changeAtOffice } from './change-at-office.js';
import { Feedbacks, type FeedbackCommand, type Changed } from './feedbacks.js';
import { Offices } from './offices.js';
import { readableBy } from './caller-scope.js';

@Injectable()
export class AnswerFeedback {
  constructor(
    private readonly feedbacks: Feedbacks,
    private readonly offices: Offices,
    private readonly clock: Clock,
  ) {}

  execute(command: FeedbackCommand<AnswerFeedbackRequest>): Promise<Changed> {
    const { caller, input } = command;
    const { feedbacks, offices, clock } = this;
    return changeAtOffice(
      { feedbacks, offices, clock },
      { ...command, action: 'answer', scopes: readableBy(caller) },
      (feedback, at, office) => answerFeedback(feedback, input.answer.trim(), office, caller, at),
    );
  }
}
