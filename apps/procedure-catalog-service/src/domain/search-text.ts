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

/** A word as it is searched for: a syllable of Vietnamese, a number or a code. */
export interface SearchWord {
  /** With its marks, in one spelling of those that keyboards and schools differ in. */
  exact: string;
  /** Without marks. */
  folded: string;
}

/** Letters of a word that are kept: a lexeme of PostgreSQL has at most 2,046 bytes, and no word is as long. */
const MOST_LETTERS = 100;

/** The words of a text in their order, each cut at a hundred letters; they hold small letters, digits, and points between digits. */
export function wordsOf(text: string): SearchWord[] {
  const words = text
    .normalize('NFC')
    .replace(/[ðÐɖƉ]/gu, 'đ')
    .toLowerCase()
    .match(/\p{N}+(?:\.\p{N}+)+|[\p{L}\p{N}\p{M}]+/gu);
  return (words ?? []).flatMap((word) => {
    const folded = foldedText(word).replace(/[^\p{L}\p{N}.]+/gu, '');
    return folded === '' ? [] : [{ exact: cut(oneIOrY(oldTonePlace(word))), folded: cut(oneIOrY(folded)) }];
  });
}

function cut(word: string): string {
  return word.length <= MOST_LETTERS ? word : [...word].slice(0, MOST_LETTERS).join('');
}

/** `hoà` as `hòa`: schools teach both places of the tone, and a catalog holds both. */
function oldTonePlace(word: string): string {
  return word.replace(/(?<!q)(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])$/u, ([first, second]) => {
    const [letter, tone] = second!.normalize('NFD');
    return (first! + tone!).normalize('NFC') + letter!;
  });
}

/** `kí` as `ký`, `lí` as `lý`: after these consonants both letters are written for one sound. */
function oneIOrY(word: string): string {
  return word.replace(/^([hklmst])([iìíỉĩị])$/u, (_, consonant: string, vowel: string) => {
    return consonant + vowel.normalize('NFD').replace('i', 'y').normalize('NFC');
  });
}

/** The last place in a text that PostgreSQL keeps. */
const LAST_PLACE = 16_383;

/**
 * Texts as the value of a `tsvector`: each word with and without its marks, at its place, with the weight of its text.
 */
export function searchTerms(texts: readonly (readonly [weight: 'A' | 'B', text: string | undefined])[]): string {
  const terms: string[] = [];
  let place = 0;
  for (const [weight, text] of texts) {
    for (const { exact, folded } of wordsOf(text ?? '')) {
      place = Math.min(place + 1, LAST_PLACE);
      for (const word of new Set([exact, folded])) terms.push(`'${word}':${place}${weight}`);
    }
    // The last word of one text and the first word of the next are no pair.
    place += 1;
  }
  return terms.join(' ');
}
