import type { CalendarDefinition, OfficeHours, Shift } from '../calendar-definition.js';
import type { Budget, CountingRules } from '../counting-rules.js';
import type { Ledger, Pause } from '../ledger.js';

const MORNING: Shift = { from: '07:30', to: '11:30' };
const AFTERNOON: Shift = { from: '13:30', to: '17:00' };

/** 07:30–11:30 and 13:30–17:00, Monday to Friday. */
export const fiveDayWeek: OfficeHours = {
  effectiveFrom: '2024-01-01',
  week: [[], ...Array.from({ length: 5 }, () => [MORNING, AFTERNOON]), []],
};

/**
 * The civil servants' calendar 2024–2027 according to the yearly notices (Labour Code 45/2019/QH14 Art. 112); 2027 is
 * an estimate, because its notice is not published yet. Written by hand, so that no unit test needs a file.
 */
export const vietnamPublicHolidays: CalendarDefinition = {
  id: 'vn-public',
  version: 1,
  name: 'Lịch làm việc công chức 2024–2027',
  coversFrom: '2024-01-01',
  coversTo: '2027-12-31',
  daysOff: [
    holiday('2024-01-01', '2024-01-01', 'Tết Dương lịch'),
    holiday('2024-02-08', '2024-02-14', 'Tết Giáp Thìn'),
    holiday('2024-04-18', '2024-04-18', 'Giỗ Tổ Hùng Vương'),
    swapped('2024-04-29', 'Hoán đổi với 04/05/2024'),
    holiday('2024-04-30', '2024-05-01', 'Ngày Chiến thắng và Quốc tế Lao động'),
    holiday('2024-09-02', '2024-09-03', 'Quốc khánh'),
    holiday('2025-01-01', '2025-01-01', 'Tết Dương lịch'),
    holiday('2025-01-27', '2025-01-31', 'Tết Ất Tỵ'),
    holiday('2025-04-07', '2025-04-07', 'Giỗ Tổ Hùng Vương'),
    holiday('2025-04-30', '2025-05-01', 'Ngày Chiến thắng và Quốc tế Lao động'),
    swapped('2025-05-02', 'Hoán đổi với 26/04/2025'),
    holiday('2025-09-01', '2025-09-02', 'Quốc khánh'),
    holiday('2026-01-01', '2026-01-01', 'Tết Dương lịch'),
    swapped('2026-01-02', 'Hoán đổi với 10/01/2026'),
    holiday('2026-02-16', '2026-02-20', 'Tết Bính Ngọ'),
    holiday('2026-04-27', '2026-04-27', 'Nghỉ bù Giỗ Tổ Hùng Vương'),
    holiday('2026-04-30', '2026-05-01', 'Ngày Chiến thắng và Quốc tế Lao động'),
    swapped('2026-08-31', 'Hoán đổi với 22/08/2026'),
    holiday('2026-09-01', '2026-09-02', 'Quốc khánh'),
    holiday('2027-01-01', '2027-01-01', 'Tết Dương lịch'),
    holiday('2027-02-04', '2027-02-10', 'Tết Đinh Mùi'),
    holiday('2027-04-16', '2027-04-16', 'Giỗ Tổ Hùng Vương'),
    holiday('2027-04-30', '2027-04-30', 'Ngày Chiến thắng'),
    holiday('2027-05-03', '2027-05-03', 'Nghỉ bù Quốc tế Lao động'),
    holiday('2027-09-02', '2027-09-03', 'Quốc khánh'),
  ],
  makeUpDays: [
    { on: '2024-05-04', name: 'Làm bù cho 29/04/2024', insteadOf: '2024-04-29' },
    { on: '2025-04-26', name: 'Làm bù cho 02/05/2025', insteadOf: '2025-05-02' },
    { on: '2026-01-10', name: 'Làm bù cho 02/01/2026', insteadOf: '2026-01-02' },
    { on: '2026-08-22', name: 'Làm bù cho 31/08/2026', insteadOf: '2026-08-31' },
  ],
  officeHours: [fiveDayWeek],
};

/** Test vectors from the yearly notices: a receipt on `start` with N working days is due on `due`. */
export const calendarVectors: readonly { start: string; days: number; due: string }[] = [
  { start: '2025-01-24', days: 1, due: '2025-02-03' },
  { start: '2025-04-25', days: 3, due: '2025-04-29' },
  { start: '2026-02-13', days: 5, due: '2026-02-27' },
  { start: '2026-04-24', days: 2, due: '2026-04-29' },
  { start: '2026-04-29', days: 1, due: '2026-05-04' },
  { start: '2026-08-20', days: 3, due: '2026-08-24' },
  { start: '2026-08-27', days: 5, due: '2026-09-08' },
  { start: '2024-05-03', days: 1, due: '2024-05-04' },
];

export const plainRules: CountingRules = { lateIntake: { kind: 'NONE' }, supplementMode: 'SUBTRACT' };

/** An instant in local time: `local('2026-08-20 09:00')`. */
export function local(text: string): Date {
  return new Date(`${text.replace(' ', 'T')}:00+07:00`);
}

/** The local time of an instant, `2026-08-20 09:00`. */
export function onOfficeClock(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}

export function receivedAt(text: string, ...pauses: Pause[]): Ledger {
  return { receivedAt: local(text), pauses };
}

export function pause(mode: Pause['mode'], from: string, to?: string): Pause {
  return { from: local(from), ...(to === undefined ? {} : { to: local(to) }), reason: 'chờ bổ sung', mode };
}

export function workingDays(amount: number): Budget {
  return { amount, unit: 'WORKING_DAY' };
}

function holiday(from: string, to: string, name: string): CalendarDefinition['daysOff'][number] {
  return { from, to, name, kind: 'HOLIDAY' };
}

function swapped(on: string, name: string): CalendarDefinition['daysOff'][number] {
  return { from: on, to: on, name, kind: 'SWAPPED' };
}
