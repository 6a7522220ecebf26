import { DOSSIER_STATUSES, type DossierStatus } from './codes/dossier-status.js';
import { DateOnly, Instant, Integer, IntegerList, OneOf, Text, TextList, Uuid } from './fields/field.js';
import { FEEDBACK_STATUSES, type FeedbackStatus } from './events/feedback-events.js';

/**
 * The members that a problem document may have beside the standard ones (RFC 9457 §3.2). A refusal may use no others: the
 * state of a dossier named `status` was lost under the HTTP status, and clients do not find a member that no schema declares.
 */
export class ProblemDetails {
  @OneOf(DOSSIER_STATUSES, {
    description: 'State of the dossier',
    optional: true,
    enumName: 'DossierStatus',
    example: undefined,
  })
  dossierStatus?: DossierStatus;
  @Text({ description: 'The action that was asked for', optional: true, example: undefined }) action?: string;
  @TextList({ description: 'What the caller may do with the dossier instead', optional: true, example: undefined })
  allowedActions?: string[];
  @Text({ description: 'LIVE or IMPORTED', optional: true, example: undefined }) origin?: string;
  @Text({ description: 'The step that is being worked on', optional: true, example: undefined })
  currentStepCode?: string;
  @TextList({ description: 'All open steps', optional: true, example: undefined }) openSteps?: string[];
  @Text({ description: 'The step that somebody else does', optional: true, example: undefined }) stepCode?: string;
  @Text({ description: 'The unit that does it', optional: true, example: undefined }) stepUnit?: string;
  @Text({ description: 'The role that does it', optional: true, example: undefined }) stepRole?: string;
  @IntegerList({ description: 'The numbers of the open tasks', optional: true, example: undefined })
  openTasks?: number[];
  @Integer({ description: 'The task that somebody else has', optional: true, minimum: 1, example: undefined })
  task?: number;
  @Text({ description: 'The officer who has it, by token subject', optional: true, example: undefined })
  assignee?: string;
  @Text({ description: 'The name of that officer', optional: true, example: undefined }) assigneeName?: string;
  @TextList({
    description: 'Officers whom the task can be given to, by token subject, who acted last first',
    optional: true,
    example: undefined,
  })
  possibleAssignees?: string[];
  @Text({ description: 'The agency that has the dossier now', optional: true, example: undefined })
  havingAgencyCode?: string;
  @Text({ description: 'The agency where a step is done', optional: true, example: undefined })
  stepAgencyCode?: string;
  @TextList({
    description: 'Agencies for which the counter receives dossiers besides its own',
    optional: true,
    example: undefined,
  })
  receivesForAgencyCodes?: string[];
  @IntegerList({
    description: 'Consultations by their numbers: those that are in the way, or that the caller is asked to answer',
    optional: true,
    example: undefined,
  })
  consultations?: number[];
  @OneOf(FEEDBACK_STATUSES, {
    description: 'State of the feedback item',
    optional: true,
    enumName: 'FeedbackStatus',
    example: undefined,
  })
  feedbackStatus?: FeedbackStatus;
  @TextList({ description: 'States in which the action is possible', optional: true, example: undefined })
  allowedIn?: string[];
  @Integer({ description: 'Present version', optional: true, minimum: 1, example: undefined }) version?: number;
  @Integer({ description: 'Present revision of the draft', optional: true, minimum: 1, example: undefined })
  revision?: number;
  @Integer({ description: 'The version that the caller saw', optional: true, minimum: 1, example: undefined })
  expectedVersion?: number;
  @Integer({ description: 'The present version', optional: true, minimum: 1, example: undefined })
  currentVersion?: number;
  @Uuid({ description: 'The procedure that has the code', optional: true, example: undefined }) procedureId?: string;
  @Text({ description: 'The successor that an agency has already', optional: true, example: undefined })
  successorCode?: string;
  @Text({ description: 'Calendar', optional: true, example: undefined }) calendarId?: string;
  @Integer({ description: 'Its version', optional: true, minimum: 1, example: undefined }) calendarVersion?: number;
  @DateOnly({ description: 'A day that the calendar does not cover', optional: true, example: undefined })
  date?: string;
  @Instant({ description: 'The apology was given at', optional: true, example: undefined }) apologisedAt?: string;
  @Instant({ description: 'The return date that it appointed', optional: true, example: undefined })
  newDueAt?: string;
  @Instant({ description: 'Reopened, because the result was wrong, at', optional: true, example: undefined })
  reopenedAt?: string;
  @Instant({ description: 'Survey token issued at', optional: true, example: undefined }) issuedAt?: string;
  @Text({ description: 'To whom: OWNER or COUNTER', optional: true, example: undefined }) issuedTo?: string;
  @Instant({ description: 'Survey token valid until', optional: true, example: undefined }) expiresAt?: string;
  @Uuid({ description: 'The import that broke off', optional: true, example: undefined }) importId?: string;
  @Integer({ description: 'Lines that it had imported', optional: true, example: undefined }) imported?: number;
  @Integer({ description: 'Lines that were known already', optional: true, example: undefined })
  alreadyThere?: number;
  @Integer({ description: 'Lines that were refused', optional: true, example: undefined }) refused?: number;
  @Integer({ description: 'The most that is taken', optional: true, example: undefined }) limit?: number;
  @Integer({ description: 'How large it would be', optional: true, example: undefined }) bytes?: number;
  @TextList({
    description: 'Topics, each with its producer, that have not been heard up to the end of the period',
    optional: true,
    example: undefined,
  })
  unheardTopics?: string[];
  @TextList({ description: 'Ids of the events that are set aside', optional: true, example: undefined })
  setAsideEvents?: string[];
  @Text({ description: 'Hash of the report that is frozen already', optional: true, example: undefined })
  frozenHash?: string;
  @Text({ description: 'The service that did not answer', optional: true, example: undefined }) service?: string;
}
