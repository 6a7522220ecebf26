import { DOSSIER_STATUS_CODES, DomainError, type DossierStatus } from '@motcua/contracts';
import { currentStep, type Dossier } from './dossier.js';
import type { DossierEventType } from './dossier-events.js';

/** What can be done to a dossier in this system. */
export const DOSSIER_ACTIONS = [
  'submit',
  'accept',
  'refuse',
  'forward',
  'complete-step',
  'request-supplement',
  'provide-supplement',
  'expire-supplement',
  'resolve',
  'deliver',
  'withdraw',
  'stop',
  'set-deadline-anew',
] as const;
export type DossierAction = (typeof DOSSIER_ACTIONS)[number];

/** How an action is called before an officer. */
const ACTION_NAMES: Record<DossierAction, string> = {
  submit: 'nộp',
  accept: 'tiếp nhận',
  refuse: 'từ chối tiếp nhận',
  forward: 'chuyển xử lý',
  'complete-step': 'hoàn thành bước xử lý',
  'request-supplement': 'yêu cầu bổ sung',
  'provide-supplement': 'nộp bổ sung',
  'expire-supplement': 'ghi nhận quá thời hạn bổ sung',
  resolve: 'kết thúc xử lý',
  deliver: 'trả kết quả',
  withdraw: 'rút hồ sơ',
  stop: 'dừng giải quyết',
  'set-deadline-anew': 'điều chỉnh hạn trả',
};

/** DRAFT is the state before the first event; nothing is kept of a draft. */
export type LifecycleState = DossierStatus | 'DRAFT';

export interface LifecycleEdge {
  from: LifecycleState;
  action: DossierAction;
  to: DossierStatus | 'AS_BEFORE_WAITING';
  event: DossierEventType;
  /** What the state alone does not say: whether the dossier had been accepted, whether a step is still to be done. */
  only?: 'BEFORE_ACCEPTANCE' | 'AFTER_ACCEPTANCE' | 'WITH_STEP_OPEN';
}

/**
 * The life of a dossier, edge by edge: the only place that says what may follow what. Guards, the API's answers and
 * the table in the documentation are made from it (Decree 118/2025/NĐ-CP Art. 17–21; national status codes 1–10).
 */
