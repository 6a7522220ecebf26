import { Injectable } from '@nestjs/common';
import { Clock, type Caller } from '@motcua/platform';
import { explainDeadlines, type ExplainedDeadline } from '../domain/deadlines.js';
import { Feedbacks } from './feedbacks.js';
import { officeHolding, Offices } from './offices.js';
import { readableBy } from './caller-scope.js';

@Injectable()
export class ExplainFeedbackDeadlines {
  constructor(
    private readonly feedbacks: Feedbacks,
    private readonly offices: Offices,
    private readonly clock: Clock,
  ) {}

  async execute(query: { id: string; caller: Caller }): Promise<{ rulesId: string; items: ExplainedDeadline[] }> {
    const { feedback } = await this.feedbacks.get(query.id, readableBy(query.caller));
    const office = await officeHolding(this.offices, feedback.agencyCode, this.clock.now());
    return { rulesId: feedback.rules.id, items: explainDeadlines(feedback, office.calendar) };
  }
}
