import { Injectable } from '@nestjs/common';
import { foundSubmission, refusalOf } from './submission-refusals.js';
import { Submissions, type Submission } from './submissions.js';

export interface RefuseSubmissionCommand {
  portalCode: string;
  /** The reason for the applicant. */
  reason: string;
  /** Account of the refusing person. */
  by: string;
}

/** Refuses a submission that is set aside; only a person may do this. */
@Injectable()
export class RefuseSubmission {
  constructor(private readonly submissions: Submissions) {}

  async execute({ portalCode, reason, by }: RefuseSubmissionCommand): Promise<Submission> {
    const step = await this.submissions.refuse(portalCode, { reason, by });
    if (step !== 'DONE') throw refusalOf(step);
    return foundSubmission(await this.submissions.find(portalCode));
  }
}
