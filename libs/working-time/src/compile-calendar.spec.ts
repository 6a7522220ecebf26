import { CalendarCoverageError } from './calendar-coverage-error.js';
import type { CalendarDefinition } from './calendar-definition.js';
import { CalendarDefinitionError } from './calendar-definition-error.js';
import { compileCalendar } from './compile-calendar.js';
import type { Budget } from './counting-rules.js';
import { dueAt } from './due.js';
import { elapsedWorkingTime } from './elapsed.js';
import { localDate, startOfLocalDay } from './local-time.js';
import {
  fiveDayWeek,
  local,
  onOfficeClock,
  plainRules,
  receivedAt,
  vietnamPublicHolidays,
  workingDays,
} from './testing/vietnam-calendar.js';

type Calendar = ReturnType<typeof compileCalendar>;

function due(calendar: Calendar, budget: Budget, received: string): string {
  const found = dueAt(calendar, budget, receivedAt(received), plainRules);
  return found.state === 'RUNNING' ? onOfficeClock(found.dueAt) : found.state;
}

function officeMinutes(calendar: Calendar, date: string): number {
  const start = startOfLocalDay(date);
  return elapsedWorkingTime(calendar, start, new Date(start.getTime() + 86_399_000)).minutes;
}

function vietnam(change: Partial<CalendarDefinition> = {}): CalendarDefinition {
  return { ...vietnamPublicHolidays, ...change };
}

describe('a local day', () => {
  it('begins at midnight in Asia/Ho_Chi_Minh, seven hours before midnight UTC', () => {
    expect(startOfLocalDay('2026-08-31').toISOString()).toBe('2026-08-30T17:00:00.000Z');
    expect(localDate(new Date('2026-08-30T17:00:00.000Z'))).toBe('2026-08-31');
    expect(localDate(new Date('2026-08-30T16:59:59.999Z'))).toBe('2026-08-30');
  });

  it('that does not exist is refused', () => {
    expect(() => startOfLocalDay('2026-02-29')).toThrow(RangeError);
    expect(() => startOfLocalDay('31/08/2026')).toThrow(RangeError);
    expect(startOfLocalDay('2028-02-29').toISOString()).toBe('2028-02-28T17:00:00.000Z');
  });
});

describe('a working day', () => {
  const calendar = compileCalendar(vietnam());

  it('is one with office hours that is neither a weekly rest day nor a day off', () => {
    expect(officeMinutes(calendar, '2026-08-20')).toBe(450);
    expect(officeMinutes(calendar, '2026-08-23')).toBe(0);
    expect(officeMinutes(calendar, '2026-09-02')).toBe(0);
    expect(officeMinutes(calendar, '2026-08-31')).toBe(0);
  });

  it('may be a make-up Saturday, with the hours of the day that it replaces', () => {
    const shortFriday = { ...fiveDayWeek, week: fiveDayWeek.week.map((day, n) => (n === 5 ? day.slice(0, 1) : day)) };
    const friday = compileCalendar(vietnam({ officeHours: [shortFriday] }));
    // 22/08/2026 replaces Monday 31/08; 10/01/2026 replaces Friday 02/01.
    expect(officeMinutes(friday, '2026-08-22')).toBe(450);
    expect(officeMinutes(friday, '2026-01-10')).toBe(240);
  });

  it('that names no replaced day has the hours of a Friday', () => {
    const shortFriday = { ...fiveDayWeek, week: fiveDayWeek.week.map((day, n) => (n === 5 ? day.slice(0, 1) : day)) };
    const unnamed = vietnam({ officeHours: [shortFriday], makeUpDays: [{ on: '2026-08-22', name: 'Làm bù' }] });
    expect(officeMinutes(compileCalendar(unnamed), '2026-08-22')).toBe(240);
  });

  it('is no working day for an office that is closed on the replaced weekday', () => {
    const noMondays = { ...fiveDayWeek, week: fiveDayWeek.week.map((day, n) => (n === 1 ? [] : day)) };
    expect(officeMinutes(compileCalendar(vietnam({ officeHours: [noMondays] })), '2026-08-22')).toBe(0);
  });
});

