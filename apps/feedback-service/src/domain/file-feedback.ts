import { foldedText, type Channel, type FeedbackKind, type FieldError } from '@motcua/contracts';
import { localDate } from '@motcua/working-time';
import { openDeadlines, type Office } from './deadlines.js';
import type { FiledBy, Filer } from './feedback.js';
import type { FeedbackEvent, FiledFeedback } from './feedback-events.js';
import type { FeedbackRules } from './feedback-rules.js';
import { wrongFields } from './refusals.js';
import { isVietnamese } from './vietnamese-text.js';

export interface FileFeedbackInput {
  id: string;
  kind: FeedbackKind;
  channel: Channel;
  title: string;
  content: string;
  filer: Filer;
  filerSubject?: string;
  filedBy: FiledBy;
  portalSubject?: string;
  dossierCode?: string;
  procedureCode?: string;
  fieldCode?: string;
  subjectAgencyCode?: string;
  rules: FeedbackRules;
}

const NO_NAMES = ['an danh', 'nac danh', 'giau ten', 'khong ten', 'khong ro', 'anonymous', 'nguoi dan', 'cong dan'];

/** A filing whose number is not taken yet. */
interface FiledWithoutCode {
  type: 'filed';
  at: Date;
  feedback: Omit<FiledFeedback, 'code'>;
}

/**
 * `PAKN.yyyyMMdd.NNNN` with the day in Asia/Ho_Chi_Minh, as the national feedback system writes it; a day that needs more
 * than four digits takes more.
 */
export function feedbackCode(filedAt: Date, number: number): string {
  return `PAKN.${localDate(filedAt).replaceAll('-', '')}.${String(number).padStart(4, '0')}`;
}

/** The filing with the number taken for its day. */
export function withCode(filed: FiledWithoutCode, code: string): FeedbackEvent[] {
  return [{ ...filed, feedback: { ...filed.feedback, code } }];
}

/**
 * Registers a feedback item at the agency that received it.
 * @throws DomainError `feedback.invalid` when the filer is not named or the text is not Vietnamese
 */
export function fileFeedback(input: FileFeedbackInput, office: Office, at: Date): FiledWithoutCode {
  const errors = [...filerErrors(input.filer), ...contentErrors(input)];
  if (errors.length > 0) throw wrongFields(errors);
  const { filer: _apart, ...facts } = input;
  const receipt = { status: 'NEW' as const, rules: input.rules, filedAt: at, receivedAt: at };
  return {
    type: 'filed',
    at,
    feedback: {
      ...facts,
      agencyCode: office.agencyCode,
      filedAt: at,
      receivedAt: at,
      calendarId: office.calendar.id,
      calendarVersion: office.calendar.version,
      deadlines: openDeadlines(receipt, office.calendar),
    },
  };
}

/** Name, address and telephone are a condition of being heard (Decree 20/2008/NĐ-CP Art. 8). */
function filerErrors(filer: Filer): FieldError[] {
  const errors: FieldError[] = [];
  const name = foldedText(filer.fullName).trim();
  // People of some minorities have names of one letter each.
  const letters = name.match(/\p{L}/gu) ?? [];
  if (letters.length < 2 || NO_NAMES.includes(name)) {
    errors.push({
      path: 'filer.fullName',
      code: 'anonymous',
      message: {
        vi: 'Phản ánh, kiến nghị phải có họ tên người gửi; không tiếp nhận nội dung ẩn danh.',
        en: 'Feedback requires the name of the filer. Anonymous feedback is not accepted.',
      },
    });
  }
  if (!/\p{L}/u.test(filer.address)) {
    errors.push({
      path: 'filer.address',
      code: 'no-address',
      message: { vi: 'Hãy ghi địa chỉ liên hệ.', en: 'Give an address.' },
    });
  }
  return errors;
}

/** A title is not judged: it may be nothing but names and abbreviations. */
function contentErrors({ content }: FileFeedbackInput): FieldError[] {
  if (isVietnamese(content)) return [];
  return [
    {
      path: 'content',
      code: 'not-vietnamese',
      message: { vi: 'Hãy viết bằng tiếng Việt.', en: 'Write it in Vietnamese, as the law requires.' },
    },
  ];
}
