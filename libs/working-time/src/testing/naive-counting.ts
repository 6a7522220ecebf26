import type { CalendarDefinition } from '../calendar-definition.js';
import type { Budget, LateIntake } from '../counting-rules.js';
import type { Ledger } from '../ledger.js';

const DAY = 1_440;

/** An interval of office hours in minutes since midnight. */
interface Stretch {
  from: number;
  to: number;
}

/** The naive count went beyond the calendar. */
export class OffTheCalendar extends Error {}

/**
 * The oracle of the property tests: reads the definition day by day and walks minute by minute, and shares no table,
 * sum or search with the library. Instants are local minutes since 1970. SUBTRACT pauses only.
 */
export class NaiveCounting {
  private readonly days = new Map<number, Stretch[]>();

  constructor(private readonly definition: CalendarDefinition) {}

  due(budget: Budget, ledger: Ledger, late: LateIntake): number {
    const received = minuteOf(ledger.receivedAt);
    const start = budget.unit === 'CLOCK_HOUR' ? received : this.start(received, late);
    const waits = ledger.pauses.map((p) => ({ from: minuteOf(p.from), to: minuteOf(p.to!) }));
    const waiting = (minute: number) => waits.some((w) => w.from <= minute && minute < w.to);
    const day0 = Math.floor(start / DAY);
    switch (budget.unit) {
      case 'MINUTE':
      case 'HOUR': {
        let left = budget.amount * (budget.unit === 'HOUR' ? 60 : 1);
        let minute = start;
        for (; left > 0; minute++) if (this.worked(minute) && !waiting(minute)) left--;
        return minute;
      }
      case 'CLOCK_HOUR': {
        let left = budget.amount * 60;
        let minute = start;
        for (; left > 0; minute++) if (!waiting(minute)) left--;
        return minute;
      }
      case 'WORKING_DAY': {
        // Whole days first: a day is used up when it ends; each day that ended during a wait is added again.
        let due = this.endAfter(day0, budget.amount);
        let owed = 0;
        let counted = start;
        for (const wait of [...waits].sort((a, b) => a.from - b.from)) {
          const from = Math.max(wait.from, counted);
          if (from >= due) continue;
          for (let day = Math.floor(from / DAY); day <= Math.floor(wait.to / DAY); day++) {
            const shifts = this.shifts(day);
            const closes = day * DAY + (shifts[shifts.length - 1]?.to ?? 0);
            if (shifts.length > 0 && from < closes && closes <= wait.to) owed++;
          }
          counted = Math.max(counted, wait.to);
          due = Math.max(due, this.endAfter(day0, budget.amount + owed));
          // A half day that would end while the applicant is awaited ends with its day.
          if (due <= wait.to) {
            owed += 0.5;
            due = this.endAfter(day0, budget.amount + owed);
          }
        }
        return due;
      }
      case 'CALENDAR_DAY':
      case 'MONTH': {
        let end = day0 + budget.amount;
        if (budget.unit === 'MONTH') {
          const date = new Date(day0 * 86_400_000);
          const wanted = date.getUTCDate();
          date.setUTCDate(1);
          date.setUTCMonth(date.getUTCMonth() + budget.amount);
          const month = date.getUTCMonth();
          for (let day = 2; day <= wanted; day++) {
            date.setUTCDate(day);
            if (date.getUTCMonth() !== month) {
              date.setUTCDate(0);
              break;
            }
          }
          end = date.getTime() / 86_400_000;
        }
        let due = this.rolled(end);
        let counted = start;
        for (const wait of [...waits].sort((a, b) => a.from - b.from)) {
          const from = Math.max(wait.from, counted);
          if (from >= due) continue;
          const firstOpen = (minute: number) => {
            let day = Math.floor(minute / DAY);
            const shifts = this.shifts(day);
            if (shifts.length > 0 && minute >= day * DAY + shifts[shifts.length - 1]!.to) day++;
            return day;
          };
          if (wait.to > from) {
            end = firstOpen(wait.to) + Math.max(0, end - firstOpen(from));
            due = this.rolled(end);
          }
          counted = Math.max(counted, wait.to);
        }
        return due;
      }
    }
  }

  workedMinutes(from: number, to: number): number {
    let minutes = 0;
    for (let minute = from; minute < to; minute++) if (this.worked(minute)) minutes++;
    return minutes;
  }

  isWorkingDay(day: number): boolean {
    return this.shifts(day).length > 0;
  }

  private start(receivedAt: number, late: LateIntake): number {
    const day = Math.floor(receivedAt / DAY);
    const left = this.workedMinutes(receivedAt, (day + 1) * DAY);
    const isLate =
      left > 0 &&
      ((late.kind === 'AFTER_LOCAL_TIME' && receivedAt - day * DAY > time(late.time)) ||
        (late.kind === 'LAST_MINUTES_OF_OFFICE' && left <= late.minutes));
    let minute = isLate ? (day + 1) * DAY : receivedAt;
    while (!this.worked(minute)) minute++;
    return minute;
  }

  /** The end of `amount` working days after day 0. */
  private endAfter(day0: number, amount: number): number {
    let left = amount;
    for (let day = day0; ; day++) {
      const shifts = this.shifts(day);
      if (shifts.length === 0) continue;
      if (day > day0) left--;
      if (left === 0) return day * DAY + shifts[shifts.length - 1]!.to;
      if (left === -0.5) return day * DAY + this.half(shifts);
    }
  }

  private half(shifts: Stretch[]): number {
    const lengths = shifts.map((s) => s.to - s.from);
    const total = lengths.reduce((a, b) => a + b, 0);
    if (shifts.length === 1) return shifts[0]!.from + Math.ceil(total / 2);
    const breaks = shifts.slice(0, -1).map((s, i) => ({
      at: s.to,
      off: Math.abs(lengths.slice(0, i + 1).reduce((a, b) => a + b, 0) - total / 2),
    }));
    return breaks.reduce((best, next) => (next.off < best.off ? next : best)).at;
  }

  private rolled(end: number): number {
    let day = end;
    while (this.shifts(day).length === 0) day++;
    const shifts = this.shifts(day);
    return day * DAY + shifts[shifts.length - 1]!.to;
  }

  private worked(minute: number): boolean {
    const day = Math.floor(minute / DAY);
    const at = minute - day * DAY;
    return this.shifts(day).some((s) => s.from <= at && at < s.to);
  }

  private shifts(day: number): Stretch[] {
    let shifts = this.days.get(day);
    if (!shifts) this.days.set(day, (shifts = this.readShifts(day)));
    return shifts;
  }

  private readShifts(day: number): Stretch[] {
    const { coversFrom, coversTo, daysOff, makeUpDays, officeHours } = this.definition;
    const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
    const inForce = officeHours
      .filter((h) => h.effectiveFrom <= date)
      .sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : -1))[0];
    if (date < coversFrom || date > coversTo || !inForce) throw new OffTheCalendar(date);
    if (daysOff.some((period) => period.from <= date && date <= period.to)) return [];
    const makeUp = makeUpDays.find((m) => m.on === date);
    const weekday = makeUp
      ? makeUp.insteadOf
        ? new Date(makeUp.insteadOf).getUTCDay()
        : 5
      : new Date(date).getUTCDay();
    return inForce.week[weekday]!.map((shift) => ({ from: time(shift.from), to: time(shift.to) }));
  }
}

export function minuteOf(at: Date): number {
  return Math.floor(at.getTime() / 60_000) + 420;
}

function time(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}
