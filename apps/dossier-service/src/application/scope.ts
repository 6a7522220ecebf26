import { DomainError, type Role } from '@motcua/contracts';
import type { Caller } from '@motcua/platform';
import type { DossierAction } from '../domain/lifecycle.js';

/** Which dossiers a caller may reach: a predicate that goes into the query, never a filter after it. */
export type Scope =
  | { kind: 'AGENCY'; agencyCode: string }
  | { kind: 'OWNER'; subject: string }
  | { kind: 'SUBMITTER'; subject: string }
  | { kind: 'PROVINCE' };

const AGENCY_ROLES = ['one-stop-officer', 'processing-officer', 'agency-head'] as const;
const PROVINCE_ROLES = ['procedure-control', 'reform-office', 'service'] as const;

/** What people do to a dossier that is there: all of the lifecycle but its opening and what the system does. */
export type PersonalAction = Exclude<DossierAction, 'submit' | 'set-deadline-anew'>;

/**
 * Which roles do what (Decree 118/2025/NĐ-CP Art. 17-21): officers at their agency; whoever submitted provides what was
 * missing and may withdraw, and nothing else. A role that is not named here does not reach a dossier for the action, not
 * even beside one that is.
 */
export const ACTION_ROLES = {
  accept: ['one-stop-officer'],
  refuse: ['one-stop-officer'],
  forward: ['one-stop-officer'],
  'complete-step': ['processing-officer', 'agency-head'],
  'request-supplement': ['one-stop-officer', 'processing-officer'],
  'provide-supplement': ['applicant', 'portal-client', 'one-stop-officer'],
  'expire-supplement': ['one-stop-officer', 'processing-officer'],
  resolve: ['processing-officer', 'agency-head'],
  deliver: ['one-stop-officer'],
  withdraw: ['applicant', 'portal-client', 'one-stop-officer'],
  stop: ['one-stop-officer', 'processing-officer', 'agency-head'],
} as const satisfies Record<PersonalAction, readonly Role[]>;

/**
 * What a caller may read, the widest first.
 * @throws DomainError `forbidden` for an officer whose token names no agency.
 */
export function readableBy(caller: Caller): Scope[] {
  const own = scopesOf(caller, [...AGENCY_ROLES, 'applicant', 'portal-client']);
  return caller.has(...PROVINCE_ROLES) ? [{ kind: 'PROVINCE' }, ...own] : own;
}

/** What a caller has to do with in person or for an agency; not what a role for the whole province may read besides. */
export function concerning(caller: Caller): Scope[] {
  // Without an agency an officer is one of the public here, where everybody is answered.
  const agency = caller.agency === undefined ? [] : AGENCY_ROLES;
  return scopesOf(caller, [...agency, 'applicant', 'portal-client']);
}

/**
 * On which dossiers a caller may do this.
 * @throws DomainError `forbidden` for an officer whose token names no agency.
 */
export function changeableBy(caller: Caller, action: PersonalAction): Scope[] {
  return scopesOf(caller, ACTION_ROLES[action]);
}

/** What each of the roles reaches that the caller has: the own agency's dossiers, one's own, those that a portal submitted. */
function scopesOf(caller: Caller, roles: readonly Role[]): Scope[] {
  const reaches = (role: Role): boolean => roles.includes(role) && caller.has(role);
  const scopes: Scope[] = [];
  if (AGENCY_ROLES.some(reaches)) scopes.push({ kind: 'AGENCY', agencyCode: agencyOf(caller) });
  if (reaches('applicant')) scopes.push({ kind: 'OWNER', subject: caller.subject });
  if (reaches('portal-client')) scopes.push({ kind: 'SUBMITTER', subject: caller.subject });
  return scopes;
}

/** Whether the caller works for the agency; owners and portals do not. */
export function worksFor(caller: Caller, agencyCode: string): boolean {
  return caller.has(...AGENCY_ROLES) && caller.agency === agencyCode;
}

/** @throws DomainError `forbidden` `caller.no-agency` */
export function agencyOf(caller: Caller): string {
  if (caller.agency) return caller.agency;
  throw new DomainError({
    kind: 'forbidden',
    code: 'caller.no-agency',
    message: {
      vi: 'Mã truy cập không cho biết cơ quan của cán bộ (claim "agency").',
      en: 'The token does not say for which agency the officer works (claim "agency").',
    },
  });
}
