import type { Channel, DossierStatus, SubjectType } from '@motcua/contracts';
import type { SupplementMode } from '@motcua/working-time';
import type { DeadlineBasis, DeadlineState, Procedure } from './dossier.js';

/** What every event says: when it happened and in which state it left the dossier. */
interface Fact {
  at: Date;
  status: DossierStatus;
}

export interface Submitted extends Fact {
  type: 'submitted';
  id: string;
  agencyCode: string;
  procedure: Procedure;
  channel: Channel;
  subjectType: SubjectType;
}

export interface Accepted extends Fact {
  type: 'accepted';
  code: string;
  basis: DeadlineBasis;
  deadline: DeadlineState;
}

export interface Refused extends Fact {
  type: 'refused';
  reason: string;
}

export interface Forwarded extends Fact {
  type: 'forwarded';
  stepCode: string;
  unit: string;
  /** Until when it had to be forwarded (Decree 118/2025 Art. 18.2); absent where no calendar applies. */
  forwardBy?: Date;
  late: boolean;
}

export interface StepCompleted extends Fact {
  type: 'step-completed';
  stepCode: string;
  unit: string;
  nextStepCode?: string;
  nextUnit?: string;
}

export interface SupplementRequested extends Fact {
  type: 'supplement-requested';
  items: string[];
  reason: string;
  requestNumber: number;
  /** Asked for more often than the rule set allows: recorded and counted by Decision 766, never blocked. */
  repeated: boolean;
  pausesClock: boolean;
  /** How the clock will be set again; absent when none is running. */
  mode?: SupplementMode;
  provideUntil?: Date;
  returnTo: 'SUBMITTED' | 'RECEIVED' | 'IN_PROGRESS';
}

export interface SupplementProvided extends Fact {
  type: 'supplement-provided';
  mode: SupplementMode;
  /** Absent when no clock was paused. */
  deadline?: DeadlineState;
}

export interface Resolved extends Fact {
  type: 'resolved';
  outcome: 'APPROVED' | 'NOT_ELIGIBLE';
  reason?: string;
}

export interface Delivered extends Fact {
  type: 'delivered';
}

export interface Withdrawn extends Fact {
  type: 'withdrawn';
  reason?: string;
  deadline?: DeadlineState;
}

export interface Stopped extends Fact {
  type: 'stopped';
  reason: string;
  deadline?: DeadlineState;
}

export interface DeadlineChanged extends Fact {
  type: 'deadline-changed';
  cause: 'CALENDAR_CHANGED';
  basis: DeadlineBasis;
  previous: DeadlineState;
  deadline: DeadlineState;
}

export interface ImportedStep {
  name: string;
  unit?: string;
  /** Opaque, as the legacy system wrote it. */
  officer?: string;
  at: Date;
}

export interface Imported extends Fact {
  type: 'imported';
  id: string;
  legacySystem: string;
  legacyId: string;
  code?: string;
  agencyCode: string;
  procedure: Procedure;
  channel: Channel;
  subjectType: SubjectType;
  submittedAt: Date;
  receivedAt: Date;
  dueAt?: Date;
  endedAt?: Date;
  outcome?: 'APPROVED' | 'NOT_ELIGIBLE';
  steps: ImportedStep[];
  flags: string[];
}

export type DossierEvent =
  | Submitted
  | Accepted
  | Refused
  | Forwarded
  | StepCompleted
  | SupplementRequested
  | SupplementProvided
  | Resolved
  | Delivered
  | Withdrawn
  | Stopped
  | DeadlineChanged
  | Imported;

export type DossierEventType = DossierEvent['type'];

/** The events that can begin a dossier. */
export type FirstEvent = Submitted | Imported;
