import { isCounterStep, isReceivedForOther, type AgencyPart } from './agencies.js';
import { consultationsOf } from './consultation-tasks.js';
import type { Dossier, ProcessStep, StepTask } from './dossier.js';
import { takenUpAt } from './task-holds.js';
import {
  completableSteps,
  handOverStep,
  isOpen,
  isStep,
  openSteps,
  stepsBeforeForwarding,
  type Worker,
} from './tasks.js';

/**
 * Who has a dossier now: the receiving agency until it has forwarded it, when everything that is left to do was sent back to its counter, and
 * again when there is a result to hand over (Decree 118/2025/NĐ-CP Art. 17, 18 and 20); the competent agency in between.
 */
export function partHaving(dossier: Dossier): AgencyPart {
  if ((dossier.waiting?.returnTo ?? dossier.status) !== 'IN_PROGRESS') return 'RECEIVING';
  const open = completableSteps(dossier);
  const forOther = isReceivedForOther(dossier);
  return open.length > 0 && open.every(({ step }) => isCounterStep(step, forOther)) ? 'RECEIVING' : 'COMPETENT';
}

/** The tasks that began with a forwarding or after it, but for the handing over. */
export function forwardedTasks(dossier: Dossier): StepTask[] {
  const steps: readonly ProcessStep[] = dossier.procedure.steps;
  const atCounter = stepsBeforeForwarding(dossier);
  const handOver = handOverStep(dossier);
  const after = new Set(steps.filter((step) => step !== handOver && !atCounter.has(step)).map(({ code }) => code));
  return dossier.tasks.filter(isStep).filter(({ stepCode }) => after.has(stepCode));
}

/**
 * Whether the dossier is with those it was forwarded to, and nobody of them has begun or has had it before. Who asks others for their
 * opinion has begun.
 */
export function isUntouched(dossier: Dossier): boolean {
  const forwarded = forwardedTasks(dossier);
  const atCounter = openSteps(dossier).length > forwarded.filter(isOpen).length;
  return (
    !atCounter &&
    consultationsOf(dossier).length === 0 &&
    forwarded.some(isOpen) &&
    forwarded.every((task) => !takenUpAt(task) && (isOpen(task) || task.closing?.outcome === 'RECALLED'))
  );
}

export function mayRecall(dossier: Dossier, { subject }: Worker): boolean {
  return forwardedTasks(dossier)
    .filter(isOpen)
    .every(({ openedBy }) => openedBy !== undefined && openedBy === subject);
}
