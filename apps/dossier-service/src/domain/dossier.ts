import type {
  Channel,
  ConsultationOutcome,
  ConsultationPosition,
  ConsultationRulesData,
  CorrectionRulesData,
  DossierStatus,
  StepPlace,
  StepRole,
  SubjectType,
  SupplementRulesData,
} from '@motcua/contracts';
import type { Budget, CountingRules, Due, Pause, SupplementMode } from '@motcua/working-time';
import type { Agencies, AgencyPart } from './agencies.js';
import type { DataProblem } from './person-data.js';
import type { Reopening } from './reopening.js';

/**
 * States in which a deadline can still be missed, as the indexes of `dossiers` name them. No action leads to
 * WAITING_PAYMENT yet.
 */
export const OPEN_STATUSES: readonly DossierStatus[] = [
  'RECEIVED',
  'IN_PROGRESS',
  'WAITING_SUPPLEMENT',
  'WAITING_PAYMENT',
];

/** One step of the internal process that the dossier was opened on. Place and role are absent where the process does not say. */
export interface ProcessStep {
  code: string;
  name: string;
  unit: string;
  budget: Budget;
  place?: StepPlace;
  role?: StepRole;
  /** Codes of the steps that must be done before it. */
  predecessors: readonly string[];
}

/**
 * An internal process has at least one step (Circular 01/2018/TT-VPCP Art. 8). The catalog publishes cases without any for
 * procedures that are settled at once; no dossier is opened on such a case.
 */
export type ProcessSteps = readonly [ProcessStep, ...ProcessStep[]];

export function hasSteps<P extends { steps: readonly ProcessStep[] }>(
  process: P,
): process is P & { steps: ProcessSteps } {
  return process.steps.length > 0;
}

/** The published version and case of a procedure; a dossier ends by the version it was opened on. */
export interface ProcedureCase {
  id: string;
  code: string;
  version: number;
  fieldCode: string;
  caseCode: string;
}

/** The same with its time limit and its internal process. */
export interface Procedure extends ProcedureCase {
  budget: Budget;
  /** Exceptions by sector law. */
  supplementMode?: SupplementMode;
  steps: ProcessSteps;
}

/** The procedure of an imported dossier: its steps ran outside any process, and no calendar applies to it. */
export interface LegacyProcedure extends ProcedureCase {
  budget?: undefined;
  supplementMode?: undefined;
  steps: readonly [];
}

/** By what law and calendar the deadline is counted: stamped at acceptance, so that later law does not rewrite it. */
export interface DeadlineBasis {
  ruleSet: { id: string; version: number };
  calendar: { id: string; version: number };
  /** Which office hours of its own the agency had; absent when it keeps the calendar's. */
  officeHours?: string;
  rules: CountingRules;
  /** Local time `HH:MM`: a dossier accepted after it is forwarded at the start of the next working day. */
  forwardNextMorningAfter: string;
  /** How many working minutes that start lasts. */
  forwardNextMorningMinutes: number;
  /** Within how many working hours a submission is to be answered. */
  intakeWithinHours: number;
  /** How often a supplement may be asked for without being flagged. */
  supplementRequestLimit: number;
  /** Time limits of a request for a supplement. */
  supplement: SupplementRulesData;
  /** What holds for asking others for their opinion. */
  consultation: ConsultationRulesData;
  /** What holds for correcting a wrong result. */
  correction: CorrectionRulesData;
}

/** What a report or a queue needs to know of the deadline; UNKNOWN is never on time. */
export type DeadlineState = Due | { state: 'UNKNOWN' };

/** Why the clock goes on after a pause as it does; settled when the pause began, but for ANSWERED_BY_ASKER. */
export type ModeReason =
  'WITHIN_WINDOW' | 'AFTER_WINDOW' | 'REPEATED' | 'SECTOR_LAW' | 'RULE_SET' | 'ANSWERED_BY_ASKER';

