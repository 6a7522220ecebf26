import { Inject, Injectable } from '@nestjs/common';
import { Clock, type Caller } from '@motcua/platform';
import { acceptFeedback } from '../domain/accept-feedback.js';
import { ChangeAtOffice } from './change-at-office.js';
import type { FeedbackRecord, Repetition } from './ports.js';

@Injectable()
export class AcceptFeedback {
  constructor(
    @Inject(ChangeAtOffice) private readonly atOffice: ChangeAtOffice,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  execute<T>(
    id: string,
    input: { expectedVersion?: number },
    caller: Caller,
    repetition: Repetition,
    present: (record: FeedbackRecord) => T,
  ): Promise<T> {
    const at = this.clock.now();
    return this.atOffice.change(
      { id, expectedVersion: input.expectedVersion, caller, repetition, at },
      (feedback, office) => acceptFeedback(feedback, office, caller, at),
      present,
    );
  }
}
