import type { FieldError, LocalizedText } from '@motcua/contracts';
import type { Filer } from './feedback.js';
import { withoutMarks } from './vietnamese-text.js';

/** Words of a text, without marks and case, framed by single spaces, so that whole words compare. */
function words(text: string): string {
  return ` ${(withoutMarks(text).match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')} `;
}

function digits(text: string): string {
  return text.replace(/\D/g, '');
}

/** `+84 912 345 678`, `0912.345.678` and `84912345678` are one number. */
function nationalNumber(phone: string): string {
  return digits(phone).replace(/^(84|0)+/, '');
}

const FOUND: Record<keyof Filer, LocalizedText> = {
  fullName: { vi: 'họ tên của người gửi', en: "the filer's name" },
  address: { vi: 'địa chỉ của người gửi', en: "the filer's address" },
  phone: { vi: 'số điện thoại của người gửi', en: "the filer's phone number" },
  email: { vi: 'thư điện tử của người gửi', en: "the filer's e-mail address" },
  identityNumber: { vi: 'số định danh của người gửi', en: "the filer's identity number" },
};

/** Which fields of the filer a text gives away, however they are spaced, accented or capitalised. */
export function personalFieldsIn(text: string, filer: Filer): (keyof Filer)[] {
  const ownWords = words(text);
  const ownDigits = digits(text);
  const phone = nationalNumber(filer.phone);
  const identity = filer.identityNumber ? digits(filer.identityNumber) : '';
  const found: (keyof Filer)[] = [];
  if (ownWords.includes(words(filer.fullName))) found.push('fullName');
  if (ownWords.includes(words(filer.address))) found.push('address');
  if (phone && ownDigits.includes(phone)) found.push('phone');
  if (filer.email && text.toLowerCase().includes(filer.email.toLowerCase())) found.push('email');
  if (identity && ownDigits.includes(identity)) found.push('identityNumber');
  return found;
}

/**
 * What must not be published in `text` (personal data is masked before a feedback item is made public): the filer's own
 * fields, and any 12-digit number, which can only be somebody's identity number.
 */
export function redactionErrors(path: string, text: string, filer: Filer): FieldError[] {
  const errors = personalFieldsIn(text, filer).map((field): FieldError => ({
    path,
    code: `contains-filer-${field}`,
    message: {
      vi: `Nội dung công khai còn chứa ${FOUND[field].vi}; hãy lược bỏ rồi công khai lại.`,
      en: `The text to publish still contains ${FOUND[field].en}. Remove it, then publish again.`,
    },
  }));
  if (/(?<!\d)\d{12}(?!\d)/.test(text) && !errors.some((error) => error.code === 'contains-filer-identityNumber')) {
    errors.push({
      path,
      code: 'contains-identity-number',
      message: {
        vi: 'Nội dung công khai còn chứa một số định danh cá nhân; hãy lược bỏ rồi công khai lại.',
        en: 'The text to publish still contains an identity number. Remove it, then publish again.',
      },
    });
  }
  return errors;
}
