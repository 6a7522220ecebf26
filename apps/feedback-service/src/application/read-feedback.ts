import { Injectable } from '@nestjs/common';
import type { Caller } from '@motcua/platform';
import { Feedbacks, type FeedbackRecord } from './feedbacks.js';
import { HANDLERS, readableBy } from './caller-scope.js';
import { KnownSubjects } from './file-feedback.js';

export interface ReadableFeedback extends FeedbackRecord {
  /** It names a dossier that is not known here. Told to those who handle it. */
  dossierUnknown?: true;
}

@Injectable()
export class ReadFeedback {
  constructor(
    private readonly feedbacks: Feedbacks,
    private readonly subjects: KnownSubjects,
  ) {}

  /**
   * Whether its dossier is known is found when read: a filing can come before the event of the acceptance, and is not refused
   * for a code that its filer mistyped.
   */
  async execute({ id, caller }: { id: string; caller: Caller }): Promise<ReadableFeedback> {
    const record = await this.feedbacks.get(id, readableBy(caller));
    const { dossierCode } = record.feedback;
    if (dossierCode === undefined || !caller.has(...HANDLERS)) return record;
    return (await this.subjects.dossier(dossierCode)) ? record : { ...record, dossierUnknown: true };
  }
}
