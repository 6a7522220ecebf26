import {
  CalendarCoverageError,
  dueAt,
  elapsedWorkingTime,
  type Budget,
  type CountingRules,
  type Pause,
  type WorkingCalendar,
} from '@motcua/working-time';
import type { ProcessStep, Task } from './dossier.js';

/** A step is counted from its own opening: what the one before used is not charged to it. Its clock never starts anew. */
export const STEP_RULES: CountingRules = { lateIntake: { kind: 'NONE' }, supplementMode: 'SUBTRACT' };
const HOUR_MS = 3_600_000;

/**
 * Until when a step is to be done. One that begins again, after it was sent back, sent back to or recalled, has what was left of its
 * time, to the minute: however often it goes to and fro, the times of its tasks add up to no more than its budget, and what was late
 * stays late.
 * @param before the task of the same step before this one
 * @returns undefined where the calendar does not reach, and where the date before is not known
 */
export function dueOf(
  step: Pick<ProcessStep, 'budget'>,
  calendar: WorkingCalendar,
  openedAt: Date,
  pauses: readonly Pause[],
  before?: Task,
): Date | undefined {
  const waits = pauses
    .filter(({ from }) => from >= openedAt)
    // A clock that ran on for the dossier ran on for the step.
    .map((pause) => (pause.mode === 'RUNS_ON' ? pause : { ...pause, mode: STEP_RULES.supplementMode }));
  try {
    const budget = before ? leftOf(step, calendar, before) : step.budget;
    // Nothing is left: it is as late as it was.
    if (!budget) return before?.dueAt;
    const due = dueAt(calendar, budget, { receivedAt: openedAt, pauses: waits }, STEP_RULES);
    return due.state === 'RUNNING' ? due.dueAt : undefined;
  } catch (error) {
    if (error instanceof CalendarCoverageError) return undefined;
    throw error;
  }
}

function leftOf(
  { budget }: Pick<ProcessStep, 'budget'>,
  calendar: WorkingCalendar,
  { dueAt: due, closing }: Task,
): Budget | undefined {
  if (!due || !closing?.at || closing.at >= due) return undefined;
  // Whole days would be rounded in favour of a step that goes to and fro overnight.
  const left: Budget =
    budget.unit === 'CLOCK_HOUR'
      ? { amount: (due.getTime() - closing.at.getTime()) / HOUR_MS, unit: 'CLOCK_HOUR' }
      : { amount: elapsedWorkingTime(calendar, closing.at, due).minutes, unit: 'MINUTE' };
  return left.amount > 0 ? left : undefined;
}
