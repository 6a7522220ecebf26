import type { Visibility } from '../application/ports.js';

/** Collects the parameters of one statement: `const p = new Parameters(); \`… = ${p.add(value)}\``. */
export class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

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
