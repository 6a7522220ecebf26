import { DomainError, foldedCode, type Role, type StepRole } from '@motcua/contracts';
import type { Pause, WorkingCalendar } from '@motcua/working-time';
import { agencyOfStep, isCounterStep, isReceivedForOther, type Agencies, type WithAgencies } from './agencies.js';
import type { CountedDossier, Dossier, ProcessStep, StepTask, Task, TaskOutcome } from './dossier.js';
import type { Actor } from './dossier-events.js';
import { dueOf } from './step-time.js';
import { holderOf, holdsAtEnd } from './task-holds.js';

/** A step that begins, and until when it is to be done; undefined where the calendar does not reach. */
export interface OpenedStep {
  step: ProcessStep;
  dueAt: Date | undefined;
}

/** A date that an open task gets. */
export interface TaskDue {
  number: number;
  dueAt: Date;
}

type Steps = readonly ProcessStep[];

/** What follows from a process, and from whether one agency receives for another, alone. */
interface Shape {
  /** The step in which the counter hands over the result. */
  handOver: ProcessStep | undefined;
  /** The counter's steps before it forwards the dossier: nothing comes before them but such steps. */
  beforeForwarding: ReadonlySet<ProcessStep>;
}

/** What a dossier says of its process, and of the agencies that pass through it. */
type InProcess = WithAgencies & Pick<Dossier, 'procedure'>;

/** A process never changes, and its steps are read with every dossier on it. */
const shapes = { receivedForOther: new WeakMap<Steps, Shape>(), receivedForItself: new WeakMap<Steps, Shape>() };

function shapeOf(dossier: InProcess): Shape {
  const steps: Steps = dossier.procedure.steps;
  const forOther = isReceivedForOther(dossier);
  const kept = forOther ? shapes.receivedForOther : shapes.receivedForItself;
  const known = kept.get(steps);
  if (known) return known;
  const followed = new Set(steps.flatMap(({ predecessors }) => predecessors));
  const last = steps.filter(({ code }) => !followed.has(code));
  // Where one step alone is followed by none, all others come before it.
  const only = last.length === 1 && steps.length > 1 ? last[0] : undefined;
  const handOver = only && isCounterStep(only, forOther) ? only : undefined;
  const atCounter = steps.filter((step) => step !== handOver && isCounterStep(step, forOther));
  const shape = { handOver, beforeForwarding: beforeForwarding(atCounter) };
  kept.set(steps, shape);
  return shape;
}

function beforeForwarding(atCounter: Steps): Set<ProcessStep> {
  const found = new Set<ProcessStep>();
  const codes = new Set<string>();
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const step of atCounter) {
      if (!step.predecessors.every((code) => codes.has(code))) continue;
      found.add(step);
      codes.add(step.code);
    }
  }
  return found;
}

/**
 * The step in which the counter hands over the result (Decree 118/2025/NĐ-CP Art. 20): the counter's, and after all others.
 * It begins when there is a result and is done by its delivery.
 */
export function handOverStep(dossier: InProcess): ProcessStep | undefined {
  return shapeOf(dossier).handOver;
}

export function isOpen({ closing }: Task): boolean {
  return closing === undefined;
}

export function isStep(task: Task): task is StepTask {
  return task.kind === 'STEP';
}

/** A step whose task is open, in the order of the process. */
export interface OpenStep {
  step: ProcessStep;
  task: StepTask;
}

export function openSteps({ procedure, tasks }: Dossier): OpenStep[] {
  const steps: Steps = procedure.steps;
  const open = new Map(
    tasks
      .filter(isStep)
      .filter(isOpen)
      .map((task) => [task.stepCode, task]),
  );
  if (open.size === 0) return [];
  return steps.flatMap((step) => {
    const task = open.get(step.code);
    return task ? [{ step, task }] : [];
  });
}

/**
 * When the counter handed the dossier on to processing: the first step beyond the counter began. NEVER where the counter alone does
 * everything.
 */
export function forwardedAt(dossier: CountedDossier): Date | 'NOT_YET' | 'NEVER' | 'UNKNOWN' {
  const { procedure, tasks } = dossier;
  const { beforeForwarding: atCounter, handOver } = shapeOf(dossier);
  const beyond = procedure.steps.filter((step) => step !== handOver && !atCounter.has(step)).map(({ code }) => code);
  if (beyond.length === 0) return 'NEVER';
  const first = tasks
    .filter(isStep)
    .find(({ stepCode, closing }) => beyond.includes(stepCode) && closing?.outcome !== 'RECALLED');
  return first ? (first.openedAt ?? 'UNKNOWN') : 'NOT_YET';
}

