/**
 * What search compares: lower case, without diacritics, words apart by one space. `đ` is a letter of its own in Unicode
 * and survives decomposition, so it is turned into `d` by name. Composed and decomposed input come out the same.
 */
export function searchText(...texts: (string | undefined)[]): string {
  return texts
    .filter((text) => text !== undefined)
    .join(' ')
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd')
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
