import { Brackets } from 'typeorm';
import type { Scope } from '../application/caller-scope.js';

/** The predicate of isolation on `feedbacks f`: part of every query, so that a foreign row is as absent as none. */
export function anyScope(scopes: Scope[]): Brackets {
  return new Brackets((any) => {
    // A caller without a scope reaches no row.
    any.where('false');
    for (const scope of scopes) {
      switch (scope.kind) {
        case 'PROVINCE':
          any.orWhere('true');
          break;
        case 'AGENCY':
          any.orWhere('f.agency_code = :scopeAgency', { scopeAgency: scope.agencyCode });
          break;
        case 'OWNER':
          any.orWhere('f.filer_subject = :scopeOwner', { scopeOwner: scope.subject });
          break;
        case 'SUBMITTER':
          any.orWhere('f.portal_subject = :scopePortal', { scopePortal: scope.subject });
          break;
      }
    }
  });
}
