import { compileCalendar, dueAt } from '@motcua/working-time';
import { sampleCatalog } from './catalog/sample-catalog.js';
import { officeDayAfter, weekdayAt, withinCalendar } from './sample-time.js';

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

describe('the day until which an opinion is asked for', () => {
  const { daysOff } = sampleCatalog.calendars[0]!.version;

  it('is an office day, so many of them later, by the local date', () => {
    // Friday 13 November 2026, 11:00 in Hà Nội.
    expect(officeDayAfter(new Date('2026-11-13T04:00:00Z'), 2, daysOff).toISOString()).toBe('2026-11-17T09:00:00.000Z');
  });

  it('is no holiday', () => {
    const off = [{ from: '2026-11-23', to: '2026-11-24' }];
    expect(officeDayAfter(new Date('2026-11-20T04:00:00Z'), 1, off).toISOString()).toBe('2026-11-25T09:00:00.000Z');
  });
});

describe('the day that the sample is counted back from', () => {
  const { id, version } = sampleCatalog.calendars[0]!;
  const { coversTo } = version;

  it('is the day of the first start while the sample’s calendar covers its deadlines', () => {
    const asOf = new Date('2026-11-22T04:00:00Z');
    expect(withinCalendar(asOf, coversTo)).toEqual(asOf);
  });

  it.each(['2027-12-31T04:00:00Z', '2029-03-01T04:00:00Z'])(
    'is an earlier, covered one on a first start at %s',
    (at) => {
      const asOf = withinCalendar(new Date(at), coversTo);
      expect(asOf.toISOString()).toBe('2027-11-01T05:00:00.000Z');
      const calendar = compileCalendar({ ...version, id, version: 1 });
      for (const { publication } of sampleCatalog.procedures) {
        for (const { budget, supplementMode = 'SUBTRACT' } of publication?.cases ?? []) {
          const count = () =>
            dueAt(calendar, budget, { receivedAt: asOf, pauses: [] }, { lateIntake: { kind: 'NONE' }, supplementMode });
          expect(count).not.toThrow();
        }
      }
    },
  );
});
