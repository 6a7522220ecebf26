import fc from 'fast-check';
import type { CalendarDefinition, OfficeHours, Shift } from '../calendar-definition.js';
import type { Budget, LateIntake } from '../counting-rules.js';
import type { Pause } from '../ledger.js';

const FIRST = Date.UTC(2026, 0, 1) / 86_400_000;
const DAYS = 420;

const date = (offset: number): string => new Date((FIRST + offset) * 86_400_000).toISOString().slice(0, 10);
const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** One to three shifts at random minutes of the day. */
const shifts: fc.Arbitrary<Shift[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 1_440 }), { minLength: 2, maxLength: 6 })
  .map((minutes) => {
    const edges = [...minutes].sort((a, b) => a - b);
    const plan: Shift[] = [];
    for (let edge = 0; edge + 1 < edges.length; edge += 2) {
      plan.push({ from: clock(edges[edge]!), to: clock(edges[edge + 1]!) });
    }
    return plan;
  });

const ordinaryDay: Shift[] = [
  { from: '07:30', to: '11:30' },
  { from: '13:30', to: '17:00' },
];

const week: fc.Arbitrary<Shift[][]> = fc
  .array(fc.oneof(fc.constant<Shift[]>([]), fc.constant(ordinaryDay), shifts), { minLength: 7, maxLength: 7 })
  .map((days) => (days.every((day) => day.length === 0) ? days.map((day, n) => (n === 3 ? ordinaryDay : day)) : days));

const officeHours: fc.Arbitrary<OfficeHours[]> = fc
  .tuple(
    week,
    fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: DAYS }), week), { maxLength: 2, selector: ([at]) => at }),
  )
  .map(([first, later]) => [
    { effectiveFrom: date(0), week: first },
    ...later.map(([offset, hours]) => ({ effectiveFrom: date(offset), week: hours })),
  ]);

/** Calendars of 420 days with any office hours, days off and make-up days. */
export const anyCalendar: fc.Arbitrary<CalendarDefinition> = fc
  .record({
    off: fc.array(fc.tuple(fc.integer({ min: 0, max: DAYS }), fc.integer({ min: 0, max: 9 }), fc.boolean()), {
      maxLength: 14,
    }),
    makeUp: fc.uniqueArray(
      fc.tuple(fc.integer({ min: 0, max: DAYS - 1 }), fc.option(fc.integer({ min: 0, max: DAYS }), { nil: undefined })),
      { maxLength: 5, selector: ([on]) => on },
    ),
    officeHours,
  })
  .map(({ off, makeUp, officeHours }) => ({
    id: 'random',
    version: 1,
    name: 'random',
    coversFrom: date(0),
    coversTo: date(DAYS - 1),
    daysOff: off.map(([from, length, swapped]) => ({
      from: date(from),
      to: date(from + length),
      name: 'off',
      kind: swapped ? ('SWAPPED' as const) : ('HOLIDAY' as const),
    })),
    makeUpDays: makeUp
      .filter(([on]) => !off.some(([from, length]) => from <= on && on <= from + length))
      .map(([on, insteadOf]) => ({
        on: date(on),
        name: 'make-up',
        ...(insteadOf === undefined ? {} : { insteadOf: date(insteadOf) }),
      })),
    officeHours,
  }));

/** An instant in the first half of the calendar, to the millisecond. */
export const anyInstant: fc.Arbitrary<Date> = fc
  .integer({ min: 0, max: 200 * 86_400_000 - 1 })
  .map((ms) => new Date(FIRST * 86_400_000 - 7 * 3_600_000 + ms));

export const anyLateIntake: fc.Arbitrary<LateIntake> = fc.oneof(
  fc.constant({ kind: 'NONE' as const }),
  fc.integer({ min: 0, max: 600 }).map((minutes) => ({ kind: 'LAST_MINUTES_OF_OFFICE' as const, minutes })),
  fc.integer({ min: 0, max: 1_439 }).map((minute) => ({ kind: 'AFTER_LOCAL_TIME' as const, time: clock(minute) })),
);

export const anyMinuteBudget: fc.Arbitrary<Budget> = fc.oneof(
  fc.integer({ min: 0, max: 3_000 }).map((amount) => ({ amount, unit: 'MINUTE' as const })),
  fc.integer({ min: 0, max: 60 }).map((amount) => ({ amount, unit: 'HOUR' as const })),
);

export const anyClockBudget: fc.Arbitrary<Budget> = fc
  .integer({ min: 0, max: 200 })
  .map((amount) => ({ amount, unit: 'CLOCK_HOUR' as const }));

export const anyDayBudget: fc.Arbitrary<Budget> = fc.oneof(
  fc.integer({ min: 0, max: 60 }).map((halves) => ({ amount: halves / 2, unit: 'WORKING_DAY' as const })),
  fc.integer({ min: 0, max: 60 }).map((amount) => ({ amount, unit: 'CALENDAR_DAY' as const })),
  fc.integer({ min: 0, max: 4 }).map((amount) => ({ amount, unit: 'MONTH' as const })),
);

/** SUBTRACT pauses of minutes to weeks; they may overlap and come in any order. */
export const anyWaits: fc.Arbitrary<Pause[]> = fc.array(
  fc.tuple(anyInstant, fc.integer({ min: 0, max: 20 * 86_400_000 })).map(([from, length]) => ({
    from,
    to: new Date(from.getTime() + length),
    reason: 'waiting',
    mode: 'SUBTRACT' as const,
  })),
  { maxLength: 4 },
);
