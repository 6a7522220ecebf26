import { CHANNELS, type Channel } from '../codes/channel.js';
import { DomainEvent } from './event-definition.js';
import { Instant, Integer, Nested, OneOf, Text, Uuid } from '../fields/field.js';
import { TOPICS } from './topics.js';

export const FEEDBACK_KINDS = ['BEHAVIOUR', 'REGULATION'] as const;
export type FeedbackKind = (typeof FEEDBACK_KINDS)[number];

export const FEEDBACK_STATUSES = ['NEW', 'ACCEPTED', 'REFUSED', 'FORWARDED', 'ANSWERED', 'PUBLISHED'] as const;
export type FeedbackStatus = (typeof FEEDBACK_STATUSES)[number];

/** The common part of every feedback event: no name, no text. */
/** Why a feedback item is refused (Decree 20/2008/NĐ-CP Art. 1, 8, 9). */
export const FEEDBACK_REFUSAL_REASONS = [
  'COMPLAINT_OR_DENUNCIATION',
  'UNCLEAR_CONTENT',
  'NO_VALID_IDENTITY',
  'NOT_ABOUT_ADMINISTRATION',
  'DUPLICATE',
  'OTHER',
] as const;
export type FeedbackRefusalReason = (typeof FEEDBACK_REFUSAL_REASONS)[number];

export class FeedbackFacts {
  @Uuid({ description: 'Feedback' }) feedbackId: string;
  @Text({ description: 'Code', example: 'PAKN.20260820.0001', maxLength: 40 }) code: string;
  @OneOf(FEEDBACK_KINDS, {
    description: 'About behaviour, or about a regulation (Decree 20/2008 Art. 5)',
    enumName: 'FeedbackKind',
  })
  kind: FeedbackKind;
  @OneOf(CHANNELS, { description: 'Channel', enumName: 'Channel' }) channel: Channel;
  @OneOf(FEEDBACK_STATUSES, { description: 'State after this event', enumName: 'FeedbackStatus' })
  status: FeedbackStatus;
  @Text({ description: 'Competent agency', maxLength: 35 }) agencyCode: string;
  @Text({ description: 'Code of the dossier it is about', optional: true, maxLength: 60 }) dossierCode?: string;
  @Text({ description: 'Code of the procedure it is about', optional: true }) procedureCode?: string;
  @Text({ description: 'Field, where the dossier or procedure is known', optional: true }) fieldCode?: string;
  @Instant({ description: 'Filed at' }) filedAt: string;
  @Instant({ description: 'Acceptance, refusal or forwarding due at; until then', optional: true })
  respondDueAt?: string;
  @Instant({ description: 'Forwarding by an agency that is not competent due at; until its response', optional: true })
  forwardDueAt?: string;
  @Instant({ description: 'Answer of its agency due at, from acceptance on', optional: true }) dueAt?: string;
  @Instant({ description: 'Answer due at, counted from the filing: forwarding does not move it', optional: true })
  filerDueAt?: string;
  @Instant({ description: 'Publication due at, from the answer on', optional: true }) publishDueAt?: string;
}

class FeedbackEvent {
  @Nested(() => FeedbackFacts, { description: 'The feedback item as it stands after this event' })
  feedback: FeedbackFacts;
}

const topic = TOPICS.feedback;

@DomainEvent({ topic, type: 'feedback.filed', summary: 'A feedback item was filed' })
export class FeedbackFiled extends FeedbackEvent {}

@DomainEvent({ topic, type: 'feedback.accepted', summary: 'The competent agency accepted a feedback item' })
export class FeedbackAccepted extends FeedbackEvent {}

@DomainEvent({
  topic,
  type: 'feedback.refused',
  summary: 'A feedback item was refused with a reason, or is a complaint or denunciation',
})
export class FeedbackRefused extends FeedbackEvent {
  @OneOf(FEEDBACK_REFUSAL_REASONS, {
    description: 'Why; absent where an earlier version did not say so',
    optional: true,
    enumName: 'FeedbackRefusalReason',
  })
  reason?: FeedbackRefusalReason;
}

