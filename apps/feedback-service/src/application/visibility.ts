import type { Caller } from '@motcua/platform';
import type { Visibility } from './ports.js';

const AGENCY_ROLES = ['one-stop-officer', 'processing-officer', 'agency-head'] as const;

/** What a caller may see: what they filed, what their agency answers for, or (focal unit, reform office) everything. */
export function visibilityOf(caller: Caller): Visibility {
  return {
    everywhere: caller.has('procedure-control', 'reform-office') || undefined,
    agency: caller.has(...AGENCY_ROLES) ? caller.agency : undefined,
    filerSubject: caller.has('applicant') ? caller.subject : undefined,
  };
}

/** One part of `visibility`; undefined when it does not reach that far. */
export function narrow(visibility: Visibility, scope: 'mine' | 'agency' | 'all' | undefined): Visibility | undefined {
  switch (scope) {
    case 'mine':
      return visibility.filerSubject === undefined ? undefined : { filerSubject: visibility.filerSubject };
    case 'agency':
      return visibility.agency === undefined ? undefined : { agency: visibility.agency };
    case 'all':
      return visibility.everywhere ? { everywhere: true } : undefined;
    case undefined:
      return visibility;
  }
}
