import { DomainError } from '@motcua/contracts';
import type { Caller } from '@motcua/platform';

/** Which dossiers a caller may reach: a predicate that goes into the query, never a filter after it. */
export type Scope =
  | { kind: 'AGENCY'; agencyCode: string }
  | { kind: 'OWNER'; subject: string }
  | { kind: 'SUBMITTER'; subject: string }
  | { kind: 'PROVINCE' };

const AGENCY_ROLES = ['one-stop-officer', 'processing-officer', 'agency-head'] as const;
const PROVINCE_ROLES = ['procedure-control', 'reform-office', 'service'] as const;

/**
 * What a caller may read, the widest first.
 * @throws DomainError `forbidden` for an officer whose token names no agency.
 */
export function readableBy(caller: Caller): Scope[] {
  return caller.has(...PROVINCE_ROLES) ? [{ kind: 'PROVINCE' }, ...changeableBy(caller)] : changeableBy(caller);
}

/**
 * What a caller may change: the dossiers of the own agency, one's own, and those that a portal submitted.
 * @throws DomainError `forbidden` for an officer whose token names no agency.
 */
export function changeableBy(caller: Caller): Scope[] {
  const scopes: Scope[] = [];
  if (caller.has(...AGENCY_ROLES)) scopes.push({ kind: 'AGENCY', agencyCode: agencyOf(caller) });
  if (caller.has('applicant')) scopes.push({ kind: 'OWNER', subject: caller.subject });
  if (caller.has('portal-client')) scopes.push({ kind: 'SUBMITTER', subject: caller.subject });
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
