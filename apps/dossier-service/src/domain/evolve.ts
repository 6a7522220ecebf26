import {
  CHECK_PAUSE,
  isCounted,
  openingOf,
  type Acceptance,
  type DeadlineState,
  type Dossier,
  type DossierIn,
  type LedgerPause,
  type ProcessStep,
  type ReturnTo,
  type Task,
} from './dossier.js';
import {
  isAnnounced,
  type DossierEvent,
  type FirstEvent,
  type Forwarded,
  type Imported,
  type IntakeCorrected,
  type Resolved,
  type Signed,
  type StepCompleted,
  type SupplementChecked,
  type SupplementProvided,
  type SupplementRequested,
} from './dossier-events.js';
import { consulted } from './consultation-tasks.js';
import { correctedFields } from './intake-correction.js';
import type { DataProblem } from './person-data.js';
import type { Reopening } from './reopening.js';
import { held, officerOf, released } from './task-holds.js';
import { begun, completableSteps, ended, handedOver, paused, redated } from './tasks.js';

/** The dossier that its first event makes. */
export function begin(event: FirstEvent): Dossier {
  return event.type === 'submitted'
    ? {
        ...openingOf(event),
        ...BEGUN,
        origin: 'LIVE',
        status: 'SUBMITTED',
        submittedAt: event.at,
        lastEventAt: event.at,
        dataProblems: event.dataProblems ?? [],
      }
    : takenOver(event);
}

const BEGUN = { version: 1, announced: 1, supplementRequests: 0, tasks: [], handedOn: [] };

function takenOver(event: Imported): Dossier {
  const { code, submittedAt, receivedAt, dueAt, pauses = [] } = event;
  const imported = {
    ...openingOf(event),
    ...BEGUN,
    origin: 'IMPORTED' as const,
    submittedAt,
    supplementRequests: pauses.length,
    acceptance: {
      code,
      acceptedAt: receivedAt,
      deadline: dueAt ? { state: 'RUNNING' as const, dueAt } : { state: 'UNKNOWN' as const },
    },
    lastEventAt: event.at,
    dataProblems: event.dataProblems,
  };
  switch (event.status) {
    case 'IN_PROGRESS':
      return { ...imported, status: event.status };
    case 'WAITING_SUPPLEMENT': {
      const from = pauses.at(-1)?.from ?? event.at;
      const since = from < event.at ? from : event.at;
      return { ...imported, status: event.status, waiting: { returnTo: 'IN_PROGRESS', since } };
    }
    case 'RESOLVED':
      return { ...imported, status: event.status, ending: { endedAt: event.endedAt, outcome: event.outcome } };
    default:
      return { ...imported, status: event.status, ending: { endedAt: event.endedAt, outcome: undefined } };
  }
}

/**
 * The dossier after one more event. Events are facts, and nothing is decided here.
 * @throws Error for an event that no decision makes of a dossier in this state
 */
