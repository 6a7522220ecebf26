import { AGENCY_CODE_FORM } from '../../codes/code-formats.js';
import { DOSSIER_STATUSES, type DossierStatus } from '../../codes/dossier-status.js';
import {
  Instant,
  Integer,
  Nested,
  NestedList,
  NumberInQuery,
  OneOf,
  Text,
  Uuid,
  WrittenId,
} from '../../fields/field.js';
import { ListTotal } from '../list-total.js';

const ID = '0198c2a4-7a00-7000-8000-000000000001';
const CODE = 'H41.14-260820-0001';

export const NATIONAL_SEND_STATES = ['WAITING', 'DUE', 'OPEN', 'ACKNOWLEDGED', 'STOPPED'] as const;
export type NationalSendState = (typeof NATIONAL_SEND_STATES)[number];
export const NATIONAL_ERROR_CLASSES = ['RETRY', 'FIX_DATA', 'FIX_MAPPING', 'DROP'] as const;
export type NationalErrorClass = (typeof NATIONAL_ERROR_CLASSES)[number];
/** The responsible roles. */
export const NATIONAL_OWNERS = ['operations', 'one-stop-officer', 'procedure-control'] as const;
export type NationalOwner = (typeof NATIONAL_OWNERS)[number];

const STATE = {
  description:
    'WAITING for its code, DUE to be sent, OPEN (under way or not proven), ACKNOWLEDGED (the portal is known to hold it), STOPPED until it changes or somebody resends it',
  enumName: 'NationalSendState',
};
const ERROR_CLASS = {
  description: 'RETRY: by itself; FIX_DATA: in the dossier; FIX_MAPPING: in its translation; DROP: never taken',
  enumName: 'NationalErrorClass',
};
const OWNER = { description: 'Role that has to deal with it', enumName: 'NationalOwner' };

export class NationalFailureView {
  @OneOf(NATIONAL_ERROR_CLASSES, { ...ERROR_CLASS, example: 'FIX_MAPPING' }) errorClass: NationalErrorClass;
  @OneOf(NATIONAL_OWNERS, { ...OWNER, example: 'procedure-control' }) owner: NationalOwner;
  @Text({ description: 'Why, machine-readable', example: 'portal.unknown-code' }) code: string;
  @Text({
    description: 'Why, in words; names fields, never what stands in them',
    maxLength: 2000,
    example: 'the portal refused with 12 MaTTHC',
  })
  message: string;
  @Instant({ description: 'First failure since the last success', example: '2026-08-20T02:15:00.000Z' }) since: string;
}

export class NationalVersionView {
  @Integer({ description: 'Version of the dossier', minimum: 1, example: 3 }) version: number;
  @OneOf(DOSSIER_STATUSES, { description: 'State in that version', enumName: 'DossierStatus', example: 'IN_PROGRESS' })
  status: DossierStatus;
}

/** One dossier in the ledger of sends. */
export class NationalSendView {
  @Uuid({ description: 'Dossier', example: ID }) dossierId: string;
  @Text({ description: 'Its code (MaHoSo), from acceptance on', optional: true, example: CODE }) code?: string;
  @Text({ description: 'Competent agency', example: 'H41.14' }) agencyCode: string;
  @Text({ description: 'Procedure', example: '1.001193' }) procedureCode: string;
  @OneOf(NATIONAL_SEND_STATES, { ...STATE, example: 'ACKNOWLEDGED' }) state: NationalSendState;
  @Nested(() => NationalVersionView, { description: 'What the portal is to hold' }) wanted: NationalVersionView;
  @Nested(() => NationalVersionView, { description: 'What it is known to hold', optional: true })
  acknowledged?: NationalVersionView;
  @Instant({ description: 'When that was known', optional: true, example: '2026-08-20T02:15:02.000Z' })
  acknowledgedAt?: string;
  @Integer({ description: 'Failures since the last success', example: 0 }) attempts: number;
  @Instant({ description: 'When it is worked on next', optional: true, example: '2026-08-20T02:15:02.000Z' })
  nextAttemptAt?: string;
  @Instant({
    description: 'Since when the portal lacks what is wanted',
    optional: true,
    example: '2026-08-20T02:15:00.000Z',
  })
  unsentSince?: string;
  @Nested(() => NationalFailureView, { description: 'Why it is not there', optional: true })
  failure?: NationalFailureView;
}

export class NationalSendList {
  @NestedList(() => NationalSendView, { description: 'One page, by dossier' }) items: NationalSendView[];
  @Text({ description: '`cursor` of the next page', optional: true, maxLength: 2000, example: undefined })
  nextCursor?: string;
  @Nested(() => ListTotal, { description: 'Total number' }) total: ListTotal;
}

export class ListNationalSendsQuery {
  @OneOf(NATIONAL_SEND_STATES, { ...STATE, optional: true, example: 'ACKNOWLEDGED' }) state?: NationalSendState;
  @OneOf(NATIONAL_ERROR_CLASSES, { ...ERROR_CLASS, optional: true, example: undefined })
  errorClass?: NationalErrorClass;
  @OneOf(NATIONAL_OWNERS, { ...OWNER, optional: true, example: undefined }) owner?: NationalOwner;
  @Text({ description: 'Agency', form: AGENCY_CODE_FORM, maxLength: 35, optional: true, example: undefined })
  agencyCode?: string;
  @WrittenId({
    description: 'This code; capitals and small letters are the same',
    maxLength: 60,
    optional: true,
    example: undefined,
  })
  code?: string;
  @NumberInQuery()
  @Integer({ description: 'Maximum number of items', minimum: 1, maximum: 200, optional: true, example: 50 })
  limit?: number;
  @Text({ description: '`nextCursor` of the previous page', maxLength: 2000, optional: true, example: undefined })
  cursor?: string;
}

export class NationalSendAttemptView {
  @Instant({ description: 'When it ended', example: '2026-08-20T02:15:02.000Z' }) at: string;
  @OneOf(['PROVEN', 'FAILED', 'UNPROVEN', 'RELEASED'], {
    description:
      'PROVEN: held there as sent; FAILED: not; UNPROVEN: nobody knows yet; RELEASED: nothing was sent, the portal or dossier-service was away',
    enumName: 'NationalSendOutcome',
    example: 'PROVEN',
  })
  outcome: 'PROVEN' | 'FAILED' | 'UNPROVEN' | 'RELEASED';
  @Integer({ description: 'Version that was sent', minimum: 1, optional: true, example: 3 }) version?: number;
  @OneOf(NATIONAL_ERROR_CLASSES, { ...ERROR_CLASS, optional: true, example: undefined })
  errorClass?: NationalErrorClass;
  @Text({ description: 'Why it failed', optional: true, example: undefined }) code?: string;
  @Text({ description: 'Why it failed, in words', optional: true, maxLength: 2000, example: undefined })
  message?: string;
}

export class NationalSendDetail extends NationalSendView {
  @NestedList(() => NationalSendAttemptView, { description: 'The latest fifty, newest first' })
  history: NationalSendAttemptView[];
}

export class ResendNationalSendsRequest {
  @OneOf(NATIONAL_ERROR_CLASSES, { ...ERROR_CLASS, example: 'FIX_MAPPING' }) errorClass: NationalErrorClass;
}

export class ResentNationalSends {
  @Integer({ description: 'Entries that are sent again', example: 3 }) resent: number;
}
