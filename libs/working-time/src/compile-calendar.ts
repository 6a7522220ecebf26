import type { CalendarDefinition, OfficeHours, Shift } from './calendar-definition.js';
import { CalendarDefinitionError } from './calendar-definition-error.js';
import { checkDefinition } from './check-definition.js';
import { dayNumber, minuteOfDay, weekday } from './local-time.js';
import { type DayKind, type DayPlan, WorkingCalendar } from './working-calendar.js';

const FRIDAY = 5;

/**
 * Compiles a calendar for counting at one office; once per version, then shared.
 *
 * A day is a working day if it has office hours and is not a day off. `agencyOfficeHours` replace the calendar's from
 * the agency's first `effectiveFrom` on. A make-up day has the hours of the weekday that it replaces (`insteadOf`), or
 * of a Friday, from the table in force on the make-up day itself; an office closed on that weekday stays closed. Days
 * off may overlap, the first entry names the day. Days before the first office hours are as unknown as those outside
 * `coversFrom`–`coversTo`.
 * @throws CalendarDefinitionError with every contradiction found.
 */
export function compileCalendar(
  definition: CalendarDefinition,
  agencyOfficeHours: OfficeHours[] = [],
): WorkingCalendar {
  checkDefinition(definition, agencyOfficeHours);
  const tables = officeHoursInForce(definition.officeHours, agencyOfficeHours);
  const firstDay = Math.max(dayNumber(definition.coversFrom), tables[0]!.effectiveDay);
  const days = dayNumber(definition.coversTo) - firstDay + 1;
  if (days < 1) {
    throw new CalendarDefinitionError(definition, [
      { path: 'officeHours', message: 'take effect only after coversTo' },
    ]);
  }

  const kindOfDay: DayKind[] = new Array<DayKind>(days);
  const nameOfDay = new Map<number, string>();
  const daysOff = daysOffByDay(definition, firstDay, firstDay + days - 1);
  const makeUpDays = new Map(definition.makeUpDays.map((makeUp) => [dayNumber(makeUp.on), makeUp]));
  const plans: DayPlan[] = [dayPlan([])];
  const planOfWeekday = new Map<string, number>();
  const planOfDay = new Uint16Array(days);
  let table = 0;

  for (let offset = 0; offset < days; offset++) {
    const day = firstDay + offset;
    while (table + 1 < tables.length && tables[table + 1]!.effectiveDay <= day) table++;
    const planOf = (weekdayNumber: number): number => {
      const key = `${table}/${weekdayNumber}`;
      const known = planOfWeekday.get(key);
      if (known !== undefined) return known;
      const shifts = tables[table]!.week[weekdayNumber]!;
      const plan = shifts.length === 0 ? 0 : plans.push(dayPlan(shifts)) - 1;
      planOfWeekday.set(key, plan);
      return plan;
    };

    const off = daysOff.get(day);
    const makeUp = makeUpDays.get(day);
    if (off) {
      kindOfDay[offset] = off.kind === 'SWAPPED' ? 'SWAPPED_DAY_OFF' : 'HOLIDAY';
      nameOfDay.set(day, off.name);
    } else if (makeUp) {
      planOfDay[offset] = planOf(makeUp.insteadOf === undefined ? FRIDAY : weekday(dayNumber(makeUp.insteadOf)));
      kindOfDay[offset] = planOfDay[offset] === 0 ? 'WEEKLY_REST' : 'MAKE_UP_DAY';
      nameOfDay.set(day, makeUp.name);
    } else {
      planOfDay[offset] = planOf(weekday(day));
      kindOfDay[offset] = planOfDay[offset] === 0 ? 'WEEKLY_REST' : 'WORKING_DAY';
    }
  }
  return new WorkingCalendar({
    id: definition.id,
    version: definition.version,
    name: definition.name,
    firstDay,
    plans,
    planOfDay,
    kindOfDay,
    nameOfDay,
  });
}

function officeHoursInForce(own: OfficeHours[], agency: OfficeHours[]): (OfficeHours & { effectiveDay: number })[] {
  const dated = (tables: OfficeHours[]) =>
    tables
      .map((hours) => ({ ...hours, effectiveDay: dayNumber(hours.effectiveFrom) }))
      .sort((a, b) => a.effectiveDay - b.effectiveDay);
  const override = dated(agency);
  const until = override[0]?.effectiveDay ?? Number.POSITIVE_INFINITY;
  return [...dated(own).filter((hours) => hours.effectiveDay < until), ...override];
}

function daysOffByDay(
  definition: CalendarDefinition,
  firstDay: number,
  lastDay: number,
): Map<number, { name: string; kind: 'HOLIDAY' | 'SWAPPED' }> {
  const byDay = new Map<number, { name: string; kind: 'HOLIDAY' | 'SWAPPED' }>();
  const days = Math.max(0, lastDay - firstDay + 1);
  // Maps each day to the next one without a name, so that a thousand overlapping periods of fifty years name each day
  // once. Expanding each period separately blocks the process for a second.
  const following = Int32Array.from({ length: days + 1 }, (_, offset) => offset);
  const unnamedFrom = (offset: number): number => {
    let at = offset;
    while (following[at] !== at) {
      following[at] = following[following[at]!]!;
      at = following[at]!;
    }
    return at;
  };
  for (const period of definition.daysOff) {
    const from = Math.max(dayNumber(period.from), firstDay) - firstDay;
    const to = Math.min(dayNumber(period.to), lastDay) - firstDay;
    if (from > to) continue;
    for (let offset = unnamedFrom(from); offset <= to; offset = unnamedFrom(offset)) {
      byDay.set(firstDay + offset, period);
      following[offset] = offset + 1;
    }
  }
  return byDay;
}

function dayPlan(shifts: Shift[]): DayPlan {
  const from = shifts.map((shift) => minuteOfDay(shift.from));
  const to = shifts.map((shift) => minuteOfDay(shift.to));
  const workedBefore: number[] = [];
  let minutes = 0;
  for (let shift = 0; shift < shifts.length; shift++) {
    workedBefore.push(minutes);
    minutes += to[shift]! - from[shift]!;
  }
  return {
    from,
    to,
    workedBefore,
    minutes,
    opens: from[0] ?? 0,
    closes: to[to.length - 1] ?? 0,
    halfCloses: halfClosing(from, to, workedBefore, minutes),
  };
}

/**
 * Half a day is a session (buổi): the break between shifts nearest to half of the day's office minutes, on an ordinary
 * day the end of the morning. Internal processes are written in sessions ("0,5 ngày") and an officer hands over at
 * noon, not at 11:15 because the morning is longer than the afternoon. A day of one shift has no break and is halved by
 * its minutes, the odd one going to the first half.
 */
function halfClosing(from: number[], to: number[], workedBefore: number[], minutes: number): number {
  if (from.length === 1) return from[0]! + Math.ceil(minutes / 2);
  let nearest = 0;
  for (let shift = 0; shift < from.length - 1; shift++) {
    const distance = (at: number) => Math.abs(workedBefore[at + 1]! * 2 - minutes);
    if (distance(shift) < distance(nearest)) nearest = shift;
  }
  return to[nearest] ?? 0;
}
