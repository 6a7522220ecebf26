import { Type } from 'class-transformer';
import { AGENCY_CODE_FORM, codeListForm } from '../../codes/code-formats.js';
import { CHANNELS, type Channel } from '../../codes/channel.js';
import { DOSSIER_STATUSES } from '../../codes/dossier-status.js';
import { DateOnly, Instant, Integer, OneOf, Text } from '../../fields/field.js';

export class ListDossiersQuery {
  @Text({
    description: 'Agency; an officer sees the dossiers of the own agency whatever is asked for',
    form: AGENCY_CODE_FORM,
    maxLength: 35,
    optional: true,
    example: 'H41.14',
  })
  agencyCode?: string;
  @Text({
    description: `States, several separated by commas: ${DOSSIER_STATUSES.join(', ')}`,
    form: codeListForm(DOSSIER_STATUSES),
    maxLength: 200,
    optional: true,
    example: 'RECEIVED,IN_PROGRESS',
  })
  status?: string;
  @Text({ description: 'Procedure', maxLength: 50, optional: true, example: '1.001193' }) procedureCode?: string;
  @OneOf(CHANNELS, { description: 'How it came', enumName: 'Channel', optional: true, example: 'DIRECT' })
  channel?: Channel;
  @Text({ description: 'Exactly this code', maxLength: 60, optional: true, example: undefined }) code?: string;
  @DateOnly({ description: 'Submitted on this day or later', optional: true, example: '2026-01-01' })
  submittedFrom?: string;
  @DateOnly({ description: 'Submitted on this day or earlier', optional: true, example: '2030-12-31' })
  submittedTo?: string;
  @Instant({ description: 'Open and due before this instant', optional: true, example: undefined }) dueBefore?: string;
  @OneOf(['true', 'false'], { description: 'true: open and past due now', optional: true, example: undefined })
  overdue?: 'true' | 'false';
  @Text({ description: 'Taken over from this legacy system', maxLength: 100, optional: true, example: undefined })
  legacySystem?: string;
  @Text({ description: "The legacy system's id", maxLength: 200, optional: true, example: undefined })
  legacyId?: string;
  @OneOf(['-submittedAt', 'dueAt'], {
    description: 'Newest submission first, or (open dossiers with a running deadline only) soonest due first',
    optional: true,
    example: '-submittedAt',
  })
  sort?: '-submittedAt' | 'dueAt';
  @Type(() => Number)
  @Integer({ description: 'How many at most', minimum: 1, maximum: 200, optional: true, example: 50 })
  limit?: number;
  @Text({ description: '`nextCursor` of the page before', maxLength: 2000, optional: true, example: undefined })
  cursor?: string;
}

/** For what personal data is read; it goes into the record of who read what. */
export const PERSONAL_DATA_PURPOSES = [
  'PROCESSING',
  'DELIVERY',
  'CONTACT',
  'INSPECTION',
  'DATA_SUBJECT_REQUEST',
  'NATIONAL_SYNC',
] as const;
export type PersonalDataPurpose = (typeof PERSONAL_DATA_PURPOSES)[number];

export class ReadDossierQuery {
  @OneOf(PERSONAL_DATA_PURPOSES, {
    description: 'For what the persons are read unmasked; recorded. Owners always read their own unmasked',
    enumName: 'PersonalDataPurpose',
    optional: true,
    example: 'PROCESSING',
  })
  purpose?: PersonalDataPurpose;
}
