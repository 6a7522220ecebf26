import { DomainError, foldedCode, type Role, type StepRole } from '@motcua/contracts';
import {
  CalendarCoverageError,
  dueAt,
  type CountingRules,
  type Pause,
  type WorkingCalendar,
} from '@motcua/working-time';
import type { CountedDossier, Dossier, ProcessStep, Task, TaskOutcome } from './dossier.js';

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

/** Whether the counter does it: it says so by its role or, where that is not known, by its place. */
function isCounterStep({ role, place }: ProcessStep): boolean {
  return role === undefined ? place === 'RECEIVING' : role === 'one-stop-officer' && place !== 'COORDINATING';
}

/** What follows from a process alone. */
interface Shape {
  /** The step in which the counter hands over the result. */
  handOver: ProcessStep | undefined;
  /** The counter's steps before it forwards the dossier: nothing comes before them but such steps. */
  beforeForwarding: ReadonlySet<ProcessStep>;
}

/** A process never changes, and its steps are read with every dossier on it. */
const shapes = new WeakMap<Steps, Shape>();

function shapeOf(steps: Steps): Shape {
  const known = shapes.get(steps);
  if (known) return known;
  const followed = new Set(steps.flatMap(({ predecessors }) => predecessors));
  const last = steps.filter(({ code }) => !followed.has(code));
  // Where one step alone is followed by none, all others come before it.
  const handOver = steps.length > 1 && last.length === 1 && last[0] && isCounterStep(last[0]) ? last[0] : undefined;
  const shape = { handOver, beforeForwarding: beforeForwarding(steps, handOver) };
  shapes.set(steps, shape);
  return shape;
}

function beforeForwarding(steps: Steps, handOver: ProcessStep | undefined): Set<ProcessStep> {
  const found = new Set<ProcessStep>();
  const codes = new Set<string>();
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const step of steps) {
      if (step === handOver || !isCounterStep(step) || !step.predecessors.every((code) => codes.has(code))) continue;
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
export function handOverStep(steps: Steps): ProcessStep | undefined {
  return shapeOf(steps).handOver;
}

export function isOpen({ closing }: Task): boolean {
  return closing === undefined;
}

/** A step whose task is open, in the order of the process. */
export interface OpenStep {
  step: ProcessStep;
  task: Task;
}

export function openSteps({ procedure, tasks }: Dossier): OpenStep[] {
  const steps: Steps = procedure.steps;
  const open = new Map(tasks.filter(isOpen).map((task) => [task.stepCode, task]));
  if (open.size === 0) return [];
  return steps.flatMap((step) => {
    const task = open.get(step.code);
    return task ? [{ step, task }] : [];
  });
}

/** The open steps that an officer completes; the handing over is done by its delivery. */
export function completableSteps(dossier: Dossier): OpenStep[] {
  const handOver = handOverStep(dossier.procedure.steps);
  return openSteps(dossier).filter(({ step }) => step !== handOver);
}

export function completedSteps({ tasks }: Pick<Dossier, 'tasks'>): number {
  return tasks.filter(({ closing }) => closing?.outcome === 'COMPLETED').length;
}

function completedCodes({ tasks }: Pick<Dossier, 'tasks'>): Set<string | undefined> {
  return new Set(tasks.filter(({ closing }) => closing?.outcome === 'COMPLETED').map(({ stepCode }) => stepCode));
}

/** Whether every step is done before which no result can be granted: all but the handing over. */
export function areStepsDone(dossier: Dossier): boolean {
  const steps: Steps = dossier.procedure.steps;
  const done = completedCodes(dossier);
  const handOver = handOverStep(steps);
  return steps.every((step) => step === handOver || done.has(step.code));
}

/** Steps that can begin once these are done: all that come before are, and they have not begun. */
function readySteps(
  { procedure, tasks }: Pick<Dossier, 'procedure' | 'tasks'>,
  done: ReadonlySet<string | undefined>,
): ProcessStep[] {
  const steps: Steps = procedure.steps;
  const handOver = handOverStep(steps);
  const begun = new Set(tasks.map(({ stepCode }) => stepCode));
  return steps.filter(
    (step) =>
      step !== handOver &&
      !begun.has(step.code) &&
      !done.has(step.code) &&
      step.predecessors.every((code) => done.has(code)),
  );
}

/** The steps that begin with the acceptance: those of the counter. The others wait until the dossier is forwarded to them. */
export function stepsAtAcceptance(
  dossier: Pick<Dossier, 'procedure' | 'tasks'>,
  calendar: WorkingCalendar,
  at: Date,
): OpenedStep[] {
  const { beforeForwarding: atCounter } = shapeOf(dossier.procedure.steps);
  return readySteps(dossier, new Set())
    .filter((step) => atCounter.has(step))
    .map((step) => opened(step, calendar, at));
}

/** The steps that begin when one ends. At the counter they are the counter's: what follows waits until it has forwarded. */
export function stepsAfter(
  dossier: Dossier,
  stepCode: string,
  calendar: WorkingCalendar | undefined,
  at: Date,
): OpenedStep[] {
  const ready = readySteps(dossier, completedCodes(dossier).add(stepCode));
  const { beforeForwarding: atCounter } = shapeOf(dossier.procedure.steps);
  return ready
    .filter((step) => dossier.status !== 'RECEIVED' || atCounter.has(step))
    .map((step) => opened(step, calendar, at));
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
  const { beforeForwarding: atCounter, handOver } = shapeOf(steps);
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

export function opened(step: ProcessStep, calendar: WorkingCalendar | undefined, at: Date): OpenedStep {
  return { step, dueAt: calendar && dueOf(step, calendar, at, []) };
}

/** A step is counted from its own opening: what the one before used is not charged to it. Its clock never starts anew. */
const STEP_RULES: CountingRules = { lateIntake: { kind: 'NONE' }, supplementMode: 'SUBTRACT' };

function dueOf(
  { budget }: ProcessStep,
  calendar: WorkingCalendar,
  openedAt: Date,
  pauses: readonly Pause[],
): Date | undefined {
  const waits = pauses
    .filter(({ from }) => from >= openedAt)
    // A clock that ran on for the dossier ran on for the step.
    .map((pause) => (pause.mode === 'RUNS_ON' ? pause : { ...pause, mode: STEP_RULES.supplementMode }));
  try {
    const due = dueAt(calendar, budget, { receivedAt: openedAt, pauses: waits }, STEP_RULES);
    return due.state === 'RUNNING' ? due.dueAt : undefined;
  } catch (error) {
    if (error instanceof CalendarCoverageError) return undefined;
    throw error;
  }
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
    const due = dueOf(step, calendar, task.openedAt, pauses);
    return due && due.getTime() !== task.dueAt?.getTime() ? [{ number: task.number, dueAt: due }] : [];
  });
}

