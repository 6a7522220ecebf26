import { foldedText } from '@motcua/contracts';

/** What search compares: folded, words apart by one space. */
export function searchText(...texts: (string | undefined)[]): string {
  return foldedText(texts.filter((text) => text !== undefined).join(' '))
    .replace(/[^\p{L}\p{N}.]+/gu, ' ')
    .trim();
}

/**
 * The words of a query, each once, at most twelve: more say nothing more and cost an index scan each. They hold letters,
 * digits and points only, and so nothing that a pattern of `LIKE` would take for more than itself.
 */
export function searchWords(query: string): string[] {
  return [...new Set(searchText(query).split(' '))].filter((word) => word !== '' && word !== '.').slice(0, 12);
}