/** A pause of this service's ledger. */
export interface LedgerPause extends Pause {
  /** Absent of a check, which is always subtracted, and of what an earlier version recorded. */
  readonly why?: ModeReason;
}

/** The reason of a pause that began when a check found a supplement incomplete. It does not restart the forwarding limit. */
export const CHECK_PAUSE = 'SUPPLEMENT_CHECK';

/**
 * What a dossier begins with. Acceptance settles the version of the procedure and its case; an agency changes only where it
 * ends and its successor takes the dossier over.
 */
export interface Opening<P extends ProcedureCase = Procedure> extends Agencies {
  readonly id: string;
  readonly procedure: P;
  readonly channel: Channel;
  readonly subjectType: SubjectType;
}

/** The apology for a date that will be or was missed: one for a dossier's life, and nothing changes it. */
export interface Apology {
  readonly at: Date;
  /** The new appointed date; the due date by law stays. */
  readonly newDueAt: Date;
  /** Later than the last working day before the due day (Decree 61/2018 Art. 19.9). */
  readonly late: boolean;
}

/** What acceptance stamped, and how the clock has run since. */
export interface Acceptance {
  readonly code: string;
  readonly acceptedAt: Date;
  readonly basis: DeadlineBasis;
  readonly deadline: DeadlineState;
  readonly pauses: readonly LedgerPause[];
  readonly apology?: Apology;
}

/** What a legacy system recorded of an acceptance: its due date is a fact, and its clock is not ours to stop. */
export interface LegacyAcceptance {
  readonly code?: string;
  readonly acceptedAt: Date;
  readonly basis?: undefined;
  readonly deadline: Exclude<DeadlineState, { state: 'PAUSED' }>;
  readonly pauses?: undefined;
  readonly apology?: Apology;
}

/** The states from which a supplement can be asked for; the dossier goes back there when it comes. */
export type ReturnTo = 'SUBMITTED' | 'RECEIVED' | 'IN_PROGRESS';

/** What the applicant was asked for (Form 02), until it is brought. */
export interface Waiting<R extends ReturnTo = ReturnTo> {
  readonly returnTo: R;
  readonly since: Date;
  readonly provideUntil?: Date;
  /**
   * What a check may find missing, by its place in the request; none once a check has said so. Absent for a request that
   * is older than checks: what it named stands only encrypted in the history.
   */
  readonly items?: readonly number[];
  /** What is still awaited, by its place in the request; absent where an earlier version did not keep it. */
  readonly awaited?: readonly number[];
  /**
   * The accounts of the officers who asked for it, or said that it was incomplete; absent where an earlier version did not keep
   * them. Whoever asks does not answer for the applicant.
   */
  readonly askedBy?: readonly string[];
}

/** A supplement that is at the counter and was not looked at yet. */
export interface BroughtSupplement {
  readonly items: readonly number[];
  /** Until when the request asked for it. */
  readonly provideUntil?: Date;
  readonly broughtAt: Date;
  readonly askedBy?: readonly string[];
}

export type Outcome = 'APPROVED' | 'NOT_ELIGIBLE';

/** How a dossier ended: when, and with a result if it was decided. */
export interface Ending<O extends Outcome | undefined = undefined> {
  readonly endedAt: Date;
  readonly outcome: O;
  /** By when it is judged, if not by its end: since when a supplement was awaited (Decision 766, item 2.1). */
  readonly judgedAt?: Date;
  /** Only of a result. */
  readonly reopening?: Reopening;
}

/** A legacy system may record that a dossier ended and not with which result. */
type LegacyEnding = Ending<Outcome | undefined>;

/** An officer of an agency, with name and title as they were then. */
export interface Officer {
  /** Of the token. */
  readonly account: string;
  readonly name?: string;
  readonly title?: string;
}

