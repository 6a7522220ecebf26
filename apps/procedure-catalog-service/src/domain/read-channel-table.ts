import { flag, type Flag, type FlagCode } from './flags.js';
import type { ChannelEntry, EntryChannel, StatedLimit } from './procedure-content.js';
import { settleHours } from './stated-limits.js';

/*
 * The national portal's table "cách thức thực hiện" reaches us with its cells run together:
 *
 *   Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến3 Ngày làm việcMiễn phí(…)Dịch vụ bưu chính…
 *
 * A row is CHANNEL TIME FEE DESCRIPTION. In the 1,363 records of July 2026 every row begins with one of three channel
 * names to which its time is glued, and in every one of the 3,041 rows whose number has a unit a fee follows that unit
 * at once. Both are demanded here: channel words within a sentence ("Trực tiếp, qua mạng …") then never begin a row,
 * and a number without its unit (`20Miễn phí`) or one that runs into a sum (`120,000 VNĐ`) is flagged, never completed.
 */

const HEADER = 'Hình thức nộpThời gianPhí, lệ phíMô tả';
const NO_INFORMATION = 'Không có thông tin';
const CHANNELS: Record<string, EntryChannel> = {
  'Trực tuyến': 'ONLINE',
  'Dịch vụ bưu chính': 'POST',
  'Trực tiếp': 'DIRECT',
};
/** A channel name with something glued to it: a digit, or the capital with which a cell begins. */
const ROW_START = /(Trực tuyến|Dịch vụ bưu chính|Trực tiếp)(?=[\d\p{Lu}])/gu;
const CURRENCY = '(?:VNĐ|VND|Việt Nam Đồng|Đồng|USD|EUR|Euro)';
const AMOUNT_OF_MONEY = `\\d[\\d.,]* ?${CURRENCY}`;
const FEE = new RegExp(`^(?:Miễn phí|${NO_INFORMATION}|${AMOUNT_OF_MONEY})`, 'u');
const FURTHER_FEE = new RegExp(`^${AMOUNT_OF_MONEY}(?=\\()`, 'u');
const NUMBER_WITH_UNIT =
  /^(\d{1,3}(?:\.\d{1,2})?) (Ngày làm việc|Giờ làm việc|Ngày|Giờ|Phút|Tuần|Tháng|Quý|Năm)(?!\p{Ll})/u;
const BARE_NUMBER = /^\d+(?:\.\d+)?(?=Miễn phí|Không có thông tin)/u;
const NUMBER_INTO_MONEY = new RegExp(`^${AMOUNT_OF_MONEY}`, 'u');

/** Years, quarters and weeks are whole numbers of months and days, so that turning them into these loses nothing. */
const UNITS: Record<string, StatedLimit> = {
  'Ngày làm việc': { amount: 1, unit: 'WORKING_DAY' },
  'Giờ làm việc': { amount: 1, unit: 'HOUR' },
  Ngày: { amount: 1, unit: 'CALENDAR_DAY' },
  Phút: { amount: 1, unit: 'MINUTE' },
  Tuần: { amount: 7, unit: 'CALENDAR_DAY' },
  Tháng: { amount: 1, unit: 'MONTH' },
  Quý: { amount: 3, unit: 'MONTH' },
  Năm: { amount: 12, unit: 'MONTH' },
};

/**
 * Hours of which kind? "24 Giờ" to close an airport run day and night, "8 Giờ" to enter a declaration are office hours, and
 * "15 Giờ" may be three o'clock. The column never says; only a row's description may.
 */
const HOURS = 'Giờ';

/** The longest table in the 1,363 records has 13 rows. What has hundreds is no table of channels. */
const MOST_ROWS = 500;

interface TimeCell {
  timeLimit?: StatedLimit;
  timeText?: string;
  flags: FlagCode[];
  /** Length of the cell's text. */
  length: number;
}

/** A number with a unit is a limit if it is more than nothing and its fraction means something in that unit. */
export function limitOf(amount: number, unit: StatedLimit): { timeLimit?: StatedLimit; flags: FlagCode[] } {
  if (!Number.isFinite(amount) || amount < 0) return { flags: ['TIME_LIMIT_UNREADABLE'] };
  if (amount === 0) return { flags: ['TIME_LIMIT_ZERO'] };
  const halvesAllowed = unit.unit === 'WORKING_DAY' || unit.unit === 'HOUR';
  if (!Number.isInteger(halvesAllowed ? amount * 2 : amount)) return { flags: ['TIME_LIMIT_UNREADABLE'] };
  return { timeLimit: { amount: amount * unit.amount, unit: unit.unit }, flags: [] };
}

