export { type LocalDate, localDate, startOfLocalDay } from './local-time.js';
export type { CalendarDefinition, DaysOff, MakeUpDay, OfficeHours, Shift } from './calendar-definition.js';
export { CalendarCoverageError } from './calendar-coverage-error.js';
export { type WorkingCalendar, compileCalendar } from './working-calendar.js';
export type { Budget, CountingRules, LateIntake, SupplementMode, TimeUnit } from './counting-rules.js';
export type { Ledger, Pause } from './ledger.js';
export { type Due, dueAt } from './due.js';
export { type Explanation, type ExplanationCode, type ExplanationLine, explain } from './explanation.js';
export { elapsedWorkingTime } from './elapsed.js';
