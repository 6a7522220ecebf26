import { ACTOR_KINDS, type ActorKind } from '../codes/actor-kind.js';
import { APOLOGY_STATES, type ApologyState } from '../codes/apology-state.js';
import { CHANNELS, type Channel } from '../codes/channel.js';
import { DOSSIER_STATUSES, type DossierStatus } from '../codes/dossier-status.js';
import { SUBJECT_TYPES, type SubjectType } from '../codes/subject-type.js';
import { IsIn } from 'class-validator';
import { DomainEvent } from './event-definition.js';
import { PERSON_FIELDS, SUPPLEMENT_OUTCOMES, type SupplementOutcome } from '../rest/dossier/dossier-requests.js';
import { Flag, Instant, Integer, Nested, NestedList, OneOf, Text, TextList, Uuid } from '../fields/field.js';
import { BudgetData, SUPPLEMENT_MODES, type SupplementMode } from './reference-data-events.js';
import { CHARGED_TO, type ChargedTo } from '../codes/charged-to.js';
import { PUNCTUALITIES, type DossierPunctuality } from '../codes/punctuality.js';
import { DOSSIER_FLAGS } from '../codes/dossier-flag.js';
import { TOPICS } from './topics.js';

/**
 * The common part of every dossier event, so that a report, a ledger or a rule needs no other source. No personal data
 * and no free text: an applicant appears as a type only.
 */
export class DossierFacts {
  @Uuid({ description: 'Dossier' }) dossierId: string;
  @Text({ description: 'Code, from acceptance on', optional: true, maxLength: 60, example: 'H41.14-260820-0001' })
  code?: string;
  @Text({ description: 'The competent agency, after this event', maxLength: 35, example: 'H41.14' })
  agencyCode: string;
  @Text({
    description: 'The agency whose counter receives it and hands the result over; absent: the same',
    maxLength: 35,
    optional: true,
    example: 'H41.14.99',
  })
  receivingAgencyCode?: string;
  @Uuid({ description: 'Procedure' }) procedureId: string;
  @Text({ description: 'Code of the procedure' }) procedureCode: string;
  @Integer({ description: 'Version of the procedure', minimum: 1 }) procedureVersion: number;
  @Text({ description: 'Code of the field' }) fieldCode: string;
  @OneOf(CHANNELS, { description: 'How it was submitted', enumName: 'Channel' }) channel: Channel;
  @OneOf(SUBJECT_TYPES, { description: 'Kind of applicant', enumName: 'SubjectType' }) subjectType: SubjectType;
  @OneOf(DOSSIER_STATUSES, { description: 'State after this event', enumName: 'DossierStatus' }) status: DossierStatus;
  @Instant({ description: 'Accepted at (Giấy tiếp nhận)', optional: true }) acceptedAt?: string;
  @Instant({
    description: 'Due at, by the deadline as it stands after this event; absent while it is paused or unknown',
    optional: true,
  })
  dueAt?: string;
  @Instant({
    description:
      'The appointed date (NgayHenTra) after this event, where an apology set a later one than `dueAt`; absent: the same. What is late by law goes by `dueAt`',
    optional: true,
  })
  appointedAt?: string;
  @OneOf(PUNCTUALITIES, {
    description:
      'How it ended against its due date; one that ended while a supplement was awaited is judged at the request and is never early (Decision 766, item 2.1). Absent while it is open, and in what was announced before this was part of it',
    optional: true,
    enumName: 'Punctuality',
  })
  punctuality?: DossierPunctuality;
  @OneOf(PUNCTUALITIES, {
    description:
      'How it ended against its appointed date; never instead of `punctuality`. Absent while it is open, and in what was announced before this was part of it',
    optional: true,
    enumName: 'Punctuality',
  })
  appointedPunctuality?: DossierPunctuality;
  @OneOf(APOLOGY_STATES, {
    description:
      'What became of the apology, where it ended past its due date and one was owed (Decree 61/2018 Art. 19.9)',
    optional: true,
    enumName: 'ApologyState',
  })
  apology?: ApologyState;
}

/** Who did it: no name, and no account. */
export class DossierActor {
  @OneOf(ACTOR_KINDS, { description: 'In which capacity', enumName: 'ActorKind' }) kind: ActorKind;
  @Text({ description: 'Agency that an officer acts for', optional: true, maxLength: 35, example: 'H41.14' })
  agency?: string;
  @Text({ description: 'Unit of the officer', optional: true, maxLength: 100, example: 'mot-cua' }) unit?: string;
  @Text({
    description:
      'Which officer: the same key in all events of the same officer, until the key for personal data is changed. It says nothing about the person',
    optional: true,
    maxLength: 64,
    example: '0f6b1c9a7d3e4a52b8c1d0e9f7a6b5c4',
  })
  officer?: string;
}

