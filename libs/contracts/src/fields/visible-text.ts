import type { ValidationError } from 'class-validator';

/** Invisible letters, such as the Hangul fillers, are default-ignorable. U+2800 is a blank Braille pattern. */
const LETTER_OR_DIGIT = /[\p{L}\p{N}](?<!\p{DI})/u;
const SHOWS_SOMETHING = /[\p{L}\p{N}\p{P}\p{S}\p{Co}](?<![\p{DI}\u2800])/u;

/**
 * Whether a text has at least one visible letter or digit. A reason of blanks or dots is not a reason. Only symbols can
 * contain a letter (㍿), so only they are normalised: a long text of combining marks would take 50 ms.
 */
export const isVisibleText = (text: string): boolean =>
  LETTER_OR_DIGIT.test(text) || LETTER_OR_DIGIT.test((text.match(/\p{S}+/gu) ?? []).join('').normalize('NFKC'));

/**
 * Whether a text is invisible: blanks, invisible characters, marks without a letter. Imported history keeps a dash; a
 * blank counts as no text.
 */
export const isBlank = (text: string): boolean => !SHOWS_SOMETHING.test(text);

/** The name of the rule in errors and problem documents. */
export const VISIBLE_TEXT = 'visibleText';

/**
 * The errors that remain for imported text and search texts: a dash as a name is accepted.
 * @param blanks whether an invisible text is an error; readers of earlier events must not refuse it
 */
export function toleratingSigns(errors: ValidationError[], blanks: 'are-wrong' | 'are-kept'): ValidationError[] {
  return errors.flatMap((error) => {
    const children = toleratingSigns(error.children ?? [], blanks);
    const { [VISIBLE_TEXT]: invisible, ...others } = error.constraints ?? {};
    const wrong = invisible !== undefined && blanks === 'are-wrong' && [error.value].flat().some(isBlankText);
    const constraints = wrong ? error.constraints : others;
    if (children.length === 0 && Object.keys(constraints ?? {}).length === 0) return [];
    return [Object.assign(error, { children, constraints })];
  });
}

const isBlankText = (value: unknown): boolean => typeof value === 'string' && isBlank(value);
