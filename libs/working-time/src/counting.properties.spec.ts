import fc from 'fast-check';
import { CalendarCoverageError } from './calendar-coverage-error.js';
import { compileCalendar } from './compile-calendar.js';
import type { Budget, LateIntake } from './counting-rules.js';
import { dueAt } from './due.js';
import { elapsedWorkingTime } from './elapsed.js';
import { explain } from './explanation.js';
import type { Ledger } from './ledger.js';
import { dateOfDayNumber, instantOfLocalMinute, MINUTES_PER_DAY } from './local-time.js';
import {
  anyCalendar,
  anyClockBudget,
  anyDayBudget,
  anyInstant,
  anyLateIntake,
  anyMinuteBudget,
  anyWaits,
} from './testing/arbitrary-calendar.js';
import { minuteOf, NaiveCounting, OffTheCalendar } from './testing/naive-counting.js';
import { plainRules } from './testing/vietnam-calendar.js';
import type { WorkingCalendar } from './working-calendar.js';

const anyBudget = fc.oneof(anyMinuteBudget, anyClockBudget, anyDayBudget);
const BEYOND = 'beyond the calendar';

/** The due instant, or that the calendar does not reach it. */
function due(calendar: WorkingCalendar, budget: Budget, ledger: Ledger, lateIntake?: LateIntake): Date | typeof BEYOND {
  try {
    const found = dueAt(calendar, budget, ledger, lateIntake ? { ...plainRules, lateIntake } : plainRules);
    if (found.state === 'PAUSED') throw new Error('no open pause was given');
    return found.dueAt;
  } catch (error) {
    if (error instanceof CalendarCoverageError) return BEYOND;
    throw error;
  }
}

function oracle(counting: NaiveCounting, budget: Budget, ledger: Ledger, late: LateIntake): Date | typeof BEYOND {
  try {
    return instantOfLocalMinute(counting.due(budget, ledger, late));
  } catch (error) {
    if (error instanceof OffTheCalendar) return BEYOND;
    throw error;
  }
}

describe('a due instant, on any calendar', () => {
  it('equals that of a minute-by-minute walk, in every unit', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        anyBudget,
        anyInstant,
        anyWaits,
        anyLateIntake,
        (definition, budget, receivedAt, pauses, late) => {
          const ledger = { receivedAt, pauses };
          expect(due(compileCalendar(definition), budget, ledger, late)).toEqual(
            oracle(new NaiveCounting(definition), budget, ledger, late),
          );
        },
      ),
      { numRuns: 400 },
    );
  });

  it('never comes earlier for a larger budget of the same unit, nor for the same budget received later', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        anyBudget,
        fc.integer({ min: 0, max: 40 }),
        anyInstant,
        fc.integer({ min: 0, max: 10 * 86_400_000 }),
        anyWaits,
        anyLateIntake,
        (definition, budget, more, receivedAt, later, pauses, late) => {
          const calendar = compileCalendar(definition);
          const first = due(calendar, budget, { receivedAt, pauses }, late);
          const larger = due(calendar, { ...budget, amount: budget.amount + more }, { receivedAt, pauses }, late);
          if (first === BEYOND) return expect(larger).toBe(BEYOND);
          if (larger !== BEYOND) expect(larger.getTime()).toBeGreaterThanOrEqual(first.getTime());

          const unpaused = due(calendar, budget, { receivedAt, pauses: [] }, late);
          const delayed = { receivedAt: new Date(receivedAt.getTime() + later), pauses: [] };
          const second = due(calendar, budget, delayed, late);
          if (unpaused !== BEYOND && second !== BEYOND) {
            expect(second.getTime()).toBeGreaterThanOrEqual(unpaused.getTime());
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is the last line of its explanation', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        anyBudget,
        anyInstant,
        anyWaits,
        anyLateIntake,
        (definition, budget, receivedAt, pauses, lateIntake) => {
          const calendar = compileCalendar(definition);
          const ledger = { receivedAt, pauses };
          const expected = due(calendar, budget, ledger, lateIntake);
          if (expected === BEYOND) return;
          const { lines } = explain(calendar, budget, ledger, { ...plainRules, lateIntake });
          expect(lines[0]?.code).toBe('RECEIVED');
          expect(lines.at(-1)).toMatchObject({ code: 'DUE', at: expected });
        },
      ),
    );
  });
});

