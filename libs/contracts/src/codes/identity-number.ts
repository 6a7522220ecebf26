import type { LocalizedText } from '../domain-error.js';
import type { TextForm } from './code-formats.js';
import type { SubjectType } from './subject-type.js';

/** The papers by which a person is identified. */
export const IDENTITY_TYPES = ['CITIZEN_ID', 'OLD_ID_CARD', 'PASSPORT'] as const;
export type IdentityType = (typeof IDENTITY_TYPES)[number];

interface Identified {
  identityNumber?: string | null;
  /** What is not said is told by the digits; a passport has to be named as such. */
  identityType?: IdentityType | null;
}

const PAPERS: Record<IdentityType, TextForm> = {
  // Law on Identification 26/2023/QH15 Art. 12.
  CITIZEN_ID: {
    pattern: /^\d{12}$/,
    vi: 'phải là số định danh cá nhân gồm 12 chữ số, ví dụ 040090000001',
    en: 'must be a personal identity number of 12 digits, such as 040090000001',
  },
  OLD_ID_CARD: {
    pattern: /^\d{9}$/,
    vi: 'phải là số chứng minh nhân dân gồm 9 chữ số, ví dụ 181234567',
    en: 'must be the number of an old identity card, 9 digits, such as 181234567',
  },
  // ICAO Doc 9303: a document number has at most nine characters.
  PASSPORT: {
    pattern: /^(?=.*\d)[0-9A-Z]{6,9}$/,
    vi: 'phải là số hộ chiếu gồm 6 đến 9 chữ in hoa và chữ số, ví dụ C1234567',
    en: 'must be the number of a passport, 6 to 9 capitals and digits, such as C1234567',
  },
};

const PERSON: LocalizedText = {
  vi: 'phải gồm 12 chữ số (9 với chứng minh nhân dân cũ), ví dụ 040090000001; với hộ chiếu, ghi identityType là PASSPORT',
  en: 'must be 12 digits (9 on old cards), such as 040090000001; for a passport, set identityType to PASSPORT',
};

/** Decree 168/2025/NĐ-CP Art. 5, Circular 86/2024/TT-BTC Art. 5: a household business has its owner's personal number. */
const BUSINESS: TextForm = {
  pattern: /^(\d{10}(-?\d{3})?|\d{12})$/,
  vi: 'phải là mã số doanh nghiệp hoặc mã số thuế gồm 10 hoặc 13 chữ số, ví dụ 0101234567; với hộ kinh doanh là số định danh cá nhân 12 chữ số',
  en: 'must be the number of a business or a tax code, 10 or 13 digits, such as 0101234567; of a household business, the personal identity number of 12 digits',
};

const OF_PERSONS_ONLY: LocalizedText = {
  vi: 'chỉ dùng cho giấy tờ của cá nhân',
  en: 'is allowed only for the paper of a person',
};

/** The paper that a person's number is of; undefined for a number of none of them. */
export function identityTypeOf({ identityNumber, identityType }: Identified): IdentityType | undefined {
  if (!identityNumber) return undefined;
  const asked = identityType ? [identityType] : (['CITIZEN_ID', 'OLD_ID_CARD'] as const);
  return asked.find((type) => PAPERS[type].pattern.test(identityNumber));
}

export interface IdentityError {
  field: 'identityNumber' | 'identityType';
  message: LocalizedText;
}

/**
 * What is wrong with the number of an applicant; undefined where it is right, or where there is none. State agencies and
 * organisations have codes of many forms: those are not examined.
 */
export function identityError(of: SubjectType, identified: Identified): IdentityError | undefined {
  const { identityNumber, identityType } = identified;
  if (of !== 'CITIZEN' && identityType) return { field: 'identityType', message: OF_PERSONS_ONLY };
  if (!identityNumber) return undefined;
  if (of === 'CITIZEN') {
    if (identityTypeOf(identified)) return undefined;
    const { vi, en } = identityType ? PAPERS[identityType] : PERSON;
    return { field: 'identityNumber', message: { vi, en } };
  }
  if (of !== 'BUSINESS' || BUSINESS.pattern.test(identityNumber)) return undefined;
  return { field: 'identityNumber', message: { vi: BUSINESS.vi, en: BUSINESS.en } };
}