describe('office hours', () => {
  const summer = {
    effectiveFrom: '2026-04-15',
    week: fiveDayWeek.week.map((day) =>
      day.length === 0
        ? []
        : [
            { from: '07:00', to: '11:30' },
            { from: '13:30', to: '16:30' },
          ],
    ),
  };

  it('apply from their effective date until the next table', () => {
    const calendar = compileCalendar(vietnam({ officeHours: [summer, fiveDayWeek] }));
    expect(due(calendar, workingDays(1), '2026-04-13 09:00')).toBe('2026-04-14 17:00');
    expect(due(calendar, workingDays(1), '2026-04-14 09:00')).toBe('2026-04-15 16:30');
    expect(due(calendar, { amount: 8, unit: 'HOUR' }, '2026-04-14 07:30')).toBe('2026-04-15 07:30');
  });

  it('of an agency replace the calendar’s from the agency’s first effective date', () => {
    const calendar = compileCalendar(vietnam(), [summer]);
    expect(due(calendar, workingDays(1), '2026-04-13 09:00')).toBe('2026-04-14 17:00');
    expect(due(calendar, workingDays(1), '2026-04-14 09:00')).toBe('2026-04-15 16:30');
  });

  it('on a Saturday morning make Saturday a working day of that agency', () => {
    const saturdays = {
      ...fiveDayWeek,
      week: fiveDayWeek.week.map((day, n) => (n === 6 ? [{ from: '07:30', to: '11:30' }] : day)),
    };
    expect(due(compileCalendar(vietnam(), [saturdays]), workingDays(1), '2026-08-14 09:00')).toBe('2026-08-15 11:30');
    expect(due(compileCalendar(vietnam()), workingDays(1), '2026-08-14 09:00')).toBe('2026-08-17 17:00');
  });

  it('may run until midnight', () => {
    const night = { ...fiveDayWeek, week: fiveDayWeek.week.map(() => [{ from: '13:00', to: '24:00' }]) };
    expect(due(compileCalendar(vietnam(), [night]), workingDays(1), '2026-08-14 14:00')).toBe('2026-08-16 00:00');
  });
});

describe('a day that the calendar does not know', () => {
  const calendar = compileCalendar(vietnam());

  it('is an error that names it, never a guess', () => {
    const count = () => due(calendar, workingDays(5), '2027-12-29 09:00');
    expect(count).toThrow(CalendarCoverageError);
    expect(count).toThrow(
      'calendar vn-public version 1 covers 2024-01-01 to 2027-12-31 and says nothing about 2028-01-01',
    );
    try {
      count();
    } catch (error) {
      expect((error as CalendarCoverageError).date).toBe('2028-01-01');
    }
  });

  it('has no effect while counting does not reach it', () => {
    expect(due(calendar, workingDays(2), '2027-12-29 09:00')).toBe('2027-12-31 17:00');
  });

  it.each<Budget>([
    { amount: 5, unit: 'WORKING_DAY' },
    { amount: 30, unit: 'HOUR' },
    { amount: 5, unit: 'CALENDAR_DAY' },
    { amount: 1, unit: 'MONTH' },
    { amount: 99_999_999, unit: 'MONTH' },
    { amount: 99_999_999, unit: 'CALENDAR_DAY' },
  ])('is an error in every unit: $amount $unit', (budget) => {
    expect(() => due(calendar, budget, '2027-12-29 09:00')).toThrow(CalendarCoverageError);
  });

  it('may be the day of the receipt, before the calendar or after it', () => {
    expect(() => due(calendar, workingDays(1), '2023-12-29 09:00')).toThrow('says nothing about 2023-12-29');
    expect(() => due(calendar, workingDays(1), '2028-01-05 09:00')).toThrow('says nothing about 2028-01-05');
    expect(due(calendar, workingDays(1), '2024-01-02 09:00')).toBe('2024-01-03 17:00');
  });

  it('includes days before the first office hours', () => {
    const late = compileCalendar(vietnam({ officeHours: [{ ...fiveDayWeek, effectiveFrom: '2025-01-01' }] }));
    expect(() => due(late, workingDays(1), '2024-12-31 09:00')).toThrow('says nothing about 2024-12-31');
    expect(due(late, workingDays(1), '2025-01-02 09:00')).toBe('2025-01-03 17:00');
  });

  it('may be the end of an interval whose working time is asked for', () => {
    const from = local('2027-12-31 09:00');
    expect(() => elapsedWorkingTime(calendar, from, local('2028-01-01 00:00'))).toThrow(CalendarCoverageError);
    expect(elapsedWorkingTime(calendar, from, local('2027-12-31 23:59'))).toEqual({ minutes: 360, workingDays: 1 });
  });
});