describe('a budget of minutes or hours', () => {
  it('equals the working time from the start to the due instant, minus the waits', () => {
    fc.assert(
      fc.property(anyCalendar, anyMinuteBudget, anyInstant, anyWaits, (definition, budget, receivedAt, pauses) => {
        const calendar = compileCalendar(definition);
        const found = due(calendar, budget, { receivedAt, pauses });
        if (found === BEYOND) return;
        const counting = new NaiveCounting(definition);
        let waited = 0;
        for (let minute = minuteOf(receivedAt); minute < minuteOf(found); minute++) {
          const waiting = pauses.some((p) => minuteOf(p.from) <= minute && minute < minuteOf(p.to!));
          if (waiting) waited += counting.workedMinutes(minute, minute + 1);
        }
        const minutes = budget.amount * (budget.unit === 'HOUR' ? 60 : 1);
        expect(elapsedWorkingTime(calendar, receivedAt, found).minutes - waited).toBe(minutes);
      }),
    );
  });

  it('may be split in two parts, the second beginning when the first ends', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        fc.integer({ min: 0, max: 2_000 }),
        fc.integer({ min: 0, max: 2_000 }),
        anyInstant,
        anyWaits,
        (definition, a, b, receivedAt, pauses) => {
          const calendar = compileCalendar(definition);
          const minutes = (amount: number): Budget => ({ amount, unit: 'MINUTE' });
          const whole = due(calendar, minutes(a + b), { receivedAt, pauses });
          const first = due(calendar, minutes(a), { receivedAt, pauses });
          if (whole === BEYOND || first === BEYOND || b === 0) return;
          expect(due(calendar, minutes(b), { receivedAt: first, pauses })).toEqual(whole);
        },
      ),
    );
  });

  it('is extended by the working time of a wait', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        anyMinuteBudget,
        anyInstant,
        anyInstant,
        fc.integer({ min: 0, max: 30 * 86_400_000 }),
        (definition, budget, receivedAt, from, length) => {
          const calendar = compileCalendar(definition);
          const to = new Date(from.getTime() + length);
          const unpaused = due(calendar, budget, { receivedAt, pauses: [] });
          // An empty budget is used up at its start, before any wait.
          fc.pre(unpaused !== BEYOND && budget.amount > 0 && receivedAt <= from);
          fc.pre(minuteOf(from) < minuteOf(unpaused as Date));
          const wait = { from, to, reason: 'waiting', mode: 'SUBTRACT' as const };
          const minutes = budget.amount * (budget.unit === 'HOUR' ? 60 : 1);
          const longer = minutes + elapsedWorkingTime(calendar, from, to).minutes;
          expect(due(calendar, budget, { receivedAt, pauses: [wait] })).toEqual(
            due(calendar, { amount: longer, unit: 'MINUTE' }, { receivedAt, pauses: [] }),
          );
        },
      ),
    );
  });
});

