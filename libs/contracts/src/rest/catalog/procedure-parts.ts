import { ArrayUnique, IsIn } from 'class-validator';
import {
  BudgetData,
  COMPETENT_LEVELS,
  PROCEDURE_LEVELS,
  type CompetentLevel,
  type ProcedureLevel,
} from '../../events/reference-data-events.js';
import { Code, CodeList, Flag, Nested, NestedList, OneOf, Text, TextList } from '../../fields/field.js';
import { FIELD_CODE_FORM, PROCEDURE_CODE_FORM } from '../../codes/code-formats.js';
import { PROCEDURE_FLAG_CODES, SUBMISSION_CHANNELS, type ProcedureFlagCode, type SubmissionChannel } from './codes.js';

/** The parts of a procedure that stay text (Decree 63/2010/NĐ-CP Art. 8.2). */
export class ProcedurePartsData {
  @Text({ description: 'Trình tự thực hiện', optional: true, maxLength: 100_000, example: 'Bước 1: Nộp hồ sơ …' })
  steps?: string;
  @Text({
    description: 'Thành phần hồ sơ',
    optional: true,
    maxLength: 100_000,
    example: 'Tờ khai theo mẫu; 1 bản chính',
  })
  papers?: string;
  @Text({ description: 'Căn cứ pháp lý', optional: true, maxLength: 100_000, example: 'Luật Hộ tịch 60/2014/QH13' })
  legalBasis?: string;
  @Text({ description: 'Yêu cầu, điều kiện', optional: true, maxLength: 100_000, example: 'Đủ 18 tuổi' })
  requirements?: string;
  @Text({ description: 'Kết quả', optional: true, maxLength: 100_000, example: 'Bản sao trích lục' }) results?: string;
  @Text({ description: 'Thủ tục liên quan', optional: true, maxLength: 100_000, example: 'Đăng ký kết hôn' })
  related?: string;
}

/** One way of submitting, with its own time limit and fee. */
export class ChannelEntryData {
  @OneOf(SUBMISSION_CHANNELS, { description: 'How to submit', enumName: 'SubmissionChannel', example: 'ONLINE' })
  channel: SubmissionChannel;
  @Nested(() => BudgetData, {
    description: 'Time limit; absent where none is stated or it cannot be read beyond doubt',
    optional: true,
    example: { amount: 3, unit: 'WORKING_DAY' },
  })
  timeLimit?: BudgetData;
  @Text({ description: 'Fee, as text', optional: true, maxLength: 50_000, example: 'Miễn phí' }) feeText?: string;
  @Text({ description: 'Description', optional: true, maxLength: 50_000, example: 'Nộp tại Bộ phận Một cửa' })
  description?: string;
}

/** A way of submitting from a source: the parsed values and their text. */
export class ReadChannelEntryData extends ChannelEntryData {
  @Text({
    description: 'What stands where the time limit should',
    optional: true,
    maxLength: 50_000,
    example: '3 Ngày làm việc',
  })
  timeText?: string;
  @Text({ description: "The source's own text", maxLength: 100_000, example: 'Trực tuyến3 Ngày làm việcMiễn phí' })
  rawText: string;
  @TextList({ description: 'Codes of what is flagged on this entry', example: [] }) flags: ProcedureFlagCode[];
}

/** A point for a person to check, with its place and text. */
export class ProcedureFlagData {
  @OneOf(PROCEDURE_FLAG_CODES, {
    description: 'What',
    enumName: 'ProcedureFlagCode',
    example: 'TIME_LIMIT_WITHOUT_UNIT',
  })
  code: ProcedureFlagCode;
  @Text({ description: 'Where', example: 'channelEntries[0]' }) path: string;
  @Text({ description: 'The text it stands on, at most 200 characters', optional: true, example: '1' }) text?: string;
}

/** A case with its own time limit, as a source states it. */
export class StatedCaseData {
  @Text({ description: 'Code of the case', maxLength: 100, example: '1.013652.01' }) code: string;
  @Nested(() => BudgetData, {
    description: 'Time limit',
    optional: true,
    example: { amount: 15, unit: 'WORKING_DAY' },
  })
  timeLimit?: BudgetData;
  @Text({ description: 'The text of a time limit that cannot be read', optional: true, example: undefined })
  timeText?: string;
}

