import type { ActorKind, FeedbackRefusalReason } from '@motcua/contracts';
import { ACTIONS } from './actions.js';
import type { Feedback, FeedbackDeadlines } from './feedback.js';

/** Read the history of a feedback item. These stay inside the service: `events/published-events.ts` says what others learn. */
export type FeedbackEvent =
  | { type: 'filed'; at: Date; feedback: FiledFeedback }
  | { type: 'accepted'; at: Date; deadlines: FeedbackDeadlines; calendarVersion: number; late: boolean }
  | { type: 'refused'; at: Date; reason: FeedbackRefusalReason; explanation: string; late: boolean }
  | {
      type: 'forwarded';
      at: Date;
      from: string;
      to: string;
      explanation: string;
      deadlines: FeedbackDeadlines;
      calendarId: string;
      calendarVersion: number;
      late: boolean;
    }
  | { type: 'answered'; at: Date; answer: string; deadlines: FeedbackDeadlines; calendarVersion: number; late: boolean }
  | { type: 'published'; at: Date; content: string; answer: string; late: boolean }
  | {
      type: 'deadlines-recounted';
      at: Date;
      deadlines: FeedbackDeadlines;
      calendarId: string;
      calendarVersion: number;
    };

export type FiledFeedback = Omit<
  Feedback,
  | 'version'
  | 'publishedEvents'
  | 'status'
  | 'acceptedAt'
  | 'refusedAt'
  | 'refusal'
  | 'answeredAt'
  | 'answer'
  | 'publishedAt'
  | 'published'
>;

/** The feedback item after `event`; `undefined` before it was filed. */
export function evolve(feedback: Feedback | undefined, event: FeedbackEvent): Feedback {
  if (event.type === 'filed') {
    return { ...event.feedback, status: 'NEW', version: 1, publishedEvents: 1 };
  }
  if (!feedback) throw new Error(`a feedback item cannot begin with "${event.type}"`);
  const next: Feedback = {
    ...feedback,
    version: feedback.version + 1,
    publishedEvents: feedback.publishedEvents + 1,
  };
  switch (event.type) {
    case 'accepted':
      return {
        ...next,
        status: ACTIONS.accept.to,
        acceptedAt: event.at,
        deadlines: event.deadlines,
        calendarVersion: event.calendarVersion,
      };
    case 'refused':
      return {
        ...next,
        status: ACTIONS.refuse.to,
        refusedAt: event.at,
        refusal: { reason: event.reason, explanation: event.explanation },
        deadlines: {},
      };
    case 'forwarded':
      return {
        ...next,
        status: ACTIONS.forward.to,
        agencyCode: event.to,
        receivedAt: event.at,
        deadlines: event.deadlines,
        calendarId: event.calendarId,
        calendarVersion: event.calendarVersion,
      };
    case 'answered':
      return {
        ...next,
        status: ACTIONS.answer.to,
        answeredAt: event.at,
        answer: event.answer,
        deadlines: event.deadlines,
        calendarVersion: event.calendarVersion,
      };
    case 'published':
      return {
        ...next,
        status: ACTIONS.publish.to,
        publishedAt: event.at,
        published: { content: event.content, answer: event.answer },
      };
    case 'deadlines-recounted':
      return {
        ...next,
        deadlines: event.deadlines,
        calendarId: event.calendarId,
        calendarVersion: event.calendarVersion,
      };
  }
}

/** In which capacity somebody did what history calls `type`; undefined where an earlier version did not record it. */
export function actorKindOf(
  type: FeedbackEvent['type'],
  { filedBy }: Pick<Feedback, 'filedBy'>,
): ActorKind | undefined {
  if (type === 'filed') return filedBy;
  return type === 'deadlines-recounted' ? 'SYSTEM' : 'OFFICER';
}

/** The feedback item after each of `events`, which happen one after the other. */
export function stepsOf(
  feedback: Feedback | undefined,
  events: FeedbackEvent[],
): { event: FeedbackEvent; after: Feedback }[] {
  let current = feedback;
  return events.map((event) => ({ event, after: (current = evolve(current, event)) }));
}