/** Who has a task, and from when to when: the time stays with who had it, whoever gets it next. */
export interface Hold {
  readonly officer: Officer;
  readonly from: Date;
  /** Absent: that officer has it now. */
  readonly to?: Date;
  /** When that officer began with it; absent where it was assigned and nobody began. */
  readonly takenUpAt?: Date;
}

/**
 * COMPLETED: done. CANCELLED: the dossier ended, or was refused after assessment, before it was done. RETURNED: sent back to a step
 * before it. RECALLED: whoever forwarded the dossier took it back before anybody began. The others are of consultations.
 */
export type TaskOutcome = 'COMPLETED' | 'RETURNED' | 'RECALLED' | ConsultationOutcome;

interface Work {
  /** 1, 2, 3 … in the order in which they were opened. */
  readonly number: number;
  /** In whose queue it is. */
  readonly agencyCode: string;
  readonly unit?: string;
  /** Absent: not known, of a step that was begun before tasks were recorded. */
  readonly openedAt?: Date;
  /** The account of the officer whose act opened it; absent where it is not known. */
  readonly openedBy?: string;
  /** Of a step by its time from its opening; absent while the applicant is awaited, and where it is not known. */
  readonly dueAt?: Date;
  /** Who has and had it, in order; absent where nobody had it yet. */
  readonly holds?: readonly Hold[];
  /** Absent while it is open. */
  readonly closing?: { readonly at?: Date; readonly outcome: TaskOutcome };
}

/** From here on another agency has the dossier. */
export interface HandedOn {
  readonly at: Date;
  readonly fromAgencyCode: string;
  /** The one part that it had; absent: every part. */
  readonly part?: AgencyPart;
}

/** One step of the process. */
export interface StepTask extends Work {
  readonly kind: 'STEP';
  readonly stepCode: string;
  readonly unit: string;
  readonly role?: StepRole;
  readonly consultation?: undefined;
}

/** An agency, or a unit of the own one, is asked for its opinion. Due at the limit of the letter, which nothing pauses. */
export interface ConsultationTask extends Work {
  readonly kind: 'CONSULTATION';
  readonly stepCode?: undefined;
  readonly role?: undefined;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly consultation: Consultation;
}

export interface Consultation {
  /** Whether silence is consent, as was settled when it was asked. */
  readonly silenceIsConsent: boolean;
  /** The account of the officer who asked: who asks does not answer. */
  readonly askedBy: string;
  /** The number of the one that it asks again. */
  readonly again?: number;
  /** Its first limit, where it was extended. */
  readonly extendedFrom?: Date;
  /** The agencies that were asked before, and have ended; absent where none was. */
  readonly handedOn?: readonly HandedOn[];
  /** Late: after silence was recorded, which it does not change. */
  readonly answer?: { readonly at: Date; readonly position: ConsultationPosition; readonly late: boolean };
}

/** Something to do on a dossier. */
export type Task = StepTask | ConsultationTask;

interface Begun {
  /** How many facts made it, 1, 2, 3 …; a change names the one that it saw. */
  readonly version: number;
  /** How many of them others were told; also the aggregate version of the last event published. */
  readonly announced: number;
  readonly submittedAt: Date;
  readonly supplementRequests: number;
  /** What was and is to be done, in the order of opening. */
  readonly tasks: readonly Task[];
  /** The agencies that had it before, in the order of time. */
  readonly handedOn: readonly HandedOn[];
  readonly lastEventAt: Date;
  /** Data of persons that another system has already taken and nobody can use as it is: by field, never the data. */
  readonly dataProblems: readonly DataProblem[];
}

interface Live extends Begun, Opening {
  readonly origin: 'LIVE';
}

interface Unaccepted extends Live {
  readonly acceptance?: undefined;
}

interface Counted extends Live {
  readonly acceptance: Acceptance;
}

interface Imported extends Begun, Opening<LegacyProcedure> {
  readonly origin: 'IMPORTED';
  readonly acceptance: LegacyAcceptance;
}

