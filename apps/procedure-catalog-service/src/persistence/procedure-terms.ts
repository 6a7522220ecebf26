import type { ProcedureContent } from '../domain/procedure-content.js';
import { searchTerms } from '../domain/search-text.js';

/** What a version is found by: its code and name, then its field and agency. */
export function termsOf({ code, name, fieldName, executingAgency }: ProcedureContent): string {
  return searchTerms([
    ['A', code],
    ['A', name],
    ['B', fieldName],
    ['B', executingAgency],
  ]);
}
