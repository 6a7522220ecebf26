import {
  DOSSIER_ACTIONS,
  DOSSIER_STATUS_CODES,
  DomainError,
  DossierRefused,
  DossierStopped,
  isPersonal,
  type DossierAction,
  type PersonalAction,
  type SupplementOutcome,
} from '@motcua/contracts';
import {
  isCounted,
  type AcceptedDossier,
  type BroughtSupplement,
  type CountedDossier,
  type Dossier,
  type DossierIn,
  type DossierState,
  type Outcome,
  type PromisedDossier,
  type ReturnTo,
} from './dossier.js';
import { openConsultations, unansweredConsultations } from './consultation-tasks.js';
import { isUntouched } from './forwarded-tasks.js';
import { reopeningState, type Reopening } from './reopening.js';
import { areStepsDone, completableSteps, forwardingOf, openSteps, stepsBefore } from './tasks.js';

/** DRAFT is the state before the first event; nothing is kept of a draft. */
export type LifecycleState = DossierState | 'DRAFT';

export interface LifecycleEdge {
  from: LifecycleState;
  action: DossierAction;
  to: DossierState | 'AS_BEFORE_WAITING';
  /** What the state alone does not say: whether and where the dossier was accepted, which steps are still to be done. */
  only?:
    | 'BEFORE_ACCEPTANCE'
    | 'AFTER_ACCEPTANCE'
    | 'ACCEPTED_HERE'
    | 'WITH_STEP_OPEN'
    | 'WITH_STEP_BEFORE'
    | 'WITH_TASK_OPEN'
    | 'WITH_NOTHING_TAKEN_UP'
    | 'WITH_LAST_COUNTER_STEP'
    | 'WITH_STEPS_DONE_AND_NO_OPINION_AWAITED'
    | 'WITH_NO_OPINION_AWAITED'
    | 'WITH_CONSULTATION_OPEN'
    | 'WITH_CONSULTATION_UNANSWERED'
    | 'WITH_SUPPLEMENT_BROUGHT'
    | 'WITHOUT_APOLOGY'
    | 'NEVER_REOPENED'
    | 'WITH_RESULT_TO_CORRECT'
    | 'WITH_NO_RESULT_TO_CORRECT'
    | 'WITH_CORRECTION_TO_DELIVER'
    | 'WITH_REOPENING_NOT_SETTLED';
  /** The result of the action, where it decides the state or what is needed. */
  outcome?: SupplementOutcome | Outcome;
  /** Which of the events of the action happens, where it has several. */
  event?: new () => object;
}