/** The open steps that an officer completes; the handing over is done by its delivery. */
export function completableSteps(dossier: Dossier): OpenStep[] {
  const handOver = handOverStep(dossier);
  return openSteps(dossier).filter(({ step }) => step !== handOver);
}

export function completedSteps(dossier: Pick<Dossier, 'tasks'>): number {
  return completedCodes(dossier).size;
}

/** The steps that are done: one that was sent back to is done again when it is completed again. */
function completedCodes({ tasks }: Pick<Dossier, 'tasks'>): Set<string> {
  const done = new Set<string>();
  for (const { stepCode, closing } of tasks.filter(isStep)) {
    if (closing?.outcome === 'COMPLETED') done.add(stepCode);
    else done.delete(stepCode);
  }
  return done;
}

/** Whether a step has begun and was not given up to begin again. */
function hasBegun(tasks: readonly Task[], step: ProcessStep): boolean {
  const last = lastOf(tasks, step);
  return last !== undefined && last.closing?.outcome !== 'RETURNED' && last.closing?.outcome !== 'RECALLED';
}

/** Whether every step is done before which no result can be granted: all but the handing over. */
export function areStepsDone(dossier: Dossier): boolean {
  const steps: Steps = dossier.procedure.steps;
  const done = completedCodes(dossier);
  const handOver = handOverStep(dossier);
  return steps.every((step) => step === handOver || done.has(step.code));
}

/** The steps that the counter does before it forwards. */
export function stepsBeforeForwarding(dossier: InProcess): ReadonlySet<ProcessStep> {
  return shapeOf(dossier).beforeForwarding;
}

/** The steps right before one that can be done again: not those that are being done again already. */
export function stepsBefore({ procedure, tasks }: Dossier, { predecessors }: ProcessStep): ProcessStep[] {
  const steps: Steps = procedure.steps;
  return steps.filter((step) => {
    const last = lastOf(tasks, step);
    return predecessors.includes(step.code) && (!last || !isOpen(last));
  });
}

/** Steps that can begin once these are done: all that come before are, and they have not begun. */
function readySteps(dossier: InProcess & Pick<Dossier, 'tasks'>, done: ReadonlySet<string>): ProcessStep[] {
  const { tasks } = dossier;
  const steps: Steps = dossier.procedure.steps;
  const handOver = handOverStep(dossier);
  return steps.filter(
    (step) =>
      step !== handOver &&
      !hasBegun(tasks, step) &&
      !done.has(step.code) &&
      step.predecessors.every((code) => done.has(code)),
  );
}

/** The steps that begin with the acceptance: those of the counter. The others wait until the dossier is forwarded to them. */
export function stepsAtAcceptance(
  dossier: InProcess & Pick<Dossier, 'tasks'>,
  calendar: WorkingCalendar,
  at: Date,
): OpenedStep[] {
  const { beforeForwarding: atCounter } = shapeOf(dossier);
  return readySteps(dossier, new Set())
    .filter((step) => atCounter.has(step))
    .map((step) => opened(step, calendar, at, dossier.tasks));
}

/** The steps that begin when one ends. At the counter they are the counter's: what follows waits until it has forwarded. */
export function stepsAfter(
  dossier: Dossier,
  stepCode: string,
  calendar: WorkingCalendar | undefined,
  at: Date,
): OpenedStep[] {
  const ready = readySteps(dossier, completedCodes(dossier).add(stepCode));
  const { beforeForwarding: atCounter } = shapeOf(dossier);
  return ready
    .filter((step) => dossier.status !== 'RECEIVED' || atCounter.has(step))
    .map((step) => opened(step, calendar, at, dossier.tasks));
}

/** What forwarding does to the steps. */
interface Forwarding {
  /** The counter's steps that it ends. */
  completes: ProcessStep[];
  /** The steps that begin. */
  begins: ProcessStep[];
  /** The counter's steps that have to be completed first; forwarding is possible when there are none. */
  first: ProcessStep[];
}

/**
 * Forwarding ends the counter's last step before processing and begins what follows. A step of the counter that does not come
 * last is completed by itself, so that forwarding in time does not stand for work that is not done. Where the counter alone
 * does everything, nothing is handed over, and its steps go on.
 */
export function forwardingOf(dossier: Dossier): Forwarding {
  const steps: Steps = dossier.procedure.steps;
  const done = completedCodes(dossier);
  const { beforeForwarding: atCounter, handOver } = shapeOf(dossier);
  if (steps.every((step) => step === handOver || atCounter.has(step))) {
    return { completes: [], begins: readySteps(dossier, done), first: [] };
  }
  const left = [...atCounter].filter(({ code }) => !done.has(code));
  const canEnd = left.filter(({ predecessors }) => predecessors.every((code) => done.has(code)));
  if (canEnd.length < left.length) return { completes: [], begins: [], first: canEnd };
  return {
    completes: canEnd,
    begins: readySteps(dossier, new Set([...done, ...canEnd.map(({ code }) => code)])),
    first: [],
  };
}

