import { DomainError } from '@motcua/contracts';
import {
  CalendarCoverageError,
  dueAt,
  elapsedWorkingTime,
  localDate,
  type WorkingCalendar,
} from '@motcua/working-time';
import {
  CHECK_PAUSE,
  isCounted,
  type Acceptance,
  type CountedDossier,
  type DeadlineBasis,
  type DeadlineState,
  type DossierIn,
  type LedgerPause,
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
    throw error instanceof CalendarCoverageError ? dayNotCovered(basis, error) : error;
  }
}

/** What must have a date gets none by a calendar that does not reach it. */
export function dayNotCovered(
  { calendar }: Pick<DeadlineBasis, 'calendar'>,
  { date }: CalendarCoverageError,
): DomainError {
  return new DomainError({
    kind: 'precondition',
    code: 'calendar.day-not-covered',
    message: {
      vi: `Lịch làm việc ${calendar.id} (phiên bản ${calendar.version}) chưa có ngày ${date}, nên chưa thể hẹn trả kết quả. Hãy công bố lịch của năm đó trước.`,
      en: `Calendar ${calendar.id} (version ${calendar.version}) does not cover ${date}, so no due date can be computed. Publish the calendar for that year first.`,
    },
    details: { calendarId: calendar.id, calendarVersion: calendar.version, date },
  });
}

/**
 * The deadline of a dossier whose supplement is brought now; undefined where no clock was paused.
 * @param answeredByAsker the clock goes on as if it had never paused
 */
export function deadlineAfterWaiting(
  dossier: DossierIn<ReturnTo | 'WAITING_SUPPLEMENT'>,
  calendar: WorkingCalendar | undefined,
  at: Date,
  answeredByAsker: boolean,
): DeadlineState | undefined {
  return deadlineOver(dossier, calendar, (pauses) => closePauses(pauses, at, answeredByAsker));
}

/**
 * The deadline of a dossier that ends while a supplement is awaited: as it stood at the request, where Decision 766 judges it. No
 * wait gives time to a dossier that is over. Undefined where no clock was paused.
 */
export function deadlineAtEnd(
  dossier: DossierIn<ReturnTo | 'WAITING_SUPPLEMENT'>,
  calendar: WorkingCalendar | undefined,
): DeadlineState | undefined {
  return deadlineOver(dossier, calendar, (pauses) => pauses.filter((pause) => pause.to));
}

function deadlineOver(
  dossier: DossierIn<ReturnTo | 'WAITING_SUPPLEMENT'>,
  calendar: WorkingCalendar | undefined,
  counted: (pauses: readonly LedgerPause[]) => readonly LedgerPause[],
): DeadlineState | undefined {
  if (!isCounted(dossier)) return undefined;
  const { procedure, acceptance } = dossier;
  if (acceptance.pauses.every((pause) => pause.to)) return undefined;
  if (!calendar) return { state: 'UNKNOWN' };
  return deadlineOf(calendar, procedure, { ...acceptance, pauses: counted(acceptance.pauses) });
}

/** The pauses by which the due date is counted: not the one in which the dossier ended. */
export function countedPauses({ acceptance, ending }: CountedDossier): readonly LedgerPause[] {
  const judgedAt = ending?.judgedAt;
  return judgedAt ? acceptance.pauses.filter((pause) => pause.from < judgedAt) : acceptance.pauses;
}

/**
 * Whether the due instant has come with the clock running. From then on no request, no calendar and no end moves it: a lateness that
 * has been reached stands.
 */
export function isDue(deadline: DeadlineState, at: Date): boolean {
  return deadline.state === 'RUNNING' && deadline.dueAt <= at;
}

/**
 * Whether a request comes early enough after the first receipt to restart the time limit (Decree 61/2018 Art. 19.4). A restart is no
 * receipt. Where the calendar ends before the last of these days, whatever it still covers lies before that day.
 */
export function isWithinRestartWindow(
  calendar: WorkingCalendar,
  { acceptedAt, basis }: Pick<Acceptance, 'acceptedAt' | 'basis'>,
  at: Date,
): boolean {
  const window = { amount: basis.supplement.restartWithinDays, unit: 'WORKING_DAY' } as const;
  try {
    const until = dueAt(calendar, window, { receivedAt: acceptedAt, pauses: [] }, basis.rules);
    return until.state === 'RUNNING' && at <= until.dueAt;
  } catch (error) {
    if (!(error instanceof CalendarCoverageError)) throw error;
    return localDate(at) <= calendar.coversTo;
  }
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

/**
 * A supplement asked for between acceptance and forwarding gives the counter a new day, if there was still time to forward: a
 * forwarding that is late stays late.
 */
export function forwardLimit(calendar: WorkingCalendar, { acceptedAt, basis, pauses }: Acceptance): Date | undefined {
  return pauses.reduce(
    (limit, { from, to, reason, mode }) => {
      const anew = to && reason !== CHECK_PAUSE && mode !== 'RUNS_ON' && !(limit && from > limit);
      return anew ? forwardBy(calendar, basis, to) : limit;
    },
    forwardBy(calendar, basis, acceptedAt),
  );
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
    const waits = pauses.filter(isAwaited).map((pause) => elapsedWorkingTime(calendar, pause.from, pause.to ?? end));
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

/** What the asker answered is time of the agency. */
function isAwaited({ mode }: LedgerPause): boolean {
  return mode !== 'RUNS_ON';
}