describe('a calendar that contradicts itself', () => {
  it('is refused with all its errors', () => {
    const bad = vietnam({
      coversTo: '2023-12-31',
      daysOff: [{ from: '2026-09-02', to: '2026-09-01', name: 'Quốc khánh', kind: 'HOLIDAY' }],
      makeUpDays: [
        { on: '2026-02-30', name: 'Làm bù' },
        { on: '2026-08-22', name: 'Làm bù' },
        { on: '2026-08-22', name: 'Làm bù' },
      ],
      officeHours: [
        { effectiveFrom: '2024-01-01', week: [[]] },
        {
          effectiveFrom: '2024-01-01',
          week: [
            [{ from: '7:30', to: '11:30' }],
            [{ from: '11:30', to: '07:30' }],
            [
              { from: '07:30', to: '11:30' },
              { from: '11:00', to: '12:00' },
            ],
            [],
            [],
            [],
            [],
          ],
        },
      ],
    });
    let problems: readonly { path: string; message: string }[] = [];
    try {
      compileCalendar(bad);
    } catch (error) {
      expect(error).toBeInstanceOf(CalendarDefinitionError);
      problems = (error as CalendarDefinitionError).problems;
    }
    expect(problems.map(({ path, message }) => `${path} ${message}`)).toEqual([
      'coversTo is before coversFrom',
      'officeHours[0].week must have seven days, Sunday first',
      'officeHours[1].effectiveFrom is given twice',
      'officeHours[1].week[0][0].from is not a time HH:MM',
      'officeHours[1].week[1][0] must end after it begins',
      'officeHours[1].week[2][1] must begin after the shift before it',
      'daysOff[0].to is before from',
      'makeUpDays[0].on is not a date YYYY-MM-DD',
      'makeUpDays[2].on is given twice',
    ]);
  });

  it('is refused when a make-up day is also a day off, when it has no office hours, or when it covers centuries', () => {
    const makeUp = vietnam({ makeUpDays: [{ on: '2026-09-02', name: 'Làm bù' }] });
    expect(() => compileCalendar(makeUp)).toThrow('makeUpDays[0].on is also a day off');
    expect(() => compileCalendar(vietnam({ officeHours: [] }))).toThrow('officeHours must not be empty');
    expect(() => compileCalendar(vietnam({ coversTo: '2927-12-31' }))).toThrow('more than a century');
    const tooLate = vietnam({ officeHours: [{ ...fiveDayWeek, effectiveFrom: '2028-01-01' }] });
    expect(() => compileCalendar(tooLate)).toThrow('officeHours take effect only after coversTo');
  });

  it('is accepted when days off overlap; the first one names the day', () => {
    const doubled = vietnam({ daysOff: [...vietnamPublicHolidays.daysOff, ...vietnamPublicHolidays.daysOff] });
    expect(due(compileCalendar(doubled), workingDays(5), '2026-08-27 09:00')).toBe('2026-09-08 17:00');
  });

  it('names a day by the first of a thousand overlapping holidays, without extra cost', () => {
    const century = { coversFrom: '1950-01-01', coversTo: '2049-12-31' };
    const everyDay = Array.from({ length: 1_000 }, (_, n) => ({
      from: `${1950 + (n % 3)}-01-01`,
      to: '2049-12-31',
      name: `Nghỉ ${n}`,
      kind: 'HOLIDAY' as const,
    }));
    const laidOut = (daysOff: typeof everyDay): number => {
      const began = process.cpuUsage();
      compileCalendar(vietnam({ ...century, daysOff, makeUpDays: [] }));
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1_000;
    };
    const least = (daysOff: typeof everyDay): number => Math.min(...[1, 2, 3].map(() => laidOut(daysOff)));
    // One must be expanded in any case; expanding all thousand took two seconds.
    expect(least(everyDay)).toBeLessThan(least(everyDay.slice(0, 1)) + 100);
  });
});
