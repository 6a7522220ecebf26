import { PROCEDURE_FLAG_CODES, type LocalizedText, type ProcedureFlagCode } from '@motcua/contracts';

/**
 * What can be wrong with a procedure's record as its source gives it. A flag never changes the record: it says, beside
 * the text it stands on, what a person has to decide before the procedure is published.
 */
export const FLAG_MEANINGS: Record<ProcedureFlagCode, LocalizedText> = {
  TIME_LIMIT_WITHOUT_UNIT: {
    vi: 'Thời hạn chỉ có số, không có đơn vị',
    en: 'The time limit is a number without a unit',
  },
  TIME_LIMIT_RUNS_INTO_FEE: {
    vi: 'Số chỉ thời hạn dính liền với số tiền, không tách được',
    en: 'The number of the time limit runs into an amount of money and cannot be separated from it',
  },
  TIME_LIMIT_IN_WORDS: {
    vi: 'Thời hạn được viết bằng lời, không phải một số kèm đơn vị',
    en: 'The time limit is stated in words instead of a number with a unit',
  },
  TIME_LIMIT_UNREADABLE: {
    vi: 'Không đọc được thời hạn một cách chắc chắn',
    en: 'The time limit cannot be read with certainty',
  },
  TIME_LIMIT_HOURS_AMBIGUOUS: {
    vi: 'Thời hạn tính bằng giờ nhưng không rõ là giờ làm việc, giờ liên tục cả ngày lẫn đêm hay một thời điểm trong ngày',
    en: 'The time limit is in hours, and it is not said whether they are office hours, hours by day and night, or a time of day',
  },
  TIME_LIMIT_ZERO: { vi: 'Thời hạn bằng 0', en: 'The time limit is zero' },
  TIME_LIMIT_NOT_STATED: {
    vi: 'Không hình thức nộp nào nêu thời hạn',
    en: 'No channel states a time limit',
  },
  TIME_LIMIT_DIFFERS_BETWEEN_CHANNELS: {
    vi: 'Các hình thức nộp có thời hạn khác nhau',
    en: 'The channels have different time limits',
  },
  TIME_LIMIT_DIFFERS_WITHIN_CHANNEL: {
    vi: 'Một hình thức nộp có nhiều thời hạn khác nhau',
    en: 'One channel has several different time limits',
  },
  TIME_LIMIT_CONTRADICTION: {
    vi: 'Thời hạn theo hình thức nộp và theo trường hợp giải quyết mâu thuẫn nhau',
    en: 'The time limits by channel and by case contradict each other',
  },
  DESCRIPTION_STATES_OTHER_LIMIT: {
    vi: 'Phần mô tả nêu một thời hạn khác với cột thời gian',
    en: 'The description and the time column state different time limits',
  },
  TIME_LIMIT_ONLY_IN_DESCRIPTION: {
    vi: 'Cột thời gian để trống, thời hạn chỉ có trong phần mô tả',
    en: 'The time column is empty; only the description states a time limit',
  },
  CHANNELS_UNREADABLE: {
    vi: 'Không đọc được bảng cách thức thực hiện, hoặc một phần của bảng',
    en: 'The table of channels cannot be read, or only in part',
  },
  FEE_NOTE_UNBALANCED: {
    vi: 'Ghi chú về phí không đóng ngoặc: không chắc phần mô tả bắt đầu từ đâu',
    en: 'The note on the fee is not closed, so the start of the description is uncertain',
  },
  LEVEL_DIFFERS_FROM_NAME: {
    vi: 'Cấp thực hiện khác với cấp nêu trong tên thủ tục',
    en: 'The level differs from the one in the name',
  },
  NAME_STATES_DISTRICT_LEVEL: {
    vi: 'Tên thủ tục còn nêu cấp huyện, cấp đã kết thúc từ ngày 01/7/2025',
    en: 'The name still states the district level, which ended on 1 July 2025',
  },
  PART_ABSENT: {
    vi: 'Thiếu một bộ phận bắt buộc của thủ tục (Nghị định 63/2010/NĐ-CP Điều 8 khoản 2)',
    en: 'A mandatory part of the procedure is missing (Decree 63/2010/NĐ-CP Art. 8.2)',
  },
};

export type FlagCode = ProcedureFlagCode;
export const FLAG_CODES = PROCEDURE_FLAG_CODES;

/** Flags that leave the time limit of their entry, or of the procedure, open: no limit may be taken from it. */
export const OPEN_TIME_LIMIT_FLAGS: ReadonlySet<FlagCode> = new Set<FlagCode>([
  'TIME_LIMIT_WITHOUT_UNIT',
  'TIME_LIMIT_RUNS_INTO_FEE',
  'TIME_LIMIT_IN_WORDS',
  'TIME_LIMIT_UNREADABLE',
  'TIME_LIMIT_HOURS_AMBIGUOUS',
  'TIME_LIMIT_ZERO',
  'TIME_LIMIT_NOT_STATED',
  'TIME_LIMIT_DIFFERS_BETWEEN_CHANNELS',
  'TIME_LIMIT_DIFFERS_WITHIN_CHANNEL',
  'TIME_LIMIT_CONTRADICTION',
  'DESCRIPTION_STATES_OTHER_LIMIT',
  'TIME_LIMIT_ONLY_IN_DESCRIPTION',
  'CHANNELS_UNREADABLE',
]);

export interface Flag {
  code: FlagCode;
  /** Where in the procedure: `channelEntries[2]`, `name`, `parts.legalBasis`. */
  path: string;
  /** The text it stands on, shortened. */
  text?: string;
}

const SHOWN = 200;

/** A flag with at most 200 characters of the text it stands on. */
export function flag(code: FlagCode, path: string, text?: string): Flag {
  if (text === undefined) return { code, path };
  return { code, path, text: text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text };
}
