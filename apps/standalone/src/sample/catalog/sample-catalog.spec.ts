import { compileCalendar, dueAt, startOfLocalDay, localDate } from '@motcua/working-time';
import { sampleCatalog } from './sample-catalog.js';

describe('the sample procedures', () => {
  it('are some twenty, over both agencies, each code once', () => {
    const codes = sampleCatalog.procedures.map(({ entry }) => entry.code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.length).toBeGreaterThanOrEqual(20);
    const agencies = sampleCatalog.procedures.flatMap(({ entry }) => entry.agencyCodes);
    expect([...new Set(agencies)].sort()).toEqual(sampleCatalog.agencies.map(({ code }) => code));
  });

  it('show several units, halves, several cases, and both ways of treating a supplement', () => {
    const cases = sampleCatalog.procedures.flatMap(({ publication }) => publication?.cases ?? []);
    expect([...new Set(cases.map(({ budget }) => budget.unit))].sort()).toEqual([
      'CALENDAR_DAY',
      'HOUR',
      'WORKING_DAY',
    ]);
    expect(cases.some(({ steps }) => steps.some(({ budget }) => budget.amount === 0.5))).toBe(true);
    expect(cases.filter(({ supplementMode }) => supplementMode === 'SUBTRACT')).toHaveLength(1);
    expect(sampleCatalog.procedures.some(({ publication }) => publication && publication.cases.length > 1)).toBe(true);
  });
});

describe('the sample calendar', () => {
  const [vn] = sampleCatalog.calendars;
  const calendar = compileCalendar({ ...vn!.version, id: vn!.id, version: 1 });
  it.each([
    ['2025-01-24', 1, '2025-02-03'],
    ['2025-04-25', 3, '2025-04-29'],
    ['2026-02-13', 5, '2026-02-27'],
    ['2026-04-24', 2, '2026-04-29'],
    ['2026-04-29', 1, '2026-05-04'],
    ['2026-08-20', 3, '2026-08-24'],
    ['2026-08-27', 5, '2026-09-08'],
  ])('from %s, %i working days end on %s', (start, days, end) => {
    const receivedAt = new Date(startOfLocalDay(start).getTime() + 9 * 3_600_000);
    const due = dueAt(
      calendar,
      { amount: days, unit: 'WORKING_DAY' },
      { receivedAt, pauses: [] },
      { lateIntake: { kind: 'NONE' }, supplementMode: 'RESTART' },
    );
    expect(due.state === 'RUNNING' && localDate(due.dueAt)).toBe(end);
  });
});