export function evolve(dossier: Dossier, event: Signed): Dossier {
  const next = nextOf(dossier, event);
  switch (event.type) {
    case 'submitted':
    case 'imported':
      break;
    case 'intake-corrected':
      return { ...dossier, ...next, dataProblems: leftBy(event, dossier.dataProblems) };
    case 'accepted': {
      if (dossier.status !== 'SUBMITTED') break;
      const { code, basis, deadline, procedure } = event;
      const acceptance = { code, acceptedAt: event.at, basis, deadline, pauses: [] };
      const tasks = begun(dossier, event.begins, event.at, event.by);
      return { ...dossier, ...next, ...WENT_ON, status: event.status, procedure, acceptance, tasks };
    }
    case 'forwarded': {
      if (dossier.status !== 'RECEIVED') break;
      const tasks = goneOn(dossier, event.completes, event);
      return { ...dossier, ...next, ...WENT_ON, status: event.status, tasks };
    }
    case 'step-completed':
      if (dossier.status !== 'RECEIVED' && dossier.status !== 'IN_PROGRESS') break;
      return { ...dossier, ...next, ...WENT_ON, tasks: goneOn(dossier, [event.stepCode], event) };
    case 'supplement-requested': {
      if (dossier.waiting || dossier.ending) break;
      const items = event.items.map((_, index) => index + 1);
      return waits({ ...dossier, supplementRequests: event.requestNumber }, event, items, 'SUPPLEMENT', [
        event.by.account,
      ]);
    }
    case 'supplement-provided':
      if (!dossier.waiting) break;
      return brought(dossier, event);
    case 'supplement-checked':
      if (dossier.waiting || dossier.ending) break;
      return event.outcome === 'COMPLETE'
        ? { ...dossier, ...next, ...WENT_ON }
        : // A check says once for a request what is missing.
          waits(dossier, event, [], CHECK_PAUSE, alsoAsked(dossier.supplement?.askedBy, event.by.account));
    case 'resolved':
      if (dossier.status !== 'IN_PROGRESS') break;
      return {
        ...dossier,
        ...next,
        ...WENT_ON,
        status: event.status,
        ending: { endedAt: event.at, outcome: event.outcome },
        tasks: resolvedTasks(dossier, event),
      };
    case 'delivered':
      if (dossier.status !== 'RESOLVED') break;
      return {
        ...withReopening(dossier, dossier.ending.reopening && { ...dossier.ending.reopening, deliveredAt: event.at }),
        ...next,
        status: event.status,
        tasks: ended(dossier.tasks, 'COMPLETED', event.at, undefined, event.by),
      };
    case 'reopened': {
      if (!hasResult(dossier)) break;
      const { at, foundBy, correctBy } = event;
      return { ...withReopening(dossier, { at, foundBy, correctBy }), ...next };
    }
    case 'result-corrected': {
      if (!hasResult(dossier) || !dossier.ending.reopening) break;
      const { at, outcome } = event;
      return { ...withReopening(dossier, { ...dossier.ending.reopening, correction: { at, outcome } }), ...next };
    }
    case 'correction-delivered':
      if (!hasResult(dossier) || !dossier.ending.reopening) break;
      return { ...withReopening(dossier, { ...dossier.ending.reopening, deliveredAt: event.at }), ...next };
    case 'refused':
      if (dossier.acceptance || dossier.ending) break;
      return { ...dossier, ...next, ...over(event), status: event.status };
    case 'withdrawn':
    case 'stopped': {
      if (dossier.ending || (event.type === 'stopped' && !dossier.acceptance)) break;
      const tasks = ended(dossier.tasks, 'CANCELLED', event.at);
      const end = {
        ...next,
        ...over(event, dossier.acceptance && dossier.waiting && judgedSince(dossier, event)),
        status: event.status,
        tasks,
      };
      return isCounted(dossier)
        ? { ...dossier, ...end, acceptance: goesOn(dossier.acceptance, event) }
        : { ...dossier, ...end };
    }
    case 'transferred':
      if (dossier.ending && dossier.status !== 'RESOLVED' && !dossier.ending.reopening) break;
      return {
        ...dossier,
        ...next,
        ...(event.part !== 'RECEIVING' && { agencyCode: event.toAgencyCode }),
        ...(event.part !== 'COMPETENT' && { receivingAgencyCode: event.toAgencyCode }),
        handedOn: [
          ...dossier.handedOn,
          { at: event.at, fromAgencyCode: event.fromAgencyCode, ...(event.part && { part: event.part }) },
        ],
        tasks: handedOver(dossier.tasks, event.fromAgencyCode, event.toAgencyCode),
      };
    case 'step-returned': {
      if (dossier.status !== 'IN_PROGRESS') break;
      const tasks = ended(dossier.tasks, 'RETURNED', event.at, [event.stepCode], event.by);
      return { ...dossier, ...next, ...WENT_ON, tasks: begun({ ...dossier, tasks }, event.begins, event.at, event.by) };
    }
    case 'forwarding-recalled': {
      if (dossier.status !== 'IN_PROGRESS' || !isCounted(dossier)) break;
      const tasks = ended(dossier.tasks, 'RECALLED', event.at, event.recalls);
      return {
        ...dossier,
        ...next,
        ...WENT_ON,
        status: event.status,
        tasks: begun({ ...dossier, tasks }, event.begins, event.at, event.by),
      };
    }
    case 'task-claimed':
      return { ...dossier, ...next, tasks: held(dossier.tasks, event.task, officerOf(event.by), event.at, true) };
    case 'task-assigned':
      return { ...dossier, ...next, tasks: held(dossier.tasks, event.task, event.officer, event.at, false) };
    case 'task-released':
      return { ...dossier, ...next, tasks: released(dossier.tasks, event.task, event.at) };
    case 'apologised': {
      if (dossier.ending || !dossier.acceptance) break;
      const apology = { at: event.at, newDueAt: event.newDueAt, late: event.late };
      return isCounted(dossier)
        ? { ...dossier, ...next, acceptance: { ...dossier.acceptance, apology } }
        : { ...dossier, ...next, acceptance: { ...dossier.acceptance, apology } };
    }
    case 'consultation-requested':
      if (dossier.status !== 'IN_PROGRESS') break;
      return { ...dossier, ...next, ...WENT_ON, tasks: consulted(dossier.tasks, event) };
    case 'consultation-answered':
    case 'consultation-extended':
    case 'consultation-withdrawn':
    case 'consultation-expired':
    case 'consultation-transferred':
      if (dossier.ending) break;
      return { ...dossier, ...next, tasks: consulted(dossier.tasks, event) };
    case 'deadline-changed':
      if (dossier.ending || !isCounted(dossier)) break;
      return {
        ...dossier,
        ...next,
        acceptance: { ...dossier.acceptance, basis: event.basis, deadline: event.deadline },
        tasks: redated(dossier.tasks, event.taskDues),
      };
  }
  throw new Error(`${event.type} is no event of a dossier that is ${dossier.status} (${dossier.id})`);
}

