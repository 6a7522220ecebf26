import type { CalendarDefinition, OfficeHours } from './calendar-definition.js';

/** A calendar made ready for counting. */
export class WorkingCalendar {
  constructor(
    readonly id: string,
    readonly version: number,
    readonly name: string,
  ) {}
}

/** Makes a calendar ready for counting at one office. */
export function compileCalendar(definition: CalendarDefinition, _agencyOfficeHours?: OfficeHours[]): WorkingCalendar {
  return new WorkingCalendar(definition.id, definition.version, definition.name);
}
