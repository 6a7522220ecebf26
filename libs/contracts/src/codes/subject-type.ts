/** Whose dossier it is: `LoaiDoiTuong` of the national portal, 1–4. */
export const SUBJECT_TYPES = ['CITIZEN', 'BUSINESS', 'STATE_AGENCY', 'ORGANISATION'] as const;
export type SubjectType = (typeof SUBJECT_TYPES)[number];

export const NATIONAL_SUBJECT_TYPE_CODES: Record<SubjectType, '1' | '2' | '3' | '4'> = {
  CITIZEN: '1',
  BUSINESS: '2',
  STATE_AGENCY: '3',
  ORGANISATION: '4',
};
