import { type Clock, clockOf } from './clock.js';
import { count, type CountingStep, dayEndingAt, type WaitUnit } from './counting.js';
import type { Budget, CountingRules } from './counting-rules.js';
import { type Due, dueAt } from './due.js';
import { wording } from './explanation-wording.js';
import { type Intake, startOf } from './intake.js';
import { type Ledger, type Pause, type SettledLedger, settle } from './ledger.js';
import { dateOfDayNumber, instantOfLocalMinute, type LocalDate, localMinute, MINUTES_PER_DAY } from './local-time.js';
import type { WorkingCalendar } from './working-calendar.js';

/** The kind of one line of an explanation. */
export type ExplanationCode =
  /** `at`: the receipt. */
  | 'RECEIVED'
  /** `at`, `to`: a RESTART pause; the count restarts at its end. */
  | 'PAUSE_RESTARTED'
  /** `at`, `to`: a pause that ended before the count began. */
  | 'PAUSE_SUPERSEDED'
  /** `at`: the start, moved there from outside office hours. */
  | 'OUTSIDE_OFFICE_HOURS'
  /** `at`: the start, moved to the next working day by the late-intake rule. */
  | 'LATE_INTAKE'
  /** `at`: where the clock starts. */
  | 'STARTED'
  /** `on`: day 0. */
  | 'FIRST_DAY_NOT_COUNTED'
  /** `on`: a day skipped, and by which rule. */
  | 'WEEKLY_REST'
  | 'HOLIDAY'
  | 'SWAPPED_DAY_OFF'
  /** `on`: a rest day that is worked. */
  | 'MAKE_UP_DAY'
  /** `at`, `to`, `moved`: a SUBTRACT pause. */
  | 'PAUSE_SUBTRACTED'
  /** `at`, `to`: a pause that began when the budget was already used up. */
  | 'PAUSE_AFTER_DUE'
  /** `at`, `to`: a pause in which the clock ran on. */
  | 'CLOCK_RAN_ON'
  /** `on`: the last of a month that has no corresponding day. */
  | 'MONTH_END'
  /** `on`: the working day to which an end without office rolled. */
  | 'ROLLED_FORWARD'
  /** `at`: the time since which the clock is paused. */
  | 'PAUSED'
  /** `at`: the due instant. */
  | 'DUE';

/** One step of the count: a day (`on`) or an instant (`at`), with its reading in both languages. */
export interface ExplanationLine {
  code: ExplanationCode;
  on?: LocalDate;
  at?: Date;
  /** The end of a pause. */
  to?: Date;
  /** The reason for the pause in the ledger. */
  reason?: string;
  /** By how much a pause moved the due instant; `days` lists the working days that ended in it. */
  moved?: { amount: number; unit: WaitUnit; days?: LocalDate[] };
  text: { vi: string; en: string };
}

/** The explanation of a due instant, in the order in which an officer would count. */
export interface Explanation {
  calendar: { id: string; version: number };
  budget: Budget;
  due: Due;
  lines: ExplanationLine[];
}

/** A line with the local minute that orders it. */
interface Dated {
  key: number;
  line: ExplanationLine;
}

/**
 * The due instant of `dueAt` with its reasons: the receipt, what moved the start, each skipped day with its rule, each
 * make-up day, each pause and what it moved, the due instant. Units that count every day (CALENDAR_DAY, MONTH) skip
 * only the days over which their end rolls; CLOCK_HOUR skips none. It runs the same count as `dueAt`, which does not build the explanation.
 * @throws CalendarCoverageError and RangeError as `dueAt` does; also when a paused dossier's start is not covered.
 */
