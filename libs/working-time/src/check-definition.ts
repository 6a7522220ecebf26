import type { CalendarDefinition, OfficeHours } from './calendar-definition.js';
import { CalendarDefinitionError } from './calendar-definition-error.js';
import { dayNumber, type LocalDate, minuteOfDay } from './local-time.js';

const MAX_DAYS = 36_525;

/**
 * Refuses a definition that contradicts itself.
 * @throws CalendarDefinitionError with every problem found.
 */
export function checkDefinition(definition: CalendarDefinition, agencyOfficeHours: OfficeHours[]): void {
  const problems: { path: string; message: string }[] = [];
  const refuse = (path: string, message: string) => problems.push({ path, message });
  const day = (path: string, date: LocalDate): number => {
    try {
      return dayNumber(date);
    } catch {
      refuse(path, 'is not a date YYYY-MM-DD');
      return Number.NaN;
    }
  };
  const time = (path: string, text: string): number => {
    try {
      return minuteOfDay(text);
    } catch {
      refuse(path, 'is not a time HH:MM');
      return Number.NaN;
    }
  };
  const checkHours = (path: string, tables: OfficeHours[]) => {
    const seen = new Set<LocalDate>();
    tables.forEach((hours, index) => {
      const at = `${path}[${index}]`;
      day(`${at}.effectiveFrom`, hours.effectiveFrom);
      if (seen.has(hours.effectiveFrom)) refuse(`${at}.effectiveFrom`, 'is given twice');
      seen.add(hours.effectiveFrom);
      if (hours.week.length !== 7) refuse(`${at}.week`, 'must have seven days, Sunday first');
      hours.week.forEach((shifts, weekday) => {
        let previous = 0;
        shifts.forEach((shift, number) => {
          const shiftPath = `${at}.week[${weekday}][${number}]`;
          const from = time(`${shiftPath}.from`, shift.from);
          const to = time(`${shiftPath}.to`, shift.to);
          if (from >= to) refuse(shiftPath, 'must end after it begins');
          if (from < previous) refuse(shiftPath, 'must begin after the shift before it');
          previous = to;
        });
      });
    });
  };

  const first = day('coversFrom', definition.coversFrom);
  const last = day('coversTo', definition.coversTo);
  if (first > last) refuse('coversTo', 'is before coversFrom');
  // Every covered day takes memory; a typing error in a year must not fill it.
  if (last - first > MAX_DAYS) refuse('coversTo', 'is more than a century after coversFrom');
  if (definition.officeHours.length + agencyOfficeHours.length === 0) refuse('officeHours', 'must not be empty');
  checkHours('officeHours', definition.officeHours);
  checkHours('agencyOfficeHours', agencyOfficeHours);
  const off = definition.daysOff.map((period, index) => {
    const from = day(`daysOff[${index}].from`, period.from);
    const to = day(`daysOff[${index}].to`, period.to);
    if (from > to) refuse(`daysOff[${index}].to`, 'is before from');
    return { from, to };
  });
  const madeUp = new Set<number>();
  definition.makeUpDays.forEach((makeUp, index) => {
    const on = day(`makeUpDays[${index}].on`, makeUp.on);
    if (makeUp.insteadOf !== undefined) day(`makeUpDays[${index}].insteadOf`, makeUp.insteadOf);
    if (madeUp.has(on)) refuse(`makeUpDays[${index}].on`, 'is given twice');
    madeUp.add(on);
    if (off.some((period) => period.from <= on && on <= period.to)) {
      refuse(`makeUpDays[${index}].on`, 'is also a day off');
    }
  });
  if (problems.length > 0) throw new CalendarDefinitionError(definition, problems);
}