const EDGES = [
  { from: 'DRAFT', action: 'submit', to: 'SUBMITTED' },

  { from: 'SUBMITTED', action: 'accept', to: 'RECEIVED' },
  { from: 'SUBMITTED', action: 'refuse', to: 'REFUSED_INTAKE' },
  { from: 'SUBMITTED', action: 'withdraw', to: 'WITHDRAWN' },
  { from: 'SUBMITTED', action: 'request-supplement', to: 'WAITING_SUPPLEMENT' },
  ...checksOf('SUBMITTED'),
  { from: 'SUBMITTED', action: 'correct-intake-data', to: 'SUBMITTED' },
  { from: 'SUBMITTED', action: 'transfer', to: 'SUBMITTED' },

  { from: 'RECEIVED', action: 'forward', to: 'IN_PROGRESS', only: 'WITH_LAST_COUNTER_STEP' },
  { from: 'RECEIVED', action: 'complete-step', to: 'RECEIVED', only: 'WITH_STEP_OPEN' },
  { from: 'RECEIVED', action: 'request-supplement', to: 'WAITING_SUPPLEMENT' },
  { from: 'RECEIVED', action: 'withdraw', to: 'WITHDRAWN' },
  { from: 'RECEIVED', action: 'stop', to: 'STOPPED' },
  { from: 'RECEIVED', action: 'apologise', to: 'RECEIVED', only: 'WITHOUT_APOLOGY' },
  { from: 'RECEIVED', action: 'set-deadline-anew', to: 'RECEIVED' },
  ...checksOf('RECEIVED'),
  { from: 'RECEIVED', action: 'correct-intake-data', to: 'RECEIVED' },
  { from: 'RECEIVED', action: 'transfer', to: 'RECEIVED' },
  ...workOf('RECEIVED'),

  {
    from: 'IN_PROGRESS',
    action: 'complete-step',
    to: 'IN_PROGRESS',
    only: 'WITH_STEP_OPEN',
  },
  { from: 'IN_PROGRESS', action: 'request-supplement', to: 'WAITING_SUPPLEMENT' },
  ...consultationsOf('IN_PROGRESS'),
  { from: 'IN_PROGRESS', action: 'request-consultation', to: 'IN_PROGRESS', only: 'ACCEPTED_HERE' },
  {
    from: 'IN_PROGRESS',
    action: 'resolve',
    to: 'RESOLVED',
    only: 'WITH_STEPS_DONE_AND_NO_OPINION_AWAITED',
    outcome: 'APPROVED',
  },
  { from: 'IN_PROGRESS', action: 'resolve', to: 'RESOLVED', only: 'WITH_NO_OPINION_AWAITED', outcome: 'NOT_ELIGIBLE' },
  { from: 'IN_PROGRESS', action: 'withdraw', to: 'WITHDRAWN' },
  { from: 'IN_PROGRESS', action: 'stop', to: 'STOPPED' },
  { from: 'IN_PROGRESS', action: 'apologise', to: 'IN_PROGRESS', only: 'WITHOUT_APOLOGY' },
  { from: 'IN_PROGRESS', action: 'set-deadline-anew', to: 'IN_PROGRESS' },
  ...checksOf('IN_PROGRESS'),
  { from: 'IN_PROGRESS', action: 'correct-intake-data', to: 'IN_PROGRESS' },
  { from: 'IN_PROGRESS', action: 'transfer', to: 'IN_PROGRESS' },
  { from: 'IN_PROGRESS', action: 'send-back', to: 'IN_PROGRESS', only: 'WITH_STEP_BEFORE' },
  { from: 'IN_PROGRESS', action: 'recall', to: 'RECEIVED', only: 'WITH_NOTHING_TAKEN_UP' },
  ...workOf('IN_PROGRESS'),

  { from: 'WAITING_SUPPLEMENT', action: 'provide-supplement', to: 'AS_BEFORE_WAITING' },
  {
    from: 'WAITING_SUPPLEMENT',
    action: 'expire-supplement',
    to: 'REFUSED_INTAKE',
    only: 'BEFORE_ACCEPTANCE',
    event: DossierRefused,
  },
  {
    from: 'WAITING_SUPPLEMENT',
    action: 'expire-supplement',
    to: 'STOPPED',
    only: 'AFTER_ACCEPTANCE',
    event: DossierStopped,
  },
  { from: 'WAITING_SUPPLEMENT', action: 'refuse', to: 'REFUSED_INTAKE', only: 'BEFORE_ACCEPTANCE' },
  { from: 'WAITING_SUPPLEMENT', action: 'withdraw', to: 'WITHDRAWN' },
  // Before acceptance nothing is being processed that could be stopped (ADR 104).
  { from: 'WAITING_SUPPLEMENT', action: 'stop', to: 'STOPPED', only: 'AFTER_ACCEPTANCE' },
  // Its clock runs on where it was late before.
  { from: 'WAITING_SUPPLEMENT', action: 'apologise', to: 'WAITING_SUPPLEMENT', only: 'WITHOUT_APOLOGY' },
  {
    from: 'WAITING_SUPPLEMENT',
    action: 'set-deadline-anew',
    to: 'WAITING_SUPPLEMENT',
    only: 'AFTER_ACCEPTANCE',
  },
  // Who is asked for an opinion goes on while the applicant is awaited.
  ...consultationsOf('WAITING_SUPPLEMENT'),
  { from: 'WAITING_SUPPLEMENT', action: 'correct-intake-data', to: 'WAITING_SUPPLEMENT' },
  { from: 'WAITING_SUPPLEMENT', action: 'transfer', to: 'WAITING_SUPPLEMENT' },
  ...workOf('WAITING_SUPPLEMENT'),

  // Nobody is given a result that is known to be wrong.
  { from: 'RESOLVED', action: 'deliver', to: 'DELIVERED', only: 'WITH_NO_RESULT_TO_CORRECT' },
  { from: 'RESOLVED', action: 'correct-intake-data', to: 'RESOLVED' },
  // The result is still to be handed over. What a legacy system resolved has mostly been, though its record does not say so.
  { from: 'RESOLVED', action: 'transfer', to: 'RESOLVED', only: 'ACCEPTED_HERE' },
  { from: 'RESOLVED', action: 'transfer', to: 'RESOLVED', only: 'WITH_REOPENING_NOT_SETTLED' },
  ...workOf('RESOLVED'),
  ...correctionOf('RESOLVED'),

  ...correctionOf('DELIVERED'),
  // A name that was mistyped at intake is wrong on the result, too.
  { from: 'DELIVERED', action: 'correct-intake-data', to: 'DELIVERED', only: 'WITH_RESULT_TO_CORRECT' },
  { from: 'DELIVERED', action: 'deliver-correction', to: 'DELIVERED', only: 'WITH_CORRECTION_TO_DELIVER' },
  { from: 'DELIVERED', action: 'transfer', to: 'DELIVERED', only: 'WITH_REOPENING_NOT_SETTLED' },
] as const satisfies readonly LifecycleEdge[];