/** Who handles a procedure, and whether at once; a draft says it, and the decision that publishes it may say otherwise. */
export class HandlingAgenciesData {
  @CodeList({
    description:
      'Agencies that handle it, by code. Without them and without `everyAgencyOf`, a publication takes those of the draft; where it names none, those of the version before. Two empty lists: none',
    optional: true,
    maxItems: 500,
    maxLength: 35,
    example: ['H41.14'],
  })
  agencyCodes?: string[];
  @TextList({
    description: `Every agency of these levels handles it: ${COMPETENT_LEVELS.join(', ')}`,
    optional: true,
    maxItems: COMPETENT_LEVELS.length,
    example: undefined,
  })
  @IsIn(COMPETENT_LEVELS as unknown as string[], { each: true })
  @ArrayUnique()
  everyAgencyOf?: CompetentLevel[];
  @Flag({
    description:
      'Whether it is settled on the day of receipt; its cases then take at most that day and need no steps. Absent: a publication takes what the draft says; where it does not say, what the version before said',
    optional: true,
    example: undefined,
  })
  instant?: boolean;
}

/** The content of a version of a procedure, as entered. */
export class ProcedureContentData extends HandlingAgenciesData {
  @Text({ description: 'Code', form: PROCEDURE_CODE_FORM, maxLength: 30, example: '2.002516' }) code: string;
  @Text({ description: 'Name', maxLength: 2000, example: 'Thủ tục xác nhận thông tin hộ tịch' }) name: string;
  @Text({
    description: 'Code of the field (lĩnh vực); absent where the source names the field only',
    form: FIELD_CODE_FORM,
    maxLength: 35,
    optional: true,
    example: 'G15-TP07',
  })
  fieldCode?: string;
  @Text({ description: 'Name of the field', example: 'Hộ tịch' }) fieldName: string;
  @TextList({ description: `Levels: ${PROCEDURE_LEVELS.join(', ')}`, maxItems: 5, example: ['PROVINCE', 'COMMUNE'] })
  @IsIn(PROCEDURE_LEVELS as unknown as string[], { each: true })
  @ArrayUnique()
  levels: ProcedureLevel[];
  @Text({
    description: 'Kind of procedure, as its source calls it',
    optional: true,
    example: 'TTHC được giao luật quy định chi tiết',
  })
  kind?: string;
  @Code({ description: 'Publishing agency, code', optional: true, maxLength: 50, example: 'G15' })
  publisherCode?: string;
  @Text({ description: 'Publishing agency, name', optional: true, example: 'Bộ Tư pháp' }) publisherName?: string;
  @Text({ description: 'Agency that handles it, in words', optional: true, maxLength: 2000, example: 'Sở Tư pháp' })
  executingAgency?: string;
  @Text({
    description: 'Agency with the power to decide, in words',
    optional: true,
    maxLength: 2000,
    example: 'Sở Tư pháp',
  })
  competentAgency?: string;
  @Text({ description: 'Authorised agency, in words', optional: true, maxLength: 2000, example: 'UBND cấp xã' })
  authorisedAgency?: string;
  @Text({ description: 'Coordinating agency, in words', optional: true, maxLength: 2000, example: 'Công an cấp xã' })
  coordinatingAgency?: string;
  @Text({ description: 'Where dossiers are received', optional: true, maxLength: 2000, example: 'Bộ phận Một cửa' })
  receivingAddress?: string;
  @TextList({ description: 'Eligible applicants', optional: true, maxItems: 50, example: ['Công dân Việt Nam'] })
  subjectTypes?: string[];
  @Flag({ description: 'Whether it can be submitted online', example: true }) online: boolean;
  @NestedList(() => ChannelEntryData, {
    description: 'Ways of submitting, with time limit and fee',
    maxItems: 50,
    example: [{ channel: 'ONLINE', timeLimit: { amount: 1, unit: 'WORKING_DAY' }, feeText: '8.000 đồng/bản' }],
  })
  channelEntries: ChannelEntryData[];
  @Nested(() => ProcedurePartsData, {
    description: 'Parts that stay text',
    optional: true,
    example: { steps: 'Bước 1: …' },
  })
  parts?: ProcedurePartsData;
}
