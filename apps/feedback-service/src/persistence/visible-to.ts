import type { Parameters } from '@motcua/platform';
import type { Visibility } from '../application/ports.js';

/** The predicate of isolation on `feedbacks`: part of every query, so that a foreign row is as absent as none. */
export function visibleTo(visibility: Visibility, parameters: Parameters): string {
  if (visibility.everywhere) return 'true';
  const parts: string[] = [];
  if (visibility.agency !== undefined) parts.push(`f.agency_code = ${parameters.add(visibility.agency)}`);
  if (visibility.filerSubject !== undefined) {
    parts.push(`f.filer_subject = ${parameters.add(visibility.filerSubject)}`);
  }
  return parts.length === 0 ? 'false' : `(${parts.join(' OR ')})`;
}
