import { CalendarCoverageError } from './calendar-coverage-error.js';
import { dateOfDayNumber, type LocalDate, MINUTES_PER_DAY } from './local-time.js';

/** Why a day is or is not a working day. */
export type DayKind = 'WORKING_DAY' | 'MAKE_UP_DAY' | 'WEEKLY_REST' | 'HOLIDAY' | 'SWAPPED_DAY_OFF';

/** The office hours of one day, in minutes since midnight. */
export interface DayPlan {
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Office minutes of the day before each shift. */
  readonly workedBefore: readonly number[];
  readonly minutes: number;
  readonly opens: number;
  readonly closes: number;
  /** The end of the day's first half. */
  readonly halfCloses: number;
}

/** The result of compileCalendar, one entry per day from `firstDay` on. */
export interface CalendarTables {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  /** Day number of the first covered day. */
  readonly firstDay: number;
  readonly plans: readonly DayPlan[];
  /** Index into `plans`; plan 0 is a day without office. */
  readonly planOfDay: Uint16Array;
  readonly kindOfDay: readonly DayKind[];
  /** Names of days off and make-up days, by day number. */
  readonly nameOfDay: ReadonlyMap<number, string>;
}

/**
 * A calendar ready for counting at one office: prefix sums of office minutes and of working days, so that every query
 * is an array access or a binary search, for any interval.
 *
 * Instants are local minutes (see localMinute). A *position* is the number of office minutes since the calendar began;
 * it does not change outside office hours, so differences of positions can be added and split freely. Working days are
 * numbered from 0.
 */
export class WorkingCalendar {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly firstDay: number;
  readonly lastDay: number;
  private readonly minutesBefore: Int32Array;
  private readonly workingDaysBefore: Int32Array;
  private readonly dayOfWorkingDay: Int32Array;
  private readonly positionOfWorkingDay: Int32Array;

  constructor(private readonly tables: CalendarTables) {
    this.id = tables.id;
    this.version = tables.version;
    this.name = tables.name;
    this.firstDay = tables.firstDay;
    const days = tables.planOfDay.length;
    this.lastDay = tables.firstDay + days - 1;
    this.minutesBefore = new Int32Array(days + 1);
    this.workingDaysBefore = new Int32Array(days + 1);
    const working: number[] = [];
    for (let day = 0; day < days; day++) {
      const minutes = this.plan(day).minutes;
      this.minutesBefore[day + 1] = this.minutesBefore[day]! + minutes;
      this.workingDaysBefore[day + 1] = this.workingDaysBefore[day]! + (minutes > 0 ? 1 : 0);
      if (minutes > 0) working.push(day);
    }
    this.dayOfWorkingDay = Int32Array.from(working);
    this.positionOfWorkingDay = Int32Array.from([...working, days], (day) => this.minutesBefore[day]!);
  }

  /** First covered day. */
  get coversFrom(): LocalDate {
    return dateOfDayNumber(this.firstDay);
  }

  /** Last covered day. */
  get coversTo(): LocalDate {
    return dateOfDayNumber(this.lastDay);
  }

  /** Whether it knows the day of an instant. */
  covers(minute: number): boolean {
    const day = Math.floor(minute / MINUTES_PER_DAY);
    return day >= this.firstDay && day <= this.lastDay;
  }

  /** Why a day (by day number) is or is not a working day. */
  kindOf(day: number): DayKind {
    return this.tables.kindOfDay[this.offset(day)]!;
  }

  /** The name of a day off or make-up day. */
  nameOf(day: number): string | undefined {
    return this.tables.nameOfDay.get(day);
  }

  /** Office minutes before an instant. */
  position(minute: number): number {
    const day = Math.floor(minute / MINUTES_PER_DAY);
    const offset = this.offset(day);
    return this.minutesBefore[offset]! + workedBy(this.plan(offset), minute - day * MINUTES_PER_DAY);
  }

  /** Office minutes left of an instant's own day; 0 after it closes or without office. */
  minutesLeft(minute: number): number {
    const day = Math.floor(minute / MINUTES_PER_DAY);
    const plan = this.plan(this.offset(day));
    return plan.minutes - workedBy(plan, minute - day * MINUTES_PER_DAY);
  }

