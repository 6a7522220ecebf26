import { DomainError } from '@motcua/contracts';
import type { Office } from '../domain/deadlines.js';
import { wrongFields } from '../domain/refusals.js';

/** Agencies with the calendars they work by: copies of the catalog's. */
export abstract class Offices {
  /**
   * The office as it works on the day of `at`; undefined when there is no such agency on that day.
   * @throws DomainError `reference-data.unavailable` when no copy is here and the catalog does not answer
   */
  abstract find(agencyCode: string, at: Date): Promise<Office | undefined>;
  /**
   * The office that answers for an agency on the day of `at`: its own, or after its last day that of its successor.
   * @throws DomainError as `find` does
   */
  abstract answering(agencyCode: string, at: Date): Promise<Office | undefined>;
}

/**
 * The office that answers for the agency that a request names: what an agency did before it ended is put before its successor.
 * @throws DomainError `feedback.invalid` naming `agencyCode` when there is none
 */
export async function officeNamed(offices: Offices, agencyCode: string, at: Date): Promise<Office> {
  const office = await offices.answering(agencyCode, at);
  if (office) return office;
  throw wrongFields([
    {
      path: 'agencyCode',
      code: 'unknown-agency',
      message: {
        vi: `Không có cơ quan nào mang mã ${agencyCode} đang hoạt động.`,
        en: `Agency ${agencyCode} does not exist.`,
      },
    },
  ]);
}

/** The office that a feedback item lies with already. @throws DomainError `feedback.agency-ended` */
export async function officeHolding(offices: Offices, agencyCode: string, at: Date): Promise<Office> {
  const office = await offices.find(agencyCode, at);
  if (office) return office;
  throw new DomainError({
    kind: 'precondition',
    code: 'feedback.agency-ended',
    message: {
      vi: `Cơ quan ${agencyCode} không còn hoạt động; hãy chuyển phản ánh, kiến nghị tới cơ quan kế thừa.`,
      en: `Agency ${agencyCode} no longer exists. Forward the feedback item to the agency that succeeded it.`,
    },
  });
}