/** What is wrong with a result is kept beside how the dossier ended, which stays. */
function withReopening(dossier: WithResult, reopening: Reopening | undefined): WithResult {
  if (!reopening) return dossier;
  return isCounted(dossier)
    ? { ...dossier, ending: { ...dossier.ending, reopening } }
    : { ...dossier, ending: { ...dossier.ending, reopening } };
}

type WithResult = DossierIn<'RESOLVED' | 'DELIVERED'>;

function hasResult(dossier: Dossier): dossier is WithResult {
  return dossier.status === 'RESOLVED' || dossier.status === 'DELIVERED';
}

/** What every fact moves on. */
function nextOf({ version, announced }: Dossier, event: DossierEvent) {
  return { version: version + 1, announced: announced + (isAnnounced(event) ? 1 : 0), lastEventAt: event.at };
}

/** A correction is held to the rules of live intake, and a number to its paper: what it touched can be used. */
function leftBy(event: IntakeCorrected, problems: readonly DataProblem[]): DataProblem[] {
  const corrected = correctedFields(event);
  return problems.filter((problem) => !corrected.includes(problem));
}

/** An officer who goes on with a dossier takes its supplement for complete. */
const WENT_ON = { supplement: undefined };

/** The tasks with some steps done and others begun; a step that nobody saw begin is recorded with its end. */
function goneOn(
  dossier: Dossier,
  completed: readonly string[],
  { at, by, begins }: Signed<Forwarded | StepCompleted>,
): readonly Task[] {
  const steps: readonly ProcessStep[] = dossier.procedure.steps;
  const unseen = steps
    .filter(({ code }) => completed.includes(code) && !dossier.tasks.some(({ stepCode }) => stepCode === code))
    .map((step) => ({ step, dueAt: undefined }));
  const tasks = ended(begun(dossier, unseen, undefined), 'COMPLETED', at, completed, by);
  return begun({ ...dossier, tasks }, begins, at, by);
}

/** Whatever is still open ends with the result, except the handing over of it. */
function resolvedTasks(dossier: Dossier, { at, begins, by }: Signed<Resolved>): readonly Task[] {
  const codes = completableSteps(dossier).map(({ step }) => step.code);
  return begun({ ...dossier, tasks: ended(dossier.tasks, 'CANCELLED', at, codes) }, begins, at, by);
}

