import { AGENCY_CODE_FORM } from '../../codes/code-formats.js';
import { CHANNELS, type Channel } from '../../codes/channel.js';
import { SUBJECT_TYPES, type SubjectType } from '../../codes/subject-type.js';
import { Code, Instant, Integer, Nested, NestedList, OneOf, Text, Uuid, WrittenId } from '../../fields/field.js';
import { RecordedPerson } from './dossier-requests.js';

export class ImportDossiersQuery {
  @WrittenId({
    description: 'Name of the legacy system; with its ids it makes an import repeatable',
    maxLength: 100,
    form: {
      pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
      vi: 'phải gồm chữ cái không dấu, chữ số, dấu chấm và gạch nối, ví dụ mot-cua-cu',
      en: 'must contain only plain letters, digits, dots, hyphens and underscores, such as mot-cua-cu',
    },
    example: 'mot-cua-cu',
  })
  legacySystem: string;
}

export class LegacyStepLine {
  @Text({ description: 'Step as the legacy system named it', maxLength: 200, example: 'T02 Check confirmation' })
  name: string;
  @Text({ description: 'Unit', maxLength: 200, optional: true, example: 'Group 4' }) unit?: string;
  @Text({ description: 'Officer, opaque', maxLength: 200, optional: true, example: 'Resource10' }) officer?: string;
  @Instant({ description: 'Recorded at', example: '2011-10-12T08:26:25.398+02:00' }) at: string;
}

export class LegacyPauseLine {
  @Instant({ description: 'Since when the applicant was awaited', example: '2026-08-03T09:00:00+07:00' }) from: string;
  @Instant({
    description: 'Until when; absent while still awaited',
    optional: true,
    example: '2026-08-06T09:00:00+07:00',
  })
  to?: string;
  @Text({
    description: 'Why, as recorded; kept encrypted, since it may name people',
    maxLength: 2_000,
    optional: true,
    example: 'Thiếu bản sao giấy chứng sinh',
  })
  reason?: string;
}

export const LEGACY_LINE_OUTCOMES = ['APPROVED', 'NOT_ELIGIBLE', 'DELIVERED', 'WITHDRAWN', 'STOPPED'] as const;

/** One line of an import (NDJSON): a legacy dossier with its unchanged history. */
export class LegacyDossierLine {
  @WrittenId({ description: "The legacy system's id", maxLength: 200, example: 'case-10011' }) legacyId: string;
  @Code({
    description: "The legacy system's code of the dossier; kept in capitals",
    maxLength: 60,
    optional: true,
    example: undefined,
  })
  code?: string;
  @Text({ description: 'Agency; known to the catalog', form: AGENCY_CODE_FORM, maxLength: 35, example: 'H41.14' })
  agencyCode: string;
  @Code({ description: 'Procedure; published in the catalog', maxLength: 50, example: '1.001193' })
  procedureCode: string;
  @OneOf(CHANNELS, { description: 'Channel', enumName: 'Channel', example: 'ONLINE' }) channel: Channel;
  @OneOf(SUBJECT_TYPES, {
    description: 'Kind of applicant; CITIZEN unless given',
    enumName: 'SubjectType',
    optional: true,
    example: 'CITIZEN',
  })
  subjectType?: SubjectType;
  @Instant({ description: 'Submitted at', optional: true, example: '2011-10-11T13:42:22.688+02:00' })
  submittedAt?: string;
  @Instant({ description: 'Received at: where its time begins', example: '2011-10-11T13:42:22.688+02:00' })
  receivedAt: string;
  @Instant({ description: 'Due at: a fact, never recounted', optional: true, example: '2011-12-06T13:41:31.788+01:00' })
  dueAt?: string;
  @Instant({ description: 'Ended at; absent while open', optional: true, example: '2011-11-29T13:41:31.788+01:00' })
  endedAt?: string;
  @OneOf(LEGACY_LINE_OUTCOMES, {
    description: 'How it ended, if the legacy system says so; only with `endedAt`',
    optional: true,
    enumName: 'LegacyOutcome',
    example: 'APPROVED',
  })
  outcome?: (typeof LEGACY_LINE_OUTCOMES)[number];
  @NestedList(() => LegacyStepLine, { description: 'Steps in the order of the record', maxItems: 2_000 })
  steps: LegacyStepLine[];
  @NestedList(() => LegacyPauseLine, {
    description:
      'When the legacy system awaited a supplement, in the order of the record. The due date already contains what it granted for them: a pause moves nothing here. An open dossier whose last pause is open waits for its supplement',
    optional: true,
    maxItems: 200,
  })
  pauses?: LegacyPauseLine[];
  @Nested(() => RecordedPerson, {
    description: 'The applicant, if known, as recorded: what cannot be used is kept and flagged',
    optional: true,
  })
  applicant?: RecordedPerson;
}

export const IMPORT_STATES = ['RUNNING', 'COMPLETED', 'INTERRUPTED'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export class ImportFlagCount {
  @Text({ description: 'Flag', example: 'STEP_AFTER_END' }) flag: string;
  @Integer({ description: 'Dossiers with it', example: 145 }) count: number;
}

export class RefusedLine {
  @Integer({ description: 'Line number, from 1', minimum: 1, example: 17 }) line: number;
  @Text({ description: "The legacy system's id, as far as the line could be read", optional: true, example: 'case-1' })
  legacyId?: string;
  @Text({ description: 'Why, machine-readable', example: 'line.invalid' }) code: string;
  @Text({ description: 'Why', maxLength: 2000, example: 'receivedAt: must be an instant with a time zone' })
  reason: string;
}

/** The progress of an import. Every line is counted once: imported, already there, or refused. */
export class DossierImportReport {
  @Uuid({ description: 'Import', example: '0198c2a4-7a00-7000-8000-0000000000d1' }) id: string;
  @Text({ description: 'Legacy system', example: 'mot-cua-cu' }) legacySystem: string;
  @OneOf(IMPORT_STATES, {
    description: 'INTERRUPTED: the stream or the service ended early; send the file again',
    enumName: 'DossierImportState',
    example: 'COMPLETED',
  })
  state: ImportState;
  @Integer({ description: 'Lines processed so far', example: 1434 }) lines: number;
  @Integer({ description: 'Lines imported', example: 1434 }) imported: number;
  @Integer({ description: 'Lines already known', example: 0 }) alreadyThere: number;
  @Integer({ description: 'Lines refused', example: 0 }) refused: number;
  @Integer({ description: 'Steps imported', example: 8577 }) steps: number;
  @NestedList(() => ImportFlagCount, { description: 'Imported dossiers with contradictions, by flag' })
  flags: ImportFlagCount[];
  @NestedList(() => RefusedLine, { description: 'The first 1,000 refused lines', maxItems: 1_000 })
  refusedLines: RefusedLine[];
  @Instant({ description: 'Begun at (real time)', example: '2026-08-20T02:00:00.000Z' }) startedAt: string;
  @Instant({ description: 'Last progress at (real time)', example: '2026-08-20T02:00:09.000Z' }) progressAt: string;
  @Instant({ description: 'Ended at (real time)', optional: true, example: '2026-08-20T02:00:10.000Z' })
  finishedAt?: string;
}

export class DossierImportList {
  @NestedList(() => DossierImportReport, { description: 'Newest first, at most 50' }) items: DossierImportReport[];
}
