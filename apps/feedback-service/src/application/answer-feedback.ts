import { Inject, Injectable } from '@nestjs/common';
import type { AnswerFeedbackRequest } from '@motcua/contracts';
import { Clock, type Caller } from '@motcua/platform';
import { answerFeedback } from '../domain/answer-feedback.js';
import { ChangeAtOffice } from './change-at-office.js';
import type { FeedbackRecord, Repetition } from './ports.js';

@Injectable()
export class AnswerFeedback {
  constructor(
    @Inject(ChangeAtOffice) private readonly atOffice: ChangeAtOffice,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  execute<T>(
    id: string,
    input: AnswerFeedbackRequest,
    caller: Caller,
    repetition: Repetition,
    present: (record: FeedbackRecord) => T,
  ): Promise<T> {
    const at = this.clock.now();
    return this.atOffice.change(
      { id, expectedVersion: input.expectedVersion, caller, repetition, at },
      (feedback, office) => answerFeedback(feedback, input.answer.trim(), office, caller, at),
      present,
    );
  }
}
