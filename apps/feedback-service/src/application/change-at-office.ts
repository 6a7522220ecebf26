import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '@motcua/platform';
import type { Office } from '../domain/deadlines.js';
import type { FeedbackEvent } from '../domain/feedback-events.js';
import type { Feedback } from '../domain/feedback.js';
import { feedbackNotFound, staleVersion } from '../domain/refusals.js';
import { officeHolding } from './office-of.js';
import { Feedbacks, Offices, type FeedbackRecord, type Repetition } from './ports.js';
import { visibilityOf } from './visibility.js';

/**
 * A change whose deadlines are counted by the calendar of the agency that has the feedback. The calendar may have to be
 * asked for, so it is looked up before the transaction and read again within; should the feedback move meanwhile, the caller
 * is told.
 */
@Injectable()
export class ChangeAtOffice {
  constructor(
    @Inject(Feedbacks) private readonly feedbacks: Feedbacks,
    @Inject(Offices) private readonly offices: Offices,
  ) {}

  async change<T>(
    request: { id: string; expectedVersion?: number; caller: Caller; repetition: Repetition; at: Date },
    decide: (feedback: Feedback, office: Office) => FeedbackEvent[],
    present: (record: FeedbackRecord) => T,
  ): Promise<T> {
    const { id, expectedVersion, caller, repetition, at } = request;
    const visibility = visibilityOf(caller);
    const { feedback: before } = await this.feedbacks.get(id, visibility);
    const seen = await officeHolding(this.offices, before.agencyCode, at);
    return this.feedbacks.changeCounted(
      { id, countedAt: seen, expectedVersion, actor: caller, visibility, repetition },
      (feedback, office) => {
        if (!feedback) throw feedbackNotFound();
        if (feedback.agencyCode !== office.agencyCode) throw staleVersion(before.version, feedback.version);
        return decide(feedback, office);
      },
      present,
    );
  }
}
