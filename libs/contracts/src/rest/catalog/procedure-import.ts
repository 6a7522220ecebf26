import {
  Flag,
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
import { ListTotal } from '../list-total.js';
import { PROCEDURE_FLAG_CODES, type ProcedureFlagCode } from './codes.js';

const ID = '0199a1c2-7d5a-7c33-9f2e-2f6f0b0b7a11';

export class ImportProceduresQuery {
  @Uuid({
    description:
      'Id of the import, chosen by the sender. Sending the same lines again under the same id continues after the last processed line',
    optional: true,
    example: undefined,
  })
  importId?: string;
  @OneOf(['PORTAL_FLAT', 'PORTAL_API'], {
    description: 'The shape that every line must have; without it each line is recognised by its members',
    optional: true,
    example: undefined,
  })
  shape?: 'PORTAL_FLAT' | 'PORTAL_API';
  @OneOf(['true', 'false'], {
    description:
      'Whether drafts that were revised by hand since their import are replaced; otherwise their lines are refused',
    optional: true,
    example: undefined,
  })
  replaceRevised?: 'true' | 'false';
}

export class FlagCount {
  @OneOf(PROCEDURE_FLAG_CODES, {
    description: 'What',
    enumName: 'ProcedureFlagCode',
    example: 'TIME_LIMIT_WITHOUT_UNIT',
  })
  code: ProcedureFlagCode;
  @Integer({ description: 'Procedures that carry it', example: 163 }) procedures: number;
  @Integer({ description: 'How often in all; a procedure can carry it on several entries', example: 402 })
  occurrences: number;
}

export class RefusalCount {
  @Text({ description: 'Why', example: 'import.line-not-json' }) code: string;
  @Integer({ description: 'Lines', example: 1 }) lines: number;
}

export class ProcedureImportReport {
  @Uuid({ description: 'The import', example: ID }) id: string;
  @OneOf(['RUNNING', 'COMPLETED', 'INTERRUPTED'], {
    description: 'INTERRUPTED: the stream broke off; send the lines again under the same id',
    example: 'COMPLETED',
  })
  status: 'RUNNING' | 'COMPLETED' | 'INTERRUPTED';
  @Integer({ description: 'The last line done; blank lines count', example: 1363 }) lastLine: number;
  @Integer({ description: 'Procedures that were new', example: 1363 }) created: number;
  @Integer({ description: 'Procedures whose record had changed', example: 0 }) changed: number;
  @Integer({ description: 'Procedures whose record had not changed', example: 0 }) unchanged: number;
  @Integer({ description: 'Refused lines, each with its reason', example: 0 }) refused: number;
  @NestedList(() => FlagCount, { description: 'What was flagged on the accepted lines, by reason' }) flags: FlagCount[];
  @NestedList(() => RefusalCount, { description: 'Why lines were refused' }) refusals: RefusalCount[];
  @Integer({ description: 'Procedures with at least one flag', example: 300 }) flaggedProcedures: number;
  @Instant({ description: 'Started at', example: '2026-08-20T02:15:00.000Z' }) startedAt: string;
  @Instant({ description: 'Last progress at', example: '2026-08-20T02:15:05.000Z' }) updatedAt: string;
  @Text({ description: 'By whom', example: 'control-1' }) startedBy: string;
  @Flag({ description: 'Whether this request continued an earlier import', optional: true, example: false })
  resumed?: boolean;
}

export class ProcedureImportList {
  @NestedList(() => ProcedureImportReport, { description: 'The latest fifty, newest first' })
  items: ProcedureImportReport[];
}

export class ListImportLinesQuery {
  @OneOf(['CREATED', 'CHANGED', 'UNCHANGED', 'REFUSED'], { description: 'Outcome', optional: true, example: undefined })
  outcome?: 'CREATED' | 'CHANGED' | 'UNCHANGED' | 'REFUSED';
  @OneOf(PROCEDURE_FLAG_CODES, {
    description: 'Only lines with this flag',
    optional: true,
    enumName: 'ProcedureFlagCode',
    example: undefined,
  })
  flag?: ProcedureFlagCode;
  @OneOf(['true', 'false'], { description: 'true: only lines with a flag', optional: true, example: undefined })
  flagged?: 'true' | 'false';
  @NumberInQuery()
  @Integer({ description: 'Maximum number of items', minimum: 1, maximum: 500, optional: true, example: 100 })
  limit?: number;
  @Text({ description: '`nextCursor` of the previous page', maxLength: 2000, optional: true, example: undefined })
  cursor?: string;
}

export class ImportLineReason {
  @Text({ description: 'Why', example: 'procedure.code-unreadable' }) code: string;
  @Text({ description: 'Where in the line', optional: true, example: 'ma_thu_tuc' }) path?: string;
  @Text({ description: 'Why, in words', maxLength: 2000, example: 'Mã thủ tục không đúng định dạng' }) message: string;
}

export class ImportLineView {
  @Integer({ description: 'Line number, from 1', minimum: 1, example: 12 }) line: number;
  @OneOf(['CREATED', 'CHANGED', 'UNCHANGED', 'REFUSED'], { description: 'Outcome', example: 'CREATED' })
  outcome: 'CREATED' | 'CHANGED' | 'UNCHANGED' | 'REFUSED';
  @Text({ description: 'Procedure', optional: true, example: '1.001193' }) procedureCode?: string;
  @Nested(() => ImportLineReason, { description: 'Why it was refused', optional: true }) reason?: ImportLineReason;
  @TextList({ description: 'What is flagged on it', example: ['TIME_LIMIT_WITHOUT_UNIT'] }) flags: ProcedureFlagCode[];
}

export class ImportLinePage {
  @NestedList(() => ImportLineView, { description: 'Lines, by number' }) items: ImportLineView[];
  @Text({ description: 'Pass as `cursor` to get the next page', optional: true, example: undefined })
  nextCursor?: string;
  @Nested(() => ListTotal, { description: 'Total number' }) total: ListTotal;
}