/** Undefined where the text cannot be the beginning of a row's time and fee. */
function readTimeCell(text: string): TimeCell | undefined {
  const withUnit = NUMBER_WITH_UNIT.exec(text);
  if (withUnit) {
    const [cell, number, unitText] = withUnit as unknown as [string, string, string];
    const unit = UNITS[unitText];
    if (unitText === HOURS && FEE.test(text.slice(cell.length))) {
      const { flags } = limitOf(Number(number), { amount: 1, unit: 'HOUR' });
      const open: FlagCode[] = flags.length > 0 ? flags : ['TIME_LIMIT_HOURS_AMBIGUOUS'];
      return { timeText: cell, flags: open, length: cell.length };
    }
    if (!unit || !FEE.test(text.slice(cell.length)))
      return { timeText: cell, flags: ['TIME_LIMIT_UNREADABLE'], length: cell.length };
    const { timeLimit, flags } = limitOf(Number(number), unit);
    return { timeLimit, timeText: cell, flags, length: cell.length };
  }
  if (text.startsWith(NO_INFORMATION) && FEE.test(text.slice(NO_INFORMATION.length)))
    return { flags: [], length: NO_INFORMATION.length };
  const bare = BARE_NUMBER.exec(text);
  if (bare) return { timeText: bare[0], flags: ['TIME_LIMIT_WITHOUT_UNIT'], length: bare[0].length };
  const money = NUMBER_INTO_MONEY.exec(text);
  // The digits belong to both cells: they are left to the fee, and shown beside it.
  if (money) return { timeText: money[0], flags: ['TIME_LIMIT_RUNS_INTO_FEE'], length: 0 };
  if (/^\d/.test(text)) {
    const shown = text.slice(0, 40);
    return { timeText: shown, flags: ['TIME_LIMIT_UNREADABLE'], length: 0 };
  }
  return readWords(text);
}

const LONGEST_WORDS = 300;

/** "Không phải trả kết quả cho người nộp thuế", "Không quy định": words where a number should stand. */
function readWords(text: string): TimeCell | undefined {
  if (text.startsWith(NO_INFORMATION)) return undefined;
  for (const feeText of ['Miễn phí', NO_INFORMATION]) {
    const at = text.indexOf(feeText);
    // A capital glued to what comes before is a cell's beginning; a fee named within a sentence is not.
    if (at > 0 && at <= LONGEST_WORDS && /[^\s(,;:]$/u.test(text.slice(0, at)))
      return { timeText: text.slice(0, at), flags: ['TIME_LIMIT_IN_WORDS'], length: at };
  }
  return undefined;
}

/** The note in brackets directly behind a fee; undefined when it is never closed. */
function bracketed(text: string): string | undefined {
  if (!text.startsWith('(')) return '';
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return text.slice(0, i + 1);
  }
  return undefined;
}

function readFee(text: string): { feeText?: string; description?: string; flags: FlagCode[] } {
  let rest = text;
  let feeText = '';
  const flags: FlagCode[] = [];
  for (let fee = FEE.exec(rest); fee; fee = FURTHER_FEE.exec(rest)) {
    feeText += fee[0];
    rest = rest.slice(fee[0].length);
    const note = bracketed(rest);
    if (note === undefined) {
      flags.push('FEE_NOTE_UNBALANCED');
      break;
    }
    feeText += note;
    rest = rest.slice(note.length);
  }
  const description = rest.trim();
  return {
    feeText: feeText === '' || feeText === NO_INFORMATION ? undefined : feeText,
    description: description === '' || description === NO_INFORMATION ? undefined : description,
    flags,
  };
}

/**
 * Reads the flattened table of channels.
 *
 * @param table text of `cach_thuc_thuc_hien`; composed or decomposed Unicode, with or without its heading.
 * @returns the rows in the table's order, each with its text, and flags on what is not a row of any (paths
 * `channelEntries[i]` or `channelEntries`). A row has a limit only where number, unit and fee stand beyond doubt.
 */
export function readChannelTable(table: string): { entries: ChannelEntry[]; flags: Flag[] } {
  const composed = table.normalize('NFC').trim();
  const body = composed.startsWith(HEADER) ? composed.slice(HEADER.length) : composed;
  if (body === '' || body === NO_INFORMATION) return { entries: [], flags: [] };

  const starts: { at: number; channel: EntryChannel; cellsAt: number; cell: TimeCell }[] = [];
  const flags: Flag[] = [];
  const candidates = [...body.matchAll(ROW_START)];
  if (candidates.length > MOST_ROWS)
    return { entries: [], flags: [flag('CHANNELS_UNREADABLE', 'channelEntries', body)] };
  for (const [i, candidate] of candidates.entries()) {
    const name = candidate[1] as string;
    const cellsAt = candidate.index + name.length;
    const upTo = candidates[i + 1]?.index ?? body.length;
    const text = body.slice(cellsAt, upTo);
    const cell = readTimeCell(text);
    if (cell) starts.push({ at: candidate.index, channel: CHANNELS[name] as EntryChannel, cellsAt, cell });
    // "… Trực tuyếnTrực tiếp3 Ngày …": a description that ends in a channel's name says nothing itself.
    else if (text !== '') flags.push(flag('CHANNELS_UNREADABLE', 'channelEntries', `${name}${text}`));
  }
  const lead = body.slice(0, starts[0]?.at ?? body.length).trim();
  if (lead !== '') flags.push(flag('CHANNELS_UNREADABLE', 'channelEntries', lead));

  const entries = starts.map(({ at, channel, cellsAt, cell }, i): ChannelEntry => {
    const end = starts[i + 1]?.at ?? body.length;
    const fee = readFee(body.slice(cellsAt + cell.length, end));
    const entry: ChannelEntry = {
      channel,
      timeLimit: cell.timeLimit,
      timeText: cell.timeText,
      feeText: fee.feeText,
      description: fee.description,
      rawText: body.slice(at, end).trim(),
      flags: [...cell.flags, ...fee.flags],
    };
    return entry;
  });
  for (const entry of entries) settleHours(entry);
  for (const [i, entry] of entries.entries())
    for (const code of entry.flags) flags.push(flag(code, `channelEntries[${i}]`, entry.timeText ?? entry.rawText));
  return { entries, flags };
}
