import { Injectable } from '@nestjs/common';
import type { FilerReadPurpose } from '@motcua/contracts';
import type { Caller } from '@motcua/platform';
import type { Filer } from '../domain/feedback.js';
import { Feedbacks } from './feedbacks.js';
import { filersReadableBy } from './caller-scope.js';

/** The person behind a feedback item, recorded with the reader and the purpose. */
@Injectable()
export class ReadFiler {
  constructor(private readonly feedbacks: Feedbacks) {}

  execute({ id, purpose, caller }: { id: string; purpose: FilerReadPurpose; caller: Caller }): Promise<Filer> {
    return this.feedbacks.readFiler(id, filersReadableBy(caller), caller, purpose);
  }
}