/** Who does an open task changes no state. */
function workOf<S extends 'RECEIVED' | 'IN_PROGRESS' | 'WAITING_SUPPLEMENT' | 'RESOLVED'>(state: S) {
  const open = { from: state, to: state, only: 'WITH_TASK_OPEN' } as const;
  return [
    { ...open, action: 'claim-task' },
    { ...open, action: 'assign-task' },
    { ...open, action: 'release-task' },
  ] as const;
}

/** A result that is found wrong is corrected, and the dossier stays ended: when and how it ended is a fact. */
function correctionOf<S extends 'RESOLVED' | 'DELIVERED'>(state: S) {
  return [
    { from: state, action: 'reopen', to: state, only: 'NEVER_REOPENED' },
    { from: state, action: 'correct-result', to: state, only: 'WITH_RESULT_TO_CORRECT' },
  ] as const;
}

/** A supplement that was brought is looked at, whatever the state to which it returned the dossier. */
function checksOf<R extends ReturnTo>(from: R) {
  const check = { from, action: 'check-supplement', only: 'WITH_SUPPLEMENT_BROUGHT' } as const;
  return [
    { ...check, to: from, outcome: 'COMPLETE' },
    { ...check, to: 'WAITING_SUPPLEMENT', outcome: 'INCOMPLETE' },
  ] as const;
}

/** What may follow once somebody was asked for an opinion. */
function consultationsOf<S extends 'IN_PROGRESS' | 'WAITING_SUPPLEMENT'>(from: S) {
  const open = { from, to: from, only: 'WITH_CONSULTATION_OPEN' } as const;
  return [
    { from, action: 'answer-consultation', to: from, only: 'WITH_CONSULTATION_UNANSWERED' },
    { ...open, action: 'extend-consultation' },
    { ...open, action: 'withdraw-consultation' },
    { ...open, action: 'expire-consultation' },
    { ...open, action: 'transfer-consultation' },
  ] as const;
}

/**
 * The life of a dossier, edge by edge: the only place that says what may follow what. Guards, the API's answers and
 * the table in the documentation are made from it (Decree 118/2025/NĐ-CP Art. 17–21; national status codes 1–10).
 */
