import { compileCalendar } from './compile-calendar.js';
import type { Budget, LateIntake, TimeUnit } from './counting-rules.js';
import { dueAt } from './due.js';
import {
  fiveDayWeek,
  onOfficeClock,
  plainRules,
  receivedAt,
  vietnamPublicHolidays,
  workingDays,
} from './testing/vietnam-calendar.js';

const calendar = compileCalendar(vietnamPublicHolidays);

function due(budget: Budget, received: string, lateIntake: LateIntake = { kind: 'NONE' }, on = calendar): string {
  const found = dueAt(on, budget, receivedAt(received), { ...plainRules, lateIntake });
  return found.state === 'RUNNING' ? onOfficeClock(found.dueAt) : found.state;
}
const budget = (amount: number, unit: TimeUnit): Budget => ({ amount, unit });

describe('a time limit in working days', () => {
  it('does not count the first day and ends at closing time on the last', () => {
    expect(due(workingDays(1), '2026-08-17 07:30')).toBe('2026-08-18 17:00');
    expect(due(workingDays(1), '2026-08-17 16:59')).toBe('2026-08-18 17:00');
  });

  it('received outside office hours has the next working day as its first', () => {
    expect(due(workingDays(1), '2026-08-17 17:00')).toBe('2026-08-19 17:00');
    expect(due(workingDays(1), '2026-08-15 10:00')).toBe('2026-08-18 17:00');
    expect(due(workingDays(1), '2026-08-17 06:00')).toBe('2026-08-18 17:00');
    expect(due(workingDays(1), '2026-08-17 12:00')).toBe('2026-08-18 17:00');
  });

  it('of half a day ends with the morning of the next working day, and n and a half with the morning after the nth', () => {
    expect(due(workingDays(0.5), '2026-08-17 09:00')).toBe('2026-08-18 11:30');
    expect(due(workingDays(1.5), '2026-08-17 09:00')).toBe('2026-08-19 11:30');
    expect(due(workingDays(4.5), '2026-08-20 09:00')).toBe('2026-08-26 11:30');
  });

  it('of half a day on a day of one shift ends with half of its minutes', () => {
    const mornings = { ...fiveDayWeek, week: fiveDayWeek.week.map(() => [{ from: '07:30', to: '11:45' }]) };
    const morningsOnly = compileCalendar(vietnamPublicHolidays, [mornings]);
    expect(due(workingDays(0.5), '2026-08-17 09:00', { kind: 'NONE' }, morningsOnly)).toBe('2026-08-18 09:38');
  });

  it('of no day ends at closing time on the day of the receipt', () => {
    expect(due(workingDays(0), '2026-08-17 09:00')).toBe('2026-08-17 17:00');
  });
});

describe('a time limit in hours or minutes', () => {
  it('runs from the receipt, in office hours only', () => {
    expect(due(budget(4, 'HOUR'), '2026-08-17 09:15')).toBe('2026-08-17 15:15');
    expect(due(budget(8, 'HOUR'), '2026-08-20 15:00')).toBe('2026-08-21 15:30');
    expect(due(budget(90, 'MINUTE'), '2026-08-21 16:00')).toBe('2026-08-22 08:00');
  });

  it('is not a time limit in days: 8 hours are not one working day', () => {
    expect(due(budget(8, 'HOUR'), '2026-08-17 07:30')).not.toBe(due(workingDays(1), '2026-08-17 07:30'));
  });

  it('that fills a shift ends with the shift, not with the start of the next', () => {
    expect(due(budget(4, 'HOUR'), '2026-08-17 07:30')).toBe('2026-08-17 11:30');
    expect(due(budget(450, 'MINUTE'), '2026-08-17 07:30')).toBe('2026-08-17 17:00');
  });

  it('received outside office hours starts with the next opening', () => {
    expect(due(budget(1, 'HOUR'), '2026-08-17 11:45')).toBe('2026-08-17 14:30');
    expect(due(budget(1, 'HOUR'), '2026-08-28 17:30')).toBe('2026-09-03 08:30');
    expect(due(budget(0, 'HOUR'), '2026-08-17 11:45')).toBe('2026-08-17 13:30');
  });

  it('may be part of an hour in whole minutes', () => {
    expect(due(budget(0.1, 'HOUR'), '2026-08-17 09:00')).toBe('2026-08-17 09:06');
    expect(due(budget(1.5, 'HOUR'), '2026-08-17 09:00')).toBe('2026-08-17 10:30');
  });

  it('ignores the seconds of the receipt, as the receipt itself does', () => {
    const found = dueAt(
      calendar,
      budget(30, 'MINUTE'),
      { receivedAt: new Date('2026-08-17T09:00:59.999+07:00'), pauses: [] },
      plainRules,
    );
    expect(found).toEqual({ state: 'RUNNING', dueAt: new Date('2026-08-17T09:30:00.000+07:00') });
  });
});