export function explain(calendar: WorkingCalendar, budget: Budget, ledger: Ledger, rules: CountingRules): Explanation {
  const settled = settle(ledger);
  const clock = clockOf(calendar, budget, settled, rules.lateIntake);
  const begun = startOf(calendar, budget.unit, clock.countFrom, rules.lateIntake);
  const start = begun.start;
  const dated: Dated[] = [
    { key: start, line: { code: 'STARTED', at: at(start), text: wording.started(start, budget) } },
  ];
  const dayAndNight = budget.unit === 'CLOCK_HOUR';
  if (budget.unit !== 'MINUTE' && budget.unit !== 'HOUR' && !dayAndNight) {
    const day = dayOf(start);
    dated.push({
      key: start,
      line: { code: 'FIRST_DAY_NOT_COUNTED', on: dateOfDayNumber(day), text: wording.firstDay(day) },
    });
  }
  for (const pause of settled.ranOn) {
    const line = pauseLine('CLOCK_RAN_ON', pause, wording.ranOn(pause));
    dated.push({ key: Math.max(localMinute(pause.from), start), line });
  }
  const everyDay = budget.unit === 'CALENDAR_DAY' || budget.unit === 'MONTH';
  const counted = clock.waits.filter((wait) => wait.to > clock.countFrom);
  const due = dueAt(calendar, budget, ledger, rules);

  let ending: ExplanationLine[];
  if (due.state === 'PAUSED') {
    const open = settled.open!;
    const since = localMinute(open.from);
    for (const { pause, from } of counted) {
      dated.push({ key: from, line: pauseLine('PAUSE_SUBTRACTED', pause, wording.waited(pause)) });
    }
    const until = Math.max(everyDay ? start : since, clock.countFrom);
    if (!dayAndNight) {
      dated.push(...skippedDays(calendar, dayOf(clock.countFrom), Math.min(dayOf(until), calendar.lastDay)));
    }
    ending = [pauseLine('PAUSED', open, wording.paused(since, open))];
  } else {
    const journal: CountingStep[] = [];
    const dueMinute = count(calendar, budget, start, counted, journal);
    ending = [];
    const dueDay = Math.max(dayEndingAt(dueMinute), dayOf(start));
    let skipFrom = dayOf(clock.countFrom);
    if (everyDay) {
      dated.push(...skippedDays(calendar, skipFrom, dayOf(start)));
      skipFrom = Math.max(dueDay, dayOf(start) + 1);
    }
    const afterDue = (pause: Pause) => {
      const line = pauseLine('PAUSE_AFTER_DUE', pause, wording.waitedAfterDue(pause, dueMinute));
      dated.push({ key: localMinute(pause.from), line });
    };
    for (const step of journal) {
      switch (step.kind) {
        case 'WAITED':
          dated.push({ key: Math.max(step.from, start), line: waitedLine(calendar, step) });
          break;
        case 'WAITED_AFTER_DUE':
          afterDue(step.pause);
          break;
        case 'MONTH_END':
          ending.push({ code: 'MONTH_END', on: dateOfDayNumber(step.day), text: wording.monthEnd(step.day) });
          break;
        case 'NOMINAL_END': {
          skipFrom = step.day;
          ending.push({
            code: 'ROLLED_FORWARD',
            on: dateOfDayNumber(dueDay),
            text: wording.rolled(step.day, dueDay),
          });
          break;
        }
      }
    }
    for (const { pause } of clock.tooLate) afterDue(pause);
    if (settled.open) afterDue(settled.open);
    if (!dayAndNight) dated.push(...skippedDays(calendar, skipFrom, dueDay));
    ending.push({ code: 'DUE', at: due.dueAt, text: wording.due(dueMinute) });
  }

  return {
    calendar: { id: calendar.id, version: calendar.version },
    budget,
    due,
    lines: [...beginning(settled, clock, begun, rules), ...inOrder(dated), ...ending],
  };
}

function beginning(
  settled: SettledLedger,
  { countFrom, restarts, waits }: Clock,
  begun: Intake,
  rules: CountingRules,
): ExplanationLine[] {
  const earlier: Dated[] = [];
  for (const { pause, from, to } of restarts) {
    const line =
      to > settled.receivedAt
        ? pauseLine('PAUSE_RESTARTED', pause, wording.restarted(pause))
        : pauseLine('PAUSE_SUPERSEDED', pause, wording.superseded(pause));
    earlier.push({ key: from, line });
  }
  for (const { pause, from, to } of waits) {
    if (to <= countFrom) {
      earlier.push({ key: from, line: pauseLine('PAUSE_SUPERSEDED', pause, wording.superseded(pause)) });
    }
  }
  const lines: ExplanationLine[] = [
    { code: 'RECEIVED', at: at(settled.receivedAt), text: wording.received(settled.receivedAt) },
    ...inOrder(earlier),
  ];
  if (begun.moved === 'OUTSIDE_OFFICE_HOURS') {
    const text = wording.outsideOfficeHours(countFrom, begun.start);
    lines.push({ code: 'OUTSIDE_OFFICE_HOURS', at: at(begun.start), text });
  } else if (begun.moved === 'LATE_INTAKE') {
    const text = wording.lateIntake(countFrom, begun.start, rules.lateIntake);
    lines.push({ code: 'LATE_INTAKE', at: at(begun.start), text });
  }
  return lines;
}

function waitedLine(calendar: WorkingCalendar, step: CountingStep & { kind: 'WAITED' }): ExplanationLine {
  const days: number[] = [];
  if (step.unit === 'WORKING_DAY') {
    const first = calendar.workingDaysClosed(step.from);
    for (let lost = 0; lost < Math.floor(step.moved); lost++) days.push(calendar.dayOf(first + lost));
  }
  const named = step.unit === 'WORKING_DAY' ? { days: days.map(dateOfDayNumber) } : {};
  return {
    ...pauseLine('PAUSE_SUBTRACTED', step.pause, wording.moved(step.pause, step.moved, step.unit, days)),
    moved: { amount: step.moved, unit: step.unit, ...named },
  };
}

function pauseLine(code: ExplanationCode, pause: Pause, text: ExplanationLine['text']): ExplanationLine {
  return { code, at: pause.from, ...(pause.to ? { to: pause.to } : {}), reason: pause.reason, text };
}

function skippedDays(calendar: WorkingCalendar, fromDay: number, toDay: number): Dated[] {
  const dated: Dated[] = [];
  for (let day = fromDay; day <= toDay; day++) {
    const code = calendar.kindOf(day);
    if (code === 'WORKING_DAY') continue;
    const text = wording.day(day, code, calendar.nameOf(day));
    dated.push({ key: day * MINUTES_PER_DAY, line: { code, on: dateOfDayNumber(day), text } });
  }
  return dated;
}

function inOrder(dated: Dated[]): ExplanationLine[] {
  return dated.sort((a, b) => a.key - b.key).map(({ line }) => line);
}

function at(minute: number): Date {
  return instantOfLocalMinute(minute);
}

function dayOf(minute: number): number {
  return Math.floor(minute / MINUTES_PER_DAY);
}
