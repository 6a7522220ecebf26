import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lateCases, lateShares, readPermitLog, tally } from './permit-log.js';

const data = process.env.MOTCUA_DATA ?? join(__dirname, '../../../../shared/data');
const present = existsSync(data);

describe('the municipal permit log', () => {
  if (!present) {
    it('is absent: only CI requires it', () => {
      process.stderr.write(`real input not found at ${data}: the permit log was not read\n`);
      expect(process.env.CI).toBeUndefined();
    });
    return;
  }

  it('has the known figures when counted from the file', async () => {
    const cases = await readPermitLog(data);
    const asOf = new Date('2012-01-24T00:00:00+07:00');
    expect(cases.reduce((steps, permit) => steps + permit.steps.length, 0)).toBe(8577);
    expect(tally(cases, asOf)).toEqual({
      received: 1434,
      byChannel: { ONLINE: 1250, DIRECT: 109, POST: 53, OTHER: 22 },
      early: 937,
      onTime: 3,
      late: 389,
      within: 64,
      pastDue: 41,
    });
    const late = (department: string) =>
      tally(
        cases.filter((permit) => permit.department === department),
        asOf,
      ).late;
    expect(['General', 'Experts', 'Customer contact'].map(late)).toEqual([381, 7, 1]);
  });

  it('splits its 389 late cases, and all their lateness, by department and resource', async () => {
    const late = lateCases(await readPermitLog(data));
    const shares = lateShares(late);
    expect(shares).toHaveLength(33);
    expect(shares.reduce((sum, { cases }) => sum + cases, 0)).toBe(389);
    const lateness = late.reduce((sum, { endedAt, plannedEnd }) => sum + endedAt.getTime() - plannedEnd.getTime(), 0);
    expect(shares.reduce((sum, { lateMs }) => sum + lateMs, 0)).toBe(lateness);
    const most = shares.toSorted((a, b) => b.cases - a.cases)[0]!;
    expect([most.department, most.resource, most.cases]).toEqual(['General', 'admin1', 83]);
  });
});

describe('A late case', () => {
  const [day, due] = [(n: number) => new Date(Date.UTC(2012, 0, n)), new Date(Date.UTC(2012, 0, 10))];
  const late = (steps: [string, number][]) =>
    lateShares([
      {
        department: 'General',
        plannedEnd: due,
        endedAt: day(12),
        steps: steps.map(([resource, n]) => ({ resource, at: day(n) })),
      },
    ]).map(({ resource, cases, lateMs }) => [resource, cases, lateMs]);
  const twoDays = 2 * 86_400_000;

  it('counts for whoever did the next step after its due date, in whatever order the steps were recorded', () => {
    expect(
      late([
        ['after', 11],
        ['before', 9],
        ['last', 12],
      ]),
    ).toEqual([['after', 1, twoDays]]);
  });

  it('counts for whoever did its last step where none was recorded after its due date', () => {
    expect(
      late([
        ['last', 9],
        ['first', 8],
      ]),
    ).toEqual([['last', 1, twoDays]]);
  });

  it('counts for nobody known where no step was recorded', () => {
    expect(late([])).toEqual([['not recorded', 1, twoDays]]);
  });
});
