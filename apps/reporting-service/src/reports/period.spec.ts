import { DomainError } from '@motcua/contracts';
import { lastDayOf, periodOf, type PeriodChoice } from './period.js';

const local = (text: string) => new Date(`${text}T00:00:00+07:00`);

function refusalOf(choice: PeriodChoice): DomainError {
  try {
    periodOf(choice);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('the period of an administrative report (Decree 09/2019/NĐ-CP Art. 12)', () => {
  it.each<[string, PeriodChoice, string, string, string]>([
    [
      'a month begins on the 15th of the month before',
      { preset: 'month', year: 2026, month: 8 },
      '2026-07-15',
      '2026-08-15',
      '2026-08-14',
    ],
    [
      'January begins in the year before',
      { preset: 'month', year: 2026, month: 1 },
      '2025-12-15',
      '2026-01-15',
      '2026-01-14',
    ],
    [
      'the first quarter begins on 15 December',
      { preset: 'quarter', year: 2026, quarter: 1 },
      '2025-12-15',
      '2026-03-15',
      '2026-03-14',
    ],
    [
      'the third quarter begins on 15 June',
      { preset: 'quarter', year: 2026, quarter: 3 },
      '2026-06-15',
      '2026-09-15',
      '2026-09-14',
    ],
    [
      'the fourth quarter ends on 14 December',
      { preset: 'quarter', year: 2026, quarter: 4 },
      '2026-09-15',
      '2026-12-15',
      '2026-12-14',
    ],
    ['six months end on 14 June', { preset: 'six-months', year: 2026 }, '2025-12-15', '2026-06-15', '2026-06-14'],
    [
      'nine months end on 14 September',
      { preset: 'nine-months', year: 2021 },
      '2020-12-15',
      '2021-09-15',
      '2021-09-14',
    ],
    ['a year ends on 14 December', { preset: 'year', year: 2026 }, '2025-12-15', '2026-12-15', '2026-12-14'],
    [
      'two days mean their midnights in Vietnam',
      { from: '2026-08-01', to: '2026-09-01' },
      '2026-08-01',
      '2026-09-01',
      '2026-08-31',
    ],
  ])('%s', (_, choice, from, to, lastDay) => {
    const period = periodOf(choice);
    expect(period.from).toEqual(local(from));
    expect(period.to).toEqual(local(to));
    expect(lastDayOf(period)).toBe(lastDay);
  });

  it('of four quarters is the period of their year', () => {
    const quarters = [1, 2, 3, 4].map((quarter) => periodOf({ preset: 'quarter', year: 2026, quarter }));
    const year = periodOf({ preset: 'year', year: 2026 });
    expect(quarters[0]!.from).toEqual(year.from);
    expect(quarters[3]!.to).toEqual(year.to);
    quarters.slice(1).forEach((quarter, i) => expect(quarter.from).toEqual(quarters[i]!.to));
  });

  it('takes instants with their zone, a plus sign sent unencoded included', () => {
    const to = new Date('2012-01-23T17:00:00Z');
    expect(periodOf({ from: '2010-01-01', to: '2012-01-24T00:00+07:00' }).to).toEqual(to);
    expect(periodOf({ from: '2010-01-01', to: '2012-01-24T00:00 07:00' }).to).toEqual(to);
    expect(periodOf({ from: '2010-01-01', to: '2012-01-23T17:00:00.000Z' }).to).toEqual(to);
  });

  it.each<[string, PeriodChoice, string[]]>([
    ['nothing at all', {}, ['from', 'to']],
    ['a month without its year', { preset: 'month', month: 8 }, ['year']],
    ['a quarter without its number', { preset: 'quarter', year: 2026 }, ['quarter']],
    ['a year with a month', { preset: 'year', year: 2026, month: 3 }, ['month']],
    ['a preset and two ends', { preset: 'year', year: 2026, from: '2026-01-01' }, ['from']],
    ['two ends and a year', { from: '2026-01-01', to: '2026-02-01', year: 2026 }, ['year']],
    ['a day that does not exist', { from: '2026-02-30', to: '2026-03-01' }, ['from']],
    ['an instant on such a day', { from: '2026-02-30T00:00:00Z', to: '2026-03-10' }, ['from']],
    ['an instant without a zone', { from: '2026-02-01T00:00:00', to: '2026-03-01' }, ['from']],
    ['an end before the beginning', { from: '2026-03-01', to: '2026-02-01' }, ['to']],
    ['an empty period', { from: '2026-03-01', to: '2026-03-01' }, ['to']],
  ])('is refused for %s, naming the parameter', (_, choice, paths) => {
    const refusal = refusalOf(choice);
    expect(refusal.code).toBe('report.period-invalid');
    expect(refusal.fields.map((field) => field.path)).toEqual(paths);
  });
});
