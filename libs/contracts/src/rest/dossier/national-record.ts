import { ArrayMinSize, IsUUID } from 'class-validator';
import { CHANNELS, type Channel } from '../../codes/channel.js';
import { DOSSIER_STATUSES, type DossierStatus } from '../../codes/dossier-status.js';
import { SUBJECT_TYPES, type SubjectType } from '../../codes/subject-type.js';
import {
  Instant,
  Integer,
  Nested,
  NestedList,
  NumberInQuery,
  OneOf,
  Text,
  TextList,
  Uuid,
} from '../../fields/field.js';
import { DOSSIER_ORIGINS, DossierHistoryEntry, DossierPersonView, type DossierOrigin } from './dossier-views.js';
import { MOST_RECORDED_CONTENT, RESULT_DELIVERIES, type ResultDelivery } from './dossier-requests.js';

const ID = '0198c2a4-7a00-7000-8000-000000000001';
const CODE = 'H41.14-260820-0001';

export const MOST_NATIONAL_RECORDS = 50;

export class ReadNationalRecordsRequest {
  @TextList({ description: 'Dossiers', maxItems: MOST_NATIONAL_RECORDS, maxLength: 36, example: [ID] })
  @IsUUID(undefined, { each: true })
  @ArrayMinSize(1)
  ids: string[];
}

/** The data of a dossier for a national portal, with persons and free texts in clear. Never stored, never logged. */
export class NationalRecord {
  @Uuid({ description: 'Dossier', example: ID }) id: string;
  @Integer({ description: 'Version', minimum: 1, example: 2 }) version: number;
  @OneOf(DOSSIER_STATUSES, { description: 'State', enumName: 'DossierStatus', example: 'RECEIVED' })
  status: DossierStatus;
  @OneOf(DOSSIER_ORIGINS, { description: 'Created here, or imported from a legacy system', example: 'LIVE' })
  origin: DossierOrigin;
  @Text({ description: 'Code, from acceptance on', optional: true, example: CODE }) code?: string;
  @Text({ description: 'Competent agency', example: 'H41.14' }) agencyCode: string;
  @Text({ description: 'Its name', optional: true, example: 'Sở Tư pháp' }) agencyName?: string;
  @Text({ description: 'Procedure', example: '1.001193' }) procedureCode: string;
  @Text({
    description: 'Its name in the version that the dossier was opened on',
    optional: true,
    maxLength: 2000,
    example: 'Đăng ký khai sinh',
  })
  procedureName?: string;
  @Text({ description: 'Field', example: 'G15-TP07' }) fieldCode: string;
  @Text({ description: 'Its name', optional: true, example: 'Hộ tịch' }) fieldName?: string;
  @OneOf(CHANNELS, { description: 'Channel', enumName: 'Channel', example: 'DIRECT' }) channel: Channel;
  @OneOf(SUBJECT_TYPES, { description: 'Kind of applicant', enumName: 'SubjectType', example: 'CITIZEN' })
  subjectType: SubjectType;
  @Instant({ description: 'Submitted at', example: '2026-08-20T02:00:00.000Z' }) submittedAt: string;
  @Instant({ description: 'Accepted at', optional: true, example: '2026-08-20T02:15:00.000Z' }) acceptedAt?: string;
  @Instant({ description: 'Due at; absent while paused', optional: true, example: '2026-08-24T10:00:00.000Z' })
  dueAt?: string;
  @Instant({
    description: 'The appointed date (NgayHenTra): `dueAt`, or the later one that an apology set',
    optional: true,
    example: '2026-08-24T10:00:00.000Z',
  })
  appointedAt?: string;
  @OneOf(RESULT_DELIVERIES, { description: 'Where the result is received', enumName: 'ResultDelivery', optional: true })
  resultDelivery?: ResultDelivery;
  @Nested(() => DossierPersonView, { description: 'The applicant, unmasked', optional: true })
  applicant?: DossierPersonView;
  @Nested(() => DossierPersonView, { description: 'Representative of the applicant, unmasked', optional: true })
  representative?: DossierPersonView;
  @Text({
    description: 'What is asked for',
    optional: true,
    maxLength: MOST_RECORDED_CONTENT,
    example: 'Đăng ký khai sinh cho con',
  })
  requestContent?: string;
  @NestedList(() => DossierHistoryEntry, {
    description: 'What happened to it, with what was written',
    maxItems: 10_000,
  })
  history: DossierHistoryEntry[];
}

export class NationalRecordList {
  @NestedList(() => NationalRecord, { description: 'Those that exist, in no particular order' })
  items: NationalRecord[];
}

export class ListForNationalPortalQuery {
  @Text({ description: 'After this code, in byte order', maxLength: 60, optional: true, example: CODE }) after?: string;
  @NumberInQuery()
  @Integer({ description: 'Maximum number of items', minimum: 1, maximum: 5000, optional: true, example: 1000 })
  limit?: number;
  @Text({ description: 'Only these codes, separated by commas', maxLength: 8000, optional: true, example: CODE })
  codes?: string;
}

export class NationalListingItem {
  @Uuid({ description: 'Dossier', example: ID }) id: string;
  @Text({ description: 'Code', example: CODE }) code: string;
  @OneOf(DOSSIER_STATUSES, { description: 'State', enumName: 'DossierStatus', example: 'RECEIVED' })
  status: DossierStatus;
  @Integer({ description: 'Version', minimum: 1, example: 2 }) version: number;
  @Text({ description: 'Competent agency', example: 'H41.14' }) agencyCode: string;
  @OneOf(DOSSIER_ORIGINS, { description: 'Created here, or imported from a legacy system', example: 'LIVE' })
  origin: DossierOrigin;
  @Instant({ description: 'Accepted at', optional: true, example: '2026-08-20T02:15:00.000Z' }) acceptedAt?: string;
}

/** The dossiers that a national portal should have, by code in byte order. */
export class NationalListing {
  @NestedList(() => NationalListingItem, { description: 'One page', maxItems: 5000 }) items: NationalListingItem[];
}
