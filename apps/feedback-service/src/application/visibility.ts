import type { Caller } from '@motcua/platform';
import type { Feedback } from '../domain/feedback.js';
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

/**
 * What `visibility` shows of a feedback. Procedure and field that were taken from a dossier are for its own agency: whoever
 * names the code of a dossier that is not theirs would learn them otherwise.
 */
export function shownTo(visibility: Visibility, feedback: Feedback): Feedback {
  const { subjectAgencyCode } = feedback;
  if (!subjectAgencyCode || visibility.everywhere || visibility.agency === subjectAgencyCode) return feedback;
  return { ...feedback, procedureCode: undefined, fieldCode: undefined };
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