export const LIFECYCLE: readonly LifecycleEdge[] = [
  { from: 'DRAFT', action: 'submit', to: 'SUBMITTED', event: 'submitted' },

  { from: 'SUBMITTED', action: 'accept', to: 'RECEIVED', event: 'accepted' },
  { from: 'SUBMITTED', action: 'refuse', to: 'REFUSED_INTAKE', event: 'refused' },
  { from: 'SUBMITTED', action: 'request-supplement', to: 'WAITING_SUPPLEMENT', event: 'supplement-requested' },

  { from: 'RECEIVED', action: 'forward', to: 'IN_PROGRESS', event: 'forwarded' },
  { from: 'RECEIVED', action: 'request-supplement', to: 'WAITING_SUPPLEMENT', event: 'supplement-requested' },
  { from: 'RECEIVED', action: 'withdraw', to: 'WITHDRAWN', event: 'withdrawn' },
  { from: 'RECEIVED', action: 'stop', to: 'STOPPED', event: 'stopped' },
  { from: 'RECEIVED', action: 'set-deadline-anew', to: 'RECEIVED', event: 'deadline-changed' },

  {
    from: 'IN_PROGRESS',
    action: 'complete-step',
    to: 'IN_PROGRESS',
    event: 'step-completed',
    only: 'WITH_STEP_OPEN',
  },
  { from: 'IN_PROGRESS', action: 'request-supplement', to: 'WAITING_SUPPLEMENT', event: 'supplement-requested' },
  { from: 'IN_PROGRESS', action: 'resolve', to: 'RESOLVED', event: 'resolved' },
  { from: 'IN_PROGRESS', action: 'withdraw', to: 'WITHDRAWN', event: 'withdrawn' },
  { from: 'IN_PROGRESS', action: 'stop', to: 'STOPPED', event: 'stopped' },
  { from: 'IN_PROGRESS', action: 'set-deadline-anew', to: 'IN_PROGRESS', event: 'deadline-changed' },

  { from: 'WAITING_SUPPLEMENT', action: 'provide-supplement', to: 'AS_BEFORE_WAITING', event: 'supplement-provided' },
  {
    from: 'WAITING_SUPPLEMENT',
    action: 'expire-supplement',
    to: 'REFUSED_INTAKE',
    event: 'refused',
    only: 'BEFORE_ACCEPTANCE',
  },
  {
    from: 'WAITING_SUPPLEMENT',
    action: 'expire-supplement',
    to: 'STOPPED',
    event: 'stopped',
    only: 'AFTER_ACCEPTANCE',
  },
  { from: 'WAITING_SUPPLEMENT', action: 'withdraw', to: 'WITHDRAWN', event: 'withdrawn' },
  { from: 'WAITING_SUPPLEMENT', action: 'stop', to: 'STOPPED', event: 'stopped' },
  {
    from: 'WAITING_SUPPLEMENT',
    action: 'set-deadline-anew',
    to: 'WAITING_SUPPLEMENT',
    event: 'deadline-changed',
    only: 'AFTER_ACCEPTANCE',
  },

  { from: 'WAITING_PAYMENT', action: 'withdraw', to: 'WITHDRAWN', event: 'withdrawn' },
  { from: 'WAITING_PAYMENT', action: 'stop', to: 'STOPPED', event: 'stopped' },
  { from: 'WAITING_PAYMENT', action: 'set-deadline-anew', to: 'WAITING_PAYMENT', event: 'deadline-changed' },

  { from: 'RESOLVED', action: 'deliver', to: 'DELIVERED', event: 'delivered' },
];

/** What may be done to a dossier in the state in which it is, in the order of the table. */
export function allowedActions(dossier: Dossier): DossierAction[] {
  return LIFECYCLE.filter((edge) => leads(edge, dossier)).map((edge) => edge.action);
}

/**
 * The state to which an action leads.
 * @throws DomainError `conflict` `dossier.not-in-state` when the table has no such edge.
 */
export function transition(dossier: Dossier, action: DossierAction): DossierStatus {
  const edge = LIFECYCLE.find((candidate) => candidate.action === action && leads(candidate, dossier));
  if (!edge) {
    const allowed = allowedActions(dossier).filter((other) => other !== 'set-deadline-anew');
    throw new DomainError({
      kind: 'conflict',
      code: 'dossier.not-in-state',
      message: {
        vi: `Hồ sơ đang ở trạng thái "${DOSSIER_STATUS_CODES[dossier.status].label}" nên không thể ${ACTION_NAMES[action]}. ${
          allowed.length > 0
            ? `Có thể: ${allowed.map((other) => ACTION_NAMES[other]).join(', ')}.`
            : 'Hồ sơ đã kết thúc.'
        }`,
        en: `The dossier is ${dossier.status}; "${action}" is not possible. ${
          allowed.length > 0 ? `Possible: ${allowed.join(', ')}.` : 'The dossier has ended.'
        }`,
      },
      details: { status: dossier.status, action, allowedActions: allowed, version: dossier.version },
    });
  }
  return edge.to === 'AS_BEFORE_WAITING' ? dossier.waiting!.returnTo : edge.to;
}

function leads(edge: LifecycleEdge, dossier: Dossier): boolean {
  if (edge.from !== dossier.status) return false;
  if (edge.only === undefined) return true;
  if (edge.only === 'WITH_STEP_OPEN') return currentStep(dossier) !== undefined;
  return (edge.only === 'AFTER_ACCEPTANCE') === (dossier.acceptedAt !== undefined);
}
