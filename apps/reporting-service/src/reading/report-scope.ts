import { DomainError, type SlicedReportQuery } from '@motcua/contracts';
import type { Caller } from '@motcua/platform';
import { notFound } from './known-codes.js';

/** Who reads reports at all; `@Roles(...REPORT_READERS)`. */
export const REPORT_READERS = [
  'one-stop-officer',
  'processing-officer',
  'agency-head',
  'procedure-control',
  'reform-office',
] as const;

/** Which part of the province a report is about. */
export interface ReportScope {
  agency?: string;
  field?: string;
}

/**
 * What `caller` may see of what was asked for: procedure control and the reform office everything, others their own
 * agency. For them, another agency does not exist.
 * @throws DomainError `not-found` for another agency, `forbidden` for a token that names no agency.
 */
export function scopeOf(caller: Caller, asked: ReportScope): ReportScope {
  const { agency, field } = asked;
  if (caller.has('procedure-control', 'reform-office')) return { agency, field };
  if (caller.agency === undefined) {
    throw new DomainError({
      kind: 'forbidden',
      code: 'report.no-agency',
      message: {
        vi: 'Tài khoản chưa gắn với cơ quan nào nên chưa xem được báo cáo.',
        en: 'This account belongs to no agency, so there is no report for it.',
      },
    });
  }
  if (agency !== undefined && agency !== caller.agency) throw notFound('agency', agency);
  return { agency: caller.agency, field };
}

export const SLICINGS = ['agency', 'field'] as const;
export type Slicing = (typeof SLICINGS)[number];

/** `agency,field` as a list, in the order of columns. */
export function slicingsOf(query: Pick<SlicedReportQuery, 'groupBy'>): Slicing[] {
  const named = query.groupBy?.split(',') ?? [];
  return SLICINGS.filter((slicing) => named.includes(slicing));
}