describe('a time limit in calendar days', () => {
  it('counts every day after the first', () => {
    expect(due(budget(7, 'CALENDAR_DAY'), '2026-08-10 09:00')).toBe('2026-08-17 17:00');
  });

  it('that ends on a day off rolls forward to the end of the next working day', () => {
    expect(due(budget(5, 'CALENDAR_DAY'), '2026-08-11 09:00')).toBe('2026-08-17 17:00');
    // Four days off in a row after a Saturday: 29, 30 and 31 August, 1 and 2 September.
    expect(due(budget(2, 'CALENDAR_DAY'), '2026-08-27 09:00')).toBe('2026-09-03 17:00');
  });

  it('that ends on a make-up Saturday ends there', () => {
    expect(due(budget(2, 'CALENDAR_DAY'), '2026-08-20 09:00')).toBe('2026-08-22 17:00');
  });
});

describe('a time limit in months', () => {
  it('ends on the day with the same number', () => {
    expect(due(budget(1, 'MONTH'), '2026-03-10 09:00')).toBe('2026-04-10 17:00');
    expect(due(budget(12, 'MONTH'), '2026-03-10 09:00')).toBe('2027-03-10 17:00');
  });

  it('ends on the last day of a month without such a day', () => {
    expect(due(budget(1, 'MONTH'), '2025-10-31 09:00')).toBe('2025-12-01 17:00'); // 30/11/2025 is a Sunday
    expect(due(budget(1, 'MONTH'), '2024-01-31 09:00')).toBe('2024-02-29 17:00');
    expect(due(budget(6, 'MONTH'), '2026-03-31 09:00')).toBe('2026-09-30 17:00');
  });

  it('is not 30 days', () => {
    expect(due(budget(1, 'MONTH'), '2026-03-10 09:00')).not.toBe(due(budget(30, 'CALENDAR_DAY'), '2026-03-10 09:00'));
  });
});

describe('a receipt late in the day', () => {
  const after15: LateIntake = { kind: 'AFTER_LOCAL_TIME', time: '15:00' };
  const lastHour: LateIntake = { kind: 'LAST_MINUTES_OF_OFFICE', minutes: 60 };

  it('after 15:00 counts as one of the next working day; exactly 15:00 is in time', () => {
    expect(due(workingDays(1), '2026-08-17 15:01', after15)).toBe('2026-08-19 17:00');
    expect(due(workingDays(1), '2026-08-17 15:00', after15)).toBe('2026-08-18 17:00');
    expect(due(workingDays(1), '2026-08-17 15:01')).toBe('2026-08-18 17:00');
  });

  it('in the last hour of office counts as one of the next working day', () => {
    expect(due(workingDays(1), '2026-08-17 16:00', lastHour)).toBe('2026-08-19 17:00');
    expect(due(workingDays(1), '2026-08-17 15:59', lastHour)).toBe('2026-08-18 17:00');
  });

  it('starts an hour budget with the opening of the next working day', () => {
    expect(due(budget(1, 'HOUR'), '2026-08-21 15:30', after15)).toBe('2026-08-22 08:30');
    expect(due(budget(1, 'HOUR'), '2026-08-22 15:30', after15)).toBe('2026-08-24 08:30');
  });

  it('before a holiday counts as one of the first working day after it', () => {
    expect(due(workingDays(1), '2026-08-28 15:30', after15)).toBe('2026-09-04 17:00');
    expect(due(workingDays(1), '2026-08-28 16:30', lastHour)).toBe('2026-09-04 17:00');
  });

  it('on a day off is not moved twice', () => {
    expect(due(workingDays(1), '2026-08-16 16:30', after15)).toBe('2026-08-18 17:00');
    expect(due(workingDays(1), '2026-08-17 17:30', after15)).toBe('2026-08-19 17:00');
  });

  it('under an unknown rule is an error', () => {
    const rule = { kind: 'AFTER_TEA' } as unknown as LateIntake;
    expect(() => due(workingDays(1), '2026-08-17 15:01', rule)).toThrow(RangeError);
    expect(() => due(workingDays(1), '2026-08-17 15:01', { kind: 'AFTER_LOCAL_TIME', time: '3pm' })).toThrow(
      RangeError,
    );
  });
});

describe('an amount that its unit does not allow', () => {
  it.each([
    budget(-1, 'WORKING_DAY'),
    budget(0.25, 'WORKING_DAY'),
    budget(0.5, 'CALENDAR_DAY'),
    budget(1.5, 'MONTH'),
    budget(0.5, 'MINUTE'),
    budget(1 / 7, 'HOUR'),
    budget(Number.NaN, 'HOUR'),
    budget(Number.POSITIVE_INFINITY, 'MINUTE'),
    budget(1, 'WEEK' as TimeUnit),
  ])('is refused: $amount $unit', (refused) => {
    expect(() => due(refused, '2026-08-17 09:00')).toThrow(RangeError);
  });

  it.each([budget(0.5, 'WORKING_DAY'), budget(0.25, 'HOUR'), budget(1, 'CALENDAR_DAY'), budget(1, 'MONTH')])(
    'is close to allowed ones: $amount $unit',
    (accepted) => {
      expect(due(accepted, '2026-08-17 09:00')).toMatch(/^2026-/);
    },
  );

  it('is refused with an invalid instant', () => {
    const ledger = { receivedAt: new Date('soon'), pauses: [] };
    expect(() => dueAt(calendar, workingDays(1), ledger, plainRules)).toThrow(RangeError);
  });
});
