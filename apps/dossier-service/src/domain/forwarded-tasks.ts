import { consultationsOf } from './consultation-tasks.js';
import type { Dossier, ProcessStep, StepTask } from './dossier.js';
import { takenUpAt } from './task-holds.js';
import { handOverStep, isOpen, isStep, openSteps, stepsBeforeForwarding, type Worker } from './tasks.js';

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
