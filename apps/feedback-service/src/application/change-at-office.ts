import type { Clock } from '@motcua/platform';
import type { Office } from '../domain/deadlines.js';
import type { FeedbackEvent } from '../domain/feedback-events.js';
import type { Feedback } from '../domain/feedback.js';
import { staleVersion } from '../domain/refusals.js';
import type { Change, Changed, Feedbacks } from './feedbacks.js';
import { officeHolding, type Offices } from './offices.js';

/**
 * A change whose deadlines are counted by the calendar of the agency that has the feedback item. It is refused when the item
 * moves to another agency while that calendar is asked for.
 */
export function changeAtOffice(
  { feedbacks, offices, clock }: { feedbacks: Feedbacks; offices: Offices; clock: Clock },
  request: Change,
  decide: (feedback: Feedback, at: Date, office: Office) => FeedbackEvent[],
): Promise<Changed> {
  const prepare = async () => {
    const { feedback: seen } = await feedbacks.get(request.id, request.scopes);
    return { seen, office: await officeHolding(offices, seen.agencyCode, clock.now()) };
  };
  return feedbacks.changeCounted({ ...request, prepare }, (feedback, at, { seen, office }) => {
    if (feedback.agencyCode !== seen.agencyCode) throw staleVersion(seen.version, feedback.version);
    return decide(feedback, at, office);
  });
}
