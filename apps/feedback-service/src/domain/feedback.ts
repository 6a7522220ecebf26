import type { Channel, FeedbackKind, FeedbackRefusalReason, FeedbackStatus, Role } from '@motcua/contracts';
import type { FeedbackRules } from './feedback-rules.js';

/** When the law, or the province's own rule, wants something done. Absent: not asked for, or the calendar does not know. */
export interface FeedbackDeadlines {
  /** Accepted, refused or forwarded. */
  respondBy?: Date;
  /** Forwarded by an agency that is not competent. */
  forwardBy?: Date;
  /** Answered; from acceptance on. */
  answerBy?: Date;
  /** Published; from the answer on. */
  publishBy?: Date;
}

/** A feedback (phản ánh, kiến nghị) as it stands. The person who filed it is kept apart: see `Filer`. */
export interface Feedback {
  id: string;
  code: string;
  /** 1, 2, 3 … with every change. */
  version: number;
  /** How many events were published of it. */
  publishedEvents: number;
  status: FeedbackStatus;
  kind: FeedbackKind;
  channel: Channel;
  title: string;
  content: string;
  /** The agency that answers for it. */
  agencyCode: string;
  dossierCode?: string;
  procedureCode?: string;
  fieldCode?: string;
  /** Agency of the dossier that procedure and field were taken from; absent where the filer named them. */
  subjectAgencyCode?: string;
  /** Subject of the token of whoever filed it online. */
  filerSubject?: string;
  /** When it was filed. */
  filedAt: Date;
  /** When the agency that answers for it got it: filed there, or forwarded to it. */
  receivedAt: Date;
  /** Time limits in force when it was filed; later changes of the configuration do not touch it. */
  rules: FeedbackRules;
  calendarId: string;
  calendarVersion: number;
  deadlines: FeedbackDeadlines;
  acceptedAt?: Date;
  refusedAt?: Date;
  refusal?: { reason: FeedbackRefusalReason; explanation: string };
  answeredAt?: Date;
  answer?: string;
  publishedAt?: Date;
  published?: { content: string; answer: string };
}

/** Whoever filed a feedback: anonymous ones are not accepted (Decree 20/2008/NĐ-CP Art. 8). */
export interface Filer {
  fullName: string;
  address: string;
  phone: string;
  email?: string;
  identityNumber?: string;
}

interface Edge {
  from: readonly FeedbackStatus[];
  to: FeedbackStatus;
  /** Roles that may do it at the agency that answers for the feedback. */
  atOwner: readonly Role[];
  /** Roles that may do it whichever agency answers for it. */
  anywhere: readonly Role[];
}

/**
 * Who may do what to a feedback in which state, and the state after it. The focal unit (procedure control) may classify
 * and publish for any agency, because the decree gives receiving and publishing to it; answering stays with the agency.
 */
export const LIFECYCLE = {
  accept: {
    from: ['NEW', 'FORWARDED'],
    to: 'ACCEPTED',
    atOwner: ['one-stop-officer', 'processing-officer', 'agency-head'],
    anywhere: [],
  },
  refuse: {
    from: ['NEW', 'FORWARDED'],
    to: 'REFUSED',
    atOwner: ['one-stop-officer', 'processing-officer', 'agency-head'],
    anywhere: ['procedure-control'],
  },
  forward: {
    from: ['NEW', 'FORWARDED'],
    to: 'FORWARDED',
    atOwner: ['one-stop-officer', 'processing-officer', 'agency-head'],
    anywhere: ['procedure-control'],
  },
  answer: {
    from: ['ACCEPTED'],
    to: 'ANSWERED',
    atOwner: ['processing-officer', 'agency-head'],
    anywhere: [],
  },
  publish: {
    from: ['ANSWERED'],
    to: 'PUBLISHED',
    atOwner: ['agency-head'],
    anywhere: ['procedure-control'],
  },
} as const satisfies Record<string, Edge>;

export type FeedbackAction = keyof typeof LIFECYCLE;
export const FEEDBACK_ACTIONS = Object.keys(LIFECYCLE) as FeedbackAction[];

/** Roles that may do `action` at all. */
export function rolesFor(action: FeedbackAction): Role[] {
  return [...LIFECYCLE[action].atOwner, ...LIFECYCLE[action].anywhere];
}