/** @param tasks of the dossier: a step that begins again has what is left of its time */
export function opened(
  step: ProcessStep,
  calendar: WorkingCalendar | undefined,
  at: Date,
  tasks: readonly Task[],
): OpenedStep {
  return { step, dueAt: calendar && dueOf(step, calendar, at, [], lastOf(tasks, step)) };
}

/** The latest task of a step; undefined: it was never begun. */
export function lastOf(tasks: readonly Task[], { code }: Pick<ProcessStep, 'code'>): StepTask | undefined {
  return tasks.filter(isStep).findLast(({ stepCode }) => stepCode === code);
}

/**
 * The dates of the open tasks, counted anew over the waiting for the applicant, which is subtracted however the law counts the
 * dossier: a unit gains no time by asking. A task that is late stays late, and no date is taken back.
 */
export function taskDues(
  { procedure, tasks }: CountedDossier,
  calendar: WorkingCalendar,
  pauses: readonly Pause[],
  at: Date,
): TaskDue[] {
  return tasks.flatMap((task) => {
    const step = procedure.steps.find(({ code }) => code === task.stepCode);
    if (!step || !isOpen(task) || !task.openedAt || (task.dueAt && task.dueAt <= at)) return [];
    const before = tasks.findLast(({ stepCode, number }) => stepCode === step.code && number < task.number);
    const due = dueOf(step, calendar, task.openedAt, pauses, before);
    return due && due.getTime() !== task.dueAt?.getTime() ? [{ number: task.number, dueAt: due }] : [];
  });
}

/** The tasks with these steps begun. */
export function begun(
  dossier: Agencies & Pick<Dossier, 'tasks'>,
  steps: readonly OpenedStep[],
  openedAt: Date | undefined,
  by?: Actor,
): readonly Task[] {
  const { tasks } = dossier;
  if (steps.length === 0) return tasks;
  return [
    ...tasks,
    ...steps.map(({ step, dueAt: due }, index) => ({
      number: tasks.length + 1 + index,
      kind: 'STEP' as const,
      stepCode: step.code,
      agencyCode: agencyOfStep(step, dossier),
      unit: step.unit,
      role: step.role,
      openedAt,
      ...(by?.kind === 'OFFICER' && { openedBy: by.account }),
      dueAt: due,
      closing: undefined,
    })),
  ];
}

/**
 * The tasks with the open ones of these steps ended, or all that are open.
 * @param by who completed them: whoever does a task has taken it up
 */
export function ended(
  tasks: readonly Task[],
  outcome: TaskOutcome,
  at: Date,
  codes?: readonly string[],
  by?: Actor,
): readonly Task[] {
  return tasks.map((task) => {
    if (!isOpen(task) || (codes && !(isStep(task) && codes.includes(task.stepCode)))) return task;
    const holds = holdsAtEnd(task, at, by);
    return { ...task, closing: { at, outcome }, ...(holds && { holds }) };
  });
}

/** The tasks with the open ones of one agency at another; what was done stays where it was done. */
export function handedOver(tasks: readonly Task[], from: string, to: string): readonly Task[] {
  return tasks.map((task) => (isOpen(task) && task.agencyCode === from ? { ...task, agencyCode: to } : task));
}

/**
 * The tasks while the applicant is awaited and the clock stands still: a step has no date, unless it is late already. The limit of a
 * consultation stands in a letter.
 */
export function paused(tasks: readonly Task[], at: Date): readonly Task[] {
  return tasks.map((task) =>
    isStep(task) && isOpen(task) && task.dueAt && task.dueAt > at ? { ...task, dueAt: undefined } : task,
  );
}

export function redated(tasks: readonly Task[], dues: readonly TaskDue[]): readonly Task[] {
  if (dues.length === 0) return tasks;
  return tasks.map((task) => {
    const due = dues.find(({ number }) => number === task.number);
    return due ? { ...task, dueAt: due.dueAt } : task;
  });
}

/**
 * The tasks of a dossier of which only the number of completed steps is known: its steps ran in a line, and nobody knows when
 * they began.
 * @param running whether the next step runs
 */
