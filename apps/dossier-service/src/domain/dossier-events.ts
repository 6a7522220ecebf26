import type {
  ActorKind,
  ConsultationPosition,
  ConsultationRulesData,
  IntakeRefusalCause,
  ReopeningFinder,
  Withdrawer,
} from '@motcua/contracts';
import type { Budget, SupplementMode } from '@motcua/working-time';
import type { AgencyPart } from './agencies.js';
import type {
  DeadlineBasis,
  DeadlineState,
  DossierState,
  LegacyProcedure,
  ModeReason,
  Officer,
  Opening,
  Outcome,
  Procedure,
  ReturnTo,
} from './dossier.js';
import type { Correction } from './intake-correction.js';
import type { DataProblem } from './person-data.js';
import type { OpenedStep, TaskDue } from './tasks.js';

/** Who did something, as far as it is known. */
export interface Actor {
  kind: ActorKind;
  /** Of the token; of an import that of the person who ran it. */
  account: string;
  /** The agency that an officer acts for, and the unit there. */
  agency?: string;
  unit?: string;
  /**
   * The officer's name and title on that day, for the forms. An officer on duty acts by name and in public; a citizen's name, which
   * a token may carry as well, is personal data and is not kept here.
   */
  name?: string;
  title?: string;
}

/** A fact with who did it. Decisions return facts without it; the write path signs them all, and nothing is kept unsigned. */
export type Signed<E extends DossierEvent = DossierEvent> = E & { readonly by: Actor };

export function signed<E extends DossierEvent>(event: E, by: Actor): Signed<E> {
  return { ...event, by };
}

/** What every fact says: when it happened and in which state it left the dossier. */
interface Fact<S extends DossierState> {
  at: Date;
  status: S;
}

export interface Submitted extends Fact<'SUBMITTED'>, Opening {
  type: 'submitted';
  /** Only of what another system has already taken. */
  dataProblems?: readonly DataProblem[];
}

export interface Accepted extends Fact<'RECEIVED'> {
  type: 'accepted';
  code: string;
  /** As the receipt names the agency; absent where it was not kept. */
  agencyName?: string;
  /** The version in force on the day of receipt, with the case: by it the dossier ends. */
  procedure: Procedure;
  /** The time limit that the receipt promises. */
  budget: Budget;
  basis: DeadlineBasis;
  deadline: DeadlineState;
  /** Steps of the counter that begin. */
  begins: readonly OpenedStep[];
}

export interface Refused extends Fact<'REFUSED_INTAKE'> {
  type: 'refused';
  reason: string;
  /** Absent: for the reason that an officer wrote. */
  cause?: IntakeRefusalCause;
}

export interface IntakeCorrected extends Fact<DossierState> {
  type: 'intake-corrected';
  reason: string;
  /** Personal data, before and after: only history keeps it. */
  corrections: Correction[];
}

export interface Forwarded extends Fact<'IN_PROGRESS'> {
  type: 'forwarded';
  /** The first step that begins and its unit; the last of a process whose steps are done, all at the counter. */
  stepCode: string;
  unit: string;
  /** Codes of the counter's steps that end with it. */
  completes: readonly string[];
  /** Whether one of them was past its own due time. */
  stepLate: boolean;
  begins: readonly OpenedStep[];
  /** Until when it had to be forwarded (Decree 118/2025 Art. 18.2); absent where no calendar applies. */
  forwardBy?: Date;
  late: boolean;
}

export interface StepCompleted extends Fact<'RECEIVED' | 'IN_PROGRESS'> {
  type: 'step-completed';
  stepCode: string;
  unit: string;
  /** Until when it was to be done; absent where that is not known. */
  dueAt?: Date;
  late: boolean;
  /** The head of the agency stood in for those whose step it is. */
  byHead: boolean;
  begins: readonly OpenedStep[];
}

export interface SupplementRequested extends Fact<'WAITING_SUPPLEMENT'> {
  type: 'supplement-requested';
  items: string[];
  reason: string;
  requestNumber: number;
  /** Asked for more often than the rule set allows: recorded and counted by Decision 766, never blocked. */
  repeated: boolean;
  /** Later after the first receipt than law allows (Decree 61/2018 Art. 19.4): recorded and counted, never blocked. */
  afterWindow: boolean;
  /** Not that of a dossier that is past due. */
  pausesClock: boolean;
  /** How the clock will be set again, and why so; absent when none pauses. */
  mode?: SupplementMode;
  modeReason?: ModeReason;
  provideUntil: Date;
}

export interface SupplementProvided extends Fact<ReturnTo> {
  type: 'supplement-provided';
  /** What was brought, by its place in the request; absent where nobody knows what that named. */
  items?: readonly number[];
  /** Recorded by the officer who asked for it: the clock runs as if it had never paused. */
  answeredByAsker: boolean;
  mode: SupplementMode;
  /** Absent when no clock was paused. */
  deadline?: DeadlineState;
  taskDues: readonly TaskDue[];
}

