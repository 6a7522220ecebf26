import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { SendFailure } from '../domain/error-class.js';
import { DossierSubmissions, NationalPortal, SubmissionRefused, Submissions, type PortalSubmission } from './ports.js';

/** dossier-service remembers keys for a week by default: a key that is nearly as old is not relied upon. */
const KEY_GOOD_FOR_MS = 6 * 86_400_000;

/**
 * Submits here, once, what citizens submitted at the portal. What they wrote passes through and is not kept: as long as
 * the portal has no answer it hands the same out again, and the key made of its code finds the same dossier.
 */
@Injectable()
export class FetchSubmissions {
  constructor(
    private readonly portal: NationalPortal,
    private readonly submissions: Submissions,
    private readonly dossiers: DossierSubmissions,
  ) {}

  /** @throws PortalSilent */
  async execute(): Promise<number> {
    const fetched = await this.portal.submissions();
    for (const submission of fetched) await this.take(submission);
    return fetched.length;
  }

  private async take(submission: PortalSubmission): Promise<void> {
    const { portalCode } = submission;
    const claimed = await this.submissions.claim(portalCode);
    if (!claimed) return;
    if ('failure' in submission) return this.submissions.failed(portalCode, submission.failure);
    if (Date.now() - claimed.firstTriedAt.getTime() > KEY_GOOD_FOR_MS) {
      return this.submissions.failed(portalCode, TOO_OLD);
    }
    try {
      const { id } = await this.dossiers.submit(submission.request, keyOf(portalCode));
      await this.submissions.submitted(portalCode, id);
    } catch (error) {
      await this.submissions.failed(portalCode, error instanceof SubmissionRefused ? error.failure : UNAVAILABLE);
    }
  }
}

/** Readable where the portal's code can stand in a header. */
function keyOf(portalCode: string): string {
  const plain = /^[\x21-\x7e]{1,150}$/.test(portalCode);
  return `national-portal:${plain ? portalCode : createHash('sha256').update(portalCode).digest('hex')}`;
}

const TOO_OLD: SendFailure = {
  class: 'DROP',
  code: 'submission.too-old',
  message: 'it could not be submitted for six days; see by hand whether its dossier exists before anything else',
};
const UNAVAILABLE: SendFailure = {
  class: 'RETRY',
  code: 'dossier-service.unavailable',
  message: 'dossier-service does not answer',
};
