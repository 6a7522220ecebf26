import { DomainError, inOrder, type FeedbackStatus, type LocalizedText, type Role } from '@motcua/contracts';
import type { FeedbackEvent } from './feedback-events.js';
import type { Feedback } from './feedback.js';

/** What the domain needs to know of the caller. */
export interface Actor {
  subject: string;
  roles: readonly Role[];
  agency?: string;
}

interface Action {
  /** In Vietnamese the action, in English the state of the item after it. */
  label: LocalizedText;
  from: readonly FeedbackStatus[];
  event: FeedbackEvent['type'];
  to: FeedbackStatus;
  /** Roles that may do it at the agency that answers for the item. */
  atOwner: readonly Role[];
  /** Roles that may do it whichever agency answers for the item. */
  anywhere: readonly Role[];
}

/** Officers of an agency. */
export const AGENCY_ROLES = ['one-stop-officer', 'processing-officer', 'agency-head'] as const;

/** Đơn vị đầu mối: receives and publishes for the whole province (Decree 20/2008/NĐ-CP). */
export const FOCAL_UNIT = 'procedure-control' satisfies Role;

/** Who files: citizens online, portals for their users, officers what comes to the counter. */
export const FILING_ROLES = ['applicant', 'portal-client', 'one-stop-officer'] as const satisfies readonly Role[];

/**
 * Who may do what to a feedback item in which state, and the state after it. The focal unit (procedure control) may classify
 * and publish for any agency, because the decree gives receiving and publishing to it; answering stays with the agency.
 */
export const ACTIONS = {
  accept: {
    label: { vi: 'tiếp nhận', en: 'accepted' },
    from: ['NEW', 'FORWARDED'],
    event: 'accepted',
    to: 'ACCEPTED',
    atOwner: AGENCY_ROLES,
    anywhere: [],
  },
  refuse: {
    label: { vi: 'từ chối', en: 'refused' },
    from: ['NEW', 'FORWARDED'],
    event: 'refused',
    to: 'REFUSED',
    atOwner: AGENCY_ROLES,
    anywhere: [FOCAL_UNIT],
  },
  forward: {
    label: { vi: 'chuyển', en: 'forwarded' },
    from: ['NEW', 'FORWARDED'],
    event: 'forwarded',
    to: 'FORWARDED',
    atOwner: AGENCY_ROLES,
    anywhere: [FOCAL_UNIT],
  },
  answer: {
    label: { vi: 'trả lời', en: 'answered' },
    from: ['ACCEPTED'],
    event: 'answered',
    to: 'ANSWERED',
    atOwner: ['processing-officer', 'agency-head'],
    anywhere: [],
  },
  publish: {
    label: { vi: 'công khai', en: 'published' },
    from: ['ANSWERED'],
    event: 'published',
    to: 'PUBLISHED',
    atOwner: ['agency-head'],
    anywhere: [FOCAL_UNIT],
  },
} as const satisfies Record<string, Action>;

export type FeedbackAction = keyof typeof ACTIONS;
export const FEEDBACK_ACTIONS = Object.keys(ACTIONS) as FeedbackAction[];

/** Roles that may do `action` at all. */
export function rolesFor(action: FeedbackAction): Role[] {
  return [...ACTIONS[action].atOwner, ...ACTIONS[action].anywhere];
}

/**
 * Whether `actor` may do `action` to a feedback item in this state.
 * @throws DomainError `feedback.not-your-task` or `feedback.not-in-state`
 */
export function mayDo(action: FeedbackAction, feedback: Feedback, actor: Actor): void {
  const { anywhere, atOwner, from }: Action = ACTIONS[action];
  const has = (roles: readonly Role[]) => roles.some((role) => actor.roles.includes(role));
  const isOwner = actor.agency === feedback.agencyCode;
  if (!(has(anywhere) || (isOwner && has(atOwner)))) throw notYourTask(action);
  if (!from.includes(feedback.status)) throw notInState(action, feedback.status);
}

/**
 * How the event of `action` begins when `actor` does it now: dated `now`, but never before the last fact of the item.
 * @throws DomainError `feedback.not-your-task`, `feedback.not-in-state` or `feedback.clock-behind`
 */
export function done<A extends FeedbackAction>(
  action: A,
  feedback: Feedback,
  actor: Actor,
  now: Date,
): { type: (typeof ACTIONS)[A]['event']; at: Date } {
  mayDo(action, feedback, actor);
  return { type: ACTIONS[action].event, at: inOrder(lastFactAt(feedback), now, 'feedback') };
}

function lastFactAt({ filedAt, receivedAt, acceptedAt, refusedAt, answeredAt, publishedAt }: Feedback): Date {
  const facts = [filedAt, receivedAt, acceptedAt, refusedAt, answeredAt, publishedAt];
  return new Date(Math.max(...facts.flatMap((at) => at?.getTime() ?? [])));
}

const STATUS_NAMES: Record<FeedbackStatus, LocalizedText> = {
  NEW: { vi: 'mới gửi', en: 'new' },
  ACCEPTED: { vi: 'đã tiếp nhận', en: 'accepted' },
  REFUSED: { vi: 'đã từ chối', en: 'refused' },
  FORWARDED: { vi: 'đã chuyển', en: 'forwarded' },
  ANSWERED: { vi: 'đã trả lời', en: 'answered' },
  PUBLISHED: { vi: 'đã công khai', en: 'published' },
};

function notInState(action: FeedbackAction, status: FeedbackStatus): DomainError {
  const { label, from } = ACTIONS[action];
  const vi = from.map((state) => `"${STATUS_NAMES[state].vi}"`).join(' hoặc ');
  const en = from.map((state) => STATUS_NAMES[state].en).join(' or ');
  const present = STATUS_NAMES[status];
  return new DomainError({
    kind: 'conflict',
    code: 'feedback.not-in-state',
    message: {
      vi: `Chỉ ${label.vi} được phản ánh, kiến nghị ở trạng thái ${vi}; phản ánh, kiến nghị này đang ở trạng thái "${present.vi}".`,
      en: `Only ${en} feedback items can be ${label.en}. This one is ${present.en}.`,
    },
    details: { feedbackStatus: status, allowedIn: [...from] },
  });
}

function notYourTask(action: FeedbackAction): DomainError {
  return new DomainError({
    kind: 'forbidden',
    code: 'feedback.not-your-task',
    message: {
      vi: `Vai trò của bạn tại cơ quan này không được ${ACTIONS[action].label.vi} phản ánh, kiến nghị.`,
      en: `Your role at this agency does not allow you to ${action} feedback items.`,
    },
  });
}
