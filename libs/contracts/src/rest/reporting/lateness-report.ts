import { CHARGED_TO, type ChargedTo } from '../../codes/charged-to.js';
import { AGENCY_CODE_FORM } from '../../codes/code-formats.js';
import { Integer, Nested, NestedList, OneOf, Text } from '../../fields/field.js';
import { PeriodReportDossier } from './period-report.js';
import { PagedReportQuery } from './report-queries.js';
import { ReportHead, ReportPage, ReportSlice } from './report-views.js';

export class LatenessFigures {
  @Integer({ description: 'Ended late in the period: `ended.late` of the period report', example: 4 }) dossiers: number;
  @Integer({
    description: 'Of them without a known share: imported, or ended before this was recorded. In no row',
    example: 1,
  })
  unknown: number;
  @Integer({ description: 'Working minutes by which the others were late', example: 2400 }) minutes: number;
}

/** What of the lateness is whose. */
export class LatenessRow {
  @OneOf(CHARGED_TO, {
    description:
      'COUNTER: the one-stop counter; UNIT: the unit of a step; AGENCY: the agency itself, while nobody there had a task; PROCESS: every step kept its own limit; UNKNOWN: not recorded',
    enumName: 'ChargedTo',
    example: 'UNIT',
  })
  party: ChargedTo;
  @Nested(() => ReportSlice, {
    description: 'The agency that had the dossiers then; absent of UNKNOWN',
    optional: true,
  })
  agency?: ReportSlice;
  @Text({ description: 'Unit', optional: true, maxLength: 100, example: 'chuyen-mon' }) unit?: string;
  @Integer({ description: 'Dossiers that it made late, alone or with others', example: 3 }) dossiers: number;
  @Integer({ description: 'Working minutes', example: 1650 }) minutes: number;
}

/** The minutes of the rows add up to those of the total; the service never answers figures that break this. */
export class LatenessReport extends ReportHead {
  @Nested(() => LatenessFigures, { description: 'All together' }) total: LatenessFigures;
  @NestedList(() => LatenessRow, { description: 'Most minutes first', maxItems: 100_000 }) rows: LatenessRow[];
}

export class LatenessDossiersQuery extends PagedReportQuery {
  @OneOf(CHARGED_TO, { description: 'Party of the row', enumName: 'ChargedTo', example: 'UNIT' }) party: ChargedTo;
  @Text({
    description: 'Agency of the row; leave it out where the row has none',
    optional: true,
    form: AGENCY_CODE_FORM,
    maxLength: 35,
    example: 'H41.14',
  })
  chargedAgency?: string;
  @Text({
    description: 'Unit of the row; leave it out where the row has none',
    optional: true,
    maxLength: 100,
    example: 'chuyen-mon',
  })
  unit?: string;
}

export class LatenessDossierPage extends ReportPage {
  @NestedList(() => PeriodReportDossier, { description: 'By time of the end, then by id' })
  items: PeriodReportDossier[];
}
