import { APOLOGY_STATES, type ApologyState } from '../../codes/apology-state.js';
import { AGENCY_CODE_FORM, codeListForm } from '../../codes/code-formats.js';
import { CHANNELS, type Channel } from '../../codes/channel.js';
import { DOSSIER_STATUSES } from '../../codes/dossier-status.js';
import { REOPENING_STATES, type ReopeningState } from '../../codes/reopening.js';
import { Code, DateOnly, Instant, Integer, NumberInQuery, OneOf, Text, WrittenId } from '../../fields/field.js';

/**
 * Queues of an officer's agency. UNIT and those after it but INTAKE: of the own unit; of the agency for its head, and for an officer
 * whose token names no unit.
 */
export const QUEUES = ['MINE', 'UNIT', 'UNASSIGNED', 'NOT_TAKEN_UP', 'DUE_TODAY', 'LATE', 'INTAKE'] as const;
export type Queue = (typeof QUEUES)[number];

/** The purpose of reading personal data, stored in the access record. */
export const PERSONAL_DATA_PURPOSES = [
  'PROCESSING',
  'DELIVERY',
  'CONTACT',
  'INSPECTION',
  'DATA_SUBJECT_REQUEST',
  'NATIONAL_SYNC',
] as const;
export type PersonalDataPurpose = (typeof PERSONAL_DATA_PURPOSES)[number];

/** What a list can ask of the apologies that are owed; DUE: the last day on which one comes in time. */
export const APOLOGY_FILTERS = [...APOLOGY_STATES, 'DUE'] as const;

/** What a list can ask of dossiers that were reopened; LATE: corrected after the limit, or past it. */
export const REOPENING_FILTERS = [...REOPENING_STATES, 'LATE', 'ANY'] as const;

export class ListDossiersQuery {
  @Text({
    description:
      'Competent agency; officers see only dossiers that their own agency received or for which it is competent',
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
  @Code({ description: 'Procedure', maxLength: 50, optional: true, example: '1.001193' }) procedureCode?: string;
  @OneOf(CHANNELS, { description: 'Channel', enumName: 'Channel', optional: true, example: 'DIRECT' })
  channel?: Channel;
  @Code({
    description:
      'This code as people type it: capitals and small letters are the same, blanks and other dashes are let pass, and the agency and the leading zeros of the number may be left out (`260820-1`)',
    maxLength: 60,
    optional: true,
    example: undefined,
  })
  code?: string;
  @DateOnly({ description: 'Submitted on this day or later', optional: true, example: '2026-01-01' })
  submittedFrom?: string;
  @DateOnly({ description: 'Submitted on this day or earlier', optional: true, example: '2030-12-31' })
  submittedTo?: string;
  @Instant({ description: 'Open and due, by law, before this instant', optional: true, example: undefined })
  dueBefore?: string;
  @OneOf(['true', 'false'], { description: 'true: open and past due by law now', optional: true, example: undefined })
  overdue?: 'true' | 'false';
  @NumberInQuery()
  @Integer({
    description:
      'Late soon: open, not past due, and at most so many hundredths of its time limit are left, by the clock and without what was waited for the applicant',
    minimum: 1,
    maximum: 100,
    optional: true,
    example: undefined,
  })
  remainingPercent?: number;
  @Text({
    description:
      'Where it stands: with a step open in this unit, of the receiving or the competent agency, as `/dossiers/by-unit` names it',
    maxLength: 100,
    optional: true,
    example: undefined,
  })
  unit?: string;
  @OneOf(APOLOGY_FILTERS, {
    description:
      'Past due by law, open or ended, by what became of the apology that is owed for it (Decree 61/2018 Art. 19.9): MISSING, LATE, IN_TIME, or UNKNOWN of what a legacy system recorded. DUE: open, without an apology, and due within the next working day, so that one comes in time only until today; by the calendar of the own agency or of `agencyCode`',
    optional: true,
    enumName: 'ApologyFilter',
    example: undefined,
  })
  apology?: ApologyState | 'DUE';
  @OneOf(REOPENING_FILTERS, {
    description:
      'Reopened because the result was found wrong: TO_CORRECT, TO_DELIVER once it is corrected, SETTLED once it is handed over, LATE where the correction is past its time limit or came after it, ANY',
    optional: true,
    enumName: 'ReopeningFilter',
    example: undefined,
  })
  reopening?: ReopeningState | 'LATE' | 'ANY';
  @OneOf(['RECEIVING', 'COMPETENT'], {
    description:
      "Those that the counter of the officer's agency received, for whichever agency, or those for which the agency is competent; by default the first to an officer of the counter only, and the second to others",
    optional: true,
    enumName: 'AgencyPart',
    example: undefined,
  })
  part?: 'RECEIVING' | 'COMPETENT';
  @OneOf(['true'], {
    description:
      "true: dossiers on which the officer's agency, or a unit of it, is asked for its opinion and has not answered, until they end; not those of the agency unless they are such",
    optional: true,
    example: undefined,
  })
  consultedOn?: 'true';
  @OneOf(['true'], {
    description:
      'true: with data of a person that came from another system, cannot be used as it is, and can still be corrected',
    optional: true,
    example: undefined,
  })
  dataProblem?: 'true';
  @WrittenId({ description: 'Imported from this legacy system', maxLength: 100, optional: true, example: undefined })
  legacySystem?: string;
  @WrittenId({
    description: "The legacy system's id; capitals and small letters are the same",
    maxLength: 200,
    optional: true,
    example: undefined,
  })
  legacyId?: string;
  @OneOf(QUEUES, {
    description:
      'Only for officers: open tasks, soonest due first, one item each. MINE: that the caller has; UNIT: of the unit; UNASSIGNED: that nobody has; NOT_TAKEN_UP: with which nobody has begun; DUE_TODAY; LATE. The head sees those of all units. Or INTAKE: submissions that wait for acceptance, oldest first. Not with `sort` or `part`',
    enumName: 'Queue',
    optional: true,
    example: undefined,
  })
  queue?: Queue;
  @OneOf(['-submittedAt', 'dueAt'], {
    description:
      'Newest submission first, or soonest due first, those without a date last; a sort leaves none out, so name the open states in `status` for what is still to be done',
    optional: true,
    example: '-submittedAt',
  })
  sort?: '-submittedAt' | 'dueAt';
  @NumberInQuery()
  @Integer({ description: 'Maximum number of items', minimum: 1, maximum: 200, optional: true, example: 50 })
  limit?: number;
  @Text({ description: '`nextCursor` of the previous page', maxLength: 2000, optional: true, example: undefined })
  cursor?: string;
  @OneOf(PERSONAL_DATA_PURPOSES, {
    description:
      'Purpose of reading the persons of this page unmasked: for officers of the agency of its dossiers only, at most 50 dossiers at once, and recorded for each',
    enumName: 'PersonalDataPurpose',
    optional: true,
    example: undefined,
  })
  purpose?: PersonalDataPurpose;
}

export class CountDossiersByUnitQuery {
  @Text({
    description: 'Agency; officers see only dossiers of their own agency',
    form: AGENCY_CODE_FORM,
    maxLength: 35,
    optional: true,
    example: 'H41.14',
  })
  agencyCode?: string;
}

export class ReadDossierQuery {
  @OneOf(PERSONAL_DATA_PURPOSES, {
    description: 'Purpose of reading personal data unmasked; recorded. Owners always read their own data unmasked',
    enumName: 'PersonalDataPurpose',
    optional: true,
    example: 'PROCESSING',
  })
  purpose?: PersonalDataPurpose;
}
