import { localDate } from '@motcua/working-time';

export const FEEDBACK_CODE = /^PAKN\.\d{8}\.\d{4,6}$/;

/** `PAKN.yyyyMMdd.NNNN` with the day in Asia/Ho_Chi_Minh, as the national feedback system writes it. */
export function feedbackCode(filedAt: Date, number: number): string {
  return `PAKN.${localDate(filedAt).replaceAll('-', '')}.${String(number).padStart(4, '0')}`;
}
