import type { ActorKind, Channel, FeedbackKind, FeedbackRefusalReason, FeedbackStatus } from '@motcua/contracts';
import type { FeedbackRules } from './feedback-rules.js';

/** OFFICER: what came to the counter. PORTAL: for its user. */
export type FiledBy = Extract<ActorKind, 'APPLICANT' | 'OFFICER' | 'PORTAL'>;

/** By when the law, or the province's own rule, requires something. Absent: not required, or beyond the calendar. */
export interface FeedbackDeadlines {
  /** Accepted, refused or forwarded. */
  respondBy?: Date;
  /** Forwarded by an agency that is not competent. */
  forwardBy?: Date;
  /** Answered by the agency that has it; from acceptance on. */
  answerBy?: Date;
  /** Answered, whoever has it: counted from the filing, so that no forwarding moves it. Absent of an item from before it was kept. */
  answerFilerBy?: Date;
  /** Published; from the answer on. */
  publishBy?: Date;
}

/** A feedback item (phản ánh, kiến nghị) as it stands. The person who filed it is kept apart: see `Filer`. */
export interface Feedback {
  id: string;
  code: string;
  /** 1, 2, 3 … with every change. */
  version: number;
  /** How many events were published of it: earlier versions did not publish every change. */
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
  /** Account of whoever filed it online, or for whom a portal did. */
  filerSubject?: string;
  /** In which capacity it was filed; absent where an earlier version did not record it. */
  filedBy?: FiledBy;
  /** Account of the portal that filed it. */
  portalSubject?: string;
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

/** Whoever filed a feedback item: anonymous ones are not accepted (Decree 20/2008/NĐ-CP Art. 8). */
export interface Filer {
  fullName: string;
  address: string;
  phone: string;
  email?: string;
  identityNumber?: string;
}
