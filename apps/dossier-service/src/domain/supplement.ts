import { DomainError, type SupplementRulesData } from '@motcua/contracts';
import {
  CalendarCoverageError,
  elapsedWorkingTime,
  sayInstant,
  type SupplementMode,
  type WorkingCalendar,
} from '@motcua/working-time';
import { deadlineAfterWaiting, deadlineAtEnd, isDue, isWithinRestartWindow } from './deadline.js';
import { isCounted, type CountedDossier, type Dossier, type DossierIn, type ModeReason } from './dossier.js';
import type {
  Actor,
  Refused,
  Stopped,
  SupplementChecked,
  SupplementProvided,
  SupplementRequested,
} from './dossier-events.js';
import { closePauses } from './evolve.js';
import type { DeadlineCount } from './intake.js';
import { transition } from './lifecycle.js';
import { taskDues } from './tasks.js';
import { inOrder } from './time-order.js';

export interface SupplementRequest {
  /** All that is missing, in one list (Decree 118/2025 Art. 17.2a). */
  items: string[];
  reason: string;
  provideUntil: Date;
}

/**
 * One complete list of what is missing goes to the applicant (Form 02). The clock of an accepted dossier pauses; one not yet
 * accepted has none, and that of a dossier that is past due runs on: no request undoes a lateness. Asking again is recorded and
 * flagged, not refused: Decision 766 counts it as late.
 * @param count by which an accepted dossier is stamped; of another one, by the rules in force on the day of the request
 * @throws DomainError from any state but SUBMITTED, RECEIVED, IN_PROGRESS; `precondition` `supplement.time-too-short`,
 * `supplement.time-too-long` for a time outside what the rule set allows.
 */
export function requestSupplement(
  dossier: Dossier,
  input: SupplementRequest,
  count: DeadlineCount,
  now: Date,
): [SupplementRequested] {
  const { from, to } = transition(dossier, 'request-supplement');
  const at = inOrder(dossier, now);
  expectTimeToProvide(input.provideUntil, at, count.basis.supplement);
  const requestNumber = dossier.supplementRequests + 1;
  const repeated = requestNumber > count.basis.supplementRequestLimit;
  const fact = { type: 'supplement-requested', at, status: to, ...input, requestNumber, repeated } as const;
  if (!isCounted(from)) return [{ ...fact, afterWindow: false, pausesClock: false }];
  const afterWindow = !from.procedure.supplementMode && !isWithinRestartWindow(count.calendar, from.acceptance, at);
  return isDue(from.acceptance.deadline, at)
    ? [{ ...fact, afterWindow, pausesClock: false }]
    : [{ ...fact, afterWindow, pausesClock: true, ...modeOf(from, repeated, afterWindow) }];
}

/**
 * How the clock goes on after the supplement. A second notice is a breach of the agency's, which gains no new time limit by it. Sector
 * law, given with the case of the procedure, goes before the rule set. The time limit restarts only for a request soon after the first
 * receipt (Decree 61/2018 Art. 19.4); after a later one the waiting is subtracted.
 */
function modeOf(
  { procedure, acceptance }: CountedDossier,
  repeated: boolean,
  afterWindow: boolean,
): { mode: SupplementMode; modeReason: ModeReason } {
  if (repeated) return { mode: 'SUBTRACT', modeReason: 'REPEATED' };
  if (procedure.supplementMode) return { mode: procedure.supplementMode, modeReason: 'SECTOR_LAW' };
  if (acceptance.basis.rules.supplementMode === 'SUBTRACT') return { mode: 'SUBTRACT', modeReason: 'RULE_SET' };
  return afterWindow
    ? { mode: 'SUBTRACT', modeReason: 'AFTER_WINDOW' }
    : { mode: 'RESTART', modeReason: 'WITHIN_WINDOW' };
}

const DAY_MS = 86_400_000;

