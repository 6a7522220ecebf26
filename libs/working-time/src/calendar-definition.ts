import type { LocalDate } from './local-time.js';

/** One interval of office hours, local times `HH:MM`, `[from, to)`; `to` may be `24:00`. */
export interface Shift {
  from: string;
  to: string;
}

/** The office's week from a day on, until a later table. */
export interface OfficeHours {
  effectiveFrom: LocalDate;
  /** `week[0]` is Sunday … `week[6]` Saturday; `[]` is a weekly rest day. */
  week: Shift[][];
}

/** A period of days off, both ends included. SWAPPED is a working day given up for a make-up day. */
export interface DaysOff {
  from: LocalDate;
  to: LocalDate;
  name: string;
  kind: 'HOLIDAY' | 'SWAPPED';
}

/** A rest day that is worked, by the yearly notice on holidays. */
export interface MakeUpDay {
  on: LocalDate;
  name: string;
  /** The swapped day whose office hours are kept; without it, those of a Friday. */
  insteadOf?: LocalDate;
}

/** One version of a working calendar as the catalog publishes it. */
export interface CalendarDefinition {
  id: string;
  version: number;
  name: string;
  /** First covered day. */
  coversFrom: LocalDate;
  /** Last covered day; any day outside is a CalendarCoverageError. */
  coversTo: LocalDate;
  daysOff: DaysOff[];
  makeUpDays: MakeUpDay[];
  officeHours: OfficeHours[];
}