/** What of an event is remarkable. */
export const Flags = () => (target: object, property: string) => {
  TextList({
    description: `What is remarkable, by code: ${DOSSIER_FLAGS.join(', ')}`,
    optional: true,
    maxLength: 50,
    example: ['SUPPLEMENT_AFTER_WINDOW'],
  })(target, property);
};

/** To whom time is charged. */
export class TimeChargedTo {
  @OneOf(CHARGED_TO, {
    description:
      'COUNTER: the one-stop counter; UNIT: the unit of the step; AGENCY: the agency itself, while nobody there had a task; APPLICANT: while the clock stood still for a supplement; CONSULTED_AGENCY: another agency that was asked for its opinion, up to its limit; PROCESS, of lateness only: every step kept its own limit; UNKNOWN: not recorded',
    enumName: 'ChargedTo',
    example: 'UNIT',
  })
  party: ChargedTo;
  @Text({
    description: 'The agency that had the dossier then, or was asked; absent of UNKNOWN',
    optional: true,
    maxLength: 35,
    example: 'H41.14',
  })
  agencyCode?: string;
  @Text({ description: 'Unit', optional: true, maxLength: 100, example: 'chuyen-mon' }) unit?: string;
  @Text({
    description:
      'Opaque key of the officer who had the step, as in `by`; over REST only for the agency and those who control it',
    optional: true,
    maxLength: 64,
    example: '0f6b1c9a7d3e4a52b8c1d0e9f7a6b5c4',
  })
  officer?: string;
}

/** Working minutes of a dossier that somebody is charged with. */
export class ChargedTime extends TimeChargedTo {
  @Integer({ description: 'Working minutes', example: 450 }) minutes: number;
  @Integer({
    description: 'Working minutes by which it made the dossier late; absent: it did not',
    optional: true,
    example: 150,
  })
  lateMinutes?: number;
}

/** Who had a dossier how long, from its acceptance to its end. */
export class DossierTimeShares {
  @Integer({ description: 'Working minutes from acceptance to the end', example: 2310 }) minutes: number;
  @Integer({
    description: 'Working minutes by which it was late; absent: it was not, or that is not known',
    optional: true,
    example: 150,
  })
  lateMinutes?: number;
  @NestedList(() => ChargedTime, {
    description: 'Whose they are: `minutes` add up to the whole, and `lateMinutes` to the lateness',
    maxItems: 10_000,
  })
  charged: ChargedTime[];
}

/** Of the end of a dossier. */
const TimeShares = () => (target: object, property: string) => {
  Nested(() => DossierTimeShares, {
    description:
      'Who had it how long, and who made it late; absent before acceptance, of imported dossiers, where the calendar does not reach, and in what was announced before this was part of it',
    optional: true,
  })(target, property);
};

/** What every event of a dossier says. */
export class DossierEvent {
  @Nested(() => DossierFacts, { description: 'The dossier as it stands after this event' }) dossier: DossierFacts;
  @Nested(() => DossierActor, {
    description: 'Who did it; absent in what was announced before this was part of it',
    optional: true,
  })
  by?: DossierActor;
}

const topic = TOPICS.dossiers;

@DomainEvent({ topic, type: 'dossier.submitted', summary: 'A dossier was submitted; no deadline runs yet' })
export class DossierSubmitted extends DossierEvent {}

@DomainEvent({
  topic,
  type: 'dossier.accepted',
  summary:
    'A dossier was received complete and correct: it has a code, a receipt and a due date (Decree 118/2025 Art. 17.3)',
})
export class DossierAccepted extends DossierEvent {
  @Text({ description: 'Rule set in force' }) ruleSetId: string;
  @Integer({ description: 'Version of the rule set', minimum: 1 }) ruleSetVersion: number;
  @Text({ description: 'Calendar' }) calendarId: string;
  @Integer({ description: 'Version of the calendar', minimum: 1 }) calendarVersion: number;
  @Text({ description: 'Case of the internal process' }) caseCode: string;
  @Nested(() => BudgetData, { description: 'Time limit' }) budget: BudgetData;
}

/** The correctable fields of the persons of a dossier. */
/** Which paper a number is of belongs to the number. */
export const CORRECTABLE_FIELDS: readonly string[] = ['applicant', 'representative'].flatMap((role) =>
  PERSON_FIELDS.filter((field) => field !== 'identityType').map((field) => `${role}.${field}`),
);

