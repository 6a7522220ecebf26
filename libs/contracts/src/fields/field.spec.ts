import { validateSync } from 'class-validator';
import { Instant } from './field.js';

class Appointment {
  @Instant({ description: 'When', example: '2026-08-20T09:15:00+07:00' })
  at: unknown;
}

function refusals(at: unknown): string[] {
  return validateSync(Object.assign(new Appointment(), { at })).flatMap((error) =>
    Object.keys(error.constraints ?? {}),
  );
}

describe('An instant', () => {
  it.each([
    '2026-08-20T02:15:00.000Z',
    '2026-08-20T09:15:00+07:00',
    '2026-08-20T09:15+07:00',
    '2011-10-11T13:42:22.688+02:00',
    '2026-08-20T09:15:00.6880000+07:00',
    '2028-02-29T23:59:59.999Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
  ])('is %s', (text) => {
    expect(refusals(text)).toEqual([]);
    expect(new Date(text).getTime()).not.toBeNaN();
  });

  it.each([
    ['in the basic form', '20111011T134222Z'],
    ['to the hour', '2026-08-20T10Z'],
    ['by the week', '2026-W34-4T10:00:00Z'],
    ['by the day of the year', '2026-232T10:00:00Z'],
    ['with a comma', '2026-08-20T10:00:00,5Z'],
    ['with an offset to the hour', '2026-08-20T10:00:00+07'],
    ['with an offset without colon', '2026-08-20T10:00:00+0700'],
    ['without an offset', '2026-08-20T10:00:00'],
    ['without a time', '2026-08-20'],
    ['with a blank for the T', '2026-08-20 10:00:00Z'],
    ['with a line after it', '2026-08-20T10:00:00Z\n'],
  ])('%s has another form: %j', (_form, text) => expect(refusals(text)).toEqual(['isInstant']));

  it.each([
    '2026-02-30T10:00:00Z',
    '2026-02-29T10:00:00Z',
    '2026-04-31T10:00:00+07:00',
    '2026-13-01T10:00:00Z',
    '2026-08-20T24:00:00Z',
    '2026-08-20T10:60:00Z',
    '2026-08-20T10:00:60Z',
    '2026-08-20T10:00:00+24:00',
    '0000-06-01T10:00:00Z',
    '0001-01-01T00:00:00+07:00',
    '9999-12-31T23:00:00-07:00',
  ])('%s does not exist, or not in every zone', (text) => expect(refusals(text)).toEqual(['isInstant']));

  it.each([[undefined], [null], [1787193300000], [new Date(0)], [['2026-08-20T02:15:00Z']]])('is not %p', (value) =>
    expect(refusals(value)).toEqual(['isInstant']),
  );
});