export const LIFECYCLE: readonly LifecycleEdge[] = EDGES;

type EdgeOutcome = NonNullable<LifecycleEdge['outcome']>;

/** The edges of an action, with a result only those that have it. */
type EdgeOf<A extends DossierAction, O extends EdgeOutcome | undefined> = Extract<
  (typeof EDGES)[number],
  [O] extends [undefined] ? { action: A } : { action: A; outcome: O }
>;

/** The dossiers that can go along an edge. */
type Leaving<E extends LifecycleEdge> = E extends { from: infer S extends DossierState }
  ? E extends { only: 'AFTER_ACCEPTANCE' }
    ? Extract<DossierIn<S>, AcceptedDossier>
    : E extends { only: 'BEFORE_ACCEPTANCE' }
      ? Exclude<DossierIn<S>, AcceptedDossier>
      : E extends { only: 'ACCEPTED_HERE' | 'WITH_CONSULTATION_OPEN' }
        ? Extract<DossierIn<S>, CountedDossier>
        : E extends { only: 'WITH_SUPPLEMENT_BROUGHT' }
          ? DossierIn<S> & { readonly supplement: BroughtSupplement }
          : E extends { only: 'WITH_RESULT_TO_CORRECT' }
            ? DossierIn<S> & { readonly ending: { readonly reopening: Reopening } }
            : E extends { only: 'WITHOUT_APOLOGY' }
              ? Extract<DossierIn<S>, AcceptedDossier> & PromisedDossier
              : DossierIn<S>
  : never;

/** One step along the table: the dossier, known to be in a state from which the action leads on, and the state after it. */
type Transition<E extends LifecycleEdge> = E extends LifecycleEdge
  ? { from: Leaving<E>; to: E['to'] extends 'AS_BEFORE_WAITING' ? ReturnTo : E['to'] }
  : never;

/** What others are told when a dossier goes along an edge; undefined: nothing. */
export function eventOf({ action, event }: LifecycleEdge): (new () => object) | undefined {
  return event ?? DOSSIER_ACTIONS[action].events[0];
}

/**
 * What people may do to a dossier in the state in which it is, in the order of the table. It can be resolved when a result can be
 * granted: that it can be refused earlier says `allowedOutcomes`.
 */
export function allowedActions(dossier: Dossier): PersonalAction[] {
  const possible = LIFECYCLE.filter((edge) => edge.outcome !== 'NOT_ELIGIBLE' && leads(edge, dossier));
  return [...new Set(possible.map((edge) => edge.action))].filter(isPersonal);
}

/** With which results it can be resolved. */
export function allowedOutcomes(dossier: Dossier): Outcome[] {
  return LIFECYCLE.flatMap((edge) =>
    edge.action === 'resolve' && leads(edge, dossier) ? [edge.outcome as Outcome] : [],
  );
}

export const NOT_IN_STATE = 'dossier.not-in-state';

/**
 * The step that an action makes from the state in which a dossier is.
 * @param outcome the result of the action, where it decides the state
 * @throws DomainError `conflict` `dossier.not-in-state` when the table has no such edge.
 */
export function transition<A extends DossierAction, O extends EdgeOutcome | undefined = undefined>(
  dossier: Dossier,
  action: A,
  outcome?: O,
): Transition<EdgeOf<A, O>> {
  const edge = LIFECYCLE.find(
    (candidate) =>
      candidate.action === action &&
      (candidate.outcome === undefined || candidate.outcome === outcome) &&
      leads(candidate, dossier),
  );
  if (!edge) throw notInState(dossier, action);
  const to = edge.to === 'AS_BEFORE_WAITING' ? dossier.waiting?.returnTo : edge.to;
  // `leads` has checked what the type says; the compiler cannot follow a search through the table.
  return { from: dossier, to } as Transition<EdgeOf<A, O>>;
}

