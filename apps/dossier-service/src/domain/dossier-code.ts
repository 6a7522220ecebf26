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