function over({ at }: { at: Date }, judgedAt?: Date) {
  return { waiting: undefined, supplement: undefined, ending: { endedAt: at, outcome: undefined, judgedAt } };
}

/**
 * By when a dossier is judged that ended while a supplement was awaited: the request (Decision 766, item 2.1). That of a legacy
 * system is only said by its record, and nobody's name stands under it here: it is judged by its end.
 */
function judgedSince(dossier: DossierIn<'WAITING_SUPPLEMENT'>, { at }: { at: Date }): Date {
  const { since, askedBy } = dossier.waiting;
  return dossier.origin === 'IMPORTED' && !askedBy ? at : since;
}

/** Of an earlier request it is not known who made it, and so it stays. */
function alsoAsked(askedBy: readonly string[] | undefined, account: string): readonly string[] | undefined {
  return askedBy && [...new Set([...askedBy, account])];
}

/** The applicant is awaited. A legacy system's due date is a fact: its clock is not ours to stop. */
function waits(
  dossier: DossierIn<ReturnTo>,
  event: SupplementRequested | Extract<SupplementChecked, { outcome: 'INCOMPLETE' }>,
  items: readonly number[],
  reason: string,
  askedBy: readonly string[] | undefined,
): Dossier {
  const { at, status, provideUntil, mode } = event;
  const why = event.type === 'supplement-requested' ? event.modeReason : undefined;
  const next = { ...nextOf(dossier, event), ...WENT_ON };
  const awaited = event.type === 'supplement-requested' ? items : event.missing;
  const waiting = { since: at, provideUntil, items, awaited, askedBy };
  if (dossier.status === 'SUBMITTED') {
    return { ...dossier, ...next, status, waiting: { ...waiting, returnTo: dossier.status } };
  }
  if (!isCounted(dossier)) return { ...dossier, ...next, status, waiting: { ...waiting, returnTo: dossier.status } };
  const { acceptance } = dossier;
  return {
    ...dossier,
    ...next,
    status,
    waiting: { ...waiting, returnTo: dossier.status },
    acceptance: mode
      ? {
          ...acceptance,
          pauses: [...acceptance.pauses, { from: at, reason, mode, ...(why && { why }) }],
          deadline: { state: 'PAUSED', since: at },
        }
      : acceptance,
    tasks: mode ? paused(dossier.tasks, at) : dossier.tasks,
  };
}

function brought(dossier: DossierIn<'WAITING_SUPPLEMENT'>, event: SupplementProvided): Dossier {
  const { items, provideUntil, askedBy } = dossier.waiting;
  const back = {
    ...nextOf(dossier, event),
    waiting: undefined,
    supplement: items && { items, provideUntil, broughtAt: event.at, askedBy },
  };
  if (!dossier.acceptance) return { ...dossier, ...back, status: dossier.waiting.returnTo };
  if (!isCounted(dossier)) return { ...dossier, ...back, status: dossier.waiting.returnTo };
  const acceptance = goesOn(dossier.acceptance, event, event.answeredByAsker);
  const tasks = redated(dossier.tasks, event.taskDues);
  return { ...dossier, ...back, status: dossier.waiting.returnTo, acceptance, tasks };
}

/** What was stamped, with the clock going on, or closed, from here. */
function goesOn(
  acceptance: Acceptance,
  { at, deadline }: { at: Date; deadline?: DeadlineState },
  answeredByAsker = false,
): Acceptance {
  return {
    ...acceptance,
    pauses: closePauses(acceptance.pauses, at, answeredByAsker),
    deadline: deadline ?? acceptance.deadline,
  };
}

/**
 * The pauses with the open one ended.
 * @param answeredByAsker it stays on record only: nobody but the agency says that the applicant was awaited
 */
export function closePauses(pauses: readonly LedgerPause[], at: Date, answeredByAsker = false): LedgerPause[] {
  const ranOn = { mode: 'RUNS_ON', why: 'ANSWERED_BY_ASKER' } as const;
  return pauses.map((pause) => (pause.to ? pause : { ...pause, to: at, ...(answeredByAsker && ranOn) }));
}
