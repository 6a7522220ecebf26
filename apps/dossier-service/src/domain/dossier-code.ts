import { localDate } from '@motcua/working-time';

/**
 * The code that people read: `<agency>-yyMMdd-NNNN`, the day in Asia/Ho_Chi_Minh (Circular 01/2018 Art. 19 as
 * practised by provinces). Four digits until a day needs more.
 */
export function dossierCode(agencyCode: string, at: Date, number: number): string {
  return `${agencyCode}-${localDate(at).slice(2).replaceAll('-', '')}-${String(number).padStart(4, '0')}`;
}
