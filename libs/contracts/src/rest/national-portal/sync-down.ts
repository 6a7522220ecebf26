import { ApiProperty } from '@nestjs/swagger';
import { Instant, Integer, Nested, NestedList, NumberInQuery, OneOf, Text, Uuid } from '../../fields/field.js';
import { ListTotal } from '../list-total.js';
import { NATIONAL_ERROR_CLASSES, NationalFailureView, type NationalErrorClass } from './sends.js';

export const NATIONAL_SUBMISSION_STATES = ['SUBMITTING', 'SUBMITTED', 'REFUSED', 'ANSWERED'] as const;
export type NationalSubmissionState = (typeof NATIONAL_SUBMISSION_STATES)[number];
export const NATIONAL_SUBMISSION_ANSWERS = ['TAKEN_OVER', 'ACCEPTED', 'REFUSED', 'WITHDRAWN'] as const;
export type NationalSubmissionAnswer = (typeof NATIONAL_SUBMISSION_ANSWERS)[number];

const STATE = {
  description:
    'SUBMITTING: not yet a dossier here; SUBMITTED: it is, and the portal waits for its last answer; REFUSED by a person before it was one, and the portal is to be told; ANSWERED: it has it',
  enumName: 'NationalSubmissionState',
};

/** How a person refused a submission that never became a dossier. */
export class NationalSubmissionRefusal {
  @Text({
    description: 'What the applicant is told',
    maxLength: 2000,
    example: 'Thủ tục không thuộc thẩm quyền của tỉnh.',
  })
  reason: string;
  @Text({ description: 'Account that refused it', example: 'kiem-soat-1' }) by: string;
  @Instant({ description: 'Refused at', example: '2026-08-20T02:15:00.000Z' }) at: string;
}

/** A dossier that a citizen submitted at the national portal; without the citizen's data. */
export class NationalSubmissionView {
  @Text({ description: 'Its code at the national portal', example: '000.00.00.G22-260820-000001' }) portalCode: string;
  @OneOf(NATIONAL_SUBMISSION_STATES, { ...STATE, example: 'SUBMITTED' }) state: NationalSubmissionState;
  @Uuid({ description: 'Its dossier', optional: true, example: '0198c2a4-7a00-7000-8000-000000000001' })
  dossierId?: string;
  @OneOf(NATIONAL_SUBMISSION_ANSWERS, {
    description: 'What the portal was last told',
    enumName: 'NationalSubmissionAnswer',
    optional: true,
    example: 'TAKEN_OVER',
  })
  answer?: NationalSubmissionAnswer;
  @Instant({ description: 'First fetched at', example: '2026-08-20T02:15:00.000Z' }) fetchedAt: string;
  @Integer({ description: 'Failures since the last success', example: 0 }) attempts: number;
  @Nested(() => NationalFailureView, { description: 'What keeps it', optional: true }) failure?: NationalFailureView;
  @Nested(() => NationalSubmissionRefusal, {
    description: 'Refusal before it became a dossier',
    optional: true,
  })
  refusal?: NationalSubmissionRefusal;
}

export class NationalSubmissionList {
  @NestedList(() => NationalSubmissionView, { description: 'One page, by the portal’s code' })
  items: NationalSubmissionView[];
  @Text({ description: '`cursor` of the next page', optional: true, maxLength: 2000, example: undefined })
  nextCursor?: string;
  @Nested(() => ListTotal, { description: 'Total number' }) total: ListTotal;
}

export class ListNationalSubmissionsQuery {
  @OneOf(NATIONAL_SUBMISSION_STATES, { ...STATE, optional: true, example: undefined }) state?: NationalSubmissionState;
  @OneOf(['true', 'false'], {
    description: 'true: only those that something keeps',
    optional: true,
    example: undefined,
  })
  failing?: 'true' | 'false';
  @NumberInQuery()
  @Integer({ description: 'Maximum number of items', minimum: 1, maximum: 200, optional: true, example: 50 })
  limit?: number;
  @Text({ description: '`nextCursor` of the previous page', maxLength: 2000, optional: true, example: undefined })
  cursor?: string;
}

/** A person retries a DROP one by one, after checking whether its dossier exists. */
const RETRIED_CLASSES = NATIONAL_ERROR_CLASSES.filter((errorClass) => errorClass !== 'DROP');

export class RetryNationalSubmissionsRequest {
  @OneOf(RETRIED_CLASSES, {
    description: 'Error class of the submissions to retry',
    example: 'FIX_MAPPING',
  })
  errorClass: Exclude<NationalErrorClass, 'DROP'>;
}

export class RetriedNationalSubmissions {
  @Integer({ description: 'Number of submissions retried with the next fetch', example: 50 }) retried: number;
}

export class RefuseNationalSubmissionRequest {
  @Text({
    description: 'Reason for the applicant: what is wrong and what to do. It must name no other person.',
    minLength: 1,
    maxLength: 2000,
    example: 'Thủ tục không thuộc thẩm quyền của tỉnh; đề nghị nộp tại Bộ Tư pháp.',
  })
  reason: string;
}

export const NATIONAL_SYNCS = ['PROCEDURES', 'CODE_TABLES'] as const;
export type NationalSync = (typeof NATIONAL_SYNCS)[number];

export class NationalSyncView {
  @OneOf(NATIONAL_SYNCS, { description: 'What is fetched', enumName: 'NationalSync', example: 'CODE_TABLES' })
  what: NationalSync;
  @Instant({ description: 'Last begun at', optional: true, example: '2026-08-20T02:15:00.000Z' }) startedAt?: string;
  @Instant({ description: 'Last ended well at', optional: true, example: '2026-08-20T02:15:05.000Z' })
  succeededAt?: string;
  @Integer({ description: 'Read then: records of procedures, or tables', example: 5 }) read: number;
  @Integer({ description: 'Of these, new or changed', example: 0 }) changed: number;
  @Integer({ description: 'Of these, refused by the catalog; its import says why', example: 0 }) refused: number;
  @Text({ description: 'Why it failed last', optional: true, maxLength: 2000, example: undefined }) error?: string;
}

export class NationalCodeTableInfo {
  @Text({ description: 'Service that gives it', example: 'LayDanhMucLinhVuc' }) name: string;
  @Integer({ description: 'Rows', example: 2 }) rows: number;
  @Instant({ description: 'Last fetched at', example: '2026-08-20T02:15:00.000Z' }) fetchedAt: string;
  @Instant({ description: 'Last changed at', example: '2026-08-01T02:15:00.000Z' }) changedAt: string;
}

export class NationalSyncState {
  @NestedList(() => NationalSyncView, { description: 'What is fetched from the portal' }) syncs: NationalSyncView[];
  @NestedList(() => NationalCodeTableInfo, { description: 'Its code tables' }) codeTables: NationalCodeTableInfo[];
}

export class NationalCodeTable extends NationalCodeTableInfo {
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'As the portal gives them',
    example: [{ MALINHVUC: 'G15-TP07', TENLINHVUC: 'Hộ tịch' }],
  })
  content: Record<string, unknown>[];
}

export class RequestNationalSyncRequest {
  @OneOf(NATIONAL_SYNCS, { description: 'What is to be fetched', enumName: 'NationalSync', example: 'CODE_TABLES' })
  what: NationalSync;
}