function expectTimeToProvide(until: Date, at: Date, { leastDays, longestDays }: SupplementRulesData): void {
  const days = (until.getTime() - at.getTime()) / DAY_MS;
  if (days >= leastDays && days <= longestDays) return;
  const isShort = days < leastDays;
  const message = isShort
    ? {
        vi: `phải cách thời điểm yêu cầu ít nhất ${leastDays} ngày`,
        en: `must be at least ${leastDays} days after the request`,
      }
    : {
        vi: `không được quá ${longestDays} ngày sau thời điểm yêu cầu`,
        en: `must not be more than ${longestDays} days after the request`,
      };
  throw new DomainError({
    kind: 'precondition',
    code: isShort ? 'supplement.time-too-short' : 'supplement.time-too-long',
    message: {
      vi: `Thời hạn bổ sung ${message.vi}.`,
      en: `The time limit of the supplement ${message.en}.`,
    },
    fields: [{ path: 'provideUntil', message }],
  });
}

export interface SupplementProvision {
  /** What is brought, by its place in the request; absent: all that is awaited. */
  items?: readonly number[];
  /** The officer who asked says that the agency has nobody else to record it. */
  noOtherOfficer?: boolean;
}

/**
 * The supplement is brought: the dossier goes back to where it was and its deadline starts anew (RESTART, Decree
 * 61/2018 Art. 19.4) or has the waiting subtracted, as was settled when the clock paused.
 *
 * Who asks does not answer for the applicant: the applicant or the portal brings it under a login of their own, or another officer
 * records what came on paper. Where the agency has nobody else the asker may, and says so: it is flagged, and the clock runs as if it
 * had never paused.
 * @throws DomainError when it is not WAITING_SUPPLEMENT; `precondition` `supplement.not-requested` for what is not awaited,
 * `supplement.answered-by-asker` for the officer who asked.
 */
export function provideSupplement(
  dossier: Dossier,
  { items, noOtherOfficer }: SupplementProvision,
  by: Actor,
  calendar: WorkingCalendar | undefined,
  now: Date,
): [SupplementProvided] {
  const { from, to } = transition(dossier, 'provide-supplement');
  const at = inOrder(dossier, now);
  const { awaited } = from.waiting;
  if (items && awaited && items.some((item) => !awaited.includes(item))) throw notRequested('items', awaited);
  const answeredByAsker = mayHaveAsked(from, by);
  if (answeredByAsker && !noOtherOfficer) throw answersOwnRequest();
  return [
    {
      type: 'supplement-provided',
      at,
      status: to,
      items: items ? inOrderOfList(items) : awaited,
      answeredByAsker,
      mode: settledMode(from),
      deadline: deadlineAfterWaiting(from, calendar, at, answeredByAsker),
      taskDues:
        isCounted(from) && calendar
          ? taskDues(from, calendar, closePauses(from.acceptance.pauses, at, answeredByAsker), at)
          : [],
    },
  ];
}

/** Where it is not known who asked, no officer can show to be another one. */
function mayHaveAsked({ waiting }: DossierIn<'WAITING_SUPPLEMENT'>, by: Actor): boolean {
  return by.kind !== 'APPLICANT' && by.kind !== 'PORTAL' && (waiting.askedBy?.includes(by.account) ?? true);
}

function inOrderOfList(items: readonly number[]): number[] {
  return [...new Set(items)].sort((a, b) => a - b);
}

/** How the clock goes on: as was settled when it paused; where it did not, as it would have. */
function settledMode({ procedure, acceptance }: DossierIn<'WAITING_SUPPLEMENT'>): SupplementMode {
  const open = acceptance?.pauses?.find((pause) => !pause.to);
  if (open && open.mode !== 'RUNS_ON') return open.mode;
  return procedure.supplementMode ?? acceptance?.basis?.rules.supplementMode ?? 'RESTART';
}

export type SupplementCheck =
  | { outcome: 'COMPLETE' }
  /** By its place in the request, and why what was brought does not do. */
  | { outcome: 'INCOMPLETE'; missing: readonly number[]; reason: string };

