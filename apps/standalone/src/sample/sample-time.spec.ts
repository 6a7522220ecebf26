import { weekdayAt } from './sample-time.js';

describe('the days on which the sample’s dossiers move', () => {
  it('are weekdays before the day of the first start, by the local date', () => {
    // Sunday 22 November 2026, 11:00 in Hà Nội.
    const asOf = new Date('2026-11-22T04:00:00Z');
    expect(weekdayAt(asOf, 1, '09:00').toISOString()).toBe('2026-11-20T02:00:00.000Z');
    expect(weekdayAt(asOf, 5, '07:30').toISOString()).toBe('2026-11-16T00:30:00.000Z');
    expect(weekdayAt(asOf, 6, '16:45').toISOString()).toBe('2026-11-13T09:45:00.000Z');
  });

  it('go by the local date when it is another one in UTC', () => {
    // Tuesday 24 November 2026, 01:00 in Hà Nội; Monday in UTC.
    expect(weekdayAt(new Date('2026-11-23T18:00:00Z'), 1, '08:00').toISOString()).toBe('2026-11-23T01:00:00.000Z');
  });
});