interface SupplementComplete extends Fact<ReturnTo> {
  type: 'supplement-checked';
  outcome: 'COMPLETE';
}

interface SupplementIncomplete extends Fact<'WAITING_SUPPLEMENT'> {
  type: 'supplement-checked';
  outcome: 'INCOMPLETE';
  /** By its place in the request. */
  missing: number[];
  reason: string;
  pausesClock: boolean;
  /** How the clock will be set again; absent when none is running. */
  mode?: SupplementMode;
  provideUntil?: Date;
}

export type SupplementChecked = SupplementComplete | SupplementIncomplete;

export interface Resolved extends Fact<'RESOLVED'> {
  type: 'resolved';
  outcome: Outcome;
  reason?: string;
  /** The handing over, where the process has a step for it. */
  begins: readonly OpenedStep[];
}

export interface Delivered extends Fact<'DELIVERED'> {
  type: 'delivered';
}

/** The result was found wrong; the dossier stays ended. */
export interface Reopened extends Fact<'RESOLVED' | 'DELIVERED'> {
  type: 'reopened';
  foundBy: ReopeningFinder;
  reason: string;
  /** Absent where the calendar does not reach. */
  correctBy?: Date;
  /** That settled the time. */
  ruleSet: { id: string; version: number };
}

export interface ResultCorrected extends Fact<'RESOLVED' | 'DELIVERED'> {
  type: 'result-corrected';
  outcome: Outcome;
  /** Why it is refused. */
  reason?: string;
  correctBy?: Date;
  late: boolean;
  /** It says the opposite of the first result. */
  reversed: boolean;
  /** Granted by the head after a refusal that was given before the steps were done. */
  withoutSteps: boolean;
  /** Working minutes since the reopening, all of the agency; absent where no calendar tells. */
  minutes?: number;
}

/** To an applicant who had been given the wrong result. */
export interface CorrectionDelivered extends Fact<'DELIVERED'> {
  type: 'correction-delivered';
}

export interface Withdrawn extends Fact<'WITHDRAWN'> {
  type: 'withdrawn';
  withdrawnBy: Withdrawer;
  reason?: string;
  /** As it stood when a supplement was asked for; absent where no clock was paused. */
  deadline?: DeadlineState;
}

export interface Stopped extends Fact<'STOPPED'> {
  type: 'stopped';
  reason: string;
  /** As it stood when a supplement was asked for; absent where no clock was paused. */
  deadline?: DeadlineState;
}

export interface Apologised extends Fact<'RECEIVED' | 'IN_PROGRESS' | 'WAITING_SUPPLEMENT'> {
  type: 'apologised';
  reason: string;
  /** As it was promised until now. */
  previousDueAt: Date;
  newDueAt: Date;
  late: boolean;
  /** As the form names the agency; absent where it was not known. */
  agencyName?: string;
}

export interface DeadlineChanged extends Fact<'RECEIVED' | 'IN_PROGRESS' | 'WAITING_SUPPLEMENT'> {
  type: 'deadline-changed';
  cause: 'CALENDAR_CHANGED';
  basis: DeadlineBasis;
  previous: DeadlineState;
  deadline: DeadlineState;
  taskDues: readonly TaskDue[];
}

/** Its agency has ended, and the successor has the dossier from here on. */
export interface Transferred extends Fact<
  'SUBMITTED' | 'RECEIVED' | 'IN_PROGRESS' | 'WAITING_SUPPLEMENT' | 'RESOLVED' | 'DELIVERED'
> {
  type: 'transferred';
  cause: 'AGENCY_ENDED';
  fromAgencyCode: string;
  toAgencyCode: string;
  /** The one part that it had in the dossier; absent: every part. */
  part?: AgencyPart;
}

/** The states in which somebody can be asked for an opinion; a supplement may be awaited meanwhile. */
type Consulting = 'IN_PROGRESS' | 'WAITING_SUPPLEMENT';

interface OfConsultation<S extends DossierState = Consulting> extends Fact<S> {
  /** The number of its task. */
  consultation: number;
  /** Who is asked, after this fact. */
  consulted: Consulted;
}

export interface Consulted {
  agencyCode: string;
  /** Of the own agency. */
  unit?: string;
}

export interface ConsultationRequested extends OfConsultation<'IN_PROGRESS'> {
  type: 'consultation-requested';
  content: string;
  papers: readonly string[];
  answerBy: Date;
  /** What the rule set says of silence, and by which law. */
  silence: Pick<ConsultationRulesData, 'silence' | 'legalBasis'>;
  ruleSet: { id: string; version: number };
  /** Whether the letter says that silence is consent. */
  declared: boolean;
  silenceIsConsent: boolean;
  again?: number;
}

export interface ConsultationAnswered extends OfConsultation {
  type: 'consultation-answered';
  position: ConsultationPosition;
  opinion: string;
  late: boolean;
}

