import { compileCalendar } from './compile-calendar.js';
import { elapsedWorkingTime } from './elapsed.js';
import { local, vietnamPublicHolidays } from './testing/vietnam-calendar.js';

const calendar = compileCalendar(vietnamPublicHolidays);

function elapsed(from: string, to: string): { minutes: number; workingDays: number } {
  return elapsedWorkingTime(calendar, local(from), local(to));
}

describe('elapsed working time', () => {
  it('is the office minutes, and the ended working days, between two instants', () => {
    expect(elapsed('2026-08-17 09:00', '2026-08-17 10:30')).toEqual({ minutes: 90, workingDays: 0 });
    expect(elapsed('2026-08-17 11:00', '2026-08-17 14:00')).toEqual({ minutes: 60, workingDays: 0 });
    expect(elapsed('2026-08-17 16:00', '2026-08-19 08:30')).toEqual({ minutes: 60 + 450 + 60, workingDays: 2 });
  });

  it('stops over nights, weekends and holidays and runs on a make-up Saturday', () => {
    expect(elapsed('2026-08-28 17:00', '2026-09-03 07:30')).toEqual({ minutes: 0, workingDays: 0 });
    expect(elapsed('2026-08-22 00:00', '2026-08-23 00:00')).toEqual({ minutes: 450, workingDays: 1 });
  });

  it('is negative backwards, so that intervals of a contradictory history still add up', () => {
    expect(elapsed('2026-08-17 10:30', '2026-08-17 09:00')).toEqual({ minutes: -90, workingDays: 0 });
  });
});
