import { Injectable } from '@nestjs/common';
import type { Caller } from '@motcua/platform';
import { Feedbacks, type FeedbackRecord } from './feedbacks.js';
import { readableBy } from './caller-scope.js';

@Injectable()
export class ReadFeedback {
  constructor(private readonly feedbacks: Feedbacks) {}

  execute({ id, caller }: { id: string; caller: Caller }): Promise<FeedbackRecord> {
    return this.feedbacks.get(id, readableBy(caller));
  }
}
