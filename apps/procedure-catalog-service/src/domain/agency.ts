import {
  DomainError,
  type AgencyRegistered,
  type AgencyView,
  type ChangeAgencyRequest,
  type CloseAgencyRequest,
  type FieldError,
} from '@motcua/contracts';
import { sameJson } from './versioned.js';

function refuse(code: string, vi: string, en: string, fields: FieldError[]): never {
  throw new DomainError({ kind: 'precondition', code, message: { vi, en }, fields });
}

/** @throws DomainError `conflict` when the agency was changed since the caller read it. */
export function expectAgencyRevision(agency: AgencyView, expected: number | undefined): void {
  if (expected === undefined || expected === agency.revision) return;
  throw new DomainError({
    kind: 'conflict',
    code: 'agency.changed-since',
    message: {
      vi: `Cơ quan đã thay đổi (lần ${agency.revision}, không phải ${expected}). Hãy đọc lại.`,
      en: `The agency was changed since (revision ${agency.revision}, not ${expected}). Read it again.`,
    },
    details: { revision: agency.revision },
  });
}

function validityProblems(agency: AgencyRegistered): FieldError[] {
  if (agency.validTo === undefined || agency.validTo >= agency.validFrom) return [];
  return [
    {
      path: 'validTo',
      code: 'notBeforeValidFrom',
      message: { vi: `ở trước ngày bắt đầu ${agency.validFrom}`, en: `is before the first day ${agency.validFrom}` },
    },
  ];
}

/** The district level ended on 30 June 2025 (Resolution 202/2025/QH15): its agencies are history and have an end. */
const LAST_DISTRICT_DAY = '2025-06-30';

/** @throws DomainError `precondition` when dates or level contradict each other, or it is its own parent. */
export function checkAgency(agency: AgencyRegistered): void {
  const problems = validityProblems(agency);
  if (agency.level === 'DISTRICT' && (agency.validTo === undefined || agency.validTo > LAST_DISTRICT_DAY))
    problems.push({
      path: 'validTo',
      code: 'districtEnded',
      message: {
        vi: `cấp huyện đã kết thúc: ngày cuối không được sau ${LAST_DISTRICT_DAY}`,
        en: `the district level has ended: the last day must not be after ${LAST_DISTRICT_DAY}`,
      },
    });
  if (agency.parentCode === agency.code)
    problems.push({
      path: 'parentCode',
      code: 'notItself',
      message: { vi: 'không thể là chính cơ quan này', en: 'cannot be the agency itself' },
    });
  if (problems.length > 0)
    refuse('agency.invalid', 'Thông tin cơ quan chưa đúng.', 'The agency is not right so.', problems);
}

/** The agency with what the request changes; undefined when it changes nothing. */
export function changeAgency(agency: AgencyView, change: ChangeAgencyRequest): AgencyView | undefined {
  const { expectedRevision: _, ...changes } = change;
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const changed: AgencyView = { ...agency, ...given };
  if (changed.officeHours?.length === 0) changed.officeHours = undefined;
  checkAgency(changed);
  return sameJson(changed, agency) ? undefined : { ...changed, revision: agency.revision + 1 };
}

/**
 * Ends an agency on its last day.
 *
 * @throws DomainError `conflict` when it has another end already, `precondition` when the day is before its first.
 */
export function closeAgency(agency: AgencyView, request: CloseAgencyRequest): AgencyView | undefined {
  if (agency.validTo === request.validTo) return undefined;
  if (agency.validTo !== undefined)
    throw new DomainError({
      kind: 'conflict',
      code: 'agency.closed',
      message: {
        vi: `Cơ quan ${agency.code} đã kết thúc ngày ${agency.validTo}.`,
        en: `Agency ${agency.code} ended on ${agency.validTo}.`,
      },
    });
  const closed = { ...agency, validTo: request.validTo, revision: agency.revision + 1 };
  checkAgency(closed);
  return closed;
}
