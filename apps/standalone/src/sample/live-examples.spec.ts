import { reportMonthOf } from './live-examples.js';

describe('the month of the report that the documentation asks for', () => {
  it.each([
    ['2026-10-14', { year: 2026, month: 10 }],
    ['2026-10-15', { year: 2026, month: 11 }],
    ['2026-12-14', { year: 2026, month: 12 }],
    ['2026-12-15', { year: 2027, month: 1 }],
  ])('on %s is the one whose days hold it', (day, month) => expect(reportMonthOf(day)).toEqual(month));
});
