import type { Role } from '@motcua/contracts';
import type { Caller } from '@motcua/platform';
import { AGENCY_ROLES } from '../domain/actions.js';
import type { Feedback } from '../domain/feedback.js';

/** Which feedback items a caller may reach: a predicate that goes into the query, never a filter after it. */
export type Scope =
  | { kind: 'AGENCY'; agencyCode: string }
  | { kind: 'OWNER'; subject: string }
  /** That a portal filed for its users. */
  | { kind: 'SUBMITTER'; subject: string }
  | { kind: 'PROVINCE' };

/** The focal unit and the reform office. */
export const PROVINCE_ROLES = ['procedure-control', 'reform-office'] as const satisfies readonly Role[];

/** Who reads feedback items: each of these roles reaches something of its own. */
export const READERS: readonly Role[] = ['applicant', 'portal-client', ...AGENCY_ROLES, ...PROVINCE_ROLES];

/** Who handles feedback items, and so reads who did what. */
export const HANDLERS: readonly Role[] = [...AGENCY_ROLES, 'procedure-control'];

/** Who reads the person behind one. The reform office reads figures, not persons. */
export const FILER_READERS: readonly Role[] = ['applicant', ...HANDLERS];

/** What a caller may read: everything, what their agency answers for, what they filed. */
export function readableBy(caller: Caller): Scope[] {
  return caller.has(...PROVINCE_ROLES) ? [{ kind: 'PROVINCE' }, ...ownScopes(caller)] : ownScopes(caller);
}

/** Of which items a caller may read the person. */
export function filersReadableBy(caller: Caller): Scope[] {
  return caller.has('procedure-control') ? [{ kind: 'PROVINCE' }, ...ownScopes(caller)] : ownScopes(caller);
}

function ownScopes(caller: Caller): Scope[] {
  const scopes: Scope[] = [];
  if (caller.has(...AGENCY_ROLES) && caller.agency !== undefined) {
    scopes.push({ kind: 'AGENCY', agencyCode: caller.agency });
  }
  if (caller.has('applicant')) scopes.push({ kind: 'OWNER', subject: caller.subject });
  if (caller.has('portal-client')) scopes.push({ kind: 'SUBMITTER', subject: caller.subject });
  return scopes;
}

const KINDS_OF: Record<'mine' | 'agency' | 'all', readonly Scope['kind'][]> = {
  mine: ['OWNER', 'SUBMITTER'],
  agency: ['AGENCY'],
  all: ['PROVINCE'],
};

/** The part of `scopes` that a list asks for; empty when the caller has no such scope. */
export function narrowed(scopes: Scope[], to: keyof typeof KINDS_OF | undefined): Scope[] {
  return to === undefined ? scopes : scopes.filter(({ kind }) => KINDS_OF[to].includes(kind));
}

/** Whether `scopes` reach what was taken from a dossier of this agency. */
export function reachesDossiersOf(scopes: Scope[], agencyCode: string): boolean {
  return scopes.some(
    (scope) => scope.kind === 'PROVINCE' || (scope.kind === 'AGENCY' && scope.agencyCode === agencyCode),
  );
}

/**
 * What `scopes` show of a feedback item. Procedure and field that were taken from a dossier are for its own agency: otherwise a
 * citizen could name the code of another person's dossier and learn what it is about.
 */
export function shownTo(scopes: Scope[], feedback: Feedback): Feedback {
  const { subjectAgencyCode } = feedback;
  if (!subjectAgencyCode || reachesDossiersOf(scopes, subjectAgencyCode)) return feedback;
  return { ...feedback, procedureCode: undefined, fieldCode: undefined };
}
