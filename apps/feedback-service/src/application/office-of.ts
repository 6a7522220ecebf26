import { DomainError } from '@motcua/contracts';
import type { Office } from '../domain/deadlines.js';
import { wrongFields } from '../domain/refusals.js';
import type { Offices } from './ports.js';

/** The office that a request names. @throws DomainError `feedback.invalid` naming `path` when there is none */
export async function officeNamed(offices: Offices, agencyCode: string, path: string, at: Date): Promise<Office> {
  const office = await offices.find(agencyCode, at);
  if (office) return office;
  throw wrongFields([
    {
      path,
      code: 'unknown-agency',
      message: {
        vi: `Không có cơ quan nào mang mã ${agencyCode} đang hoạt động.`,
        en: `No agency with the code ${agencyCode} is in existence.`,
      },
    },
  ]);
}

/** The office that a feedback lies with already. */
export async function officeHolding(offices: Offices, agencyCode: string, at: Date): Promise<Office> {
  const office = await offices.find(agencyCode, at);
  if (office) return office;
  throw new DomainError({
    kind: 'precondition',
    code: 'feedback.agency-ended',
    message: {
      vi: `Cơ quan ${agencyCode} không còn hoạt động; hãy chuyển phản ánh, kiến nghị tới cơ quan kế thừa.`,
      en: `The agency ${agencyCode} no longer exists; forward the feedback to the agency that succeeded it.`,
    },
  });
}
