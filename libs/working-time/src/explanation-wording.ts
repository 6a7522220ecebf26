import type { WaitUnit } from './counting.js';
import type { Budget, LateIntake, TimeUnit } from './counting-rules.js';
import type { Pause } from './ledger.js';
import { dateOfDayNumber, localMinute, MINUTES_PER_DAY, weekday } from './local-time.js';
import type { DayKind } from './working-calendar.js';

interface Text {
  vi: string;
  en: string;
}

const WEEKDAYS: readonly Text[] = [
  { vi: 'Chủ nhật', en: 'Sunday' },
  { vi: 'thứ Hai', en: 'Monday' },
  { vi: 'thứ Ba', en: 'Tuesday' },
  { vi: 'thứ Tư', en: 'Wednesday' },
  { vi: 'thứ Năm', en: 'Thursday' },
  { vi: 'thứ Sáu', en: 'Friday' },
  { vi: 'thứ Bảy', en: 'Saturday' },
];

const UNITS: Record<TimeUnit | WaitUnit, Text> = {
  MINUTE: { vi: 'phút làm việc', en: 'working minute' },
  HOUR: { vi: 'giờ làm việc', en: 'working hour' },
  CLOCK_HOUR: { vi: 'giờ liên tục, cả ngày lẫn đêm', en: 'clock hour' },
  CLOCK_MINUTE: { vi: 'phút', en: 'minute' },
  WORKING_DAY: { vi: 'ngày làm việc', en: 'working day' },
  CALENDAR_DAY: { vi: 'ngày', en: 'calendar day' },
  MONTH: { vi: 'tháng', en: 'month' },
};

/** Longer waits are shown by their first and last day; `moved.days` of the line lists all. */
const NAMED_DAYS = 10;

/** The sentences of an explanation; instants are local minutes and days are day numbers. */
export const wording = {
  received: (at: number): Text => ({
    vi: `Tiếp nhận hồ sơ lúc ${instant(at).vi}`,
    en: `Received at ${instant(at).en}`,
  }),
  outsideOfficeHours: (at: number, start: number): Text => ({
    vi: `${instant(at).vi} ngoài giờ làm việc: tính từ ${instant(start).vi}`,
    en: `${instant(at).en} is outside office hours: counted from ${instant(start).en}`,
  }),
  lateIntake: (at: number, start: number, rule: LateIntake): Text => ({
    vi: `${instant(at).vi} ${lateBecause(rule).vi}: tính từ ngày làm việc tiếp theo, ${instant(start).vi}`,
    en: `${instant(at).en} is ${lateBecause(rule).en}: counted from the next working day, ${instant(start).en}`,
  }),
  started: (start: number, budget: Budget): Text => ({
    vi: `Bắt đầu tính thời hạn ${amount(budget.amount, budget.unit).vi} từ ${instant(start).vi}`,
    en: `The time limit of ${amount(budget.amount, budget.unit).en} starts at ${instant(start).en}`,
  }),
  firstDay: (on: number): Text => ({
    vi: `Không tính ngày đầu tiên, ${day(on).vi} (Điều 147 Bộ luật Dân sự 2015)`,
    en: `The first day, ${day(on).en}, is not counted (Civil Code 2015 Art. 147)`,
  }),
  day: (on: number, kind: Exclude<DayKind, 'WORKING_DAY'>, name: string | undefined): Text => {
    switch (kind) {
      case 'WEEKLY_REST':
        return {
          vi: `Không tính ${day(on).vi}: nghỉ hằng tuần`,
          en: `${day(on).en} is not counted: weekly rest`,
        };
      case 'HOLIDAY':
        return {
          vi: `Không tính ${day(on).vi}: nghỉ lễ (${name})`,
          en: `${day(on).en} is not counted: holiday (${name})`,
        };
      case 'SWAPPED_DAY_OFF':
        return {
          vi: `Không tính ${day(on).vi}: nghỉ hoán đổi (${name})`,
          en: `${day(on).en} is not counted: day off swapped for a make-up day (${name})`,
        };
      case 'MAKE_UP_DAY':
        return {
          vi: `${day(on).vi} là ngày làm việc bù (${name})`,
          en: `${day(on).en} is worked as a make-up day (${name})`,
        };
    }
  },
  restarted: (pause: Pause): Text => ({
    vi: `${span(pause).vi}: thời hạn được tính lại từ đầu`,
    en: `${span(pause).en}: the time limit is counted anew`,
  }),
  superseded: (pause: Pause): Text => ({
    vi: `${span(pause).vi}: trước khi bắt đầu tính thời hạn, không ảnh hưởng`,
    en: `${span(pause).en}: before the count began, moves nothing`,
  }),
  waited: (pause: Pause): Text => ({
    vi: `${span(pause).vi}: không tính vào thời hạn`,
    en: `${span(pause).en}: not counted`,
  }),
  moved: (pause: Pause, by: number, unit: WaitUnit, days: number[]): Text => ({
    vi: `${span(pause).vi}: hạn lùi ${amount(by, unit).vi}${named(days)}`,
    en: `${span(pause).en}: due ${amount(by, unit).en} later${named(days)}`,
  }),
  waitedAfterDue: (pause: Pause, due: number): Text => ({
    vi: `${span(pause).vi}: đã quá hạn từ ${instant(due).vi}, không ảnh hưởng`,
    en: `${span(pause).en}: already past due since ${instant(due).en}, moves nothing`,
  }),
  ranOn: (pause: Pause): Text => ({
    vi: `${span(pause).vi}: thời hạn vẫn được tính`,
    en: `${span(pause).en}: the time limit ran on`,
  }),
  monthEnd: (on: number): Text => ({
    vi: `Tháng kết thúc không có ngày tương ứng: tính đến ngày cuối tháng, ${day(on).vi} (Điều 148 Bộ luật Dân sự 2015)`,
    en: `The last month has no corresponding day: it ends on its last, ${day(on).en} (Civil Code 2015 Art. 148)`,
  }),
  rolled: (end: number, on: number): Text => ({
    vi: `Ngày cuối thời hạn, ${day(end).vi}, là ngày nghỉ: kết thúc vào ngày làm việc tiếp theo, ${day(on).vi} (Điều 148 Bộ luật Dân sự 2015)`,
    en: `The last day, ${day(end).en}, is a day off: it ends with the next working day, ${day(on).en} (Civil Code 2015 Art. 148)`,
  }),
  paused: (since: number, pause: Pause): Text => ({
    vi: `Tạm dừng tính thời hạn từ ${instant(since).vi} (${reason(pause).vi})`,
    en: `The clock stands still since ${instant(since).en} (${reason(pause).en})`,
  }),
  due: (at: number): Text => ({
    vi: `Hạn trả kết quả: ${instant(at).vi}`,
    en: `Due at ${instant(at).en}`,
  }),
};

