/** Blanks of any script, no-break ones among them, and characters that show nothing: what comes along when a code is copied. */
const SHOWS_NOTHING = /^[\s\p{Z}\p{Cc}\p{DI}]$/u;

/** A code or an id without what stands around it; character by character, since an expression takes the square of the length. */
export function withoutBlanksAround(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && SHOWS_NOTHING.test(text.charAt(from))) from += 1;
  while (to > from && SHOWS_NOTHING.test(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

/**
 * A code as it is kept and compared: people read it from paper and type it, so that small letters are capitals and blanks
 * around it are none. Dossiers, agencies, procedures and feedback items have codes whose letters are capitals.
 */
export const foldedCode = (text: string): string => withoutBlanksAround(text).normalize('NFC').toUpperCase();
