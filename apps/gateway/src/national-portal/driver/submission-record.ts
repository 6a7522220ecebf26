import {
  isVisibleText,
  NATIONAL_SUBJECT_TYPE_CODES,
  SUBJECT_TYPES,
  type NationalSubmissionRequest,
} from '@motcua/contracts';
import type { PortalSubmission } from '../application/ports.js';
import type { SendFailure } from '../domain/error-class.js';
import type { SubmissionShape } from './assumed-shapes.js';

/** A code by which a submission can be stored and answered: no control characters, and short enough for a key. */
export function isPortalCode(code: unknown): code is string {
  return typeof code === 'string' && /^[^\p{C}\p{Z}](?:[^\p{C}]{0,198}[^\p{C}\p{Z}])?$/u.test(code);
}

export function readSubmission(item: SubmissionShape): PortalSubmission {
  return { portalCode: item.MaHoSo, ...submissionOf(item) };
}

/** The request to dossier-service for a citizen's submission at the portal, or the field that prevents it. */
export function submissionOf(item: SubmissionShape): { request: NationalSubmissionRequest } | { failure: SendFailure } {
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

/** A dash for an unknown value is dropped; dossier-service would refuse the whole submission for it. */
function text(value: unknown): string | undefined {
  const trimmed = typeof value === 'string' ? value.trim() : '';
  return isVisibleText(trimmed) ? trimmed : undefined;
}

function unreadable(field: string): SendFailure {
  return { class: 'FIX_MAPPING', code: 'submission.field-unreadable', message: `${field} cannot be read` };
}
