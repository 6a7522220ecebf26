import { CalendarCoverageError } from './calendar-coverage-error.js';
import { compileCalendar } from './compile-calendar.js';
import type { Budget, CountingRules } from './counting-rules.js';
import { dueAt } from './due.js';
import { explain } from './explanation.js';
import { sayInstant } from './explanation-wording.js';
import type { Ledger } from './ledger.js';
import {
  fiveDayWeek,
  local,
  onOfficeClock,
  pause,
  plainRules,
  receivedAt,
  vietnamPublicHolidays,
  workingDays,
} from './testing/vietnam-calendar.js';

const calendar = compileCalendar(vietnamPublicHolidays);

function told(budget: Budget, ledger: Ledger, rules: CountingRules = plainRules): string[] {
  return explain(calendar, budget, ledger, rules).lines.map((line) => {
    const when = line.on ?? (line.at ? onOfficeClock(line.at) : '');
    const moved = line.moved ? ` +${line.moved.amount} ${line.moved.unit}` : '';
    return `${line.code} ${when}${line.to ? ` to ${onOfficeClock(line.to)}` : ''}${moved}`;
  });
}

describe('an explanation', () => {
  it('names the start, each skipped day with its rule, each make-up day, and the due instant', () => {
    expect(told(workingDays(9), receivedAt('2026-08-20 09:00'))).toEqual([
      'RECEIVED 2026-08-20 09:00',
      'STARTED 2026-08-20 09:00',
      'FIRST_DAY_NOT_COUNTED 2026-08-20',
      'MAKE_UP_DAY 2026-08-22',
      'WEEKLY_REST 2026-08-23',
      'WEEKLY_REST 2026-08-29',
      'WEEKLY_REST 2026-08-30',
      'SWAPPED_DAY_OFF 2026-08-31',
      'HOLIDAY 2026-09-01',
      'HOLIDAY 2026-09-02',
      'DUE 2026-09-04 17:00',
    ]);
  });

  it('is in Vietnamese and in English', () => {
    const {
      lines,
      calendar: used,
      budget,
      due,
    } = explain(calendar, workingDays(2), receivedAt('2026-04-24 15:30'), {
      ...plainRules,
      lateIntake: { kind: 'AFTER_LOCAL_TIME', time: '15:00' },
    });
    expect(used).toEqual({ id: 'vn-public', version: 1 });
    expect(budget).toEqual({ amount: 2, unit: 'WORKING_DAY' });
    expect(due).toEqual({ state: 'RUNNING', dueAt: local('2026-05-04 17:00') });
    expect(lines.map((line) => line.text.vi)).toEqual([
      'Tiếp nhận hồ sơ lúc 15:30 thứ Sáu 24/04/2026',
      '15:30 thứ Sáu 24/04/2026 sau 15:00: tính từ ngày làm việc tiếp theo, 07:30 thứ Ba 28/04/2026',
      'Không tính thứ Bảy 25/04/2026: nghỉ hằng tuần',
      'Không tính Chủ nhật 26/04/2026: nghỉ hằng tuần',
      'Không tính thứ Hai 27/04/2026: nghỉ lễ (Nghỉ bù Giỗ Tổ Hùng Vương)',
      'Bắt đầu tính thời hạn 2 ngày làm việc từ 07:30 thứ Ba 28/04/2026',
      'Không tính ngày đầu tiên, thứ Ba 28/04/2026 (Điều 147 Bộ luật Dân sự 2015)',
      'Không tính thứ Năm 30/04/2026: nghỉ lễ (Ngày Chiến thắng và Quốc tế Lao động)',
      'Không tính thứ Sáu 01/05/2026: nghỉ lễ (Ngày Chiến thắng và Quốc tế Lao động)',
      'Không tính thứ Bảy 02/05/2026: nghỉ hằng tuần',
      'Không tính Chủ nhật 03/05/2026: nghỉ hằng tuần',
      'Hạn trả kết quả: 17:00 thứ Hai 04/05/2026',
    ]);
    expect(lines[1]?.text.en).toBe(
      '15:30 on Friday 24/04/2026 is after 15:00: counted from the next working day, 07:30 on Tuesday 28/04/2026',
    );
    expect(lines.at(-1)?.text.en).toBe('Due at 17:00 on Monday 04/05/2026');
  });

  it('names the working days that a SUBTRACT pause cost', () => {
    const ledger = receivedAt('2026-08-27 09:00', pause('SUBTRACT', '2026-08-28 10:00', '2026-09-04 09:00'));
    expect(told(workingDays(1), ledger)).toEqual([
      'RECEIVED 2026-08-27 09:00',
      'STARTED 2026-08-27 09:00',
      'FIRST_DAY_NOT_COUNTED 2026-08-27',
      'PAUSE_SUBTRACTED 2026-08-28 10:00 to 2026-09-04 09:00 +2 WORKING_DAY',
      'WEEKLY_REST 2026-08-29',
      'WEEKLY_REST 2026-08-30',
      'SWAPPED_DAY_OFF 2026-08-31',
      'HOLIDAY 2026-09-01',
      'HOLIDAY 2026-09-02',
      'DUE 2026-09-04 17:00',
    ]);
    const line = explain(calendar, workingDays(1), ledger, plainRules).lines.find(({ moved }) => moved);
    expect(line?.moved?.days).toEqual(['2026-08-28', '2026-09-03']);
    expect(line?.reason).toBe('chờ bổ sung');
    expect(line?.text.vi).toBe(
      'Tạm dừng từ 10:00 thứ Sáu 28/08/2026 đến 09:00 thứ Sáu 04/09/2026 (chờ bổ sung): hạn lùi 2 ngày làm việc (28/08/2026, 03/09/2026)',
    );
  });

  it('shows a restart, what it voided, and what came after it', () => {
    const ledger = receivedAt(
      '2026-08-17 09:00',
      pause('SUBTRACT', '2026-08-17 10:00', '2026-08-18 09:00'),
      pause('RESTART', '2026-08-18 10:00', '2026-08-22 17:30'),
      pause('SUBTRACT', '2026-08-25 10:00', '2026-08-26 09:00'),
      pause('SUBTRACT', '2026-08-31 10:00', '2026-09-03 09:00'),
    );
    expect(told(workingDays(2), ledger)).toEqual([
      'RECEIVED 2026-08-17 09:00',
      'PAUSE_SUPERSEDED 2026-08-17 10:00 to 2026-08-18 09:00',
      'PAUSE_RESTARTED 2026-08-18 10:00 to 2026-08-22 17:30',
      'OUTSIDE_OFFICE_HOURS 2026-08-24 07:30',
      'MAKE_UP_DAY 2026-08-22',
      'WEEKLY_REST 2026-08-23',
      'STARTED 2026-08-24 07:30',
      'FIRST_DAY_NOT_COUNTED 2026-08-24',
      'PAUSE_SUBTRACTED 2026-08-25 10:00 to 2026-08-26 09:00 +1 WORKING_DAY',
      'PAUSE_AFTER_DUE 2026-08-31 10:00 to 2026-09-03 09:00',
      'DUE 2026-08-27 17:00',
    ]);
  });

  it('of hours counts the first day', () => {
    expect(told({ amount: 4, unit: 'HOUR' }, receivedAt('2026-08-21 16:00'))).toEqual([
      'RECEIVED 2026-08-21 16:00',
      'STARTED 2026-08-21 16:00',
      'MAKE_UP_DAY 2026-08-22',
      'DUE 2026-08-22 10:30',
    ]);
  });

  it('of months or calendar days names only the days that move the end', () => {
    expect(told({ amount: 1, unit: 'MONTH' }, receivedAt('2025-10-31 09:00'))).toEqual([
      'RECEIVED 2025-10-31 09:00',
      'STARTED 2025-10-31 09:00',
      'FIRST_DAY_NOT_COUNTED 2025-10-31',
      'WEEKLY_REST 2025-11-30',
      'MONTH_END 2025-11-30',
      'ROLLED_FORWARD 2025-12-01',
      'DUE 2025-12-01 17:00',
    ]);
    expect(told({ amount: 10, unit: 'CALENDAR_DAY' }, receivedAt('2026-08-10 09:00'))).toEqual([
      'RECEIVED 2026-08-10 09:00',
      'STARTED 2026-08-10 09:00',
      'FIRST_DAY_NOT_COUNTED 2026-08-10',
      'DUE 2026-08-20 17:00',
    ]);
  });

  it('of an office open until midnight ends on that day, not the next', () => {
    const night = {
      ...fiveDayWeek,
      week: fiveDayWeek.week.map((_, n) => (n === 0 ? [] : [{ from: '13:00', to: '24:00' }])),
    };
    const ledger = receivedAt('2026-08-14 14:00');
    const { lines } = explain(
      compileCalendar(vietnamPublicHolidays, [night]),
      { amount: 1, unit: 'CALENDAR_DAY' },
      ledger,
      plainRules,
    );
    // Saturday 15/08 is worked until its midnight; Sunday 16/08 is not reached.
    expect(lines.map(({ code }) => code)).toEqual(['RECEIVED', 'STARTED', 'FIRST_DAY_NOT_COUNTED', 'DUE']);
    expect(onOfficeClock(lines.at(-1)!.at!)).toBe('2026-08-16 00:00');
  });

  it('says that a half day that ended during a pause ends with its day', () => {
    const ledger = receivedAt('2026-08-17 09:00', pause('SUBTRACT', '2026-08-18 11:00', '2026-08-18 14:00'));
    expect(told(workingDays(0.5), ledger).slice(-2)).toEqual([
      'PAUSE_SUBTRACTED 2026-08-18 11:00 to 2026-08-18 14:00 +0.5 WORKING_DAY',
      'DUE 2026-08-18 17:00',
    ]);
  });

  it('of a paused dossier ends with the beginning of the pause', () => {
    const ledger = receivedAt(
      '2026-08-20 09:00',
      pause('SUBTRACT', '2026-08-20 10:00', '2026-08-21 09:00'),
      pause('RESTART', '2026-08-24 10:00'),
    );
    expect(told(workingDays(9), ledger)).toEqual([
      'RECEIVED 2026-08-20 09:00',
      'STARTED 2026-08-20 09:00',
      'FIRST_DAY_NOT_COUNTED 2026-08-20',
      'PAUSE_SUBTRACTED 2026-08-20 10:00 to 2026-08-21 09:00',
      'MAKE_UP_DAY 2026-08-22',
      'WEEKLY_REST 2026-08-23',
      'PAUSED 2026-08-24 10:00',
    ]);
    expect(explain(calendar, workingDays(9), ledger, plainRules).due).toEqual(
      dueAt(calendar, workingDays(9), ledger, plainRules),
    );
  });

  it('does not invent a year that the calendar does not know', () => {
    expect(() => told(workingDays(5), receivedAt('2027-12-29 09:00'))).toThrow(CalendarCoverageError);
    expect(told(workingDays(2), receivedAt('2027-12-29 09:00')).at(-1)).toBe('DUE 2027-12-31 17:00');
  });
});

it('an instant in a sentence is said by the clock of Vietnam, with the day of the week', () => {
  expect(sayInstant(new Date('2026-12-01T03:26:47.194Z'))).toEqual({
    vi: '10:26 thứ Ba 01/12/2026',
    en: '10:26 on Tuesday 01/12/2026',
  });
});
