import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CalendarDefinition } from './calendar-definition.js';
import { compileCalendar } from './compile-calendar.js';
import { dueAt } from './due.js';
import {
  calendarVectors,
  fiveDayWeek,
  local,
  plainRules,
  receivedAt,
  vietnamPublicHolidays,
  workingDays,
} from './testing/vietnam-calendar.js';

const folder = join(resolve(process.env.MOTCUA_DATA ?? '../shared/data'), 'calendar');
const holidaysFile = join(folder, 'holidays-2018-2030.json');
const swapsFile = join(folder, 'swaps-and-gaps.csv');
const present = existsSync(holidaysFile) && existsSync(swapsFile);

/** A line of the swaps file; its last field may be quoted, the four read here never are. */
interface Swap {
  from: string;
  to: string;
  kind: string;
  name: string;
}

/** Both files as one definition: the holidays of 2018–2030 and the days swapped by the yearly notices. */
function published(holidays: Record<string, string>, swaps: Swap[]): CalendarDefinition {
  const madeUpFor = (name: string) => {
    const [, date, month, year] = /(\d{2})\/(\d{2})\/(\d{4})/.exec(name) ?? [];
    return date ? { insteadOf: `${year}-${month}-${date}` } : {};
  };
  return {
    id: 'published',
    version: 1,
    name: 'holidays-2018-2030.json with swaps-and-gaps.csv',
    coversFrom: '2018-01-01',
    coversTo: '2030-12-31',
    daysOff: [
      ...swaps
        .filter(({ kind }) => kind === 'off')
        .map(({ from, to, name }) => ({
          from,
          to: to || from,
          name,
          kind: name.includes('hoán đổi') ? ('SWAPPED' as const) : ('HOLIDAY' as const),
        })),
      ...Object.entries(holidays).map(([date, name]) => ({
        from: date,
        to: date,
        name,
        kind: name.startsWith('Day off (substituted') ? ('SWAPPED' as const) : ('HOLIDAY' as const),
      })),
    ],
    makeUpDays: swaps
      .filter(({ kind }) => kind === 'makeup')
      .map(({ from, name }) => ({ on: from, name, ...madeUpFor(name) })),
    officeHours: [{ ...fiveDayWeek, effectiveFrom: '2018-01-01' }],
  };
}

describe('working days over the published calendar files', () => {
  if (!present) {
    it(`needs ${folder}: skipped; the same vectors ran on the calendar written by hand`, () => {
      console.log(
        `1 spec not run: no calendar files in ${folder} (set MOTCUA_DATA to the folder that holds calendar/)`,
      );
      expect(process.env.CI).not.toBe('true');
    });
    return;
  }

  const holidays = JSON.parse(readFileSync(holidaysFile, 'utf8')) as Record<string, string>;
  const swaps = readFileSync(swapsFile, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line): Swap => {
      const [from = '', to = '', kind = '', name = ''] = line.split(',');
      return { from, to, kind, name };
    });
  const calendar = compileCalendar(published(holidays, swaps));

  it.each(calendarVectors)('received on $start, $days working days are due on $due', (vector) => {
    const due = dueAt(calendar, workingDays(vector.days), receivedAt(`${vector.start} 09:00`), plainRules);
    expect(due).toEqual({ state: 'RUNNING', dueAt: local(`${vector.due} 17:00`) });
  });

  it('without the swapped days, half of them are wrong', () => {
    const withoutSwaps = compileCalendar(published(holidays, []));
    const right = calendarVectors.filter((vector) => {
      const due = dueAt(withoutSwaps, workingDays(vector.days), receivedAt(`${vector.start} 09:00`), plainRules);
      return due.state === 'RUNNING' && due.dueAt.getTime() === local(`${vector.due} 17:00`).getTime();
    });
    expect(right).toHaveLength(calendarVectors.length / 2);
  });

  it('the calendar written by hand has the same working days of 2024 to 2026', () => {
    const byHand = compileCalendar(vietnamPublicHolidays);
    const differing: string[] = [];
    for (let day = byHand.firstDay; day <= byHand.firstDay + 3 * 365; day++) {
      const worked = (kind: string) => kind === 'WORKING_DAY' || kind === 'MAKE_UP_DAY';
      if (worked(byHand.kindOf(day)) !== worked(calendar.kindOf(day))) {
        differing.push(new Date(day * 86_400_000).toISOString().slice(0, 10));
      }
    }
    // The culture day is a day off for 2026 by Resolution 28/2026/QH16; the table of notices lacks it.
    expect(differing).toEqual(['2026-11-24']);
  });
});
