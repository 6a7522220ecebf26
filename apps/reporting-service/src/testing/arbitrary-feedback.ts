import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { FEEDBACK_REFUSAL_REASONS, type EventEnvelope, type FeedbackStatus } from '@motcua/contracts';
import type { FeedbackEventData } from '../projections/feedback-stints.js';
import { AGENCIES, arbitraryStep, instant } from './arbitrary-lives.js';

export type FeedbackEventEnvelope = EventEnvelope<FeedbackEventData>;

const agency = fc.constantFrom(...AGENCIES);
const gap = fc.nat(20);
/** Steps from here to a due instant; undefined: nobody knows. */
const budget = fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined, freq: 6 });

const end = fc.oneof(
  fc.record({ how: fc.constant('open' as const) }),
  fc.record({ how: fc.constant('accepted' as const), gap, budget }),
  fc.record({ how: fc.constant('refused' as const), gap, reason: fc.constantFrom(...FEEDBACK_REFUSAL_REASONS) }),
  fc.record({ how: fc.constant('answered' as const), gap, budget, after: gap, published: fc.option(gap) }),
);

/** The events of a feedback item: forwarded now and then, a calendar between, and one of the ways in which it can stand. */
export const arbitraryFeedback = fc
  .record({
    at: arbitraryStep,
    agency,
    fieldCode: fc.constantFrom('G15-TP07', undefined),
    respond: budget,
    filer: budget,
    forwardings: fc.array(fc.record({ gap, agency, respond: budget }), { maxLength: 3 }),
    /** A known deadline does not become unknown. */
    recounted: fc.option(fc.integer({ min: 0, max: 40 }), { freq: 3 }),
    end,
  })
  .map((life) => {
    const feedbackId = randomUUID();
    const events: FeedbackEventEnvelope[] = [];
    const due = (from: number, steps: number | undefined) => (steps === undefined ? undefined : instant(from + steps));
    let at = life.at;
    let agencyCode = life.agency;
    const filerDueAt = due(at, life.filer);
    const tell = (type: string, status: FeedbackStatus, dues: object, more: object = {}): void => {
      const feedback = {
        feedbackId,
        code: `PAKN.20260820.${feedbackId.slice(0, 4)}`,
        kind: 'BEHAVIOUR',
        channel: 'ONLINE',
        status,
        agencyCode,
        fieldCode: life.fieldCode,
        filedAt: instant(life.at),
        filerDueAt,
        ...dues,
      };
      events.push({
        type: `feedback.${type}`,
        subject: feedbackId,
        aggregateversion: events.length + 1,
        time: instant(at),
        data: { feedback, ...more },
      } as unknown as FeedbackEventEnvelope);
    };
    let respondDueAt = due(at, life.respond);
    tell('filed', 'NEW', { respondDueAt, forwardDueAt: respondDueAt });
    for (const forwarding of life.forwardings) {
      at += forwarding.gap;
      const fromAgencyCode = agencyCode;
      agencyCode = forwarding.agency;
      respondDueAt = due(at, forwarding.respond);
      tell('forwarded', 'FORWARDED', { respondDueAt, forwardDueAt: respondDueAt }, { fromAgencyCode });
    }
    if (life.recounted !== null) {
      respondDueAt = due(at, life.recounted);
      tell('deadlines-changed', 'NEW', { respondDueAt, forwardDueAt: respondDueAt });
    }
    if (life.end.how === 'refused') {
      at += life.end.gap;
      tell('refused', 'REFUSED', {}, { reason: life.end.reason });
    }
    if (life.end.how === 'accepted' || life.end.how === 'answered') {
      at += life.end.gap;
      const dueAt = due(at, life.end.budget);
      tell('accepted', 'ACCEPTED', { dueAt });
      if (life.end.how === 'answered') {
        at += life.end.after;
        tell('answered', 'ANSWERED', { dueAt, publishDueAt: instant(at + 8) });
        if (life.end.published !== null) {
          at += life.end.published;
          tell('published', 'PUBLISHED', { dueAt });
        }
      }
    }
    return events;
  });
