import { Injectable } from '@nestjs/common';
import { foundSubmission, refusalOf } from './submission-refusals.js';
import { Submissions, type Submission } from './submissions.js';

export interface RetrySubmissionCommand {
  portalCode: string;
}

/** Retries a submission that is set aside with the next fetch. */
@Injectable()
export class RetrySubmission {
  constructor(private readonly submissions: Submissions) {}

  async execute({ portalCode }: RetrySubmissionCommand): Promise<Submission> {
    const step = await this.submissions.retry(portalCode);
    if (step !== 'DONE') throw refusalOf(step);
    return foundSubmission(await this.submissions.find(portalCode));
  }
}
