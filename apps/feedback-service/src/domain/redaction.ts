import { foldedText, type FieldError, type LocalizedText } from '@motcua/contracts';
import type { Filer } from './feedback.js';

/** Words of a text, without marks and case, framed by single spaces, so that whole words compare. */
function words(text: string): string {
  return ` ${(foldedText(text).match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')} `;
}

function digits(text: string): string {
  return text.replace(/\D/g, '');
}

/** The numbers of a text, as digits: those with blanks, dots, hyphens or brackets between them are one. */
function numbers(text: string): string[] {
  return (text.normalize('NFKC').match(/\d(?:[\s.()+-]{0,3}\d)*/g) ?? []).map(digits);
}

/** A shorter number occurs in any text, so its finding says nothing. */
const SHORTEST_NUMBER = 7;

function gives(text: string, number: string): boolean {
  return number.length >= SHORTEST_NUMBER && numbers(text).some((found) => found.includes(number));
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
  const found: (keyof Filer)[] = [];
  if (ownWords.includes(words(filer.fullName))) found.push('fullName');
  if (ownWords.includes(words(filer.address))) found.push('address');
  if (gives(text, nationalNumber(filer.phone))) found.push('phone');
  if (filer.email && text.toLowerCase().includes(filer.email.toLowerCase())) found.push('email');
  if (filer.identityNumber && gives(text, digits(filer.identityNumber))) found.push('identityNumber');
  return found;
}

/** Numbers that can only be a person's, as they are written: in one, or in groups. */
const PERSONAL_NUMBERS: { code: string; filerCode: string; form: RegExp; found: LocalizedText }[] = [
  {
    // 12 digits in one or, beginning with the 0 of a province, in groups of three or more: no sum of money begins so.
    code: 'contains-identity-number',
    filerCode: 'contains-filer-identityNumber',
    form: /(?<!\d)(?:\d{12}|0\d{2}(?:[\s.-]?\d{3}){3}|0\d{3}(?:[\s.-]\d{4}){2})(?!\d)/,
    found: { vi: 'một số định danh cá nhân', en: 'an identity number' },
  },
  {
    // The prefixes of mobile telephones; the numbers of offices begin with 02, those of call centres with 1.
    code: 'contains-phone-number',
    filerCode: 'contains-filer-phone',
    form: /(?<!\d)(?:\+?84|\(84\)|0)[\s.-]?[35789](?:[\s.-]?\d){8}(?!\d)/,
    found: { vi: 'một số điện thoại di động', en: 'the number of a mobile telephone' },
  },
];

/**
 * What must not be published in `text` (personal data is masked before a feedback item is made public): the filer's own
 * fields, and anybody's identity number or mobile telephone.
 */
export function redactionErrors(path: string, text: string, filer: Filer): FieldError[] {
  const error = (code: string, found: LocalizedText): FieldError => ({
    path,
    code,
    message: {
      vi: `Nội dung công khai còn chứa ${found.vi}; hãy lược bỏ rồi công khai lại.`,
      en: `The text to publish still contains ${found.en}. Remove it, then publish again.`,
    },
  });
  const errors = personalFieldsIn(text, filer).map((field) => error(`contains-filer-${field}`, FOUND[field]));
  const plain = text.normalize('NFKC');
  for (const { code, filerCode, form, found } of PERSONAL_NUMBERS) {
    if (form.test(plain) && !errors.some((known) => known.code === filerCode)) errors.push(error(code, found));
  }
  return errors;
}