/**
 * The counter looks at a supplement that was brought. Its clock has been running since then, so that an agency gains nothing
 * by looking late: what is still missing pauses the clock from now on, and this pause is only subtracted, so that the days
 * before it stay used. The clock of a dossier that is late already does not pause. A check is no second request (Decree
 * 118/2025 Art. 17.2a: one complete list): only what the request named can be missing, and a check may say so once for each
 * request, within the working hours of the rule set: afterwards the supplement counts as complete. After that it takes a second
 * request, which is flagged. The applicant gets back the time that the limit still left
 * when the supplement was brought. A supplement is checked once, and not after the dossier went on.
 * @param count by which an accepted dossier is stamped; of another one, by the rules in force on the day of the check
 * @throws DomainError `conflict` `supplement.none-brought`; `precondition` `supplement.not-requested` for what was not asked
 * for, `supplement.checked-once` for a second incomplete one, `supplement.checked-too-late`.
 */
export function checkSupplement(
  dossier: Dossier,
  check: SupplementCheck,
  count: DeadlineCount,
  now: Date,
): [SupplementChecked] {
  if (!dossier.waiting && !dossier.ending && !dossier.supplement) throw noneBrought(dossier);
  if (check.outcome === 'COMPLETE') {
    const { to } = transition(dossier, 'check-supplement', check.outcome);
    return [{ type: 'supplement-checked', at: inOrder(dossier, now), status: to, outcome: check.outcome }];
  }
  const { from, to } = transition(dossier, 'check-supplement', check.outcome);
  const at = inOrder(dossier, now);
  const { items, provideUntil, broughtAt } = from.supplement;
  if (items.length === 0) throw checkedOnce();
  const missing = inOrderOfList(check.missing);
  if (missing.some((item) => !items.includes(item))) throw notRequested('missing', items);
  const { checkWithinHours } = count.basis.supplement;
  if (isLongerThan(checkWithinHours, count.calendar, broughtAt, at)) throw checkedTooLate(checkWithinHours);
  // A dossier that is late stays in every list of late ones: its clock does not stand still.
  const pausesClock = isCounted(from) && !isDue(from.acceptance.deadline, at);
  return [
    {
      type: 'supplement-checked',
      at,
      status: to,
      outcome: check.outcome,
      missing,
      reason: check.reason,
      pausesClock,
      mode: pausesClock ? 'SUBTRACT' : undefined,
      provideUntil: unusedTime(provideUntil, broughtAt, at),
    },
  ];
}

/** Whether more than so many working hours have passed; not where the calendar cannot tell. */
function isLongerThan(hours: number, calendar: WorkingCalendar, from: Date, to: Date): boolean {
  try {
    return elapsedWorkingTime(calendar, from, to).minutes > hours * 60;
  } catch (error) {
    if (error instanceof CalendarCoverageError) return false;
    throw error;
  }
}

/** A limit that had passed when the supplement was brought is not set again. */
function unusedTime(provideUntil: Date | undefined, broughtAt: Date, at: Date): Date | undefined {
  const left = provideUntil && provideUntil.getTime() - broughtAt.getTime();
  return left !== undefined && left >= 0 ? new Date(at.getTime() + left) : undefined;
}

function answersOwnRequest(): DomainError {
  const message = {
    vi: 'Người đã yêu cầu bổ sung không tự ghi nhận việc bổ sung. Đề nghị cán bộ khác của cơ quan ghi nhận, hoặc người nộp tự nộp trực tuyến. Nếu cơ quan không còn ai khác, gửi noOtherOfficer = true: hồ sơ bị đánh dấu và thời hạn được tính như chưa hề tạm dừng.',
    en: 'The officer who asked for the supplement does not record that it was brought. Have another officer of the agency record it, or the applicant provide it online. Where the agency has nobody else, send noOtherOfficer = true: it is flagged, and the time limit runs as if it had never paused.',
  };
  return new DomainError({
    kind: 'precondition',
    code: 'supplement.answered-by-asker',
    message,
    fields: [
      {
        path: 'noOtherOfficer',
        message: { vi: 'phải là true nếu không còn cán bộ khác', en: 'must be true where there is no other officer' },
      },
    ],
  });
}