function lateBecause(rule: LateIntake): Text {
  switch (rule.kind) {
    case 'AFTER_LOCAL_TIME':
      return { vi: `sau ${rule.time}`, en: `after ${rule.time}` };
    case 'LAST_MINUTES_OF_OFFICE':
      return {
        vi: `trong ${rule.minutes} phút cuối giờ làm việc`,
        en: `within the last ${rule.minutes} minutes of office`,
      };
    case 'NONE':
      return { vi: 'tiếp nhận muộn', en: 'late' };
  }
}

function span(pause: Pause): Text {
  const from = instant(localMinute(pause.from));
  const to = pause.to ? instant(localMinute(pause.to)) : undefined;
  const awaited = pause.mode === 'RUNS_ON' ? { vi: 'Chờ bổ sung', en: 'Awaited' } : { vi: 'Tạm dừng', en: 'Paused' };
  return {
    vi: `${awaited.vi} từ ${from.vi}${to ? ` đến ${to.vi}` : ''} (${reason(pause).vi})`,
    en: `${awaited.en} from ${from.en}${to ? ` to ${to.en}` : ''} (${reason(pause).en})`,
  };
}

/** The reasons that the platform writes itself, in the words of an officer; any other is shown as it was written. */
const REASONS: Record<string, Text> = {
  SUPPLEMENT: { vi: 'chờ người nộp bổ sung hồ sơ', en: 'a supplement was awaited' },
  SUPPLEMENT_CHECK: { vi: 'chờ bổ sung phần còn thiếu', en: 'the rest of a supplement was awaited' },
};

function reason(pause: Pause): Text {
  return REASONS[pause.reason] ?? { vi: pause.reason, en: pause.reason };
}

function amount(value: number, unit: TimeUnit | WaitUnit): Text {
  return {
    vi: `${String(value).replace('.', ',')} ${UNITS[unit].vi}`,
    en: `${value} ${UNITS[unit].en}${value === 1 ? '' : 's'}`,
  };
}

function named(days: number[]): string {
  if (days.length === 0) return '';
  const list = days.map(ddmmyyyy);
  return ` (${list.length > NAMED_DAYS ? `${list[0]} … ${list[list.length - 1]}` : list.join(', ')})`;
}

function instant(minute: number): Text {
  const on = day(Math.floor(minute / MINUTES_PER_DAY));
  const time = minute % MINUTES_PER_DAY;
  const clock = `${String(Math.floor(time / 60)).padStart(2, '0')}:${String(time % 60).padStart(2, '0')}`;
  return { vi: `${clock} ${on.vi}`, en: `${clock} on ${on.en}` };
}

function day(on: number): Text {
  const name = WEEKDAYS[weekday(on)]!;
  return { vi: `${name.vi} ${ddmmyyyy(on)}`, en: `${name.en} ${ddmmyyyy(on)}` };
}

/** The order that Vietnamese offices write; English readers of this system read the same receipts. */
function ddmmyyyy(on: number): string {
  const [year, month, date] = dateOfDayNumber(on).split('-');
  return `${date}/${month}/${year}`;
}

/** An instant in a sentence, by the clock of Vietnam: `10:26 thứ Ba 01/12/2026`. */
export function sayInstant(at: Date): Text {
  return instant(localMinute(at));
}
