import { localDate } from '@motcua/working-time';

/**
 * Of the number in `<agency>-yyMMdd-NNNN`, the code that people read (Circular 01/2018 Art. 19 as practised by provinces); a
 * day that needs more takes more.
 */
export const LEAST_DIGITS = 4;

/** What the codes of an agency and a day begin with: `<agency>-yyMMdd-`, the day in Asia/Ho_Chi_Minh. */
export function codeStem(agencyCode: string, at: Date): string {
  return `${agencyCode}-${localDate(at).slice(2).replaceAll('-', '')}-`;
}

/** A code as it was typed: whole, or its end only. */
export interface TypedCode {
  /** As which the whole code may be written. */
  codes: readonly string[];
  /** Day and number, `yyMMdd-NNNN`, where the agency was left out: successors and predecessors have codes of either. */
  tail?: string;
}

/** Agency, if it is there, day and number, with whatever people write between them. */
const CODE = /^(?:([0-9A-Z.]{3,35}?)-)?(\d{6})-(\d{1,10})$/;

/**
 * Reads a code as people type it from paper or dictate it: with blanks, another dash or a slash, without the agency, or without
 * the zeros before the number. What has another form stays as it is: legacy codes have many.
 * @param typed in capitals
 */
export function typedCode(typed: string): TypedCode {
  const written = typed
    .replaceAll(/[\p{Pd}\u2212_/]+/gu, '-')
    .replaceAll(/\s*-\s*/g, '-')
    .replaceAll(/\s+/g, ' ');
  const [, agency, day, number] =
    CODE.exec(written.replaceAll(' ', '-')) ?? CODE.exec(written.replaceAll(' ', '')) ?? [];
  if (day === undefined || number === undefined) return { codes: [typed] };
  const tail = `${day}-${number.replace(/^0+(?=\d)/, '').padStart(LEAST_DIGITS, '0')}`;
  return agency === undefined ? { codes: [typed], tail } : { codes: [...new Set([typed, `${agency}-${tail}`])] };
}
