import { cleanLegacyLine, readLegacyLine, RefusedLineError } from './read-legacy-line.js';

const LINE = {
  legacyId: 'case-1',
  agencyCode: 'H41.14',
  procedureCode: '1.001193',
  channel: 'DIRECT',
  receivedAt: '2011-10-11T13:42:22.688+02:00',
  steps: [{ name: 'T02', unit: 'Group 4', at: '2011-10-12T08:26:25.398+02:00' }],
};
const BLANKS = ['', ' ', '\u200b', '\u00a0', '\u2800', '\u3164', '\n'];

const readText = (text: string) => readLegacyLine(cleanLegacyLine({ number: 1, text }));
const read = (line: object) => readText(JSON.stringify(line));
function refused(line: object): string {
  try {
    read(line);
  } catch (error) {
    if (error instanceof RefusedLineError) return `${error.code} ${error.text.en}`;
    throw error;
  }
  throw new Error('the line was read');
}

describe('A line of a legacy system', () => {
  it.each(BLANKS)('with %j where something may be unknown is as one that leaves it out', (blank) => {
    const record = read({ ...LINE, code: blank, steps: [{ ...LINE.steps[0], unit: blank, officer: blank }] });
    expect(record.code).toBeUndefined();
    expect(record.steps[0]).toMatchObject({ name: 'T02' });
    expect(record.steps[0]!.unit).toBeUndefined();
  });

  it.each(BLANKS)('with %j for what it must have is refused, because that is missing', (blank) => {
    expect(refused({ ...LINE, legacyId: blank })).toBe('line.invalid legacyId: is required');
    expect(refused({ ...LINE, steps: [{ ...LINE.steps[0], name: blank }] })).toContain('steps[0].name: is required');
  });

  it('keeps a dash, or whatever else the system wrote', () => {
    const steps = [{ ...LINE.steps[0], name: '-', unit: '…', officer: '—' }];
    expect(read({ ...LINE, steps, applicant: { fullName: '?', address: '-' } })).toMatchObject({
      steps,
      applicant: { fullName: '?', address: '-' },
    });
  });

  it('is refused at once when it is far wider than any dossier', () => {
    const names = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`name${n}`, 1]));
    const lines = [
      { ...LINE, ...names },
      { ...LINE, applicant: names },
      { ...LINE, applicant: Array.from({ length: 50_000 }, () => ({})) },
      { ...LINE, steps: Array.from({ length: 200_000 }, () => ({})) },
    ];
    for (const line of lines) {
      const text = JSON.stringify(line);
      const cost = (): number => {
        const began = process.cpuUsage();
        expect(() => readText(text)).toThrow(RefusedLineError);
        const { user, system } = process.cpuUsage(began);
        return (user + system) / 1_000;
      };
      // 50 ms on an idle machine; five seconds when names were looked up one in the other.
      expect(Math.min(cost(), cost(), cost())).toBeLessThan(1_000);
    }
  });

  it('is read with as many steps as a dossier may have, and tells an unknown name', () => {
    const steps = Array.from({ length: 2_000 }, () => ({ ...LINE.steps[0], officer: 'Resource10' }));
    expect(read({ ...LINE, steps }).steps).toHaveLength(2_000);
    expect(refused({ ...LINE, aplicant: {} })).toBe('line.invalid aplicant: is not a field of this request');
  });
});