export interface ConsultationExtended extends OfConsultation {
  type: 'consultation-extended';
  answerBy: Date;
  previousAnswerBy: Date;
  reason: string;
}

export interface ConsultationWithdrawn extends OfConsultation {
  type: 'consultation-withdrawn';
  reason: string;
}

/** Time brings it about: it is the system's, whoever came upon it. */
export interface ConsultationExpired extends OfConsultation {
  type: 'consultation-expired';
  /** The limit that passed. */
  limit: Date;
  consent: boolean;
}

/** Who is asked has ended, and its successor answers. */
export interface ConsultationTransferred extends OfConsultation {
  type: 'consultation-transferred';
  fromAgencyCode: string;
}

export type ConsultationEvent =
  | ConsultationRequested
  | ConsultationAnswered
  | ConsultationExtended
  | ConsultationWithdrawn
  | ConsultationExpired
  | ConsultationTransferred;

export interface ImportedStep {
  name: string;
  unit?: string;
  /** Opaque, as the legacy system wrote it. */
  officer?: string;
  at: Date;
}

/** While a legacy system awaited the applicant, as it recorded it. */
export interface ImportedPause {
  from: Date;
  /** Absent: still awaited. */
  to?: Date;
  reason?: string;
}

/** A step goes back to one before it, which is to be done again; the step begins again afterwards. */
export interface StepReturned extends Fact<'IN_PROGRESS'> {
  type: 'step-returned';
  stepCode: string;
  unit: string;
  /** Until when it was to be done; absent where that is not known. */
  dueAt?: Date;
  late: boolean;
  byHead: boolean;
  /** It was sent back before: recorded, never blocked. */
  repeated: boolean;
  reason: string;
  begins: readonly [OpenedStep];
}

/** Whoever forwarded the dossier takes it back to the counter before anybody has begun with it. */
export interface ForwardingRecalled extends Fact<'RECEIVED'> {
  type: 'forwarding-recalled';
  /** Codes of the steps that nobody had begun. */
  recalls: readonly string[];
  /** The counter's steps that forwarding had ended. */
  begins: readonly OpenedStep[];
}

/** States in which a task can be open. */
type AtTasks = 'RECEIVED' | 'IN_PROGRESS' | 'WAITING_SUPPLEMENT' | 'RESOLVED';

/** Who acts takes a task up. */
export interface TaskClaimed extends Fact<AtTasks> {
  type: 'task-claimed';
  task: number;
  stepCode: string;
}

/** The head of the agency gives a task to an officer, who has not begun with it. */
export interface TaskAssigned extends Fact<AtTasks> {
  type: 'task-assigned';
  task: number;
  stepCode: string;
  officer: Officer;
  /** Who had it before. */
  previous?: Officer;
}

/** Nobody has a task any more: it is back in the queue of its unit. */
export interface TaskReleased extends Fact<AtTasks> {
  type: 'task-released';
  task: number;
  stepCode: string;
  previous: Officer;
}

interface LegacyRecord extends Opening<LegacyProcedure> {
  type: 'imported';
  at: Date;
  legacySystem: string;
  legacyId: string;
  code?: string;
  submittedAt: Date;
  receivedAt: Date;
  dueAt?: Date;
  steps: ImportedStep[];
  pauses?: readonly ImportedPause[];
  flags: string[];
  dataProblems: readonly DataProblem[];
}

/** How far the legacy system had come with it. */
export type LegacyProgress =
  | { status: 'IN_PROGRESS' | 'WAITING_SUPPLEMENT'; endedAt?: undefined; outcome?: undefined }
  | { status: 'RESOLVED'; endedAt: Date; outcome?: Outcome }
  | { status: 'DELIVERED' | 'WITHDRAWN' | 'STOPPED'; endedAt: Date; outcome?: undefined };

export type Imported = LegacyRecord & LegacyProgress;

/** A fact as a decision returns it. */
export type DossierEvent =
  | Submitted
  | Accepted
  | Refused
  | IntakeCorrected
  | Forwarded
  | StepCompleted
  | SupplementRequested
  | SupplementProvided
  | SupplementChecked
  | Resolved
  | Delivered
  | Reopened
  | ResultCorrected
  | CorrectionDelivered
  | Withdrawn
  | Stopped
  | Apologised
  | DeadlineChanged
  | Transferred
  | StepReturned
  | ForwardingRecalled
  | TaskClaimed
  | TaskAssigned
  | TaskReleased
  | ConsultationEvent
  | Imported;

export type DossierEventType = DossierEvent['type'];

/** Who works on a dossier is the agency's own affair: such facts stand in its history and are told to nobody. */
export const UNANNOUNCED: ReadonlySet<DossierEventType> = new Set(['task-claimed', 'task-assigned', 'task-released']);

export function isAnnounced({ type }: DossierEvent): boolean {
  return !UNANNOUNCED.has(type);
}

/** The events that can begin a dossier. */
export type FirstEvent = Submitted | Imported;
