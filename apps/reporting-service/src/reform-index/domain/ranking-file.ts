import { requireWhole } from './check-edition.js';
import type { Edition } from './edition.js';
import { resultOf, type IndexResult, type Unit } from './result.js';

/** All that a ranking follows from, and the ranking: whoever has the file can make it again without the platform. */
export interface Ranking {
  edition: Edition;
  units: Unit[];
  result: IndexResult;
}

/**
 * The one text of a ranking: members and units in a fixed order, a line feed at the end. Two rankings are equal if and only if these
 * texts are, byte for byte.
 * @throws DomainError for a faulty edition or faulty facts
 */
export function rankingFile(edition: Edition, units: Unit[]): string {
  requireWhole(edition);
  const ordered = [...units].sort((a, b) => (a.code < b.code ? -1 : 1));
  const ranking: Ranking = { edition, units: ordered, result: resultOf(edition, ordered) };
  return `${canonical(ranking)}\n`;
}

/**
 * Makes the ranking of a file again.
 * @returns the text as it should be, and whether the file is that text
 * @throws SyntaxError for what is not JSON; DomainError for a faulty edition or faulty facts
 */
export function makeAgain(file: string): { made: string; same: boolean } {
  const { edition, units } = JSON.parse(file) as Ranking;
  const made = rankingFile(edition, units);
  return { made, same: made === file };
}

/** JSON without blanks, with the members of each object in the order of their names. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
