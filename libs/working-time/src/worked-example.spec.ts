import { compileCalendar } from './compile-calendar.js';
import { dueAt } from './due.js';
import { local, pause, receivedAt, vietnamPublicHolidays, workingDays } from './testing/vietnam-calendar.js';

describe('the worked example of docs/working-time.md', () => {
  const calendar = compileCalendar(vietnamPublicHolidays);

  it.each([
    { mode: 'SUBTRACT' as const, due: '2026-09-11 17:00' },
    { mode: 'RESTART' as const, due: '2026-09-14 17:00' },
  ])('is due at $due with its supplement in mode $mode', ({ mode, due }) => {
    const ledger = receivedAt('2026-08-27 15:20', pause(mode, '2026-09-03 10:00', '2026-09-07 09:00'));
    const found = dueAt(calendar, workingDays(5), ledger, {
      lateIntake: { kind: 'AFTER_LOCAL_TIME', time: '15:00' },
      supplementMode: mode,
    });
    expect(found).toEqual({ state: 'RUNNING', dueAt: local(due) });
  });
});
