/** Base letters: `ệ` becomes `e`, `đ` becomes `d`; lower case. */
export function withoutMarks(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}

const ONSET = '(?:b|ch|c|d|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x)?';
const NUCLEUS =
  '(?:uyeu|oai|oay|oao|oeo|uay|uye|uya|uoi|uou|ieu|yeu|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ye|a|e|i|o|u|y)';
const CODA = '(?:ch|c|m|ng|nh|n|p|t)?';
const SYLLABLE = new RegExp(`^${ONSET}${NUCLEUS}${CODA}$`);

/** Abbreviations, codes and foreign names occur in any text: one word in three may be no Vietnamese syllable. */
const SHARE_OF_SYLLABLES = 2 / 3;

/**
 * Whether a text is written in Vietnamese, as a feedback item must be (Decree 20/2008/NĐ-CP Art. 8). Vietnamese is written
 * syllable by syllable and its syllables have a closed form; tone marks are not asked for, because people leave them out.
 */
export function isVietnamese(text: string): boolean {
  const words = text.normalize('NFC').match(/[\p{L}\p{M}]+/gu) ?? [];
  if (words.length === 0) return false;
  const syllables = words.filter((word) => SYLLABLE.test(withoutMarks(word))).length;
  return syllables / words.length >= SHARE_OF_SYLLABLES;
}
