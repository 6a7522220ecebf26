import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Checks } from '@motcua/deployment';
import { checkIndices } from './check-indices.js';

const data = process.env.MOTCUA_DATA ?? join(__dirname, '../../../../shared/data');

describe('the published indices', () => {
  if (!existsSync(data)) {
    it('are absent: only CI requires them', () => {
      process.stderr.write(`real input not found at ${data}: the published indices were not made again\n`);
      expect(process.env.CI).toBeUndefined();
    });
    return;
  }

  it('are what the engine gives for their counts', () => {
    const lines: string[] = [];
    const checks = new Checks((line) => lines.push(line));
    checkIndices(checks, data);
    expect(lines.filter((line) => line.startsWith('WRONG'))).toEqual([]);
    expect(checks.passed).toBe(21);
  });
});
