import type { FeedbackRefusalReason } from '@motcua/contracts';
import type { Feedback, FeedbackDeadlines } from './feedback.js';

/** What happened to a feedback. These stay inside the service: `events/published-events.ts` says what others learn. */
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

/** The feedback after `event`; `undefined` before it was filed. */
export function evolve(feedback: Feedback | undefined, event: FeedbackEvent): Feedback {
  if (event.type === 'filed') {
    return { ...event.feedback, status: 'NEW', version: 1, publishedEvents: 1 };
  }
  if (!feedback) throw new Error(`a feedback cannot begin with "${event.type}"`);
  const isPublic = event.type !== 'deadlines-recounted';
  const next: Feedback = {
    ...feedback,
    version: feedback.version + 1,
    publishedEvents: feedback.publishedEvents + (isPublic ? 1 : 0),
  };
  switch (event.type) {
    case 'accepted':
      return {
        ...next,
        status: 'ACCEPTED',
        acceptedAt: event.at,
        deadlines: event.deadlines,
        calendarVersion: event.calendarVersion,
      };
    case 'refused':
      return {
        ...next,
        status: 'REFUSED',
        refusedAt: event.at,
        refusal: { reason: event.reason, explanation: event.explanation },
        deadlines: {},
      };
    case 'forwarded':
      return {
        ...next,
        status: 'FORWARDED',
        agencyCode: event.to,
        receivedAt: event.at,
        deadlines: event.deadlines,
        calendarId: event.calendarId,
        calendarVersion: event.calendarVersion,
      };
    case 'answered':
      return {
        ...next,
        status: 'ANSWERED',
        answeredAt: event.at,
        answer: event.answer,
        deadlines: event.deadlines,
        calendarVersion: event.calendarVersion,
      };
    case 'published':
      return {
        ...next,
        status: 'PUBLISHED',
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