@DomainEvent({
  topic,
  type: 'dossier.intake-corrected',
  summary: 'What was mistyped of a person at intake was corrected; nothing else of the dossier changed',
})
export class DossierIntakeCorrected extends DossierEvent {
  @TextList({ description: 'Which fields, by name only', maxItems: CORRECTABLE_FIELDS.length, maxLength: 50 })
  @IsIn(CORRECTABLE_FIELDS as string[], { each: true })
  fields: string[];
}

export const INTAKE_REFUSAL_CAUSES = ['SUPPLEMENT_NOT_PROVIDED'] as const;
export type IntakeRefusalCause = (typeof INTAKE_REFUSAL_CAUSES)[number];

@DomainEvent({ topic, type: 'dossier.refused', summary: 'A dossier was not accepted at intake (Form 03)' })
export class DossierRefused extends DossierEvent {
  @OneOf(INTAKE_REFUSAL_CAUSES, {
    description:
      'SUPPLEMENT_NOT_PROVIDED: the time limit of a requested supplement has passed; absent: refused for another reason',
    optional: true,
    enumName: 'IntakeRefusalCause',
  })
  cause?: IntakeRefusalCause;
}

/** A step that begins. */
export class BegunStepData {
  @Text({ description: 'Code' }) stepCode: string;
  @Text({ description: 'Unit that does it' }) unit: string;
}

@DomainEvent({
  topic,
  type: 'dossier.forwarded',
  summary: 'The counter forwarded a dossier to its first processing step',
})
export class DossierForwarded extends DossierEvent {
  @Text({ description: 'Step that begins; the first of several' }) stepCode: string;
  @Text({ description: 'Unit that does it' }) unit: string;
  @NestedList(() => BegunStepData, { description: 'All steps that begin, where they are several', optional: true })
  nextSteps?: BegunStepData[];
}

@DomainEvent({ topic, type: 'dossier.step-completed', summary: 'A step of the internal process ended' })
export class DossierStepCompleted extends DossierEvent {
  @Text({ description: 'Step that ended' }) stepCode: string;
  @Text({ description: 'Unit that did it' }) unit: string;
  @Text({ description: 'Step that begins, the first of several; absent where none does', optional: true })
  nextStepCode?: string;
  @Text({ description: 'Unit that does the next', optional: true }) nextUnit?: string;
  @NestedList(() => BegunStepData, { description: 'All steps that begin, where they are several', optional: true })
  nextSteps?: BegunStepData[];
}

@DomainEvent({
  topic,
  type: 'dossier.step-returned',
  summary: 'A step was sent back to one before it, which is done again; no date of the dossier moves',
})
export class DossierStepReturned extends DossierEvent {
  @Text({ description: 'Step that was sent back' }) stepCode: string;
  @Text({ description: 'Unit that sent it back' }) unit: string;
  @Text({ description: 'Step that begins again' }) nextStepCode: string;
  @Text({ description: 'Unit that does it' }) nextUnit: string;
  @Flags() flags?: string[];
}

@DomainEvent({
  topic,
  type: 'dossier.forwarding-recalled',
  summary: 'The officer who had forwarded a dossier took it back to the counter before anybody had begun with it',
})
export class DossierForwardingRecalled extends DossierEvent {
  @TextList({ description: 'Steps that nobody had begun', maxLength: 50 }) stepCodes: string[];
}

@DomainEvent({
  topic,
  type: 'dossier.supplement-requested',
  summary:
    'One complete list of what is missing was sent to the applicant (Form 02); the clock of an accepted dossier pauses',
})
export class DossierSupplementRequested extends DossierEvent {
  @Integer({ description: 'First, second … request; more than one is flagged', minimum: 1 }) requestNumber: number;
  @Flag({ description: 'Whether the clock was running and now pauses' }) pausesClock: boolean;
  @Instant({ description: 'Until when the applicant is asked to provide it', optional: true }) provideUntil?: string;
  @Flags() flags?: string[];
}

@DomainEvent({
  topic,
  type: 'dossier.supplement-provided',
  summary: 'The supplement was brought; the deadline starts anew or the waiting is subtracted',
})
export class DossierSupplementProvided extends DossierEvent {
  @OneOf(SUPPLEMENT_MODES, {
    description:
      'How the deadline was set again; with the flag SUPPLEMENT_ANSWERED_BY_ASKER it runs as if it had never paused',
    enumName: 'SupplementMode',
  })
  mode: SupplementMode;
  @Flags() flags?: string[];
}

@DomainEvent({
  topic,
  type: 'dossier.supplement-checked',
  summary:
    'The counter looked at a supplement: it is complete, or the rest of the same list is awaited and the clock pauses from now',
})
export class DossierSupplementChecked extends DossierEvent {
  @OneOf(SUPPLEMENT_OUTCOMES, { description: 'Whether all of it has come', enumName: 'SupplementOutcome' })
  outcome: SupplementOutcome;
  @Flag({ description: 'Whether the clock was running and now pauses' }) pausesClock: boolean;
  @Instant({ description: 'Until when the rest is awaited', optional: true }) provideUntil?: string;
}

