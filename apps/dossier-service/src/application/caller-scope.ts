import { DOSSIER_ACTIONS, DomainError, type PersonalAction, type Role } from '@motcua/contracts';
import type { Caller } from '@motcua/platform';
import { agencyIn, type Agencies, type AgencyPart } from '../domain/agencies.js';
import type { Dossier } from '../domain/dossier.js';
import { partHaving } from '../domain/forwarded-tasks.js';

/** Which dossiers a caller may reach: a predicate that goes into the query, never a filter after it. */
export type Scope =
  /** For which the agency is competent. */
  | { kind: 'AGENCY'; agencyCode: string }
  /** That its counter received, for itself or for another agency. */
  | { kind: 'RECEIVING'; agencyCode: string }
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
 * What a caller may read, the widest first; of an agency's dossiers, at a counter, those that it received, and else those for which it is
 * competent.
 * @throws DomainError `forbidden` for an officer whose token names no agency.
 */
export function readableBy(caller: Caller): Scope[] {
  const own = scopesOf(caller, [...AGENCY_ROLES, 'applicant', 'portal-client'], mainPart(caller));
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
  return scopesOf(caller, [...agency, 'applicant', 'portal-client'], BOTH_PARTS);
}

/**
 * The dossiers on which a caller may take this action. Only roles that the action names count, whatever other roles the
 * caller has.
 * @throws DomainError `forbidden` for an officer whose token names no agency.
 */
export function changeableBy(caller: Caller, action: PersonalAction): Scope[] {
  const { roles, place } = DOSSIER_ACTIONS[action];
  const own = scopesOf(caller, roles, place === 'RECEIVING' || place === 'COMPETENT' ? [place] : BOTH_PARTS);
  return action === 'answer-consultation' ? [...own, ...consultedOn(caller, 'ONCE_CONSULTED')] : own;
}

const BOTH_PARTS: readonly AgencyPart[] = ['COMPETENT', 'RECEIVING'];

/** In which part an agency's dossiers are listed to a caller unless one asks, with the other part after it. */
function mainPart(caller: Caller): readonly AgencyPart[] {
  return caller.has('processing-officer', 'agency-head') ? BOTH_PARTS : BOTH_PARTS.toReversed();
}

/**
 * What the caller's roles reach, of these: the dossiers of the own agency, one's own, those that a portal submitted.
 * @param parts in which the own agency has them, in the order of the scopes
 */
function scopesOf(caller: Caller, roles: readonly Role[], parts: readonly AgencyPart[]): Scope[] {
  const reaches = (role: Role): boolean => roles.includes(role) && caller.has(role);
  const scopes: Scope[] = [];
  if (AGENCY_ROLES.some(reaches)) scopes.push(...parts.map((part) => agencyScope(part, agencyOf(caller))));
  if (reaches('applicant')) scopes.push({ kind: 'OWNER', subject: caller.subject });
  if (reaches('portal-client')) scopes.push({ kind: 'SUBMITTER', subject: caller.subject });
  return scopes;
}

function agencyScope(part: AgencyPart, agencyCode: string): AgencyScope {
  return { kind: part === 'COMPETENT' ? 'AGENCY' : part, agencyCode };
}

/** The dossiers that the own agency has in one part. */
export type AgencyScope = Extract<Scope, { kind: 'AGENCY' | 'RECEIVING' }>;

/**
 * The dossiers that the agency of a caller has in one part, whatever else the caller may read; undefined for others.
 * @throws DomainError `forbidden` for an officer whose token names no agency.
 */
export function ownAgency(caller: Caller, part: AgencyPart = mainPart(caller)[0]!): AgencyScope | undefined {
  return caller.has(...AGENCY_ROLES) ? agencyScope(part, agencyOf(caller)) : undefined;
}

/** The dossiers that a role without an agency may change; undefined for a role that changes none. */
export function scopeOf(caller: Caller, role: Role): Scope | undefined {
  return scopesOf(caller, [role], [])[0];
}

export function isOfAgency(role: Role): boolean {
  return AGENCY_ROLES.some((other) => other === role);
}

/** Whether the caller works for one of the agencies of a dossier; owners and portals do not. */
export function worksFor(caller: Caller, { agencyCode, receivingAgencyCode }: Agencies): boolean {
  return caller.has(...AGENCY_ROLES) && (caller.agency === agencyCode || caller.agency === receivingAgencyCode);
}

/** Whether officers of the caller's agency do an action on a dossier as it stands. Whose a task is, is said by the task. */
export function isInPlace(action: PersonalAction, { agency }: Caller, dossier: Dossier): boolean {
  const { place } = DOSSIER_ACTIONS[action];
  if (place === 'TASK') return agency === dossier.agencyCode || agency === dossier.receivingAgencyCode;
  return agency === agencyIn(place === 'HAVING' ? partHaving(dossier) : place, dossier);
}

/**
 * The counter of one agency and the officers of another work on the same dossier: each only while it is theirs.
 * @throws DomainError `conflict` `dossier.with-other-agency` naming the agency that has it now
 */
export function expectInPlace(action: PersonalAction, caller: Caller, dossier: Dossier): void {
  if (DOSSIER_ACTIONS[action].place !== 'HAVING' || isInPlace(action, caller, dossier)) return;
  const { label } = DOSSIER_ACTIONS[action];
  const having = agencyIn(partHaving(dossier), dossier);
  throw new DomainError({
    kind: 'conflict',
    code: 'dossier.with-other-agency',
    message: {
      vi: `Hồ sơ đang ở cơ quan ${having}; chỉ cơ quan đó được ${label.vi} lúc này.`,
      en: `Agency ${having} has the dossier now, so only its officers may do this: ${label.en}.`,
    },
    details: { havingAgencyCode: having, dossierStatus: dossier.status },
  });
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
