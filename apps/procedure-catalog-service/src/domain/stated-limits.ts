import { flag, OPEN_TIME_LIMIT_FLAGS, type Flag, type FlagCode } from './flags.js';
import type { ChannelEntry, ProcedureContent, StatedLimit } from './procedure-content.js';

/** `05 (năm) ngày làm việc`: hours and years are left out, they are mostly times of day and ages. */
const DURATION = /(?<![\d.,/-])(\d{1,3})\s*(?:\([^()]{1,40}\)\s*)?(ngày\s+làm\s+việc|ngày|tháng)(?!\p{L})(?!\s*\d)/giu;

/** A time limit in hours as the column states it, `24 Giờ`, or as the portal's API does, `24 HOUR`: of which kind it is, is left open. */
const HOURS_LEFT_OPEN = /^(\d{1,3}(?:\.\d{1,2})?) (?:Giờ|HOUR)$/u;
/** `08 (tám) giờ làm việc`, `8 giờ hành chính`. */
const OFFICE_HOURS = /(?<![\d.,/-])(\d{1,3})\s*(?:\([^()]{1,40}\)\s*)?giờ\s+(?:làm\s+việc|hành\s+chính)(?!\p{L})/giu;

/** How many hours a row states without saying of which kind; undefined where it says so, or states none. */
export function hoursLeftOpen({
  timeText,
  description = '',
}: Pick<ChannelEntry, 'timeText' | 'description'>): number | undefined {
  const stated = HOURS_LEFT_OPEN.exec(timeText?.normalize('NFC') ?? '');
  if (!stated) return undefined;
  const amount = Number(stated[1]);
  const office = [...description.normalize('NFC').matchAll(OFFICE_HOURS)].map(([, number]) => Number(number));
  return office.length > 0 && office.every((hours) => hours === amount) ? undefined : amount;
}

/** A row whose description says that its hours are office hours has a limit; the flag that it began with goes. */
export function settleHours(entry: ChannelEntry): void {
  const stated = HOURS_LEFT_OPEN.exec(entry.timeText ?? '');
  if (!entry.flags.includes('TIME_LIMIT_HOURS_AMBIGUOUS') || !stated || hoursLeftOpen(entry) !== undefined) return;
  entry.flags = entry.flags.filter((code) => code !== 'TIME_LIMIT_HOURS_AMBIGUOUS');
  entry.timeLimit = { amount: Number(stated[1]), unit: 'HOUR' };
}

const limitKey = (limit: StatedLimit): string => `${limit.amount} ${limit.unit}`;

export const sameLimit = (a: StatedLimit, b: StatedLimit): boolean => limitKey(a) === limitKey(b);

export function durationsIn(text: string): StatedLimit[] {
  return [...text.normalize('NFC').matchAll(DURATION)].map(([, number, unit]) => {
    const name = unit?.toLowerCase();
    return {
      amount: Number(number),
      unit: name === 'tháng' ? 'MONTH' : name === 'ngày' ? 'CALENDAR_DAY' : 'WORKING_DAY',
    };
  });
}

/**
 * Sets a row's limit beside what its own description says. The two contradict each other only when the description
 * mentions a single duration, and that is another one ("5 Ngày làm việc … 05 ngày kể từ ngày nhận đủ hồ sơ"): several
 * durations tell of stages within the limit. A row that contradicts itself gives no limit, and keeps both texts.
 */
function compareWithDescription(entry: ChannelEntry): FlagCode | undefined {
  const mentioned = entry.description ? durationsIn(entry.description) : [];
  const [only] = mentioned;
  if (!only) return undefined;
  if (!entry.timeLimit) return entry.timeText === undefined ? 'TIME_LIMIT_ONLY_IN_DESCRIPTION' : undefined;
  return mentioned.length === 1 && !sameLimit(only, entry.timeLimit) ? 'DESCRIPTION_STATES_OTHER_LIMIT' : undefined;
}

/**
 * What the rows say about each other and about themselves; marks the rows concerned. Different limits by channel are
 * lawful and common: they are noted, and all kept.
 */
export function compareEntries(entries: ChannelEntry[]): Flag[] {
  const flags: Flag[] = [];
  for (const [i, entry] of entries.entries()) {
    const code = compareWithDescription(entry);
    if (!code) continue;
    entry.timeLimit = undefined;
    entry.flags.push(code);
    flags.push(flag(code, `channelEntries[${i}]`, entry.rawText));
  }
  const byChannel = new Map<string, Set<string>>();
  for (const { channel, timeLimit } of entries)
    if (timeLimit) byChannel.set(channel, (byChannel.get(channel) ?? new Set()).add(limitKey(timeLimit)));
  const shown = [...byChannel].map(([channel, limits]) => `${channel}: ${[...limits].join(', ')}`).join('; ');
  if ([...byChannel.values()].some((limits) => limits.size > 1))
    flags.push(flag('TIME_LIMIT_DIFFERS_WITHIN_CHANNEL', 'channelEntries', shown));
  if (new Set([...byChannel.values()].map((limits) => [...limits].sort().join())).size > 1)
    flags.push(flag('TIME_LIMIT_DIFFERS_BETWEEN_CHANNELS', 'channelEntries', shown));
  if (entries.length > 0 && entries.every((entry) => !entry.timeLimit && !entry.timeText))
    flags.push(flag('TIME_LIMIT_NOT_STATED', 'channelEntries'));
  return flags;
}

/**
 * The one time limit that a procedure states beyond doubt: every row and every case that states one states the same,
 * and nothing about it is flagged. Undefined otherwise; a budget is then for the decision to state, never taken from here.
 */
export function agreedLimit(
  content: Pick<ProcedureContent, 'channelEntries' | 'statedCases'>,
  flags: Flag[],
): StatedLimit | undefined {
  if (flags.some(({ code }) => OPEN_TIME_LIMIT_FLAGS.has(code))) return undefined;
  const limits = [...content.channelEntries, ...content.statedCases].flatMap(({ timeLimit }) => timeLimit ?? []);
  const [first] = limits;
  return first && limits.every((limit) => sameLimit(limit, first)) ? first : undefined;
}
