/** Letters that do not decompose to the Latin letter that they look like: keyboards and documents mix them. */
const LOOK_ALIKES = new Map(
  [
    ['d', 'đĐðÐɖƉ'],
    ['a', 'аАΑ'],
    ['b', 'ВΒ'],
    ['c', 'сСϲ'],
    ['e', 'еЕΕ'],
    ['h', 'НΗ'],
    ['i', 'іІΙıι'],
    ['j', 'јЈ'],
    ['k', 'КΚк'],
    ['m', 'МΜ'],
    ['n', 'Ν'],
    ['o', 'оОΟο'],
    ['p', 'рРΡρ'],
    ['s', 'ѕЅ'],
    ['t', 'ТΤ'],
    ['v', 'ν'],
    ['x', 'хХΧ'],
    ['y', 'уУΥ'],
    ['z', 'Ζ'],
  ].flatMap(([letter, others]) => [...others!].map((other): [string, string] => [other, letter!])),
);

/**
 * A text as it compares with another that looks alike: without tone marks and case, `đ` and the Icelandic `ð` as `d`, letters of
 * other scripts and full-width forms as the Latin letters that they look like (after Unicode TR 39, its part that Vietnamese
 * text meets).
 */
export function foldedText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{ASCII}]/gu, (letter) => LOOK_ALIKES.get(letter) ?? letter)
    .toLowerCase();
}
