import { DomainError } from '@motcua/contracts';
import { CalendarCoverageError, dueAt, elapsedWorkingTime, type WorkingCalendar } from '@motcua/working-time';
import {
  isCounted,
  type Acceptance,
  type CountedDossier,
  type DeadlineBasis,
  type DeadlineState,
  type DossierIn,
  type Procedure,
  type ReturnTo,
} from './dossier.js';
import { closePauses } from './evolve.js';

/**
 * The deadline over a ledger as it stands, UNKNOWN where the calendar does not reach: a dossier already received must
 * not be blocked by next year's missing notice on holidays, and an unknown deadline is never on time.
 */
export function deadlineOf(
  calendar: WorkingCalendar,
  { budget }: Procedure,
  { basis, acceptedAt, pauses }: Pick<Acceptance, 'basis' | 'acceptedAt' | 'pauses'>,
): DeadlineState {
  try {
    return dueAt(calendar, budget, { receivedAt: acceptedAt, pauses: [...pauses] }, basis.rules);
  } catch (error) {
    if (error instanceof CalendarCoverageError) return { state: 'UNKNOWN' };
    throw error;
  }
}

/**
 * The deadline that a dossier gets at acceptance.
 * @throws DomainError `precondition` `calendar.day-not-covered`: Form 01 must name the hour and day of the return, so
 * without a calendar for that day no receipt can be given.
 */
export function firstDeadline(
  calendar: WorkingCalendar,
  basis: DeadlineBasis,
  { budget }: Procedure,
  acceptedAt: Date,
): DeadlineState {
  try {
    return dueAt(calendar, budget, { receivedAt: acceptedAt, pauses: [] }, basis.rules);
  } catch (error) {
    if (!(error instanceof CalendarCoverageError)) throw error;
    throw new DomainError({
      kind: 'precondition',
      code: 'calendar.day-not-covered',
      message: {
        vi: `Lịch làm việc ${basis.calendar.id} (phiên bản ${basis.calendar.version}) chưa có ngày ${error.date}, nên chưa thể hẹn trả kết quả. Hãy công bố lịch của năm đó trước.`,
        en: `Calendar ${basis.calendar.id} (version ${basis.calendar.version}) does not cover ${error.date}, so no due date can be computed. Publish the calendar for that year first.`,
      },
      details: { calendarId: basis.calendar.id, calendarVersion: basis.calendar.version, date: error.date },
    });
  }
}

/** The deadline of a dossier whose waiting ends now, whatever ended it; undefined where no clock was paused. */
export function deadlineAfterWaiting(
  dossier: DossierIn<ReturnTo | 'WAITING_SUPPLEMENT'>,
  calendar: WorkingCalendar | undefined,
  at: Date,
): DeadlineState | undefined {
  if (!isCounted(dossier)) return undefined;
  const { procedure, acceptance } = dossier;
  if (acceptance.pauses.every((pause) => pause.to)) return undefined;
  if (!calendar) return { state: 'UNKNOWN' };
  return deadlineOf(calendar, procedure, { ...acceptance, pauses: closePauses(acceptance.pauses, at) });
}

/**
 * Until when an accepted dossier is to be forwarded: the end of the same working day or, received after 15:00, the start of the
 * next one (Decree 118/2025 Art. 18.2, Decree 61/2018 Art. 18.3), which the rule set gives a length. Undefined where the calendar
 * does not reach.
 */
export function forwardBy(calendar: WorkingCalendar, basis: DeadlineBasis, acceptedAt: Date): Date | undefined {
  const ledger = { receivedAt: acceptedAt, pauses: [] };
  const late = { kind: 'AFTER_LOCAL_TIME', time: basis.forwardNextMorningAfter } as const;
  const afterTheHour = localTime(acceptedAt) > basis.forwardNextMorningAfter;
  try {
    const due = afterTheHour
      ? dueAt(calendar, { amount: basis.forwardNextMorningMinutes, unit: 'MINUTE' }, ledger, {
          ...basis.rules,
          lateIntake: late,
        })
      : dueAt(calendar, { amount: 0, unit: 'WORKING_DAY' }, ledger, { ...basis.rules, lateIntake: { kind: 'NONE' } });
    return due.state === 'RUNNING' ? due.dueAt : undefined;
  } catch (error) {
    if (error instanceof CalendarCoverageError) return undefined;
    throw error;
  }
}

const LOCAL_TIME = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function localTime(at: Date): string {
  return LOCAL_TIME.format(at);
}

export interface ElapsedTime {
  /** Working time since acceptance that counts against the agency. */
  working: { minutes: number; workingDays: number };
  /** Working time in which the applicant was awaited. */
  waiting: { minutes: number; workingDays: number };
}

/**
 * The working time used until `until`, apart from the waiting: the number that Decision 766 counts, whichever way the
 * legal deadline was set again. Undefined where the calendar does not reach.
 */
export function elapsedTime(dossier: CountedDossier, calendar: WorkingCalendar, until: Date): ElapsedTime | undefined {
  const { acceptedAt, pauses } = dossier.acceptance;
  try {
    const end = dossier.ending?.endedAt ?? until;
    const total = elapsedWorkingTime(calendar, acceptedAt, end);
    const waits = pauses.map((pause) => elapsedWorkingTime(calendar, pause.from, pause.to ?? end));
    const waiting = {
      minutes: waits.reduce((sum, wait) => sum + wait.minutes, 0),
      workingDays: waits.reduce((sum, wait) => sum + wait.workingDays, 0),
    };
    return {
      working: { minutes: total.minutes - waiting.minutes, workingDays: total.workingDays - waiting.workingDays },
      waiting,
    };
  } catch (error) {
    if (error instanceof CalendarCoverageError) return undefined;
    throw error;
  }
}
