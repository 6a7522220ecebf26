import { DomainError } from '@motcua/contracts';
import type { WorkingCalendar } from '@motcua/working-time';
import { agencyOfStep } from './agencies.js';
import { consultationsOpen } from './consultation-refusals.js';
import { openConsultations } from './consultation-tasks.js';
import { forwardLimit } from './deadline.js';
import type { Dossier, ProcessStep, Task } from './dossier.js';
import type { Delivered, Forwarded, Resolved, StepCompleted } from './dossier-events.js';
import { transition } from './lifecycle.js';
import { holderOf } from './task-holds.js';
import { taskOfOthers } from './task-work.js';
import {
  areStepsDone,
  completableSteps,
  forwardingOf,
  handOverStep,
  opened,
  openSteps,
  rightToComplete,
  rightToEnd,
  stepOfOthers,
  stepsAfter,
  type OpenStep,
  type Worker,
} from './tasks.js';
import { inOrder } from './time-order.js';

/**
 * The counter forwards the dossier to processing: its own last step ends and the next begin. Later than Decree 118/2025 Art. 18.2
 * allows is recorded, not refused: the dossier has to go on.
 * @throws DomainError when it is not RECEIVED, `precondition` `dossier.counter-steps-open` when a step of the counter has to be
 * completed first, `forbidden` `dossier.step-of-others` when the step that ends is not the caller's.
 */
export function forward(
  dossier: Dossier,
  worker: Worker,
  calendar: WorkingCalendar | undefined,
  now: Date,
): [Forwarded] {
  const { completes, begins, first } = forwardingOf(dossier);
  if (dossier.status === 'RECEIVED' && first.length > 0) throw counterStepsOpen(first);
  const { from, to } = transition(dossier, 'forward');
  for (const step of completes) {
    const agencyCode = agencyOfStep(step, dossier);
    const begun = openSteps(dossier).find((one) => one.step === step);
    if (begun) rightTo(begun, worker);
    else if (!rightToComplete(step, worker, agencyCode)) throw stepOfOthers(step, agencyCode);
  }
  const at = inOrder(dossier, now);
  const limit = calendar && forwardLimit(calendar, from.acceptance);
  const { steps } = from.procedure;
  const { code, unit } =
    openSteps(dossier).find(({ step }) => !completes.includes(step))?.step ?? begins[0] ?? steps.at(-1) ?? steps[0];
  return [
    {
      type: 'forwarded',
      at,
      status: to,
      stepCode: code,
      unit,
      completes: completes.map((step) => step.code),
      stepLate: openSteps(dossier).some(({ step, task }) => completes.includes(step) && isPast(task, at)),
      begins: begins.map((step) => opened(step, calendar, at, dossier.tasks)),
      forwardBy: limit,
      late: limit !== undefined && at > limit,
    },
  ];
}

export function isPast({ dueAt }: Task, at: Date): boolean {
  return dueAt !== undefined && at > dueAt;
}

function counterStepsOpen(steps: readonly ProcessStep[]): DomainError {
  const codes = steps.map(({ code }) => code);
  return new DomainError({
    kind: 'precondition',
    code: 'dossier.counter-steps-open',
    message: {
      vi: `Bộ phận một cửa còn bước sau "${codes.join('", "')}"; hãy hoàn thành bước này trước khi chuyển xử lý.`,
      en: `The counter has more steps after "${codes.join('", "')}". Complete it before forwarding.`,
    },
    details: { currentStepCode: codes[0], openSteps: codes },
  });
}

/**
 * A step ends and those that waited for it alone begin.
 * @throws DomainError when the dossier is neither at the counter with a step of the counter nor IN_PROGRESS, `conflict`
 * `dossier.steps-done` when no step is left, or `dossier.other-step` when it is not this one that runs; `forbidden`
 * `dossier.step-of-others` for who has another role or unit than the step.
 */
export function completeStep(
  dossier: Dossier,
  { stepCode }: { stepCode: string },
  worker: Worker,
  calendar: WorkingCalendar | undefined,
  now: Date,
): [StepCompleted] {
  const open = completableSteps(dossier);
  if (dossier.status === 'IN_PROGRESS' && open.length === 0) throw stepsDone(dossier);
  const { to } = transition(dossier, 'complete-step');
  const found = open.find(({ step }) => step.code === stepCode);
  if (!found) throw otherStep(dossier, stepCode, open);
  const { step, task } = found;
  const right = rightTo(found, worker);
  const at = inOrder(dossier, now);
  return [
    {
      type: 'step-completed',
      at,
      status: to,
      stepCode: step.code,
      unit: step.unit,
      dueAt: task.dueAt,
      late: isPast(task, at),
      byHead: right === 'HEAD',
      begins: stepsAfter(dossier, step.code, calendar, at),
    },
  ];
}

