import { punctuality } from './punctuality.js';

const due = new Date('2026-09-08T17:00:00+07:00');

describe('an ended dossier', () => {
  it.each([
    ['on the due instant is on time', '2026-09-08T17:00:00.000+07:00', 'ON_TIME'],
    ['a millisecond after it is late, though on the same day', '2026-09-08T17:00:00.001+07:00', 'LATE'],
    ['in the morning of the due day is on time, not early', '2026-09-08T00:00:00+07:00', 'ON_TIME'],
    ['in the last millisecond of the day before is early', '2026-09-07T23:59:59.999+07:00', 'EARLY'],
    ['on the day before in UTC but on the due day in Vietnam is on time', '2026-09-07T18:00:00Z', 'ON_TIME'],
  ])('%s', (_, endedAt, expected) => {
    expect(punctuality(new Date(endedAt), due)).toBe(expected);
  });

  it('without a due date is unknown', () => {
    expect(punctuality(new Date('2026-09-08T17:00:00+07:00'), undefined)).toBe('UNKNOWN');
  });
});
