import { NATIONAL_SUBJECT_TYPE_CODES, SUBJECT_TYPES, type SubmitDossierRequest } from '@motcua/contracts';
import type { SendFailure } from '../domain/error-class.js';
import type { SubmissionShape } from './assumed-shapes.js';

/** What is submitted to dossier-service for a citizen's submission at the portal, or which field keeps it from being. */
export function submissionOf(item: SubmissionShape): { request: SubmitDossierRequest } | { failure: SendFailure } {
  const subjectType = SUBJECT_TYPES.find((type) => NATIONAL_SUBJECT_TYPE_CODES[type] === item.LoaiDoiTuong);
  const missing = (['MaTTHC', 'MaDonVi', 'ChuHoSo'] as const).find((name) => !text(item[name]));
  if (!subjectType || missing) return { failure: unreadable(missing ?? 'LoaiDoiTuong') };
  return {
    request: {
      procedureCode: text(item.MaTTHC)!,
      agencyCode: text(item.MaDonVi)!,
      ...optional('caseCode', item.TruongHop),
      channel: 'ONLINE',
      subjectType,
      applicant: {
        fullName: text(item.ChuHoSo)!,
        ...optional('identityNumber', item.SoGiayToChuHoSo),
        ...optional('phone', item.SoDienThoai),
        ...optional('email', item.Email),
        ...optional('address', item.DiaChi),
      },
      ...optional('requestContent', item.TrichYeuHoSo),
      resultDelivery: item.HinhThuc === '1' ? 'POST' : 'COUNTER',
    },
  };
}

function optional<N extends string>(name: N, value: unknown): { [name in N]?: string } {
  const given = text(value);
  return (given === undefined ? {} : { [name]: given }) as { [name in N]?: string };
}

function text(value: unknown): string | undefined {
  const trimmed = typeof value === 'string' ? value.trim() : '';
  return trimmed === '' ? undefined : trimmed;
}

function unreadable(field: string): SendFailure {
  return { class: 'FIX_MAPPING', code: 'submission.field-unreadable', message: `${field} cannot be read` };
}
