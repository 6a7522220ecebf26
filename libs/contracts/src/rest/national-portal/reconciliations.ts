import { AGENCY_CODE_FORM } from '../../codes/code-formats.js';
import { DOSSIER_STATUSES, type DossierStatus } from '../../codes/dossier-status.js';
import { Instant, Integer, Nested, NestedList, NumberInQuery, OneOf, Text, Uuid } from '../../fields/field.js';
import { ListTotal } from '../list-total.js';
import { NATIONAL_OWNERS, type NationalOwner } from './sends.js';

const ID = '0198c2a4-7a00-7000-8000-000000000001';

export const NATIONAL_RECONCILIATION_STATES = ['REQUESTED', 'RUNNING', 'COMPLETED', 'FAILED', 'INTERRUPTED'] as const;
export type NationalReconciliationState = (typeof NATIONAL_RECONCILIATION_STATES)[number];
export const NATIONAL_DIFFERENCE_KINDS = ['MISSING_THERE', 'MISSING_HERE', 'STATUS_DIFFERS', 'OTHER_DOSSIER'] as const;
export type NationalDifferenceKind = (typeof NATIONAL_DIFFERENCE_KINDS)[number];

const KIND = {
  description:
    'MISSING_THERE: held here only; MISSING_HERE: held there only; STATUS_DIFFERS: in two states; OTHER_DOSSIER: two dossiers, accepted at two times, under one code',
  enumName: 'NationalDifferenceKind',
};

/** One comparison of both sides. */
export class NationalReconciliationView {
  @Uuid({ description: 'The reconciliation', example: ID }) id: string;
  @OneOf(NATIONAL_RECONCILIATION_STATES, {
    description: 'Only a COMPLETED one closes differences',
    enumName: 'NationalReconciliationState',
    example: 'COMPLETED',
  })
  state: NationalReconciliationState;
  @Text({ description: 'Who asked for it; `schedule` for the daily one', example: 'ops-1' }) requestedBy: string;
  @Instant({ description: 'Asked for at', example: '2026-08-20T02:15:00.000Z' }) requestedAt: string;
  @Instant({ description: 'Begun at', optional: true, example: '2026-08-20T02:15:01.000Z' }) startedAt?: string;
  @Instant({ description: 'Ended at', optional: true, example: '2026-08-20T02:15:09.000Z' }) finishedAt?: string;
  @Integer({ description: 'Dossiers that the portal should hold', example: 41_230 }) here: number;
  @Integer({ description: 'Dossiers that it does hold', example: 41_229 }) there: number;
  @Integer({
    description: 'Dossiers that differed because they were on their way, or arrived while it was compared',
    example: 3,
  })
  inTransit: number;
  @Integer({ description: 'Differences that it named', example: 1 }) differences: number;
  @Text({ description: 'Why it failed', optional: true, maxLength: 2000, example: undefined }) error?: string;
}

export class NationalReconciliationList {
  @NestedList(() => NationalReconciliationView, { description: 'The latest fifty, newest first' })
  items: NationalReconciliationView[];
}

/** A dossier on which the two sides differ. */
export class NationalDifferenceView {
  @Uuid({ description: 'The difference', example: ID }) id: string;
  @OneOf(NATIONAL_DIFFERENCE_KINDS, { ...KIND, example: 'MISSING_THERE' }) kind: NationalDifferenceKind;
  @Text({ description: 'Code (MaHoSo)', example: 'H41.14-260820-0001' }) code: string;
  @Uuid({ description: 'Dossier; absent when it is not held here', optional: true, example: ID }) dossierId?: string;
  @Text({ description: 'Competent agency', optional: true, example: 'H41.14' }) agencyCode?: string;
  @OneOf(DOSSIER_STATUSES, {
    description: 'State here',
    optional: true,
    enumName: 'DossierStatus',
    example: 'RESOLVED',
  })
  statusHere?: DossierStatus;
  @OneOf(DOSSIER_STATUSES, {
    description: 'State there; absent when it is not held there, or in a state that nobody knows',
    optional: true,
    enumName: 'DossierStatus',
    example: 'IN_PROGRESS',
  })
  statusThere?: DossierStatus;
  @Text({
    description:
      'What the ledger believes: the state of its entry, BEHIND when it has not heard of the dossier’s last change, NONE when it has no entry',
    example: 'ACKNOWLEDGED',
  })
  ledger: string;
  @OneOf(NATIONAL_OWNERS, { description: 'Role that finds out', enumName: 'NationalOwner', example: 'operations' })
  owner: NationalOwner;
  @Instant({ description: 'First seen at', example: '2026-08-20T02:15:09.000Z' }) firstSeenAt: string;
  @Instant({ description: 'Last seen at', example: '2026-08-21T02:15:09.000Z' }) lastSeenAt: string;
  @Integer({ description: 'Seconds since it was first seen, until it was gone', example: 86_400 }) ageSeconds: number;
  @Instant({ description: 'Seen to be gone at', optional: true, example: undefined }) closedAt?: string;
}

export class NationalDifferenceList {
  @NestedList(() => NationalDifferenceView, { description: 'One page, the oldest first' })
  items: NationalDifferenceView[];
  @Text({ description: '`cursor` of the next page', optional: true, maxLength: 2000, example: undefined })
  nextCursor?: string;
  @Nested(() => ListTotal, { description: 'Total number' }) total: ListTotal;
}

export class ListNationalDifferencesQuery {
  @OneOf(NATIONAL_DIFFERENCE_KINDS, { ...KIND, optional: true, example: undefined }) kind?: NationalDifferenceKind;
  @OneOf(NATIONAL_OWNERS, { description: 'Owner', enumName: 'NationalOwner', optional: true, example: undefined })
  owner?: NationalOwner;
  @OneOf(['OPEN', 'CLOSED'], { description: 'OPEN unless given', optional: true, example: 'OPEN' })
  state?: 'OPEN' | 'CLOSED';
  @Text({ description: 'Agency', form: AGENCY_CODE_FORM, maxLength: 35, optional: true, example: undefined })
  agencyCode?: string;
  @NumberInQuery()
  @Integer({ description: 'Maximum number of items', minimum: 1, maximum: 200, optional: true, example: 50 })
  limit?: number;
  @Text({ description: '`nextCursor` of the previous page', maxLength: 2000, optional: true, example: undefined })
  cursor?: string;
}
