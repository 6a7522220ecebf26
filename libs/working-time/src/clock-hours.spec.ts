import { compileCalendar } from './compile-calendar.js';
import type { Budget } from './counting-rules.js';
import { dueAt } from './due.js';
import { explain } from './explanation.js';
import type { Pause } from './ledger.js';
import { local, plainRules, vietnamPublicHolidays } from './testing/vietnam-calendar.js';

const calendar = compileCalendar(vietnamPublicHolidays);
const hours = (amount: number): Budget => ({ amount, unit: 'CLOCK_HOUR' });
const due = (budget: Budget, receivedAt: string, pauses: Pause[] = [], rules = plainRules) =>
  dueAt(calendar, budget, { receivedAt: local(receivedAt), pauses }, rules);
const wait = (from: string, to: string, mode: Pause['mode'] = 'SUBTRACT'): Pause => ({
  from: local(from),
  to: local(to),
  reason: 'SUPPLEMENT',
  mode,
});

describe('A time limit in hours of the clock', () => {
  it('runs day and night and over days off, where the same number of office hours takes days', () => {
    // Friday 28 August; 31 August to 2 September 2026 are off.
    expect(due(hours(24), '2026-08-28 16:00')).toEqual({ state: 'RUNNING', dueAt: local('2026-08-29 16:00') });
    expect(due({ amount: 24, unit: 'HOUR' }, '2026-08-28 16:00')).toEqual({
      state: 'RUNNING',
      dueAt: local('2026-09-08 08:00'),
    });
  });

  it('starts with the receipt, at night and after the hour of late intake too', () => {
    const late = { ...plainRules, lateIntake: { kind: 'AFTER_LOCAL_TIME' as const, time: '15:00' } };
    expect(due(hours(2), '2026-08-28 23:30', [], late)).toEqual({ state: 'RUNNING', dueAt: local('2026-08-29 01:30') });
  });

  it('is moved by a wait as long as the wait, and starts anew after one that restarts it', () => {
    const waited = [wait('2026-08-28 18:00', '2026-08-30 18:00')];
    expect(due(hours(24), '2026-08-28 16:00', waited)).toEqual({ state: 'RUNNING', dueAt: local('2026-08-31 16:00') });
    const anew = [wait('2026-08-28 18:00', '2026-08-30 18:00', 'RESTART')];
    expect(due(hours(24), '2026-08-28 16:00', anew)).toEqual({ state: 'RUNNING', dueAt: local('2026-08-31 18:00') });
  });

  it('stays over once it is over', () => {
    const waited = [wait('2026-08-30 08:00', '2026-09-07 08:00')];
    expect(due(hours(24), '2026-08-28 16:00', waited)).toEqual({ state: 'RUNNING', dueAt: local('2026-08-29 16:00') });
  });

  it('is explained without a skipped day, in the words of an officer', () => {
    const pauses = [wait('2026-08-28 18:00', '2026-08-30 18:00')];
    const { lines } = explain(calendar, hours(24), { receivedAt: local('2026-08-28 16:00'), pauses }, plainRules);
    expect(lines.map(({ code }) => code)).toEqual(['RECEIVED', 'STARTED', 'PAUSE_SUBTRACTED', 'DUE']);
    expect(lines[1]!.text.vi).toBe(
      'Bắt đầu tính thời hạn 24 giờ liên tục, cả ngày lẫn đêm từ 16:00 thứ Sáu 28/08/2026',
    );
    expect(lines[2]!.text.vi).toBe(
      'Tạm dừng từ 18:00 thứ Sáu 28/08/2026 đến 18:00 Chủ nhật 30/08/2026 (chờ người nộp bổ sung hồ sơ): hạn lùi 2880 phút',
    );
  });
});
