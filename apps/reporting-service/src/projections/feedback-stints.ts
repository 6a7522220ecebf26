import {
  defined,
  type EventEnvelope,
  type FeedbackFacts,
  type FeedbackForwarded,
  type FeedbackRefused,
} from '@motcua/contracts';
import type { RowAsJson } from '@motcua/platform';
import type { FeedbackStintRow } from '../persistence/entities.js';

/** What every event of a feedback item carries. */
export interface FeedbackEventData {
  feedback: FeedbackFacts;
}

/** The time of a feedback item at one agency, from when the agency received it. */
export type Stint = RowAsJson<FeedbackStintRow> & Pick<FeedbackStintRow, 'feedback_id' | 'number' | 'version'>;

type FeedbackEvent = EventEnvelope<FeedbackEventData>;

/**
 * The stints that events began or changed.
 * @param known the latest stint of each feedback item
 */
export function stintsAfter(known: readonly Stint[], events: readonly FeedbackEvent[]): Stint[] {
  const latest = new Map(known.map((stint) => [stint.feedback_id, stint]));
  const changed = new Map<string, Stint>();
  for (const event of events) {
    const id = event.data.feedback.feedbackId;
    const before = latest.get(id);
    if (before && event.aggregateversion <= before.version) continue;
    for (const stint of after(before, event)) {
      changed.set(`${id} ${stint.number}`, stint);
      latest.set(id, stint);
    }
  }
  return [...changed.values()];
}

/** The latest stint after an event, and with a forwarding the one that begins at the other agency. */
function after(before: Stint | undefined, event: FeedbackEvent): Stint[] {
  const { feedback } = event.data;
  if (event.type === 'feedback.filed') return [begun(event, 1, 'FILED', feedback.agencyCode)];
  // What happened before the oldest event that is kept is not known; it was at the agency that acts now.
  const stint = before ?? { ...begun(event, 1, 'FILED', agencyOf(event)), received_at: feedback.filedAt };
  const at = event.time;
  const now = { ...stint, ...defined(duesOf(feedback)), version: event.aggregateversion };
  switch (event.type) {
    case 'feedback.accepted':
      return [{ ...now, responded_at: at, accepted_at: at }];
    case 'feedback.refused': {
      const { reason } = event.data as FeedbackRefused;
      return [{ ...now, responded_at: at, ended_at: at, ended_by: 'REFUSED', refusal_reason: reason ?? 'OTHER' }];
    }
    case 'feedback.forwarded': {
      // The dates of the event are those of the agency that it came to.
      const left: Stint = {
        ...stint,
        version: event.aggregateversion,
        responded_at: at,
        ended_at: at,
        ended_by: 'FORWARDED',
      };
      return [left, begun(event, stint.number + 1, 'FORWARDED', feedback.agencyCode)];
    }
    case 'feedback.answered':
      return [{ ...now, ended_at: at, ended_by: 'ANSWERED' }];
    case 'feedback.published':
      return [{ ...now, published_at: at }];
    default:
      return [now];
  }
}

function begun(
  { time, aggregateversion, data: { feedback } }: FeedbackEvent,
  number: number,
  receivedBy: FeedbackStintRow['received_by'],
  agencyCode: string,
): Stint {
  return {
    feedback_id: feedback.feedbackId,
    number,
    version: aggregateversion,
    code: feedback.code,
    kind: feedback.kind,
    channel: feedback.channel,
    agency_code: agencyCode,
    field_code: feedback.fieldCode ?? null,
    received_at: time,
    received_by: receivedBy,
    ...duesOf(feedback),
  };
}

function agencyOf({ type, data }: FeedbackEvent): string {
  return type === 'feedback.forwarded' ? (data as FeedbackForwarded).fromAgencyCode : data.feedback.agencyCode;
}

/** A deadline that has been met is not announced any more. */
function duesOf(facts: FeedbackFacts) {
  return {
    respond_due_at: facts.respondDueAt,
    forward_due_at: facts.forwardDueAt,
    answer_due_at: facts.dueAt,
    answer_filer_due_at: facts.filerDueAt,
    publish_due_at: facts.publishDueAt,
  };
}
