import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { SendFailure } from '../domain/error-class.js';
import { DossierSubmissions, NationalPortal, NotSubmitted, type PortalSubmission } from './ports.js';
import { Submissions, type Sending } from './submissions.js';

/** dossier-service keeps keys for a week by default: a key that is nearly as old is not used. */
export const KEY_GOOD_FOR_MS = 6 * 86_400_000;

export interface FetchSubmissionsCommand {
  /** Called with the number of items without a usable code, even if the fetch fails later. */
  onWithoutCode(count: number): void;
}

/**
 * Submits citizens' submissions at the portal to dossier-service once. Their content is not stored: the portal delivers
 * a submission again until it is answered, and the key derived from its code finds the same dossier.
 */
@Injectable()
export class FetchSubmissions {
  constructor(
    private readonly portal: NationalPortal,
    private readonly submissions: Submissions,
    private readonly dossiers: DossierSubmissions,
  ) {}

  /** @throws PortalSilent */
  async execute({ onWithoutCode }: FetchSubmissionsCommand): Promise<void> {
    let count = 0;
    try {
      for await (const page of this.portal.submissions()) {
        count += page.withoutCode;
        const due = await this.submissions.due(page.submissions.map(({ portalCode }) => portalCode));
        for (const submission of page.submissions) if (due.has(submission.portalCode)) await this.take(submission);
      }
    } catch (error) {
      if (count > 0) onWithoutCode(count);
      throw error;
    }
    onWithoutCode(count);
  }

  private async take(submission: PortalSubmission): Promise<void> {
    const { portalCode } = submission;
    const claimed = await this.submissions.claim(portalCode);
    if (!claimed) return;
    const before = claimed.sent;
    if ('failure' in submission) return this.submissions.failed(portalCode, submission.failure, before);
    if (before && Date.now() - before.since.getTime() > KEY_GOOD_FOR_MS) {
      return this.submissions.failed(portalCode, TOO_OLD, before);
    }
    const now = await this.submissions.sending(portalCode);
    if (!now) return;
    let id: string;
    try {
      ({ id } = await this.dossiers.submit(submission.request, keyOf(portalCode)));
    } catch (error) {
      const known = error instanceof NotSubmitted ? error : undefined;
      return this.submissions.failed(portalCode, known?.failure ?? UNAVAILABLE, stillOpen(before, now, known));
    }
    await this.submissions.submitted(portalCode, id);
  }
}

/** The attempts that may have created a dossier after this one failed. */
function stillOpen(before: Sending | undefined, now: Sending, failed: NotSubmitted | undefined): Sending | undefined {
  switch (failed?.noDossier) {
    case 'BY_ANY_THAT_ENDED':
      return before?.mayRun ? before : undefined;
    case 'BY_THIS_ATTEMPT':
      return before;
    case undefined:
      return now;
  }
}

/** Readable if the portal's code is allowed in a header. */
function keyOf(portalCode: string): string {
  const plain = /^[\x21-\x7e]{1,150}$/.test(portalCode);
  return `national-portal:${plain ? portalCode : createHash('sha256').update(portalCode).digest('hex')}`;
}

const TOO_OLD: SendFailure = {
  class: 'DROP',
  code: 'submission.too-old',
  message:
    'it was sent six days ago without an answer; see by hand whether its dossier exists, then retry or refuse it',
};
const UNAVAILABLE: SendFailure = {
  class: 'RETRY',
  code: 'dossier-service.unavailable',
  message: 'dossier-service does not answer',
};
