import type { Channel, DossierStatus, SubjectType } from '@motcua/contracts';
import type { Budget, CountingRules, Due, Pause, SupplementMode } from '@motcua/working-time';

/** One step of the internal process that the dossier was opened on. */
export interface ProcessStep {
  code: string;
  name: string;
  unit: string;
}

/** The published version and case of a procedure; a dossier ends by the version it was opened on. */
export interface Procedure {
  id: string;
  code: string;
  version: number;
  fieldCode: string;
  caseCode: string;
  /** Absent on imported dossiers: no calendar applies to them. */
  budget?: Budget;
  /** Where sector law departs from the rule set. */
  supplementMode?: SupplementMode;
  steps: readonly ProcessStep[];
}

/** By what law and calendar the deadline is counted: stamped at acceptance, so that later law does not rewrite it. */
export interface DeadlineBasis {
  ruleSet: { id: string; version: number };
  calendar: { id: string; version: number };
  /** Which office hours of its own the agency had; absent when it keeps the calendar's. */
  officeHours?: string;
  rules: CountingRules;
  /** Local time `HH:MM` from which an accepted dossier may be forwarded on the next working morning. */
  forwardNextMorningAfter: string;
  /** How often a supplement may be asked for without being flagged. */
  supplementRequestLimit: number;
}

/** What a report or a queue needs to know of the deadline; UNKNOWN is never on time. */
export type DeadlineState = Due | { state: 'UNKNOWN' };

/** A supplement that the applicant has been asked for. */
export interface Waiting {
  returnTo: 'SUBMITTED' | 'RECEIVED' | 'IN_PROGRESS';
  since: Date;
  provideUntil?: Date;
}

/**
 * A dossier as its events left it. No personal data: whoever it belongs to is kept apart and no rule here asks.
 * Immutable: decisions read it, `evolve` makes the next one.
 */
export interface Dossier {
  readonly id: string;
  /** How many events made it, 1, 2, 3 …; also the aggregate version of the last one published. */
  readonly version: number;
  readonly origin: 'LIVE' | 'IMPORTED';
  readonly status: DossierStatus;
  readonly code?: string;
  readonly agencyCode: string;
  readonly procedure: Procedure;
  readonly channel: Channel;
  readonly subjectType: SubjectType;
  readonly submittedAt: Date;
  readonly acceptedAt?: Date;
  readonly basis?: DeadlineBasis;
  readonly pauses: readonly Pause[];
  /** Absent before acceptance. */
  readonly deadline?: DeadlineState;
  readonly waiting?: Waiting;
  readonly supplementRequests: number;
  /** Steps of the internal process that are completed; the next one runs once the dossier was forwarded. */
  readonly stepsCompleted: number;
  readonly outcome?: 'APPROVED' | 'NOT_ELIGIBLE';
  readonly endedAt?: Date;
  readonly lastEventAt: Date;
}

/** The step that is being worked on; absent before forwarding and after the last. */
export function currentStep(dossier: Dossier): ProcessStep | undefined {
  return dossier.status === 'IN_PROGRESS' || dossier.waiting?.returnTo === 'IN_PROGRESS'
    ? dossier.procedure.steps[dossier.stepsCompleted]
    : undefined;
}

/** Whether the dossier was received complete and correct: only then a deadline runs (Decree 118/2025 Art. 17.3). */
export function isAccepted(dossier: Dossier): boolean {
  return dossier.acceptedAt !== undefined;
}
