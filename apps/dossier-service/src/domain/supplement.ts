import { DomainError } from '@motcua/contracts';
import type { SupplementMode, WorkingCalendar } from '@motcua/working-time';
import { deadlineAfterWaiting } from './deadline.js';
import { isCounted, type DeadlineState, type Dossier } from './dossier.js';
import type { Refused, Stopped, SupplementChecked, SupplementProvided, SupplementRequested } from './dossier-events.js';
import { closePauses } from './evolve.js';
import { transition } from './lifecycle.js';
import { taskDues } from './tasks.js';
import { inOrder } from './time-order.js';

export interface SupplementRequest {
  /** All that is missing, in one list (Decree 118/2025 Art. 17.2a). */
  items: string[];
  reason: string;
  provideUntil?: Date;
}

/** Before acceptance no rule set is stamped yet; every one so far allows one request. */
const LIMIT_BEFORE_ACCEPTANCE = 1;

/**
 * One complete list of what is missing goes to the applicant (Form 02). The clock of an accepted dossier pauses; one
 * not yet accepted has none. Asking again is recorded and flagged, not refused: Decision 766 counts it as late.
 * @throws DomainError from any state but SUBMITTED, RECEIVED, IN_PROGRESS; `precondition` `supplement.deadline-past`
 * when the applicant would have no time.
 */
export function requestSupplement(dossier: Dossier, input: SupplementRequest, now: Date): [SupplementRequested] {
  const { from, to } = transition(dossier, 'request-supplement');
  const at = inOrder(dossier, now);
  if (input.provideUntil && input.provideUntil <= at) {
    throw new DomainError({
      kind: 'precondition',
      code: 'supplement.deadline-past',
      message: {
        vi: 'Thời hạn bổ sung phải sau thời điểm yêu cầu.',
        en: 'The due time of the supplement must be after the request.',
      },
      fields: [{ path: 'provideUntil', message: { vi: 'phải ở sau thời điểm hiện tại', en: 'must be in the future' } }],
    });
  }
  const requestNumber = dossier.supplementRequests + 1;
  const counted = isCounted(from);
  const limit = counted ? from.acceptance.basis.supplementRequestLimit : LIMIT_BEFORE_ACCEPTANCE;
  return [
    {
      type: 'supplement-requested',
      at,
      status: to,
      items: [...input.items],
      reason: input.reason,
      requestNumber,
      repeated: requestNumber > limit,
      pausesClock: counted,
      mode: counted ? supplementModeOf(from) : undefined,
      provideUntil: input.provideUntil,
    },
  ];
}

/** Sector law, given with the case of the procedure, goes before the rule set. */
function supplementModeOf({ procedure, acceptance }: Dossier): SupplementMode {
  return procedure.supplementMode ?? acceptance?.basis?.rules.supplementMode ?? 'RESTART';
}

/**
 * The supplement is brought: the dossier goes back to where it was and its deadline starts anew (RESTART, Decree
 * 61/2018 Art. 19.4) or has the waiting subtracted, as was stamped when the clock paused.
 * @throws DomainError when it is not WAITING_SUPPLEMENT.
 */
export function provideSupplement(
  dossier: Dossier,
  calendar: WorkingCalendar | undefined,
  now: Date,
): [SupplementProvided] {
  const { from, to } = transition(dossier, 'provide-supplement');
  const at = inOrder(dossier, now);
  const open = from.acceptance?.pauses?.find((pause) => !pause.to);
  return [
    {
      type: 'supplement-provided',
      at,
      status: to,
      mode: open?.mode ?? supplementModeOf(from),
      deadline: deadlineAfterWaiting(from, calendar, at),
      taskDues:
        isCounted(from) && calendar ? taskDues(from, calendar, closePauses(from.acceptance.pauses, at), at) : [],
    },
  ];
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
 * request. After that it takes a second request, which is flagged. The applicant gets back the time that the limit still left
 * when the supplement was brought. A supplement is checked once, and not after the dossier went on.
 * @throws DomainError `conflict` `supplement.none-brought`; `precondition` `supplement.not-requested` for what was not asked
 * for, `supplement.checked-once` for a second incomplete one.
 */
export function checkSupplement(dossier: Dossier, check: SupplementCheck, now: Date): [SupplementChecked] {
  if (!dossier.waiting && !dossier.ending && !dossier.supplement) throw noneBrought(dossier);
  if (check.outcome === 'COMPLETE') {
    const { to } = transition(dossier, 'check-supplement', check.outcome);
    return [{ type: 'supplement-checked', at: inOrder(dossier, now), status: to, outcome: check.outcome }];
  }
  const { from, to } = transition(dossier, 'check-supplement', check.outcome);
  const at = inOrder(dossier, now);
  const { items, provideUntil, broughtAt } = from.supplement;
  if (items.length === 0) throw checkedOnce();
  const missing = [...new Set(check.missing)].sort((a, b) => a - b);
  if (missing.some((item) => !items.includes(item))) throw notRequested(items);
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

function isDue(deadline: DeadlineState, at: Date): boolean {
  return deadline.state === 'RUNNING' && deadline.dueAt <= at;
}

/** A limit that had passed when the supplement was brought is not set again. */
function unusedTime(provideUntil: Date | undefined, broughtAt: Date, at: Date): Date | undefined {
  const left = provideUntil && provideUntil.getTime() - broughtAt.getTime();
  return left !== undefined && left >= 0 ? new Date(at.getTime() + left) : undefined;
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

function notRequested(items: readonly number[]): DomainError {
  const places = items.join(', ');
  return new DomainError({
    kind: 'precondition',
    code: 'supplement.not-requested',
    message: {
      vi: `Chỉ được nêu thành phần còn thiếu của phiếu yêu cầu đã gửi, theo số thứ tự: ${places}.`,
      en: `Only what was requested and is still awaited can be missing, by its place in the request: ${places}.`,
    },
    fields: [{ path: 'missing', message: { vi: `chỉ gồm: ${places}`, en: `may hold only: ${places}` } }],
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
    : [{ type: 'stopped', at, status: to, reason, deadline: deadlineAfterWaiting(from, calendar, at) }];
}

/** The refusal of an end that would take away time which the applicant was given. */
export function deadlineRunning(until: Date): DomainError {
  return new DomainError({
    kind: 'precondition',
    code: 'supplement.deadline-running',
    message: {
      vi: `Người nộp còn thời hạn bổ sung đến ${until.toISOString()}.`,
      en: `The applicant has until ${until.toISOString()} to provide the supplement.`,
    },
  });
}
