import { DomainError } from '@motcua/contracts';
import type { WorkingCalendar } from '@motcua/working-time';
import { forwardBy } from './deadline.js';
import { CHECK_PAUSE, currentStep, type Acceptance, type Dossier } from './dossier.js';
import type { Delivered, Forwarded, Resolved, StepCompleted } from './dossier-events.js';
import { transition } from './lifecycle.js';
import { inOrder } from './time-order.js';

/**
 * The counter forwards the dossier to the first step of its internal process. Later than Decree 118/2025 Art. 18.2
 * allows is recorded, not refused: the dossier has to go on.
 * @throws DomainError when it is not RECEIVED.
 */
export function forward(dossier: Dossier, calendar: WorkingCalendar | undefined, now: Date): [Forwarded] {
  const { from, to } = transition(dossier, 'forward');
  const at = inOrder(dossier, now);
  const limit = calendar && forwardLimit(calendar, from.acceptance);
  const [{ code, unit }] = from.procedure.steps;
  const late = limit !== undefined && at > limit;
  return [{ type: 'forwarded', at, status: to, stepCode: code, unit, forwardBy: limit, late }];
}

/**
 * A supplement asked for between acceptance and forwarding gives the counter a new day, if there was still time to forward: a
 * forwarding that is late stays late.
 */
function forwardLimit(calendar: WorkingCalendar, { acceptedAt, basis, pauses }: Acceptance): Date | undefined {
  return pauses.reduce(
    (limit, { from, to, reason, mode }) => {
      const anew = to && reason !== CHECK_PAUSE && mode !== 'RUNS_ON' && !(limit && from > limit);
      return anew ? forwardBy(calendar, basis, to) : limit;
    },
    forwardBy(calendar, basis, acceptedAt),
  );
}

/**
 * The current step ends and the next one begins.
 * @throws DomainError when it is not IN_PROGRESS, `conflict` `dossier.steps-done` when no step is left, or
 * `dossier.other-step` when another step is running.
 */
export function completeStep(dossier: Dossier, input: { stepCode: string }, now: Date): [StepCompleted] {
  const step = currentStep(dossier);
  if (dossier.status === 'IN_PROGRESS' && !step) {
    throw new DomainError({
      kind: 'conflict',
      code: 'dossier.steps-done',
      message: {
        vi: 'Mọi bước của quy trình đã hoàn thành; việc tiếp theo là kết thúc xử lý.',
        en: 'All steps of the process are completed. Resolve the dossier next.',
      },
      details: { version: dossier.version },
    });
  }
  const { to } = transition(dossier, 'complete-step');
  if (step?.code !== input.stepCode) {
    throw new DomainError({
      kind: 'conflict',
      code: 'dossier.other-step',
      message: {
        vi: `Bước đang thực hiện là "${step?.code}", không phải "${input.stepCode}".`,
        en: `The current step is "${step?.code}", not "${input.stepCode}".`,
      },
      details: { currentStepCode: step?.code, version: dossier.version },
    });
  }
  const next = dossier.procedure.steps[dossier.stepsCompleted + 1];
  return [
    {
      type: 'step-completed',
      at: inOrder(dossier, now),
      status: to,
      stepCode: step.code,
      unit: step.unit,
      nextStepCode: next?.code,
      nextUnit: next?.unit,
    },
  ];
}

export type Resolution = { outcome: 'APPROVED' } | { outcome: 'NOT_ELIGIBLE'; reason: string };

/**
 * Processing ends with a result: granted, once every step is done, or refused after assessment, at any step and with
 * its reason (Form 03, Decree 61/2018 Art. 19.8). This is where the clock of Decision 766 stops.
 * @throws DomainError when it is not IN_PROGRESS, or `precondition` `dossier.steps-open` when granted too early.
 */
export function resolve(dossier: Dossier, input: Resolution, now: Date): [Resolved] {
  const { to } = transition(dossier, 'resolve');
  const open = currentStep(dossier);
  if (input.outcome === 'APPROVED' && open) {
    throw new DomainError({
      kind: 'precondition',
      code: 'dossier.steps-open',
      message: {
        vi: `Còn bước "${open.code}" chưa hoàn thành; hãy hoàn thành mọi bước trước khi phê duyệt kết quả.`,
        en: `Step "${open.code}" is not completed. Complete every step before approving the result.`,
      },
      details: { currentStepCode: open.code },
    });
  }
  return [
    {
      type: 'resolved',
      at: inOrder(dossier, now),
      status: to,
      outcome: input.outcome,
      ...(input.outcome === 'NOT_ELIGIBLE' && { reason: input.reason }),
    },
  ];
}

/**
 * The result is handed over.
 * @throws DomainError when the dossier is not RESOLVED.
 */
export function deliver(dossier: Dossier, now: Date): [Delivered] {
  const { to } = transition(dossier, 'deliver');
  return [{ type: 'delivered', at: inOrder(dossier, now), status: to }];
}
