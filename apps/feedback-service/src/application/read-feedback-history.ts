import { Injectable } from '@nestjs/common';
import type { Caller } from '@motcua/platform';
import { Feedbacks, type HistoryEntry } from './feedbacks.js';
import { readableBy } from './caller-scope.js';

@Injectable()
export class ReadFeedbackHistory {
  constructor(private readonly feedbacks: Feedbacks) {}

  execute({ id, caller }: { id: string; caller: Caller }): Promise<HistoryEntry[]> {
    return this.feedbacks.history(id, readableBy(caller));
  }
}
