import { foldedText } from '@motcua/contracts';

const ONSET = '(?:b|ch|c|d|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x)?';
const NUCLEUS =
  '(?:uyeu|oai|oay|oao|oeo|uay|uye|uya|uoi|uou|ieu|yeu|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ye|a|e|i|o|u|y)';
const CODA = '(?:ch|c|m|ng|nh|n|p|t)?';
const SYLLABLE = new RegExp(`^${ONSET}${NUCLEUS}${CODA}$`);

/** Foreign words occur in any text: one word in three may be no Vietnamese syllable. */
const SHARE_OF_SYLLABLES = 2 / 3;

/**
 * Whether a text is written in Vietnamese, as a feedback item must be (Decree 20/2008/NĐ-CP Art. 8). Vietnamese is written
 * syllable by syllable and its syllables have a closed form; tone marks are not asked for, because people leave them out. A
 * word that begins with a capital letter and is no syllable is a name, an abbreviation or a product (`Krông Pắc`, `UBND`,
 * `VNeID`): it says nothing about the language, unless the whole text is in capitals.
 */
export function isVietnamese(text: string): boolean {
  const words = text.normalize('NFC').match(/[\p{L}\p{M}]+/gu) ?? [];
  const isShouted = !words.some((word) => /^\p{Ll}/u.test(word));
  const syllables = words.filter((word) => SYLLABLE.test(foldedText(word))).length;
  const names = isShouted
    ? 0
    : words.filter((word) => /^\p{Lu}/u.test(word) && !SYLLABLE.test(foldedText(word))).length;
  return syllables > 0 && syllables / (words.length - names) >= SHARE_OF_SYLLABLES;
}
