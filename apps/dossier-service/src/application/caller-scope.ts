import { DOSSIER_ACTIONS, DomainError, type PersonalAction, type Role } from '@motcua/contracts';
import type { Caller } from '@motcua/platform';

/** Which dossiers a caller may reach: a predicate that goes into the query, never a filter after it. */
export type Scope =
  | { kind: 'AGENCY'; agencyCode: string }
  /** That the agency had until its successor took them over: to read, never to change. */
  | { kind: 'FORMER_AGENCY'; agencyCode: string }
  /** On which the agency is asked for its opinion and can still answer: to read, and to answer. */
  | { kind: 'CONSULTED'; agencyCode: string }
  /** On which the agency was ever asked: to read its own consultation, never the dossier. */
  | { kind: 'ONCE_CONSULTED'; agencyCode: string }
  | { kind: 'OWNER'; subject: string }
  | { kind: 'SUBMITTER'; subject: string }
  | { kind: 'PROVINCE' };

const AGENCY_ROLES = ['one-stop-officer', 'processing-officer', 'agency-head'] as const;
/** The counter of an agency that is consulted has no part in it. */
const CONSULTED_ROLES: readonly Role[] = DOSSIER_ACTIONS['answer-consultation'].roles;
const PROVINCE_ROLES = ['procedure-control', 'reform-office', 'service'] as const;

/**
 * What a caller may read, the widest first.
 * @throws DomainError `forbidden` for an officer whose token names no agency.
 */
export function readableBy(caller: Caller): Scope[] {
  const own = scopesOf(caller, [...AGENCY_ROLES, 'applicant', 'portal-client']);
  if (caller.has(...PROVINCE_ROLES)) return [{ kind: 'PROVINCE' }, ...own];
  const had = own.flatMap((scope) => (scope.kind === 'AGENCY' ? [{ ...scope, kind: 'FORMER_AGENCY' as const }] : []));
  return [...own, ...had, ...consultedOn(caller, 'CONSULTED')];
}

/** The dossiers of others on which the caller's agency is, or was, asked for its opinion. */
export function consultedOn({ agency, ...caller }: Caller, kind: 'CONSULTED' | 'ONCE_CONSULTED'): Scope[] {
  return agency !== undefined && caller.roles.some((role) => CONSULTED_ROLES.includes(role))
    ? [{ kind, agencyCode: agency }]
    : [];
}

/** The dossiers that concern a caller in person or for an agency, without what a role for the whole province may read. */
export function concerning(caller: Caller): Scope[] {
  // The progress of a dossier is public: an officer without an agency is answered like anybody else.
  const agency = caller.agency === undefined ? [] : AGENCY_ROLES;
  return scopesOf(caller, [...agency, 'applicant', 'portal-client']);
}

/**
 * The dossiers on which a caller may take this action. Only roles that the action names count, whatever other roles the
 * caller has.
 * @throws DomainError `forbidden` for an officer whose token names no agency.
 */
export function changeableBy(caller: Caller, action: PersonalAction): Scope[] {
  const own = scopesOf(caller, DOSSIER_ACTIONS[action].roles);
  return action === 'answer-consultation' ? [...own, ...consultedOn(caller, 'ONCE_CONSULTED')] : own;
}

/** What the caller's roles reach, of these: the dossiers of the own agency, one's own, those that a portal submitted. */
function scopesOf(caller: Caller, roles: readonly Role[]): Scope[] {
  const reaches = (role: Role): boolean => roles.includes(role) && caller.has(role);
  const scopes: Scope[] = [];
  if (AGENCY_ROLES.some(reaches)) scopes.push({ kind: 'AGENCY', agencyCode: agencyOf(caller) });
  if (reaches('applicant')) scopes.push({ kind: 'OWNER', subject: caller.subject });
  if (reaches('portal-client')) scopes.push({ kind: 'SUBMITTER', subject: caller.subject });
  return scopes;
}

/**
 * The dossiers of the agency that a caller works for, whatever else the caller may read; undefined for others.
 * @throws DomainError `forbidden` for an officer whose token names no agency.
 */
export function ownAgency(caller: Caller): (Scope & { kind: 'AGENCY' }) | undefined {
  return caller.has(...AGENCY_ROLES) ? { kind: 'AGENCY', agencyCode: agencyOf(caller) } : undefined;
}

/** What one role of a caller reaches to change it; undefined for a role that changes none, and an officer without an agency. */
export function scopeOf(caller: Caller, role: Role): Scope | undefined {
  return AGENCY_ROLES.some((other) => other === role) && caller.agency === undefined
    ? undefined
    : scopesOf(caller, [role])[0];
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
      en: 'The token does not name the agency of the officer (claim "agency").',
    },
  });
}

/** The same refusal for a dossier that does not exist and for one that no scope of the caller reaches. */
export function dossierNotFound(): DomainError {
  return new DomainError({
    kind: 'not-found',
    code: 'dossier.not-found',
    message: { vi: 'Không tìm thấy hồ sơ.', en: 'The dossier was not found.' },
  });
}
