import { compileCalendar } from './compile-calendar.js';
import type { Budget, CountingRules } from './counting-rules.js';
import { dueAt } from './due.js';
import { explain } from './explanation.js';
import type { Pause } from './ledger.js';
import {
  local,
  onOfficeClock,
  pause,
  plainRules,
  receivedAt,
  vietnamPublicHolidays,
  workingDays,
} from './testing/vietnam-calendar.js';

const calendar = compileCalendar(vietnamPublicHolidays);
const after15: CountingRules = { ...plainRules, lateIntake: { kind: 'AFTER_LOCAL_TIME', time: '15:00' } };
const hours = (amount: number): Budget => ({ amount, unit: 'HOUR' });
const days = (amount: number): Budget => ({ amount, unit: 'CALENDAR_DAY' });

function due(budget: Budget, received: string, pauses: Pause[], rules = plainRules): string {
  const found = dueAt(calendar, budget, receivedAt(received, ...pauses), rules);
  return found.state === 'RUNNING' ? onOfficeClock(found.dueAt) : `paused since ${onOfficeClock(found.since)}`;
}

describe('a dossier whose applicant is awaited', () => {
  it('has no due instant while the pause is open, and shows its beginning', () => {
    const open = pause('SUBTRACT', '2026-08-18 10:00');
    expect(due(workingDays(3), '2026-08-17 09:00', [open])).toBe('paused since 2026-08-18 10:00');
    expect(due(workingDays(3), '2026-08-17 09:00', [{ ...open, to: local('2026-08-18 11:00') }])).toBe(
      '2026-08-20 17:00',
    );
  });

  it('is paused from the first of several open pauses', () => {
    const pauses = [pause('SUBTRACT', '2026-08-19 10:00'), pause('RESTART', '2026-08-18 10:00')];
    expect(due(workingDays(3), '2026-08-17 09:00', pauses)).toBe('paused since 2026-08-18 10:00');
  });
});

describe('a RESTART pause', () => {
  it('restarts the whole time limit from the complete dossier, not counting that day', () => {
    const pauses = [pause('RESTART', '2026-08-18 10:00', '2026-08-25 09:00')];
    expect(due(workingDays(3), '2026-08-17 09:00', pauses)).toBe('2026-08-28 17:00');
    const sameDay = [pause('RESTART', '2026-08-17 10:00', '2026-08-25 09:00')];
    expect(due(hours(4), '2026-08-17 09:00', sameDay)).toBe('2026-08-25 15:00');
  });

  it('is a new receipt, to which the late-intake rule applies', () => {
    const pauses = [pause('RESTART', '2026-08-18 10:00', '2026-08-25 15:30')];
    expect(due(workingDays(1), '2026-08-17 09:00', pauses, after15)).toBe('2026-08-27 17:00');
    expect(due(workingDays(1), '2026-08-17 09:00', pauses)).toBe('2026-08-26 17:00');
  });

  it('counts from the last of several', () => {
    const pauses = [
      pause('RESTART', '2026-08-26 10:00', '2026-08-27 09:00'),
      pause('RESTART', '2026-08-18 10:00', '2026-08-25 09:00'),
    ];
    expect(due(workingDays(5), '2026-08-17 09:00', pauses)).toBe('2026-09-08 17:00');
  });
});

describe('a SUBTRACT pause of a budget in working days', () => {
  it('moves the due day by the working days that ended during the wait', () => {
    // Asked on Tuesday, brought on Friday: Tuesday, Wednesday and Thursday.
    const pauses = [pause('SUBTRACT', '2026-08-18 10:00', '2026-08-21 09:00')];
    expect(due(workingDays(5), '2026-08-17 09:00', [])).toBe('2026-08-22 17:00');
    expect(due(workingDays(5), '2026-08-17 09:00', pauses)).toBe('2026-08-26 17:00');
  });

  it('does not count days off within the wait as lost', () => {
    const pauses = [pause('SUBTRACT', '2026-08-28 10:00', '2026-09-03 09:00')];
    expect(due(workingDays(5), '2026-08-27 09:00', [])).toBe('2026-09-08 17:00');
    expect(due(workingDays(5), '2026-08-27 09:00', pauses)).toBe('2026-09-09 17:00');
  });

  it('within one day, or from closing to the next opening, moves nothing', () => {
    expect(due(workingDays(2), '2026-08-17 09:00', [pause('SUBTRACT', '2026-08-18 08:00', '2026-08-18 16:00')])).toBe(
      '2026-08-19 17:00',
    );
    expect(due(workingDays(2), '2026-08-17 09:00', [pause('SUBTRACT', '2026-08-18 17:30', '2026-08-19 07:00')])).toBe(
      '2026-08-19 17:00',
    );
  });

  it('is not subject to the late-intake rule: a supplement is not a receipt', () => {
    const pauses = [pause('SUBTRACT', '2026-08-18 10:00', '2026-08-19 16:30')];
    expect(due(workingDays(2), '2026-08-17 09:00', pauses, after15)).toBe('2026-08-20 17:00');
  });

  it('over the end of a half day leaves the rest of that day', () => {
    const overNoon = [pause('SUBTRACT', '2026-08-18 11:00', '2026-08-18 14:00')];
    expect(due(workingDays(0.5), '2026-08-17 09:00', overNoon)).toBe('2026-08-18 17:00');
    expect(due(workingDays(1), '2026-08-17 09:00', overNoon)).toBe('2026-08-18 17:00');
    const beforeNoon = [pause('SUBTRACT', '2026-08-18 10:00', '2026-08-18 11:00')];
    expect(due(workingDays(0.5), '2026-08-17 09:00', beforeNoon)).toBe('2026-08-18 11:30');
  });

  it('keeps a half day a half day', () => {
    const pauses = [pause('SUBTRACT', '2026-08-18 10:00', '2026-08-19 09:00')];
    expect(due(workingDays(1.5), '2026-08-17 09:00', pauses)).toBe('2026-08-20 11:30');
  });
});

