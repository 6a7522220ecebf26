import { AGENCY_CODE_FORM, FIELD_CODE_FORM, type TextForm } from '../../codes/code-formats.js';
import { Integer, NumberInQuery, OneOf, Text } from '../../fields/field.js';
import {
  APOLOGY_REPORT_CELLS,
  CORRECTION_CELLS,
  FEEDBACK_REPORT_CELLS,
  INTAKE_CELLS,
  PERIOD_REPORT_CELLS,
  SUPPLEMENT_REPORT_CELLS,
  type ApologyReportCell,
  type CorrectionCell,
  type FeedbackReportCell,
  type IntakeCell,
  type PeriodReportCell,
  type SupplementReportCell,
} from './period-report-cells.js';

export const REPORT_PRESETS = ['month', 'quarter', 'six-months', 'nine-months', 'year'] as const;
export type ReportPreset = (typeof REPORT_PRESETS)[number];

/** A day, or an instant with its zone; a space is read as a plus sign that was not percent-encoded. */
const PERIOD_END: TextForm = {
  pattern: /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+ -]\d{2}:\d{2}))?$/,
  vi: 'phải là ngày, ví dụ 2026-10-15, hoặc thời điểm kèm múi giờ, ví dụ 2026-10-15T00:00:00+07:00',
  en: 'must be a day, such as 2026-10-15, or an instant with its zone, such as 2026-10-15T00:00:00+07:00',
};

/** The period of a report. */
export class PeriodQuery {
  @OneOf(REPORT_PRESETS, {
    description:
      'A period of administrative reports (Decree 09/2019/NĐ-CP Art. 12), with `year` and, for a month or a quarter, its number',
    optional: true,
    example: 'month',
  })
  preset?: ReportPreset;

  @NumberInQuery()
  @Integer({ description: 'Year of the preset', optional: true, minimum: 2000, maximum: 2100, example: 2026 })
  year?: number;

  @NumberInQuery()
  @Integer({ description: 'Month, with preset=month', optional: true, minimum: 1, maximum: 12, example: 8 })
  month?: number;

  @NumberInQuery()
  @Integer({ description: 'Quarter, with preset=quarter', optional: true, minimum: 1, maximum: 4, example: undefined })
  quarter?: number;

  @Text({
    description:
      'Without a preset: first day (`2026-10-15`, from 00:00 in Asia/Ho_Chi_Minh), or first instant with its zone (`2026-10-15T00:00:00+07:00`), of the period',
    optional: true,
    form: PERIOD_END,
    maxLength: 40,
    example: undefined,
  })
  from?: string;

  @Text({
    description:
      'Without a preset: day (`2026-11-15`) or instant at which the period ends; it is not part of the period',
    optional: true,
    form: PERIOD_END,
    maxLength: 40,
    example: undefined,
  })
  to?: string;
}

/** The period and the part of the province. */
export class ReportQuery extends PeriodQuery {
  @Text({
    description: 'Only this agency; a caller limited to one agency always gets that one',
    optional: true,
    form: AGENCY_CODE_FORM,
    maxLength: 35,
    example: 'H41.14',
  })
  agency?: string;

  @Text({
    description: 'Only this field (lĩnh vực)',
    optional: true,
    form: FIELD_CODE_FORM,
    maxLength: 35,
    example: undefined,
  })
  field?: string;
}

/** A report cut into rows. */
export class SlicedReportQuery extends ReportQuery {
  @Text({
    description: 'Rows by `agency`, by `field`, or by both (`agency,field`); without it only the total',
    optional: true,
    form: {
      pattern: /^(agency|field|agency,field|field,agency)$/,
      vi: 'phải là agency, field hoặc agency,field',
      en: 'must be agency, field or agency,field',
    },
    maxLength: 20,
    example: 'agency,field',
  })
  groupBy?: string;
}

export class PeriodReportQuery extends SlicedReportQuery {
  @NumberInQuery()
  @Integer({
    description:
      'Version of the definitions to count by, such as that of an earlier report; by default the present one',
    optional: true,
    minimum: 1,
    maximum: 1_000,
    example: undefined,
  })
  definitionVersion?: number;
}

/** A page of the list behind a number. */
export class PagedReportQuery extends ReportQuery {
  @Text({ description: '`nextCursor` of the previous page', optional: true, maxLength: 2_000, example: undefined })
  cursor?: string;

  @NumberInQuery()
  @Integer({
    description: 'Maximum number of items; 50 by default',
    optional: true,
    minimum: 1,
    maximum: 1_000,
    example: 50,
  })
  limit?: number;
}

export class PeriodReportDossiersQuery extends PagedReportQuery {
  @OneOf(PERIOD_REPORT_CELLS, {
    description: 'The cell to open',
    example: 'ended.late',
  })
  cell: PeriodReportCell;
}

export class IntakeDossiersQuery extends PagedReportQuery {
  @OneOf(INTAKE_CELLS, {
    description: 'The cell to open',
    example: 'intake.waitingAfter',
  })
  cell: IntakeCell;
}

export class CorrectionDossiersQuery extends PagedReportQuery {
  @OneOf(CORRECTION_CELLS, {
    description: 'The cell to open',
    example: 'corrections.reopened',
  })
  cell: CorrectionCell;
}

export class SupplementReportDossiersQuery extends PagedReportQuery {
  @OneOf(SUPPLEMENT_REPORT_CELLS, {
    description: 'The cell to open',
    example: 'afterWindow',
  })
  cell: SupplementReportCell;
}

export class ApologyReportDossiersQuery extends PagedReportQuery {
  @OneOf(APOLOGY_REPORT_CELLS, {
    description: 'The cell to open',
    example: 'missing',
  })
  cell: ApologyReportCell;
}

export class FeedbackReportItemsQuery extends PagedReportQuery {
  @OneOf(FEEDBACK_REPORT_CELLS, {
    description: 'The cell to open',
    example: 'answer.late',
  })
  cell: FeedbackReportCell;
}