interface AtWork {
  readonly waiting?: undefined;
  readonly supplement?: BroughtSupplement;
  readonly ending?: undefined;
}

interface Awaiting<R extends ReturnTo> {
  readonly waiting: Waiting<R>;
  readonly supplement?: undefined;
  readonly ending?: undefined;
}

interface Ended<E = Ending> {
  readonly waiting?: undefined;
  readonly supplement?: undefined;
  readonly ending: E;
}

/** What a dossier has in each state. A state that is not here has no dossiers, and no edge in the lifecycle. */
interface DossierStates {
  SUBMITTED: Unaccepted & AtWork;
  RECEIVED: Counted & AtWork;
  IN_PROGRESS: (Counted | Imported) & AtWork;
  WAITING_SUPPLEMENT:
    | (Unaccepted & Awaiting<'SUBMITTED'>)
    | (Counted & Awaiting<'RECEIVED' | 'IN_PROGRESS'>)
    | (Imported & Awaiting<'IN_PROGRESS'>);
  REFUSED_INTAKE: Unaccepted & Ended;
  WITHDRAWN: (Unaccepted | Counted | Imported) & Ended;
  /** An earlier release also stopped dossiers that were never accepted: those are still read (ADR 104). */
  STOPPED: (Unaccepted | Counted | Imported) & Ended;
  RESOLVED: (Counted & Ended<Ending<Outcome>>) | (Imported & Ended<LegacyEnding>);
  DELIVERED: (Counted & Ended<Ending<Outcome>>) | (Imported & Ended<LegacyEnding>);
}

export type DossierState = keyof DossierStates;

export type DossierIn<S extends DossierState> = { [T in S]: DossierStates[T] & { readonly status: T } }[S];

/**
 * A dossier as its events left it. No personal data: its persons are kept apart, and no rule needs them to decide.
 * Immutable: decisions read it, `evolve` makes the next one.
 */
export type Dossier = DossierIn<DossierState>;

/** A dossier that was accepted, here or by a legacy system. */
export type AcceptedDossier = Extract<Dossier, { acceptance: Acceptance | LegacyAcceptance }>;

/** An accepted dossier with a date that can be missed. */
export type PromisedDossier = AcceptedDossier & {
  readonly acceptance: { readonly deadline: Extract<DeadlineState, { state: 'RUNNING' }> };
};

/** A dossier that was accepted here: its deadline is counted by what acceptance stamped. */
export type CountedDossier = Extract<Dossier, { acceptance: Acceptance }>;

export function isCounted<D extends Dossier>(dossier: D): dossier is Extract<D, { acceptance: Acceptance }> {
  return dossier.acceptance?.basis !== undefined;
}

/** What an event says of the opening. */
export function openingOf<P extends ProcedureCase>(opening: Opening<P>): Opening<P> {
  const { id, agencyCode, receivingAgencyCode, procedure, channel, subjectType } = opening;
  return { id, agencyCode, receivingAgencyCode, procedure, channel, subjectType };
}

/** When it is due by law; undefined while no clock runs, and where the calendar does not reach. */
export function dueAtOf(deadline: DeadlineState | undefined): Date | undefined {
  return deadline?.state === 'RUNNING' ? deadline.dueAt : undefined;
}

/**
 * The appointed date (NgayHenTra): the due date by law, or the later one that an apology set. A supplement or a calendar that gives more
 * time by law gives it here as well; while no due date is known there is none.
 */
export function appointedAtOf(dueAt: Date | undefined, apology: Apology | undefined): Date | undefined {
  return dueAt && apology && apology.newDueAt > dueAt ? apology.newDueAt : dueAt;
}

/** Whether it is past due by law, whatever was appointed, and can still be ended late. */
export function isOverdue({ dueAt, status }: { dueAt?: Date; status: DossierStatus }, at: Date): boolean {
  return dueAt !== undefined && dueAt < at && OPEN_STATUSES.includes(status);
}