export function countedTasks(
  dossier: Agencies & Pick<Dossier, 'procedure'>,
  stepsCompleted: number,
  running: boolean,
): readonly Task[] {
  const steps: Steps = dossier.procedure.steps;
  const asOpened = (step: ProcessStep): OpenedStep => ({ step, dueAt: undefined });
  const known = begun({ ...dossier, tasks: [] }, steps.slice(0, stepsCompleted).map(asOpened), undefined).map(
    (task): Task => ({ ...task, closing: { outcome: 'COMPLETED' } }),
  );
  const next = running ? steps.slice(stepsCompleted, stepsCompleted + 1) : [];
  return begun({ ...dossier, tasks: known }, next.map(asOpened), undefined);
}

/** Who works on a dossier, as the token says. */
export interface Worker {
  has(...roles: Role[]): boolean;
  /** The account; absent: of nobody who can have a task. */
  subject?: string;
  /** Of the token. Absent: held to none; the token of an officer without one reaches no dossier. */
  agency?: string;
  /** Code of the unit; absent: not known. */
  unit?: string;
}

/** Who completed a step before it was said who does it. */
const WHERE_UNSAID: readonly StepRole[] = ['processing-officer', 'agency-head'];

/**
 * By what right somebody may complete a step: as its own role and unit (Circular 01/2018/TT-VPCP Art. 8), or as the head of the
 * agency, who may stand in for everybody there. Undefined: not at all. Where the process does not say who does it, those may who
 * could before; so it is for the step of a consulted agency, whose officers do not work here.
 * @param agencyCode where the step is done: nobody of another agency of the dossier does it
 */
export function rightToComplete(step: ProcessStep, worker: Worker, agencyCode: string): 'OWN' | 'HEAD' | undefined {
  if (worker.agency !== undefined && worker.agency !== agencyCode) return undefined;
  if (step.role === undefined || step.place === 'COORDINATING') {
    return worker.has(...WHERE_UNSAID, ...(step.place === 'RECEIVING' ? (['one-stop-officer'] as const) : []))
      ? 'OWN'
      : undefined;
  }
  if (worker.has(step.role) && (worker.unit === undefined || foldedCode(worker.unit) === foldedCode(step.unit))) {
    return 'OWN';
  }
  return worker.has('agency-head') ? 'HEAD' : undefined;
}

/** The same of an open task: what another officer has taken or was given, only the head of the agency completes instead. */
export function rightToEnd({ step, task }: OpenStep, worker: Worker): 'OWN' | 'HEAD' | undefined {
  const holder = holderOf(task);
  if (!holder || holder.account === worker.subject) return rightToComplete(step, worker, task.agencyCode);
  return isHeadOf(task, worker) ? 'HEAD' : undefined;
}

/** Whether somebody is the head of the agency where a task is done. */
export function isHeadOf({ agencyCode }: Task, worker: Worker): boolean {
  return worker.has('agency-head') && (worker.agency === undefined || worker.agency === agencyCode);
}

export function mayForward(dossier: Dossier, worker: Worker): boolean {
  const { completes } = forwardingOf(dossier);
  const open = openSteps(dossier);
  return completes.every((step) => {
    const begun = open.find((one) => one.step === step);
    return begun ? rightToEnd(begun, worker) : rightToComplete(step, worker, agencyOfStep(step, dossier));
  });
}

const ROLE_NAMES: Record<StepRole, { vi: string; en: string }> = {
  'one-stop-officer': { vi: 'cán bộ bộ phận một cửa', en: 'a one-stop officer' },
  'processing-officer': { vi: 'công chức xử lý', en: 'a processing officer' },
  'agency-head': { vi: 'thủ trưởng cơ quan', en: 'the head of the agency' },
};

/** The refusal of a step that belongs to somebody else: it names to whom. */
export function stepOfOthers({ code, unit, role, place }: ProcessStep, agencyCode: string): DomainError {
  const known = place === 'COORDINATING' ? undefined : role;
  const roles = known ? [known] : WHERE_UNSAID;
  const by = (language: 'vi' | 'en', or: string): string => roles.map((one) => ROLE_NAMES[one][language]).join(or);
  return new DomainError({
    kind: 'forbidden',
    code: 'dossier.step-of-others',
    message: known
      ? {
          vi: `Bước "${code}" do ${by('vi', '')} của bộ phận "${unit}" tại cơ quan ${agencyCode} thực hiện; thủ trưởng cơ quan đó có thể làm thay.`,
          en: `Step "${code}" is done by ${by('en', '')} of unit "${unit}" at agency ${agencyCode}; the head of that agency may stand in.`,
        }
      : {
          vi: `Bước "${code}" do ${by('vi', ' hoặc ')} của cơ quan ${agencyCode} thực hiện.`,
          en: `Step "${code}" is done by ${by('en', ' or ')} of agency ${agencyCode}.`,
        },
    details: { stepCode: code, stepAgencyCode: agencyCode, ...(known && { stepUnit: unit, stepRole: known }) },
  });
}