/** @throws DomainError where the step is somebody else's: by role and unit, or because another officer has it. */
export function rightTo(open: OpenStep, worker: Worker): 'OWN' | 'HEAD' {
  const right = rightToEnd(open, worker);
  if (right) return right;
  const { step, task } = open;
  const holder = holderOf(task);
  throw holder && rightToComplete(step, worker, task.agencyCode)
    ? taskOfOthers(task.number, holder)
    : stepOfOthers(step, task.agencyCode);
}

function stepsDone({ version }: Dossier): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'dossier.steps-done',
    message: {
      vi: 'Mọi bước của quy trình đã hoàn thành; việc tiếp theo là kết thúc xử lý.',
      en: 'All steps of the process are completed. Resolve the dossier next.',
    },
    details: { version },
  });
}

export function otherStep({ version }: Dossier, stepCode: string, open: readonly OpenStep[]): DomainError {
  const codes = open.map(({ step }) => step.code);
  const listed = codes.join('", "');
  return new DomainError({
    kind: 'conflict',
    code: 'dossier.other-step',
    message: {
      vi: `Bước đang thực hiện là "${listed}", không phải "${stepCode}".`,
      en:
        codes.length > 1
          ? `The current steps are "${listed}", not "${stepCode}".`
          : `The current step is "${listed}", not "${stepCode}".`,
    },
    details: { currentStepCode: codes[0], openSteps: codes, version },
  });
}

export type Resolution = { outcome: 'APPROVED' } | { outcome: 'NOT_ELIGIBLE'; reason: string };

/**
 * Processing ends with a result: granted, once every step but the handing over is done, or refused after assessment, at any step
 * and with its reason (Form 03, Decree 61/2018 Art. 19.8). This is where the clock of Decision 766 stops. What is still open ends
 * with it, and the handing over begins. While somebody is asked for an opinion nothing is decided: it would not count, or the lead
 * would ask for it to pass time on; the lead withdraws the request first, or its limit passes.
 * @throws DomainError when it is not IN_PROGRESS, or `precondition` `dossier.steps-open` when granted too early;
 * `conflict` `dossier.consultations-open` while somebody is consulted.
 */
export function resolve(
  dossier: Dossier,
  input: Resolution,
  calendar: WorkingCalendar | undefined,
  now: Date,
): [Resolved] {
  if (input.outcome === 'APPROVED' && dossier.status === 'IN_PROGRESS' && !areStepsDone(dossier))
    throw stepsOpen(dossier);
  const asked = openConsultations(dossier);
  if (dossier.status === 'IN_PROGRESS' && asked.length > 0) throw consultationsOpen(asked);
  const { from, to } = transition(dossier, 'resolve', input.outcome);
  const at = inOrder(dossier, now);
  const handOver = handOverStep(from);
  const begins = handOver && !from.tasks.some(({ stepCode }) => stepCode === handOver.code) ? [handOver] : [];
  return [
    {
      type: 'resolved',
      at,
      status: to,
      outcome: input.outcome,
      begins: begins.map((step) => opened(step, calendar, at, from.tasks)),
      ...(input.outcome === 'NOT_ELIGIBLE' && { reason: input.reason }),
    },
  ];
}

function stepsOpen(dossier: Dossier): DomainError {
  const codes = completableSteps(dossier).map(({ step }) => step.code);
  const listed = codes.join('", "');
  return new DomainError({
    kind: 'precondition',
    code: 'dossier.steps-open',
    message: {
      vi: `Còn bước "${listed}" chưa hoàn thành; hãy hoàn thành mọi bước trước khi phê duyệt kết quả.`,
      en: `Step "${listed}" is not completed. Complete every step before approving the result.`,
    },
    details: { currentStepCode: codes[0], openSteps: codes },
  });
}

/**
 * The result is handed over, which is the step of the process that says so, too.
 * @throws DomainError when the dossier is not RESOLVED.
 */
export function deliver(dossier: Dossier, now: Date): [Delivered] {
  const { to } = transition(dossier, 'deliver');
  return [{ type: 'delivered', at: inOrder(dossier, now), status: to }];
}