  /**
   * The earliest instant by which `position` office minutes have passed: at a shift boundary, the end of the earlier
   * shift.
   * @throws CalendarCoverageError naming the day after the calendar's last when it ends before.
   */
  instantOf(position: number): number {
    const starts = this.positionOfWorkingDay;
    const count = this.dayOfWorkingDay.length;
    if (position > starts[count]!) throw this.endsTooSoon();
    // The last working day that starts before `position`.
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! < position) low = middle;
      else high = middle - 1;
    }
    const offset = this.dayOfWorkingDay[low]!;
    const plan = this.plan(offset);
    const worked = position - starts[low]!;
    let shift = plan.from.length - 1;
    while (shift > 0 && plan.workedBefore[shift]! >= worked) shift--;
    return (this.firstDay + offset) * MINUTES_PER_DAY + plan.from[shift]! + worked - plan.workedBefore[shift]!;
  }

  /**
   * The first working instant not before `minute`.
   * @throws CalendarCoverageError when the calendar ends before one.
   */
  nextWorkingInstant(minute: number): number {
    const day = Math.floor(minute / MINUTES_PER_DAY);
    const offset = this.offset(day);
    const plan = this.plan(offset);
    const time = minute - day * MINUTES_PER_DAY;
    for (let shift = 0; shift < plan.from.length; shift++) {
      if (time < plan.to[shift]!) return day * MINUTES_PER_DAY + Math.max(time, plan.from[shift]!);
    }
    return this.opening(this.workingDaysBefore[offset + 1]!);
  }

  /** How many working days have ended by an instant: the number of the working day of its next working instant. */
  workingDaysClosed(minute: number): number {
    const day = Math.floor(minute / MINUTES_PER_DAY);
    const offset = this.offset(day);
    const plan = this.plan(offset);
    const closed = plan.minutes > 0 && minute - day * MINUTES_PER_DAY >= plan.closes;
    return this.workingDaysBefore[offset]! + (closed ? 1 : 0);
  }

  /** The first calendar day (by day number) that has not ended by an instant; without office it ends at midnight. */
  firstOpenDay(minute: number): number {
    const day = Math.floor(minute / MINUTES_PER_DAY);
    const plan = this.plan(this.offset(day));
    return plan.minutes > 0 && minute - day * MINUTES_PER_DAY >= plan.closes ? day + 1 : day;
  }

  /** The number of the first working day not before a day (by day number). */
  workingDayFrom(day: number): number {
    if (!(day <= this.lastDay)) throw this.endsTooSoon();
    return this.workingDaysBefore[this.offset(day)]!;
  }

  /** The day number of a working day. */
  dayOf(workingDay: number): number {
    return this.firstDay + this.offsetOfWorkingDay(workingDay);
  }

  /** The instant at which a working day opens. */
  opening(workingDay: number): number {
    const offset = this.offsetOfWorkingDay(workingDay);
    return (this.firstDay + offset) * MINUTES_PER_DAY + this.plan(offset).opens;
  }

  /** The instant at which a working day closes. */
  closing(workingDay: number): number {
    const offset = this.offsetOfWorkingDay(workingDay);
    return (this.firstDay + offset) * MINUTES_PER_DAY + this.plan(offset).closes;
  }

  /** The instant at which the first half of a working day ends. */
  halfClosing(workingDay: number): number {
    const offset = this.offsetOfWorkingDay(workingDay);
    return (this.firstDay + offset) * MINUTES_PER_DAY + this.plan(offset).halfCloses;
  }

  private plan(offset: number): DayPlan {
    return this.tables.plans[this.tables.planOfDay[offset]!]!;
  }

  private offset(day: number): number {
    if (!(day >= this.firstDay && day <= this.lastDay)) throw this.unknown(day);
    return day - this.firstDay;
  }

  private offsetOfWorkingDay(workingDay: number): number {
    if (!(workingDay < this.dayOfWorkingDay.length)) throw this.endsTooSoon();
    return this.dayOfWorkingDay[workingDay]!;
  }

  private endsTooSoon(): CalendarCoverageError {
    return this.unknown(this.lastDay + 1);
  }

  private unknown(day: number): CalendarCoverageError {
    return new CalendarCoverageError(dateOfDayNumber(day), this, { from: this.coversFrom, to: this.coversTo });
  }
}

function workedBy(plan: DayPlan, time: number): number {
  let shift = plan.from.length - 1;
  while (shift >= 0 && time <= plan.from[shift]!) shift--;
  return shift < 0 ? 0 : plan.workedBefore[shift]! + Math.min(time, plan.to[shift]!) - plan.from[shift]!;
}
