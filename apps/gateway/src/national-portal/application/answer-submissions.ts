import { Injectable } from '@nestjs/common';
import { NationalPortal } from './ports.js';
import { Submissions } from './submissions.js';

const PASS = 20;

/** Answers citizens' submissions at the portal: taken over, then accepted with its code, or not. */
@Injectable()
export class AnswerSubmissions {
  constructor(
    private readonly portal: NationalPortal,
    private readonly submissions: Submissions,
  ) {}

  async execute(): Promise<number> {
    const waiting = await this.submissions.claimUnanswered(PASS);
    for (const { portalCode, ...answer } of waiting) {
      const said = await this.portal.answerSubmission(portalCode, answer);
      // A submission that the citizen withdrew there and a person refused here needs no answer. Answers are idempotent:
      // an unconfirmed one is sent again.
      const settled = said.kind === 'TAKEN' || (said.kind === 'NOT_HELD' && answer.reason !== undefined);
      if (settled) await this.submissions.answered(portalCode, answer.answer);
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