@DomainEvent({ topic, type: 'feedback.forwarded', summary: 'A feedback item was forwarded to the competent agency' })
export class FeedbackForwarded extends FeedbackEvent {
  @Text({ description: 'Agency that forwarded it', maxLength: 35 }) fromAgencyCode: string;
}

@DomainEvent({ topic, type: 'feedback.answered', summary: 'A feedback item was answered' })
export class FeedbackAnswered extends FeedbackEvent {}

@DomainEvent({
  topic,
  type: 'feedback.published',
  summary: 'A feedback item and its answer were published without personal data',
})
export class FeedbackPublished extends FeedbackEvent {}

@DomainEvent({
  topic,
  type: 'feedback.deadlines-changed',
  summary: 'A newer calendar moved deadlines of a feedback item that had not passed',
})
export class FeedbackDeadlinesChanged extends FeedbackEvent {}

export const SATISFACTION_LEVELS = ['VERY_SATISFIED', 'SATISFIED', 'DISSATISFIED'] as const;
export type SatisfactionLevel = (typeof SATISFACTION_LEVELS)[number];

/**
 * How a ballot reaches whoever answers. OWNER: by the applicant's own login. PORTAL: by the portal that submitted the dossier, for its
 * user. AGENCY_NAMED: by an account that the agency named at intake. COUNTER: printed or shown at the agency's counter.
 */
export const SURVEY_CHANNELS = ['OWNER', 'PORTAL', 'AGENCY_NAMED', 'COUNTER'] as const;
export type SurveyChannel = (typeof SURVEY_CHANNELS)[number];

/** Whose answers judge the agency: no login of it can ask for such a ballot, redirect it or read it (ADR 120). */
export const APPLICANT_CHANNELS = ['OWNER', 'PORTAL'] as const satisfies readonly SurveyChannel[];

const channelOf = (description: string, optional = false) =>
  OneOf(SURVEY_CHANNELS, { description, optional, enumName: 'SurveyChannel' });

/** It contains no link to the dossier: people answer freely only if no officer learns who answered what. */
@DomainEvent({
  topic: TOPICS.surveys,
  type: 'survey.answered',
  summary:
    'A satisfaction question about a resolved dossier was answered, once. Which dossier it was is not said. Answers are announced several at once, in an order of chance, after the end of their day; the time of each is the beginning of the latest of their days',
})
export class SurveyAnswered {
  @Uuid({ description: 'Random; tells answers apart and leads to no dossier' }) surveyId: string;
  @Text({ description: 'Agency', maxLength: 35 }) agencyCode: string;
  @Text({ description: 'Field; OTHER where too few people answered about the procedure' }) fieldCode: string;
  @Text({ description: 'Procedure; OTHER where too few people answered about it' }) procedureCode: string;
  @OneOf(SATISFACTION_LEVELS, { description: 'Answer', enumName: 'SatisfactionLevel' }) level: SatisfactionLevel;
  @Integer({ description: 'Version of the question', minimum: 1 }) questionVersion: number;
  @channelOf('How its ballot was issued; absent where that was not kept', true) channel?: SurveyChannel;
}

/** Ballots are counted, so that a report can say how many of them were answered. */
@DomainEvent({
  topic: TOPICS.surveys,
  type: 'survey.ballots-issued',
  summary:
    'So many ballots about one agency and procedure were issued through one channel. Announced together with answers, in an order of chance, after the end of the day; its time is the beginning of the earliest of their days, so that no answer is announced before its ballot',
})
export class SurveyBallotsIssued {
  @Uuid({ description: 'Random; tells counts apart and leads to no dossier' }) batchId: string;
  @Text({ description: 'Agency', maxLength: 35 }) agencyCode: string;
  @Text({ description: 'Field; OTHER where too few ballots were issued about the procedure' }) fieldCode: string;
  @Text({ description: 'Procedure; OTHER where too few ballots were issued about it' }) procedureCode: string;
  @channelOf('How they were issued') channel: SurveyChannel;
  @Integer({ description: 'How many; a ballot that is issued again counts once', minimum: 1 }) ballots: number;
}
