import { PUNCTUALITIES, type DossierPunctuality } from '../../codes/punctuality.js';
import { REOPENING_FINDERS, type ReopeningFinder } from '../../codes/reopening.js';
import { Flag, Instant, Integer, Nested, NestedList, OneOf, Text, Uuid } from '../../fields/field.js';
import { CORRECTION_CELLS, type CorrectionCell } from './period-report-cells.js';
import { ReportPage, ReportSlice } from './report-views.js';

export class ReopenedFigures {
  @Integer({ description: 'Reopened in the period because the result was found wrong', example: 3 }) total: number;
  @Integer({ description: 'Of them, found by the applicant', example: 2 }) byApplicant: number;
  @Integer({ description: 'Of them, found by the agency itself', example: 1 }) byAgency: number;
  @Integer({ description: 'Of them, found by an inspection', example: 0 }) byInspection: number;
  @Integer({
    description: 'Of them, ended early or on time: a wrong result counts there as in time; a part in no sum',
    example: 2,
  })
  endedInTime: number;
}

export class CorrectedFigures {
  @Integer({ description: 'Corrected in the period', example: 3 }) total: number;
  @Integer({ description: 'Of them, within the time limit of the correction', example: 2 }) inTime: number;
  @Integer({ description: 'Of them, after it', example: 1 }) late: number;
  @Integer({ description: 'Of them, without a known time limit', example: 0 }) unknown: number;
  @Integer({ description: 'Of them, to the opposite of the first result; a part in no sum', example: 1 })
  reversed: number;
}

export class ToCorrectFigures {
  @Integer({ description: "Still to be corrected at the period's end", example: 1 }) total: number;
  @Integer({ description: 'Of them, past the time limit of the correction', example: 0 }) pastDue: number;
}

/**
 * waitingBefore + reopened.total = total = corrected.total + waitingAfter.total; the service never answers figures that break this. A
 * reopened dossier stays counted where it ended, once and as it was judged then, and is in none of those figures a second time.
 */
export class CorrectionFigures {
  @Integer({ description: 'Waiting for their correction before, and reopened', example: 4 }) total: number;
  @Integer({ description: 'Reopened before the period and not corrected when it began', example: 1 })
  waitingBefore: number;
  @Nested(() => ReopenedFigures, { description: 'Reopened, by who found it' }) reopened: ReopenedFigures;
  @Nested(() => CorrectedFigures, { description: 'Corrected, against the time limit of the correction' })
  corrected: CorrectedFigures;
  @Nested(() => ToCorrectFigures, { description: 'Still to be corrected' }) waitingAfter: ToCorrectFigures;
}

/** One reopened dossier, in its state at the period's end. */
export class CorrectionDossier {
  @Uuid({ description: 'Dossier', example: '01994a1c-7d5a-7c33-9f2e-2f6f0b0b7a10' }) dossierId: string;
  @Text({ description: 'Code', optional: true, example: 'H41.14-260820-0001' }) code?: string;
  @Nested(() => ReportSlice, { description: 'Agency' }) agency: ReportSlice;
  @Nested(() => ReportSlice, { description: 'Field' }) field: ReportSlice;
  @Nested(() => ReportSlice, { description: 'Procedure' }) procedure: ReportSlice;
  @Instant({ description: 'Ended at, as recorded', optional: true, example: '2026-08-24T03:00:00.000Z' })
  endedAt?: string;
  @OneOf(PUNCTUALITIES, {
    description: 'How it ended by law, which its correction does not change',
    optional: true,
    enumName: 'Punctuality',
    example: 'ON_TIME',
  })
  punctuality?: DossierPunctuality;
  @Instant({ description: 'Reopened at', example: '2026-08-27T03:00:00.000Z' }) reopenedAt: string;
  @OneOf(REOPENING_FINDERS, { description: 'Who found it', enumName: 'ReopeningFinder', example: 'APPLICANT' })
  foundBy: ReopeningFinder;
  @Instant({ description: 'To be corrected by', optional: true, example: '2026-09-04T10:00:00.000Z' })
  correctBy?: string;
  @Instant({
    description: "Corrected at, where that was before the period's end",
    optional: true,
    example: '2026-08-28T03:00:00.000Z',
  })
  correctedAt?: string;
  @OneOf(PUNCTUALITIES, {
    description: 'How the correction kept its own time limit',
    optional: true,
    enumName: 'Punctuality',
    example: 'EARLY',
  })
  kept?: DossierPunctuality;
  @Flag({
    description: 'Whether the corrected result says the opposite of the first one',
    optional: true,
    example: false,
  })
  reversed?: boolean;
}

export class CorrectionDossierPage extends ReportPage {
  @OneOf(CORRECTION_CELLS, {
    description: 'The cell that these are behind',
    enumName: 'CorrectionCell',
    example: 'corrections.reopened',
  })
  cell: CorrectionCell;
  @NestedList(() => CorrectionDossier, { description: 'By time of the reopening, then by id' })
  items: CorrectionDossier[];
}