function checkedTooLate(hours: number): DomainError {
  return new DomainError({
    kind: 'precondition',
    code: 'supplement.checked-too-late',
    message: {
      vi: `Đã quá ${hours} giờ làm việc kể từ khi nộp bổ sung nên hồ sơ bổ sung được coi là đầy đủ. Hãy xác nhận đủ, hoặc gửi yêu cầu bổ sung mới (sẽ bị ghi nhận là yêu cầu nhiều lần).`,
      en: `More than ${hours} working hours have passed since the supplement was brought, so it counts as complete. Confirm it, or send a new request, which is flagged as repeated.`,
    },
    fields: [{ path: 'outcome', message: { vi: 'chỉ có thể là COMPLETE', en: 'can only be COMPLETE' } }],
  });
}

function noneBrought({ version }: Dossier): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'supplement.none-brought',
    message: {
      vi: 'Không có hồ sơ bổ sung nào chờ kiểm tra: chưa nộp, đã kiểm tra, hoặc hồ sơ đã được xử lý tiếp.',
      en: 'No supplement waits to be checked: none was brought, it was checked, or the dossier went on.',
    },
    details: { version },
  });
}

function checkedOnce(): DomainError {
  return new DomainError({
    kind: 'precondition',
    code: 'supplement.checked-once',
    message: {
      vi: 'Phiếu yêu cầu này đã được báo còn thiếu một lần. Hãy xác nhận đủ, hoặc gửi yêu cầu bổ sung mới (sẽ bị ghi nhận là yêu cầu nhiều lần).',
      en: 'This request was found incomplete once. Confirm the supplement, or send a new request, which is flagged as repeated.',
    },
    fields: [{ path: 'outcome', message: { vi: 'chỉ có thể là COMPLETE', en: 'can only be COMPLETE' } }],
  });
}

function notRequested(path: 'items' | 'missing', items: readonly number[]): DomainError {
  const places = items.join(', ');
  return new DomainError({
    kind: 'precondition',
    code: 'supplement.not-requested',
    message: {
      vi: `Chỉ được nêu thành phần mà phiếu yêu cầu đã gửi còn chờ, theo số thứ tự: ${places}.`,
      en: `Only what was requested and is still awaited can be named, by its place in the request: ${places}.`,
    },
    fields: [{ path, message: { vi: `chỉ gồm: ${places}`, en: `may hold only: ${places}` } }],
  });
}

/**
 * The applicant did not provide the supplement in time: not accepted at intake, or stopped if it had been accepted.
 * @throws DomainError when it is not WAITING_SUPPLEMENT, `precondition` `supplement.no-deadline` when none was set,
 * `supplement.deadline-running` while there is time.
 */
export function expireSupplement(
  dossier: Dossier,
  calendar: WorkingCalendar | undefined,
  now: Date,
): [Refused | Stopped] {
  const { from, to } = transition(dossier, 'expire-supplement');
  const at = inOrder(dossier, now);
  const until = from.waiting.provideUntil;
  if (!until) {
    throw new DomainError({
      kind: 'precondition',
      code: 'supplement.no-deadline',
      message: {
        vi: 'Yêu cầu bổ sung không đặt thời hạn, nên không thể hết hạn.',
        en: 'The supplement request has no time limit, so it cannot expire.',
      },
    });
  }
  if (at <= until) throw deadlineRunning(until);
  const reason = 'SUPPLEMENT_NOT_PROVIDED';
  return to === 'REFUSED_INTAKE'
    ? [{ type: 'refused', at, status: to, reason, cause: reason }]
    : [{ type: 'stopped', at, status: to, reason, deadline: deadlineAtEnd(from, calendar) }];
}

/** The refusal of an end that would take away time which the applicant was given. */
export function deadlineRunning(until: Date): DomainError {
  return new DomainError({
    kind: 'precondition',
    code: 'supplement.deadline-running',
    message: {
      vi: `Người nộp còn thời hạn bổ sung đến ${sayInstant(until).vi}.`,
      en: `The applicant has until ${sayInstant(until).en} to provide the supplement.`,
    },
  });
}
