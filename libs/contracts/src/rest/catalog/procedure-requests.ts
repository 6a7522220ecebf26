import {
  DecisionData,
  InternalProcessData,
  PROCEDURE_LEVELS,
  type ProcedureLevel,
} from '../../events/reference-data-events.js';
import { AGENCY_CODE_FORM, FIELD_CODE_FORM, PROCEDURE_CODE_FORM } from '../../codes/code-formats.js';
import { Code, DateOnly, Integer, Nested, NestedList, NumberInQuery, OneOf, Text } from '../../fields/field.js';
import { PROCEDURE_FLAG_CODES, PROCEDURE_STATUSES, type ProcedureFlagCode, type ProcedureStatus } from './codes.js';
import { HandlingAgenciesData, ProcedureContentData } from './procedure-parts.js';

/** A procedure entered by hand: becomes the first draft of its code. */
export class EnterProcedureRequest extends ProcedureContentData {}

/** The whole new content of the draft. */
export class ReviseDraftRequest extends ProcedureContentData {
  @Text({ description: 'Code of the procedure', form: PROCEDURE_CODE_FORM, maxLength: 30, example: '1.004772' })
  declare code: string;
  @Integer({ description: 'Revision of the procedure that this was made from', optional: true, minimum: 1, example: 1 })
  expectedRevision?: number;
}

const DECISION_EXAMPLE = { number: '1518/QĐ-UBND', signedOn: '2025-06-20', effectiveOn: '2025-07-01' };
const CASES_EXAMPLE = [
  {
    caseCode: 'mac-dinh',
    name: 'Trường hợp chung',
    budget: { amount: 5, unit: 'WORKING_DAY' },
    steps: [
      { code: 'tiep-nhan', name: 'Tiếp nhận hồ sơ', unit: 'mot-cua', budget: { amount: 0.5, unit: 'WORKING_DAY' } },
      { code: 'tham-dinh', name: 'Thẩm định hồ sơ', unit: 'chuyen-mon', budget: { amount: 3.5, unit: 'WORKING_DAY' } },
      { code: 'phe-duyet', name: 'Ký duyệt kết quả', unit: 'lanh-dao', budget: { amount: 0.5, unit: 'WORKING_DAY' } },
      {
        code: 'tra-ket-qua',
        name: 'Vào sổ, chuyển kết quả',
        unit: 'mot-cua',
        budget: { amount: 0.5, unit: 'WORKING_DAY' },
      },
    ],
  },
];

/** Publishes the draft by a decision, with the internal process of every case. */
export class PublishProcedureRequest extends HandlingAgenciesData {
  @Nested(() => DecisionData, { description: 'The decision that publishes it', example: DECISION_EXAMPLE })
  decision: DecisionData;
  @NestedList(() => InternalProcessData, {
    description:
      "Internal process by case; the budgets of a case's steps, or of their longest chain, sum up to the case's own, all in one unit",
    maxItems: 50,
    example: CASES_EXAMPLE,
  })
  cases: InternalProcessData[];
  @Text({
    description: 'Code of the field; needed where the draft has none',
    form: FIELD_CODE_FORM,
    maxLength: 35,
    optional: true,
    example: 'G15-TP07',
  })
  fieldCode?: string;
  @Text({
    description:
      'Why a case has another time limit than the one that the catalog states beyond doubt (shortened by the province, another case …), or of which kind the hours are that it states; without it such a process is refused',
    optional: true,
    maxLength: 1000,
    example: 'Rút ngắn theo Kế hoạch cải cách của tỉnh',
  })
  acknowledgedDifference?: string;
  @Integer({
    description: 'Revision of the procedure that this was decided on',
    optional: true,
    minimum: 1,
    example: 1,
  })
  expectedRevision?: number;
}

/** Abolishes a procedure by a decision; open dossiers end by the version they were received on. */
export class AbolishProcedureRequest {
  @Nested(() => DecisionData, {
    description: 'The decision that abolishes it',
    example: { number: '3127/QĐ-UBND', signedOn: '2025-12-01', effectiveOn: '2025-12-15' },
  })
  decision: DecisionData;
  @Integer({
    description: 'Revision of the procedure that this was decided on',
    optional: true,
    minimum: 1,
    example: 2,
  })
  expectedRevision?: number;
}

export class OnDateQuery {
  @DateOnly({ description: 'Day; today by default', optional: true, example: undefined })
  on?: string;
}

export class ListProceduresQuery extends OnDateQuery {
  @Text({
    description:
      'Words of name, code, field or agency as people type them, with or without diacritics (`ho tich` finds Hộ tịch), best answer first. Everyday words are understood (`sổ đỏ`), and the last word may be unfinished. An empty list says that the catalog does not have it',
    optional: true,
    maxLength: 200,
    minLength: 0,
    example: 'trich luc ho tich',
  })
  q?: string;
  @Text({ description: 'Code of the field', optional: true, maxLength: 35, example: undefined }) fieldCode?: string;
  @Text({
    description: 'Name of the field; case and diacritics make no difference',
    optional: true,
    example: undefined,
  })
  field?: string;
  @Text({
    description: 'Agency that handles it',
    optional: true,
    form: AGENCY_CODE_FORM,
    maxLength: 35,
    example: undefined,
  })
  agencyCode?: string;
  @Code({ description: 'Publishing agency, code', optional: true, maxLength: 50, example: undefined })
  publisherCode?: string;
  @OneOf(PROCEDURE_LEVELS, { description: 'Level', optional: true, enumName: 'ProcedureLevel', example: undefined })
  level?: ProcedureLevel;
  @OneOf(PROCEDURE_STATUSES, {
    description:
      'State on that day: not published yet, published and not in force yet, in force, or in force no more. DRAFT needs a role of the province',
    optional: true,
    enumName: 'ProcedureStatus',
    example: undefined,
  })
  status?: ProcedureStatus;
  @OneOf(PROCEDURE_FLAG_CODES, {
    description: 'Only procedures with this flag',
    optional: true,
    enumName: 'ProcedureFlagCode',
    example: undefined,
  })
  flag?: ProcedureFlagCode;
  @OneOf(['KNOWN', 'UNKNOWN'], {
    description: 'UNKNOWN: only procedures for which nobody is competent, so that no dossier can be submitted',
    optional: true,
    example: undefined,
  })
  competence?: 'KNOWN' | 'UNKNOWN';
  @OneOf(['true', 'false'], { description: 'Whether it can be submitted online', optional: true, example: undefined })
  online?: 'true' | 'false';
  @NumberInQuery()
  @Integer({ description: 'Maximum number of items', minimum: 1, maximum: 200, optional: true, example: 50 })
  limit?: number;
  @Text({ description: '`nextCursor` of the previous page', maxLength: 2000, optional: true, example: undefined })
  cursor?: string;
}
