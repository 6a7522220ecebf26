import { DomainError, foldedText, type FieldError, type LocalizedText } from '@motcua/contracts';

/** What is known of a person whose dossier is sought, as it was typed. */
export interface SoughtPerson {
  fullName?: string | null;
  identityNumber?: string | null;
  phone?: string | null;
}

/** The same as it is compared. At least one of them is there. */
export interface PersonTerms {
  words?: readonly string[];
  identityNumber?: string;
  phone?: string;
}

/** By what a person was sought, as the record of the search says it. */
export const TERM_KINDS = ['NAME', 'IDENTITY_NUMBER', 'PHONE'] as const;
export type TermKind = (typeof TERM_KINDS)[number];

/** A name of more words is a text that was pasted. */
const MOST_WORDS = 12;
const LEAST_LETTERS = 2;
/** Of the shortest number of a paper, a passport's. */
const LEAST_IDENTITY = 6;
const LEAST_DIGITS = 9;
const MOST_DIGITS = 15;

/** The words of a name as they are compared, each once. People type "nguyen van an" for Nguyễn Văn Ân. */
export function foldedWords(name: string): string[] {
  return [...new Set(foldedText(name).match(/[\p{L}\p{N}]+/gu) ?? [])];
}

/** The number of a paper without what people group it by. */
export function foldedIdentity(number: string): string {
  return number
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase();
}

/**
 * A telephone number as it is dialled within the country; undefined for what is no number, or several of them. Spreadsheets
 * have cut the leading zero off many.
 */
export function foldedPhone(phone: string): string | undefined {
  if (/\d\D*[/,;|]\D*\d/.test(phone)) return undefined;
  const digits = phone.normalize('NFKC').replaceAll(/\D/g, '');
  const abroad = digits.startsWith('0084') ? digits.slice(2) : digits;
  const international = /^\D*\+/.test(phone) || digits.startsWith('0084') || abroad.length > LEAST_DIGITS + 1;
  const national = international && abroad.startsWith('84') ? abroad.slice(2) : abroad;
  const dialled = `0${national.replace(/^0+/, '')}`;
  return dialled.length > LEAST_DIGITS && dialled.length <= MOST_DIGITS ? dialled : undefined;
}

/**
 * What a search for a person looks for. It finds what an officer knows of a person, and lists nobody who is not named: no
 * empty term, no wildcard, no single letter, no part of a number (Law 91/2025/QH15 Art. 3: no more data than the purpose needs).
 * @throws DomainError `invalid` `dossier.search-too-broad`, by field
 */
export function personTerms({ fullName, identityNumber, phone }: SoughtPerson): PersonTerms {
  const wrong: FieldError[] = [];
  const refuse = (path: string, message: LocalizedText): undefined => {
    wrong.push({ path: `person.${path}`, message });
    return undefined;
  };
  const terms: PersonTerms = {
    words: isGiven(fullName) ? (wordsOf(fullName) ?? refuse('fullName', NAME)) : undefined,
    identityNumber: isGiven(identityNumber)
      ? (numberOf(identityNumber) ?? refuse('identityNumber', IDENTITY_NUMBER))
      : undefined,
    phone: isGiven(phone) ? (foldedPhone(phone) ?? refuse('phone', PHONE)) : undefined,
  };
  if (kindsOf(terms).length === 0 && wrong.length === 0) wrong.push({ path: 'person', message: NOTHING });
  if (wrong.length === 0) return terms;
  throw new DomainError({
    kind: 'invalid',
    code: 'dossier.search-too-broad',
    message: {
      vi: 'Thông tin tìm kiếm chưa đủ; hãy nhập rõ hơn.',
      en: 'The search is too broad. Say more of the person.',
    },
    fields: wrong,
  });
}

export function kindsOf({ words, identityNumber, phone }: PersonTerms): TermKind[] {
  const given = { NAME: words, IDENTITY_NUMBER: identityNumber, PHONE: phone };
  return TERM_KINDS.filter((kind) => given[kind] !== undefined);
}

const isGiven = (text: string | null | undefined): text is string => text !== undefined && text !== null;

function wordsOf(name: string): string[] | undefined {
  const words = foldedWords(name);
  const tells = words.length <= MOST_WORDS && words.some((word) => word.length >= LEAST_LETTERS);
  return tells ? words : undefined;
}

function numberOf(typed: string): string | undefined {
  const number = foldedIdentity(typed);
  return number.length >= LEAST_IDENTITY ? number : undefined;
}

const NOTHING: LocalizedText = {
  vi: 'phải có họ tên, số giấy tờ hoặc số điện thoại',
  en: 'must have a name, an identity number or a telephone number',
};
const NAME: LocalizedText = {
  vi: `phải có từ 1 đến ${MOST_WORDS} từ, trong đó ít nhất một từ có từ ${LEAST_LETTERS} chữ cái trở lên; không dùng ký tự thay thế`,
  en: `must have 1 to ${MOST_WORDS} words, at least one of them with ${LEAST_LETTERS} letters or more; there are no wildcards`,
};
const IDENTITY_NUMBER: LocalizedText = {
  vi: `phải là số giấy tờ đầy đủ, ít nhất ${LEAST_IDENTITY} ký tự`,
  en: `must be the whole number, at least ${LEAST_IDENTITY} characters`,
};
const PHONE: LocalizedText = {
  vi: 'phải là một số điện thoại đầy đủ, ví dụ 0912345678 hoặc +84 912 345 678',
  en: 'must be one whole telephone number, such as 0912345678 or +84 912 345 678',
};