describe('a SUBTRACT pause of a budget in hours', () => {
  it('moves the due instant by its office hours', () => {
    const pauses = [pause('SUBTRACT', '2026-08-17 10:00', '2026-08-18 08:30')];
    // 1.5 h in the morning, 3.5 h in the afternoon and 1 h the next day.
    expect(due(hours(4), '2026-08-17 09:00', pauses)).toBe('2026-08-18 11:30');
    expect(due(hours(5), '2026-08-17 09:00', pauses)).toBe('2026-08-18 14:30');
  });
});

describe('a SUBTRACT pause of a budget in calendar days or months', () => {
  it('moves the end by the calendar days that ended during the wait, before rolling', () => {
    const pauses = [pause('SUBTRACT', '2026-08-11 10:00', '2026-08-14 09:00')];
    expect(due(days(4), '2026-08-10 09:00', pauses)).toBe('2026-08-17 17:00');
    expect(due(days(3), '2026-08-10 09:00', pauses)).toBe('2026-08-17 17:00'); // 16/08 is a Sunday
    expect(due({ amount: 1, unit: 'MONTH' }, '2026-08-10 09:00', pauses)).toBe('2026-09-14 17:00'); // 13/09 is a Sunday
  });

  it('over closing time loses that day, even if it ends by midnight', () => {
    const overClosing = [pause('SUBTRACT', '2026-08-14 16:00', '2026-08-14 18:00')];
    expect(due(days(4), '2026-08-10 09:00', overClosing)).toBe('2026-08-17 17:00'); // Friday 14/08, then Saturday
    const beforeClosing = [pause('SUBTRACT', '2026-08-14 16:00', '2026-08-14 16:30')];
    expect(due(days(4), '2026-08-10 09:00', beforeClosing)).toBe('2026-08-14 17:00');
  });

  it('that begins on a day gained by rolling forward leaves the rest of that day', () => {
    // Due on Sunday 16/08, rolled to Monday 17/08; asked on that Monday, brought on Thursday.
    const pauses = [pause('SUBTRACT', '2026-08-17 09:00', '2026-08-20 09:00')];
    expect(due(days(6), '2026-08-10 09:00', pauses)).toBe('2026-08-20 17:00');
  });
});

describe('several pauses', () => {
  it('are each counted in their own mode: waits before a restart no longer matter', () => {
    const pauses = [
      pause('SUBTRACT', '2026-08-18 10:00', '2026-08-20 09:00'),
      pause('RESTART', '2026-08-21 10:00', '2026-08-24 09:00'),
      pause('SUBTRACT', '2026-08-25 10:00', '2026-08-26 09:00'),
    ];
    expect(due(workingDays(3), '2026-08-17 09:00', pauses)).toBe('2026-08-28 17:00');
    expect(due(workingDays(3), '2026-08-17 09:00', [...pauses].reverse())).toBe('2026-08-28 17:00');
  });

  it('that overlap are counted once', () => {
    const supplement = pause('SUBTRACT', '2026-08-18 10:00', '2026-08-20 09:00');
    const payment = pause('SUBTRACT', '2026-08-19 10:00', '2026-08-21 09:00');
    expect(due(workingDays(3), '2026-08-17 09:00', [supplement, payment])).toBe('2026-08-24 17:00');
    expect(due(workingDays(3), '2026-08-17 09:00', [pause('SUBTRACT', '2026-08-18 10:00', '2026-08-21 09:00')])).toBe(
      '2026-08-24 17:00',
    );
  });

  it('before the clock started move nothing', () => {
    const before = pause('SUBTRACT', '2026-08-10 10:00', '2026-08-14 09:00');
    expect(due(workingDays(3), '2026-08-17 09:00', [before])).toBe('2026-08-20 17:00');
  });

  it('that begin after the time limit move nothing: a late dossier stays late', () => {
    const late = pause('SUBTRACT', '2026-08-19 09:00', '2026-08-28 09:00');
    expect(due(workingDays(1), '2026-08-17 09:00', [late])).toBe('2026-08-18 17:00');
    const inTime = pause('SUBTRACT', '2026-08-18 16:59', '2026-08-28 09:00');
    expect(due(workingDays(1), '2026-08-17 09:00', [inTime])).toBe('2026-08-28 17:00');
  });

  it('are refused when one ends before it begins', () => {
    const backwards = pause('SUBTRACT', '2026-08-19 09:00', '2026-08-18 09:00');
    expect(() => due(workingDays(1), '2026-08-17 09:00', [backwards])).toThrow(RangeError);
    expect(() => explain(calendar, workingDays(1), receivedAt('2026-08-17 09:00', backwards), plainRules)).toThrow(
      RangeError,
    );
    const empty = pause('SUBTRACT', '2026-08-18 09:00', '2026-08-18 09:00');
    expect(due(workingDays(1), '2026-08-17 09:00', [empty])).toBe('2026-08-18 17:00');
  });
});

