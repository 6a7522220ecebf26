import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readPermitLog, tally } from './permit-log.js';

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
});
