import { Injectable } from '@nestjs/common';
import { NationalPortal, Submissions } from './ports.js';

const PASS = 20;

/** Tells the portal what became of what citizens submitted there: taken over, then accepted with its code, or not. */
@Injectable()
export class AnswerSubmissions {
  constructor(
    private readonly portal: NationalPortal,
    private readonly submissions: Submissions,
  ) {}

  async execute(): Promise<number> {
    const waiting = await this.submissions.claimUnanswered(PASS);
    for (const { portalCode, answer, code } of waiting) {
      const said = await this.portal.answerSubmission(portalCode, answer, code);
      // The same answer twice is one answer: what is not known to have arrived is simply said again.
      if (said.kind === 'TAKEN') await this.submissions.answered(portalCode, answer);
      else await this.submissions.notAnswered(portalCode, 'failure' in said ? said.failure : UNKNOWN_THERE);
    }
    return waiting.length;
  }
}

const UNKNOWN_THERE = {
  class: 'DROP',
  code: 'submission.unknown-there',
  message: 'the portal does not know the submission any more',
} as const;
