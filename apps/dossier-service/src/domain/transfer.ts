import type { Dossier } from './dossier.js';
import type { Transferred } from './dossier-events.js';
import { transition } from './lifecycle.js';
import { inOrder } from './time-order.js';

/** An agency that has ended, and the one that has its dossiers. */
export interface Succession {
  from: string;
  to: string;
}

/**
 * A dossier of an agency that has ended goes to its successor, with its code, its due date, and the calendar and office hours
 * that it is stamped with: a merger moves no promise to the applicant. There is no event where another agency has it by now.
 * @throws DomainError when nothing is left to do with the dossier
 */
export function transfer(dossier: Dossier, { from, to }: Succession, now: Date): [] | [Transferred] {
  const { agencyCode, receivingAgencyCode } = dossier;
  if (agencyCode !== from && receivingAgencyCode !== from) return [];
  const { to: status } = transition(dossier, 'transfer');
  return [
    {
      type: 'transferred',
      at: inOrder(dossier, now),
      status,
      cause: 'AGENCY_ENDED',
      fromAgencyCode: from,
      toAgencyCode: to,
      ...(agencyCode !== receivingAgencyCode && { part: agencyCode === from ? 'COMPETENT' : 'RECEIVING' }),
    },
  ];
}
