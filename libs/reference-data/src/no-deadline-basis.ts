import { DomainError } from '@motcua/contracts';
import type { LocalDate } from '@motcua/working-time';

/** The refusal where no deadline can be counted for an agency on a day. */
export function noDeadlineBasis(
  missing: 'AGENCY' | 'CALENDAR' | 'RULE_SET',
  agencyCode: string,
  on: LocalDate,
): DomainError {
  const what = {
    AGENCY: { vi: `cơ quan ${agencyCode}`, en: `agency ${agencyCode}` },
    CALENDAR: { vi: `lịch làm việc của cơ quan ${agencyCode}`, en: `a calendar of agency ${agencyCode}` },
    RULE_SET: { vi: `bộ quy tắc có hiệu lực ngày ${on}`, en: `a rule set in force on ${on}` },
  }[missing];
  return new DomainError({
    kind: 'precondition',
    code: 'deadline.no-basis',
    message: {
      vi: `Chưa công bố ${what.vi}, nên không tính được thời hạn.`,
      en: `The catalog has not published ${what.en}, so no deadline can be computed.`,
    },
  });
}