describe('a wait, in every unit', () => {
  it('moves the due instant by the same when split into two adjoining waits', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        anyBudget,
        anyInstant,
        anyInstant,
        fc.integer({ min: 0, max: 15 * 86_400_000 }),
        fc.integer({ min: 0, max: 15 * 86_400_000 }),
        (definition, budget, receivedAt, from, a, b) => {
          const calendar = compileCalendar(definition);
          const between = new Date(from.getTime() + a);
          const to = new Date(from.getTime() + a + b);
          const wait = (begin: Date, end: Date) => ({ from: begin, to: end, reason: '', mode: 'SUBTRACT' as const });
          expect(due(calendar, budget, { receivedAt, pauses: [wait(from, between), wait(between, to)] })).toEqual(
            due(calendar, budget, { receivedAt, pauses: [wait(from, to)] }),
          );
        },
      ),
    );
  });

  it('never ends the time limit while the applicant is awaited', () => {
    fc.assert(
      fc.property(anyCalendar, anyBudget, anyInstant, anyWaits, (definition, budget, receivedAt, pauses) => {
        const found = due(compileCalendar(definition), budget, { receivedAt, pauses });
        fc.pre(found !== BEYOND && budget.amount > 0);
        for (const wait of pauses) {
          const begins = minuteOf(wait.from) < minuteOf(found as Date);
          const over = minuteOf(wait.to!) < minuteOf(found as Date);
          if (begins && minuteOf(wait.to!) > minuteOf(wait.from)) expect(over).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('that is subtracted never gives the agency more time than a restart at its end', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        anyBudget,
        anyInstant,
        anyInstant,
        fc.integer({ min: 0, max: 15 * 86_400_000 }),
        anyLateIntake,
        (definition, budget, receivedAt, from, length, late) => {
          // A month's length depends on the month in which it begins, so months restarted may be shorter.
          fc.pre(budget.unit !== 'MONTH' && receivedAt <= from);
          const calendar = compileCalendar(definition);
          const wait = { from, to: new Date(from.getTime() + length), reason: '' };
          const subtracted = due(calendar, budget, { receivedAt, pauses: [{ ...wait, mode: 'SUBTRACT' }] }, late);
          const restarted = due(calendar, budget, { receivedAt, pauses: [{ ...wait, mode: 'RESTART' }] }, late);
          if (subtracted === BEYOND || restarted === BEYOND) return;
          expect(subtracted.getTime()).toBeLessThanOrEqual(restarted.getTime());
        },
      ),
    );
  });
});

describe('a budget of working days', () => {
  it('due(n + m) is m working days after due(n), for any waits before due(n)', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 30 }),
        anyInstant,
        anyWaits,
        (definition, n, m, receivedAt, waits) => {
          const calendar = compileCalendar(definition);
          const days = (amount: number): Budget => ({ amount, unit: 'WORKING_DAY' });
          const first = due(calendar, days(n), { receivedAt, pauses: waits });
          fc.pre(first !== BEYOND);
          const pauses = waits.filter((wait) => minuteOf(wait.from) < minuteOf(first as Date));
          const later = due(calendar, days(n + m), { receivedAt, pauses });
          if (later === BEYOND) return;
          expect(elapsedWorkingTime(calendar, first as Date, later).workingDays).toBe(m);
          const counting = new NaiveCounting(definition);
          let counted = 0;
          for (
            let day = Math.floor((minuteOf(first as Date) - 1) / MINUTES_PER_DAY) + 1;
            day <= Math.floor((minuteOf(later) - 1) / MINUTES_PER_DAY);
            day++
          ) {
            if (counting.isWorkingDay(day)) counted++;
          }
          expect(counted).toBe(m);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is fully explained: each day is counted, awaited or skipped', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        fc.integer({ min: 0, max: 30 }),
        anyInstant,
        anyWaits,
        (definition, amount, receivedAt, pauses) => {
          const calendar = compileCalendar(definition);
          const ledger = { receivedAt, pauses };
          const budget: Budget = { amount, unit: 'WORKING_DAY' };
          if (due(calendar, budget, ledger) === BEYOND) return;
          const { lines } = explain(calendar, budget, ledger, plainRules);
          const started = minuteOf(lines.find((line) => line.code === 'STARTED')!.at!);
          const ended = minuteOf(lines.at(-1)!.at!);
          const skipped = new Set(
            lines.filter((line) => /REST|HOLIDAY|SWAPPED/.test(line.code)).map((line) => line.on),
          );
          let worked = 0;
          const lastDay = Math.floor((ended - 1) / MINUTES_PER_DAY);
          for (let day = Math.floor(started / MINUTES_PER_DAY) + 1; day <= lastDay; day++) {
            if (!skipped.has(dateOfDayNumber(day))) worked++;
          }
          const awaited = lines.reduce((sum, line) => sum + (line.moved?.amount ?? 0), 0);
          expect(worked).toBe(amount + awaited);
          for (const line of lines) if (line.moved) expect(line.moved.days).toHaveLength(line.moved.amount);
        },
      ),
    );
  });
});

describe('elapsed working time', () => {
  it('adds up over adjoining intervals and equals a minute-by-minute walk', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        anyInstant,
        fc.integer({ min: 0, max: 10 * 86_400_000 }),
        fc.integer({ min: 0, max: 10 * 86_400_000 }),
        (definition, first, a, b) => {
          const calendar = compileCalendar(definition);
          const second = new Date(first.getTime() + a);
          const third = new Date(second.getTime() + b);
          const before = elapsedWorkingTime(calendar, first, second);
          const after = elapsedWorkingTime(calendar, second, third);
          const whole = elapsedWorkingTime(calendar, first, third);
          expect(before.minutes + after.minutes).toBe(whole.minutes);
          expect(before.workingDays + after.workingDays).toBe(whole.workingDays);
          expect(whole.minutes).toBe(new NaiveCounting(definition).workedMinutes(minuteOf(first), minuteOf(third)));
        },
      ),
    );
  });
});
