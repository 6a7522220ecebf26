import { DomainError, type ApologyState, type DossierStatus, type LocalizedText } from '@motcua/contracts';
import {
  CalendarCoverageError,
  dueAt as countedDueAt,
  elapsedWorkingTime,
  localDate,
  sayInstant,
  startOfLocalDay,
  type WorkingCalendar,
} from '@motcua/working-time';
import { dueAtOf, isOverdue, type AcceptedDossier, type Apology, type DeadlineState, type Dossier } from './dossier.js';
import type { Apologised } from './dossier-events.js';
import { transition } from './lifecycle.js';
import { inOrder } from './time-order.js';

export interface ApologyInput {
  reason: string;
  /** The new return date. */
  newDueAt: Date;
}

/** By what an apology is judged, and how the form names the agency. */
export interface ApologyCircumstances {
  /** That of the dossier; of an imported one that of its agency now. */
  calendar: WorkingCalendar;
  agencyName?: string;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** What even the shortest time limit may be extended by: a guard of our own, in calendar days. */
const LEAST_EXTENSION_MS = 10 * DAY_MS;

/**
 * The head of the agency apologises for a date that will be or was missed, and appoints another one (Form 04, Decree 61/2018/NĐ-CP
 * Art. 19.9): at the latest on the last working day before the due day. A later apology is owed all the same, so it is taken and
 * recorded as late. One apology for a dossier's life. The due date by law does not move: only what was promised does. While the clock stands no date can be missed,
 * and the one that follows from the supplement is not known yet.
 * @throws DomainError when it was never accepted or has ended; `conflict` `apology.given-once`, `apology.clock-stands`;
 * `precondition` `apology.date-not-later`, `apology.date-too-far`, `apology.date-not-working` for the new date.
 */
export function apologise(
  dossier: Dossier,
  { reason, newDueAt }: ApologyInput,
  { calendar, agencyName }: ApologyCircumstances,
  now: Date,
): [Apologised] {
  const { acceptance, ending, version } = dossier;
  if (acceptance && !ending) {
    if (acceptance.apology) throw givenOnce(acceptance.apology, version);
    if (acceptance.deadline.state !== 'RUNNING') throw clockStands(acceptance.deadline.state, version);
  }
  const { from, to } = transition(dossier, 'apologise');
  const at = inOrder(dossier, now);
  const { dueAt: previousDueAt } = from.acceptance.deadline;
  expectNewDate(from, previousDueAt, newDueAt, at, calendar);
  const late = comesLate(calendar, from.acceptance.acceptedAt, previousDueAt, at);
  return [{ type: 'apologised', at, status: to, reason, previousDueAt, newDueAt, late, agencyName }];
}

/**
 * Whether no working day lies before the due day from the day of the apology on. Where a dossier was received too late for any such day,
 * the due instant decides. What the calendar does not cover is told by days of the civil calendar.
 */
function comesLate(calendar: WorkingCalendar, acceptedAt: Date, dueAt: Date, at: Date): boolean {
  if (!hasWorkingDayBefore(calendar, acceptedAt, dueAt)) return at > dueAt;
  return !hasWorkingDayBefore(calendar, at, dueAt);
}

function hasWorkingDayBefore(calendar: WorkingCalendar, from: Date, dueAt: Date): boolean {
  const [first, due] = [localDate(from), localDate(dueAt)];
  if (first >= due) return false;
  try {
    return elapsedWorkingTime(calendar, startOfLocalDay(first), startOfLocalDay(due)).minutes > 0;
  } catch (error) {
    if (error instanceof CalendarCoverageError) return true;
    throw error;
  }
}

/** The guard on the length counts in calendar days, so that a missing calendar of next year stops no apology. */
function expectNewDate(
  { acceptance, procedure }: AcceptedDossier,
  dueAt: Date,
  newDueAt: Date,
  at: Date,
  calendar: WorkingCalendar,
): void {
  const start = Math.max(dueAt.getTime(), at.getTime());
  const longest = Math.max(dueAt.getTime() - acceptance.acceptedAt.getTime(), LEAST_EXTENSION_MS);
  const latest = new Date(start + longest);
  if (newDueAt.getTime() <= start) {
    throw newDateRefused('apology.date-not-later', {
      vi: 'phải sau ngày đã hẹn và sau thời điểm hiện tại',
      en: 'must be later than the date that was promised, and than now',
    });
  }
  if (newDueAt > latest) {
    throw newDateRefused('apology.date-too-far', {
      vi: `không được sau ${sayInstant(latest).vi}: không quá một lần thời hạn của hồ sơ, hoặc 10 ngày nếu thời hạn ngắn hơn`,
      en: `must not be after ${sayInstant(latest).en}: the time limit of the dossier once again, or ten days where that is longer`,
    });
  }
  if (procedure.budget?.unit !== 'CLOCK_HOUR' && !isWorkingInstant(calendar, newDueAt)) {
    throw newDateRefused('apology.date-not-working', {
      vi: 'phải trong giờ làm việc của một ngày làm việc',
      en: 'must be within the office hours of a working day',
    });
  }
}

/** The first and the last minute of office hours are in them; so is what the calendar cannot tell. */
function isWorkingInstant(calendar: WorkingCalendar, at: Date): boolean {
  const [before, after] = [-MINUTE_MS, MINUTE_MS].map((by) => new Date(at.getTime() + by)) as [Date, Date];
  try {
    return elapsedWorkingTime(calendar, before, after).minutes > 0;
  } catch (error) {
    if (error instanceof CalendarCoverageError) return true;
    throw error;
  }
}

function newDateRefused(code: string, message: LocalizedText): DomainError {
  return new DomainError({
    kind: 'precondition',
    code,
    message: { vi: `Ngày hẹn trả mới ${message.vi}.`, en: `The new return date ${message.en}.` },
    fields: [{ path: 'newDueAt', message }],
  });
}

function givenOnce({ at, newDueAt }: Apology, version: number): DomainError {
  const [given, appointed] = [sayInstant(at), sayInstant(newDueAt)];
  return new DomainError({
    kind: 'conflict',
    code: 'apology.given-once',
    message: {
      vi: `Hồ sơ chỉ được hẹn lại một lần; đã xin lỗi lúc ${given.vi} và hẹn trả lúc ${appointed.vi}.`,
      en: `A return date is set anew once. The apology was given at ${given.en} and appointed ${appointed.en}.`,
    },
    details: { apologisedAt: at.toISOString(), newDueAt: newDueAt.toISOString(), version },
  });
}

function clockStands(state: DeadlineState['state'], version: number): DomainError {
  const why =
    state === 'PAUSED'
      ? {
          vi: 'Thời hạn đang tạm dừng để chờ bổ sung nên chưa có ngày trả nào có thể trễ; ngày trả được tính lại khi hồ sơ được bổ sung.',
          en: 'The clock stands while a supplement is awaited, so there is no date to be missed; it is set again when the supplement comes.',
        }
      : {
          vi: 'Chưa tính được ngày trả theo lịch làm việc; hãy công bố lịch của năm đó trước.',
          en: 'The due date is not known by the calendar. Publish the calendar for that year first.',
        };
  return new DomainError({
    kind: 'conflict',
    code: 'apology.clock-stands',
    message: why,
    details: { version },
  });
}

/** What says whether an apology is owed for a dossier, and what became of it. */
export interface Owing {
  origin: Dossier['origin'];
  status: DossierStatus;
  /** By law. */
  dueAt?: Date;
  /** When it ended, or by when its end is judged. */
  judgedAt?: Date;
  apology?: Apology;
}

/**
 * What became of the apology that is owed for every dossier that is past its due date by law, or ended so; undefined where none is owed.
 * Nothing but an apology changes it. What a legacy system saw of apologies nobody knows.
 */
export function apologyOwed({ origin, status, dueAt, judgedAt, apology }: Owing, now: Date): ApologyState | undefined {
  const isLate = judgedAt ? dueAt !== undefined && judgedAt > dueAt : isOverdue({ dueAt, status }, now);
  if (!isLate) return undefined;
  if (apology) return apology.late ? 'LATE' : 'IN_TIME';
  return origin === 'IMPORTED' ? 'UNKNOWN' : 'MISSING';
}

/** The same of a dossier as it stands. */
export function owingOf({ origin, status, acceptance, ending }: Dossier): Owing {
  const judgedAt = ending && (ending.judgedAt ?? ending.endedAt);
  return { origin, status, dueAt: dueAtOf(acceptance?.deadline), judgedAt, apology: acceptance?.apology };
}

/**
 * Until when a dossier has to be due so that its apology is to be given now: one working day from now. Where the calendar ends before
 * that, whatever it still covers is.
 */
export function apologiesDueUntil(calendar: WorkingCalendar, now: Date): Date {
  try {
    const day = { amount: 1, unit: 'WORKING_DAY' } as const;
    const rules = { lateIntake: { kind: 'NONE' }, supplementMode: 'SUBTRACT' } as const;
    const until = countedDueAt(calendar, day, { receivedAt: now, pauses: [] }, rules);
    return until.state === 'RUNNING' ? until.dueAt : until.since;
  } catch (error) {
    if (!(error instanceof CalendarCoverageError)) throw error;
    return new Date(startOfLocalDay(calendar.coversTo).getTime() + DAY_MS);
  }
}