/** @param allowed what may be done instead: what the state allows, until somebody knows who asks */
export function notInState(
  dossier: Dossier,
  action: DossierAction,
  allowed: PersonalAction[] = allowedActions(dossier),
): DomainError {
  const ended = allowedActions(dossier).length === 0;
  const nothing = ended
    ? { vi: 'Hồ sơ đã kết thúc.', en: 'The dossier has ended.' }
    : { vi: 'Hiện bạn không có thao tác nào với hồ sơ này.', en: 'There is nothing that you can do with it now.' };
  const instead = {
    vi: `Có thể: ${allowed.map((other) => DOSSIER_ACTIONS[other].label.vi).join(', ')}.`,
    en: `Possible: ${allowed.join(', ')}.`,
  };
  const { vi, en } = allowed.length > 0 ? instead : nothing;
  return new DomainError({
    kind: 'conflict',
    code: NOT_IN_STATE,
    message: {
      vi: `Hồ sơ đang ở trạng thái "${DOSSIER_STATUS_CODES[dossier.status].label}" nên không thể ${DOSSIER_ACTIONS[action].label.vi}. ${vi}`,
      en: `The dossier is ${dossier.status}; "${action}" is not possible. ${en}`,
    },
    details: { dossierStatus: dossier.status, action, allowedActions: allowed, version: dossier.version },
  });
}

function hasStepBefore(dossier: Dossier): boolean {
  return completableSteps(dossier).some(({ step }) => stepsBefore(dossier, step).length > 0);
}

function leads(edge: LifecycleEdge, dossier: Dossier): boolean {
  if (edge.from !== dossier.status) return false;
  if (edge.only === undefined) return true;
  const reopened = dossier.ending?.reopening && reopeningState(dossier.ending.reopening);
  if (edge.only === 'NEVER_REOPENED') return reopened === undefined;
  if (edge.only === 'WITH_RESULT_TO_CORRECT') return reopened === 'TO_CORRECT';
  if (edge.only === 'WITH_NO_RESULT_TO_CORRECT') return reopened !== 'TO_CORRECT';
  if (edge.only === 'WITH_CORRECTION_TO_DELIVER') return reopened === 'TO_DELIVER';
  if (edge.only === 'WITH_REOPENING_NOT_SETTLED') return reopened === 'TO_CORRECT' || reopened === 'TO_DELIVER';
  if (edge.only === 'WITH_SUPPLEMENT_BROUGHT') return dossier.supplement !== undefined;
  if (edge.only === 'ACCEPTED_HERE') return isCounted(dossier);
  if (edge.only === 'WITHOUT_APOLOGY') {
    return dossier.acceptance?.deadline.state === 'RUNNING' && !dossier.acceptance.apology;
  }
  if (edge.only === 'WITH_STEP_OPEN') return completableSteps(dossier).length > 0;
  if (edge.only === 'WITH_NOTHING_TAKEN_UP') return isCounted(dossier) && isUntouched(dossier);
  if (edge.only === 'WITH_STEP_BEFORE') return hasStepBefore(dossier);
  if (edge.only === 'WITH_TASK_OPEN') return openSteps(dossier).length > 0;
  if (edge.only === 'WITH_LAST_COUNTER_STEP') return forwardingOf(dossier).first.length === 0;
  if (edge.only === 'WITH_CONSULTATION_UNANSWERED') return unansweredConsultations(dossier).length > 0;
  const isConsulting = openConsultations(dossier).length > 0;
  if (edge.only === 'WITH_CONSULTATION_OPEN') return isConsulting;
  if (edge.only === 'WITH_NO_OPINION_AWAITED') return !isConsulting;
  if (edge.only === 'WITH_STEPS_DONE_AND_NO_OPINION_AWAITED') return !isConsulting && areStepsDone(dossier);
  return (edge.only === 'AFTER_ACCEPTANCE') === (dossier.acceptance !== undefined);
}
