import {
  CalendarCoverageError,
  dueAt,
  elapsedWorkingTime,
  type CountingRules,
  type WorkingCalendar,
} from '@motcua/working-time';

/** How long a submission waits for acceptance. */
export interface IntakeWait {
  /** Working minutes. */
  ageMinutes: number;
  /** Undefined where the calendar does not reach. */
  answerBy: Date | undefined;
  overdue: boolean;
}

const RULES: CountingRules = { lateIntake: { kind: 'NONE' }, supplementMode: 'SUBTRACT' };

/**
 * The age of a submission against the limit of the rule set (eight working hours, as Decree 45/2020/NĐ-CP is usually read), from the
 * moment when it was sent: a supplement asked for before acceptance, or silence, does not make it younger.
 * @throws CalendarCoverageError when the calendar covers not even the waiting until now
 */
export function waitOf(submittedAt: Date, withinHours: number, calendar: WorkingCalendar, now: Date): IntakeWait {
  const { minutes } = elapsedWorkingTime(calendar, submittedAt, now);
  const answerBy = limitOf(submittedAt, withinHours, calendar);
  return { ageMinutes: Math.max(0, minutes), answerBy, overdue: answerBy !== undefined && answerBy < now };
}

function limitOf(submittedAt: Date, amount: number, calendar: WorkingCalendar): Date | undefined {
  try {
    const due = dueAt(calendar, { amount, unit: 'HOUR' }, { receivedAt: submittedAt, pauses: [] }, RULES);
    return due.state === 'RUNNING' ? due.dueAt : undefined;
  } catch (error) {
    if (error instanceof CalendarCoverageError) return undefined;
    throw error;
  }
}