describe('a pause that begins when the time limit is used up', () => {
  it.each(['RESTART', 'SUBTRACT'] as const)('moves nothing, closed or open: %s', (mode) => {
    const closed = [pause(mode, '2026-08-20 17:00', '2026-08-25 09:00')];
    expect(due(workingDays(3), '2026-08-17 09:00', closed)).toBe('2026-08-20 17:00');
    expect(due(workingDays(3), '2026-08-17 09:00', [pause(mode, '2026-08-20 17:00')])).toBe('2026-08-20 17:00');
  });

  it('moves what it would move, had it begun a minute before', () => {
    expect(due(workingDays(3), '2026-08-17 09:00', [pause('RESTART', '2026-08-20 16:59', '2026-08-25 09:00')])).toBe(
      '2026-08-28 17:00',
    );
    expect(due(workingDays(3), '2026-08-17 09:00', [pause('RESTART', '2026-08-20 16:59')])).toBe(
      'paused since 2026-08-20 16:59',
    );
  });

  it('is judged by what came before it: an earlier pause may have left time', () => {
    const pauses = [
      pause('SUBTRACT', '2026-08-18 10:00', '2026-08-21 09:00'),
      pause('RESTART', '2026-08-24 10:00', '2026-08-27 09:00'),
    ];
    // Three working days later than 20 August: 24, and so in time.
    expect(due(workingDays(3), '2026-08-17 09:00', pauses.slice(0, 1))).toBe('2026-08-24 17:00');
    expect(due(workingDays(3), '2026-08-17 09:00', pauses)).toBe('2026-09-04 17:00');
  });

  it('is explained as what it is', () => {
    const ledger = receivedAt('2026-08-17 09:00', pause('RESTART', '2026-08-21 10:00', '2026-08-25 09:00'));
    const { lines } = explain(calendar, workingDays(3), ledger, plainRules);
    expect(lines.find(({ code }) => code === 'PAUSE_AFTER_DUE')?.text.en).toContain('already past due since 17:00');
    const open = receivedAt('2026-08-17 09:00', pause('RESTART', '2026-08-21 10:00'));
    expect(explain(calendar, workingDays(3), open, plainRules).due).toEqual({
      state: 'RUNNING',
      dueAt: local('2026-08-20 17:00'),
    });
  });

  it('is told from one in time also where the calendar ends before the due instant', () => {
    const short = compileCalendar({ ...vietnamPublicHolidays, coversTo: '2026-08-19' });
    const restarted = { ...receivedAt('2026-08-17 09:00', pause('RESTART', '2026-08-18 10:00', '2026-08-18 11:00')) };
    expect(() => dueAt(short, workingDays(3), restarted, plainRules)).toThrow('says nothing about 2026-08-20');
    expect(
      dueAt(short, workingDays(3), receivedAt('2026-08-17 09:00', pause('RESTART', '2026-08-18 10:00')), plainRules),
    ).toEqual({
      state: 'PAUSED',
      since: local('2026-08-18 10:00'),
    });
  });
});

describe('a pause that is only on record', () => {
  it('does not stop the clock, and is explained', () => {
    const ranOn = { ...pause('SUBTRACT', '2026-08-18 10:00', '2026-08-21 09:00'), mode: 'RUNS_ON' as const };
    expect(due(workingDays(3), '2026-08-17 09:00', [ranOn])).toBe('2026-08-20 17:00');
    const { lines } = explain(calendar, workingDays(3), receivedAt('2026-08-17 09:00', ranOn), plainRules);
    expect(lines.find(({ code }) => code === 'CLOCK_RAN_ON')?.text.vi).toContain('thời hạn vẫn được tính');
  });
});
