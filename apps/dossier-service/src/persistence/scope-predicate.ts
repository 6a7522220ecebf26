import type { Scope } from '../application/caller-scope.js';
import type { Parameters } from '@motcua/platform';

/** Whose counter received it. Indexed under this very expression. */
export const RECEIVING = 'coalesce(d.receiving_agency_code, d.agency_code)';

/** Of an agency in whichever part it has them: each by its index. */
export function inEitherPart(agencyCode: string, parameters: Parameters): string {
  const agency = parameters.add(agencyCode);
  return `(d.agency_code = ${agency} OR ${RECEIVING} = ${agency})`;
}

/** The agency of a scope that is of one part; undefined for others. */
export function agencyOfPart(scope: Scope): string | undefined {
  return scope.kind === 'AGENCY' || scope.kind === 'RECEIVING' ? scope.agencyCode : undefined;
}

/** The SQL predicate of a scope on `dossiers d`. */
export function scopePredicate(scope: Scope, parameters: Parameters): string {
  switch (scope.kind) {
    case 'PROVINCE':
      return 'true';
    case 'AGENCY':
      return `d.agency_code = ${parameters.add(scope.agencyCode)}`;
    case 'RECEIVING':
      return `${RECEIVING} = ${parameters.add(scope.agencyCode)}`;
    case 'FORMER_AGENCY':
      return `EXISTS (SELECT 1 FROM dossier_history h WHERE h.dossier_id = d.id AND h.event = 'transferred'
        AND h.details ->> 'fromAgencyCode' = ${parameters.add(scope.agencyCode)})`;
    case 'CONSULTED':
      return `d.status IN ('IN_PROGRESS', 'WAITING_SUPPLEMENT') AND ${consulted(parameters.add(scope.agencyCode), UNANSWERED)}`;
    case 'ONCE_CONSULTED':
      return consulted(parameters.add(scope.agencyCode));
    case 'OWNER':
      // A person has a handful of dossiers: the query starts from those instead of scanning all.
      return `d.id = ANY (ARRAY(SELECT dossier_id FROM dossier_submissions WHERE owner_subject = ${parameters.add(scope.subject)}))`;
    case 'SUBMITTER':
      return `EXISTS (SELECT 1 FROM dossier_submissions s
        WHERE s.dossier_id = d.id AND s.submitter_subject = ${parameters.add(scope.subject)})`;
  }
}

/** By the index `dossier_tasks_consulted`. Units of an agency are asked within it. */
function consulted(agencyCode: string, which = 'true'): string {
  return `EXISTS (SELECT FROM dossier_tasks t WHERE t.dossier_id = d.id AND t.kind = 'CONSULTATION'
    AND t.agency_code = ${agencyCode} AND ${which})`;
}

/** As `unansweredConsultations` says it. */
const UNANSWERED = `(t.outcome IS NULL OR t.outcome IN ('SILENT', 'CONSENT_BY_SILENCE') AND t.consultation -> 'answer' IS NULL)`;

/** For one dossier by its key: any of the scopes. Without a scope nothing is reached. */
export function anyScope(scopes: Scope[], parameters: Parameters): string {
  return scopes.length === 0 ? 'false' : `(${scopes.map((scope) => scopePredicate(scope, parameters)).join(' OR ')})`;
}
