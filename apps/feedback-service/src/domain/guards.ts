import type { Role } from '@motcua/contracts';
import { LIFECYCLE, type Feedback, type FeedbackAction } from './feedback.js';
import { notInState, notYourTask } from './refusals.js';

/** Whoever decides: what the domain needs of the caller. */
export interface Actor {
  subject: string;
  roles: readonly Role[];
  agency?: string;
}

/**
 * Whether `actor` may do `action` now.
 * @throws DomainError `feedback.not-your-task` or `feedback.not-in-state`
 */
export function guard(action: FeedbackAction, feedback: Feedback, actor: Actor): void {
  const edge = LIFECYCLE[action];
  const has = (roles: readonly Role[]) => roles.some((role) => actor.roles.includes(role));
  const isOwner = actor.agency === feedback.agencyCode;
  if (!(has(edge.anywhere) || (isOwner && has(edge.atOwner)))) throw notYourTask(action);
  if (!(edge.from as readonly string[]).includes(feedback.status)) throw notInState(action, feedback.status, edge.from);
}
