import { DomainError } from '@motcua/contracts';
import type { SupplementMode, WorkingCalendar } from '@motcua/working-time';
import { deadlineAfterWaiting } from './deadline.js';
import type { Dossier } from './dossier.js';
import type { Refused, Stopped, SupplementProvided, SupplementRequested } from './dossier-events.js';
import { transition } from './lifecycle.js';
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
  const status = transition(dossier, 'request-supplement');
  const at = inOrder(dossier, now);
  if (input.provideUntil && input.provideUntil <= at) {
    throw new DomainError({
      kind: 'precondition',
      code: 'supplement.deadline-past',
      message: {
        vi: 'Thời hạn bổ sung phải sau thời điểm yêu cầu.',
        en: 'The time until which the supplement is expected must lie after the request.',
      },
      fields: [
        { path: 'provideUntil', message: { vi: 'phải ở sau thời điểm hiện tại', en: 'must lie in the future' } },
      ],
    });
  }
  const requestNumber = dossier.supplementRequests + 1;
  const limit = dossier.basis?.supplementRequestLimit ?? LIMIT_BEFORE_ACCEPTANCE;
  return [
    {
      type: 'supplement-requested',
      at,
      status,
      items: [...input.items],
      reason: input.reason,
      requestNumber,
      repeated: requestNumber > limit,
      pausesClock: dossier.basis !== undefined,
      mode: dossier.basis && supplementModeOf(dossier),
      provideUntil: input.provideUntil,
      returnTo: dossier.status as SupplementRequested['returnTo'],
    },
  ];
}

/** Sector law, given with the case of the procedure, goes before the rule set. */
function supplementModeOf(dossier: Dossier): SupplementMode {
  return dossier.procedure.supplementMode ?? dossier.basis?.rules.supplementMode ?? 'RESTART';
}

/**
 * The supplement is complete: the dossier goes back to where it was and its deadline starts anew (RESTART, Decree
 * 61/2018 Art. 19.4) or has the waiting subtracted, as was stamped when the clock paused.
 * @throws DomainError when it is not WAITING_SUPPLEMENT.
 */
export function provideSupplement(
  dossier: Dossier,
  calendar: WorkingCalendar | undefined,
  now: Date,
): [SupplementProvided] {
  const status = transition(dossier, 'provide-supplement');
  const at = inOrder(dossier, now);
  const open = dossier.pauses.find((pause) => !pause.to);
  return [
    {
      type: 'supplement-provided',
      at,
      status,
      mode: open?.mode ?? supplementModeOf(dossier),
      deadline: deadlineAfterWaiting(dossier, calendar, at),
    },
  ];
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
  const status = transition(dossier, 'expire-supplement');
  const at = inOrder(dossier, now);
  const until = dossier.waiting?.provideUntil;
  if (!until) {
    throw new DomainError({
      kind: 'precondition',
      code: 'supplement.no-deadline',
      message: {
        vi: 'Yêu cầu bổ sung không đặt thời hạn, nên không thể hết hạn.',
        en: 'The supplement was requested without a time limit, so it cannot expire.',
      },
    });
  }
  if (at <= until) {
    throw new DomainError({
      kind: 'precondition',
      code: 'supplement.deadline-running',
      message: {
        vi: `Người nộp còn thời hạn bổ sung đến ${until.toISOString()}.`,
        en: `The applicant has until ${until.toISOString()} to provide the supplement.`,
      },
    });
  }
  const reason = 'SUPPLEMENT_NOT_PROVIDED';
  return status === 'REFUSED_INTAKE'
    ? [{ type: 'refused', at, status, reason }]
    : [{ type: 'stopped', at, status, reason, deadline: deadlineAfterWaiting(dossier, calendar, at) }];
}