/** The tasks with these steps begun. */
export function begun(
  { agencyCode, tasks }: Pick<Dossier, 'agencyCode' | 'tasks'>,
  steps: readonly OpenedStep[],
  openedAt: Date | undefined,
): readonly Task[] {
  if (steps.length === 0) return tasks;
  return [
    ...tasks,
    ...steps.map(({ step, dueAt: due }, index) => ({
      number: tasks.length + 1 + index,
      kind: 'STEP' as const,
      stepCode: step.code,
      agencyCode,
      unit: step.unit,
      role: step.role,
      openedAt,
      dueAt: due,
      closing: undefined,
    })),
  ];
}

/** The tasks with the open ones of these steps ended, or all that are open. */
export function ended(
  tasks: readonly Task[],
  outcome: TaskOutcome,
  at: Date,
  codes?: readonly string[],
): readonly Task[] {
  return tasks.map((task) =>
    isOpen(task) && (!codes || (task.stepCode !== undefined && codes.includes(task.stepCode)))
      ? { ...task, closing: { at, outcome } }
      : task,
  );
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
    task.kind === 'STEP' && isOpen(task) && task.dueAt && task.dueAt > at ? { ...task, dueAt: undefined } : task,
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
  dossier: Pick<Dossier, 'agencyCode' | 'procedure'>,
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
  /** Code of the unit; absent: not known. */
  unit?: string;
}

/** Who completed a step before it was said who does it. */
const WHERE_UNSAID: readonly StepRole[] = ['processing-officer', 'agency-head'];

/**
 * By what right somebody may complete a step: as its own role and unit (Circular 01/2018/TT-VPCP Art. 8), or as the head of the
 * agency, who may stand in for everybody there. Undefined: not at all. Where the process does not say who does it, those may who
 * could before; so it is for the step of a consulted agency, whose officers do not work here.
 */
export function rightToComplete(step: ProcessStep, worker: Worker): 'OWN' | 'HEAD' | undefined {
  if (step.role === undefined || step.place === 'COORDINATING') {
    return worker.has(...WHERE_UNSAID, ...(isCounterStep(step) ? (['one-stop-officer'] as const) : []))
      ? 'OWN'
      : undefined;
  }
  if (worker.has(step.role) && (worker.unit === undefined || foldedCode(worker.unit) === foldedCode(step.unit))) {
    return 'OWN';
  }
  return worker.has('agency-head') ? 'HEAD' : undefined;
}

/** Whether somebody may do it as far as the steps are concerned. */
export function mayCompleteSome(dossier: Dossier, worker: Worker): boolean {
  return completableSteps(dossier).some(({ step }) => rightToComplete(step, worker));
}

export function mayForward(dossier: Dossier, worker: Worker): boolean {
  return forwardingOf(dossier).completes.every((step) => rightToComplete(step, worker));
}

const ROLE_NAMES: Record<StepRole, { vi: string; en: string }> = {
  'one-stop-officer': { vi: 'cán bộ bộ phận một cửa', en: 'a one-stop officer' },
  'processing-officer': { vi: 'công chức xử lý', en: 'a processing officer' },
  'agency-head': { vi: 'thủ trưởng cơ quan', en: 'the head of the agency' },
};

/** The refusal of a step that belongs to somebody else: it names to whom. */
export function stepOfOthers({ code, unit, role, place }: ProcessStep): DomainError {
  const known = place === 'COORDINATING' ? undefined : role;
  const roles = known ? [known] : WHERE_UNSAID;
  const by = (language: 'vi' | 'en', or: string): string => roles.map((one) => ROLE_NAMES[one][language]).join(or);
  return new DomainError({
    kind: 'forbidden',
    code: 'dossier.step-of-others',
    message: known
      ? {
          vi: `Bước "${code}" do ${by('vi', '')} của bộ phận "${unit}" thực hiện; thủ trưởng cơ quan có thể làm thay.`,
          en: `Step "${code}" is done by ${by('en', '')} of unit "${unit}"; the head of the agency may stand in.`,
        }
      : {
          vi: `Bước "${code}" do ${by('vi', ' hoặc ')} thực hiện.`,
          en: `Step "${code}" is done by ${by('en', ' or ')}.`,
        },
    details: { stepCode: code, ...(known && { stepUnit: unit, stepRole: known }) },
  });
}
