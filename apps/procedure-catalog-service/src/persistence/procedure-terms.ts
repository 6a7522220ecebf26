import type { ProcedureContent } from '../domain/procedure-content.js';
import { searchTerms } from '../domain/search-text.js';

type FoundBy = Pick<ProcedureContent, 'code' | 'name' | 'fieldName' | 'executingAgency'>;

/** What versions of a procedure are found by: the code and name of each, then its field and agency. Versions alike count once. */
export function termsOf(...versions: FoundBy[]): string {
  const texts = versions.map(({ code, name, fieldName, executingAgency }) => [
    ['A', code] as const,
    ['A', name] as const,
    ['B', fieldName] as const,
    ['B', executingAgency] as const,
  ]);
  const different = new Map(texts.map((version) => [searchTerms(version), version]));
  return searchTerms([...different.values()].flat());
}