@DomainEvent({ topic, type: 'dossier.resolved', summary: 'Processing ended with a result (NgayKetThucXuLy)' })
export class DossierResolved extends DossierEvent {
  @OneOf(['APPROVED', 'NOT_ELIGIBLE'], { description: 'Granted, or refused after assessment' })
  outcome: 'APPROVED' | 'NOT_ELIGIBLE';
  @TimeShares() timeShares?: DossierTimeShares;
}

@DomainEvent({ topic, type: 'dossier.delivered', summary: 'The result was handed over (NgayTra)' })
export class DossierDelivered extends DossierEvent {}

/** Who asked the system for a withdrawal. A portal acts for its applicant. */
export const WITHDRAWERS = ['APPLICANT', 'COUNTER'] as const;
export type Withdrawer = (typeof WITHDRAWERS)[number];

@DomainEvent({ topic, type: 'dossier.withdrawn', summary: 'The applicant withdrew the dossier' })
export class DossierWithdrawn extends DossierEvent {
  @OneOf(WITHDRAWERS, {
    description:
      'APPLICANT: in person or through the portal that submitted it; COUNTER: recorded by an officer of its agency; absent in events from before this was recorded',
    optional: true,
    enumName: 'Withdrawer',
  })
  withdrawnBy?: Withdrawer;
  @TimeShares() timeShares?: DossierTimeShares;
}

@DomainEvent({ topic, type: 'dossier.stopped', summary: 'Processing was stopped by a notice (Form 05)' })
export class DossierStopped extends DossierEvent {
  @TimeShares() timeShares?: DossierTimeShares;
}

@DomainEvent({
  topic,
  type: 'dossier.apologised',
  summary:
    'The head of the agency apologised for a date that will be or was missed, and appointed another one (Form 04); the due date by law stays',
})
export class DossierApologised extends DossierEvent {
  @Instant({ description: 'The date that was promised until now' }) previousDueAt: string;
  @Instant({ description: 'The new appointed date' }) newDueAt: string;
  @Flag({ description: 'Later than the last working day before the due day: taken, and a violation' }) late: boolean;
  @Flags() flags?: string[];
}

@DomainEvent({
  topic,
  type: 'dossier.due-changed',
  summary: 'A newer version of the calendar set the deadline of an open dossier anew',
})
export class DossierDueChanged extends DossierEvent {
  @OneOf(['CALENDAR_CHANGED'], { description: 'Why' }) cause: 'CALENDAR_CHANGED';
  @Text({ description: 'Calendar' }) calendarId: string;
  @Integer({ description: 'Version of the calendar by which it is counted now', minimum: 1 }) calendarVersion: number;
  @Instant({ description: 'Due at before; absent while it was paused or unknown', optional: true })
  previousDueAt?: string;
}

@DomainEvent({
  topic,
  type: 'dossier.transferred',
  summary:
    'The agency that had a dossier has ended, and its successor has the dossier from now on; nothing else of it changed',
})
export class DossierTransferred extends DossierEvent {
  @Flag({ description: 'Whether its clock stands still, as it did before: the applicant is awaited' })
  pausesClock: boolean;
  @OneOf(['AGENCY_ENDED'], { description: 'Why' }) cause: 'AGENCY_ENDED';
  @Text({
    description: 'The agency that had it; the one that has it now stands in `dossier`',
    maxLength: 35,
    example: 'H41.14',
  })
  fromAgencyCode: string;
  @OneOf(['RECEIVING', 'COMPETENT'], {
    description: 'The one part that it had; absent: it was both the receiving and the competent agency',
    optional: true,
    enumName: 'AgencyPart',
    example: 'COMPETENT',
  })
  part?: 'RECEIVING' | 'COMPETENT';
}

@DomainEvent({
  topic,
  type: 'dossier.imported',
  summary: "A legacy system's dossier was taken over with its history as it stands; neither guards nor calendars apply",
})
export class DossierImported extends DossierEvent {
  @Text({ description: 'Which legacy system', maxLength: 100 }) legacySystem: string;
  @Text({ description: "The legacy system's id", maxLength: 200 }) legacyId: string;
  @Instant({ description: 'Ended at, as recorded', optional: true }) endedAt?: string;
  @Integer({ description: 'How many steps it recorded; what it called them stays with the dossier', minimum: 0 })
  stepCount: number;
  @TextList({ description: 'What contradicts itself or the catalog, by code', maxLength: 50 }) flags: string[];
}
