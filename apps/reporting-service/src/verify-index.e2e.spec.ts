import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTypescript } from '@motcua/testing';
import { rankingFile } from './reform-index/domain/ranking-file.js';
import { shippedEdition } from './reform-index/shipped/shipped-editions.js';

let folder: string;
const file = rankingFile(shippedEdition('qd-766-2026'), [
  {
    code: 'H21.17',
    name: 'Sở Văn hóa, Thể thao và Du lịch',
    group: 'AGENCY',
    facts: { '2.1': { numerator: 653, denominator: 654 } },
    reported: { CKMB: '11.79' },
  },
]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'motcua-ranking-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function verify(text: string): Promise<{ code: number | null; output: string }> {
  const name = join(folder, 'ranking.json');
  await writeFile(name, text);
  const running = runTypescript(join(__dirname, 'verify-index.ts'), { args: [name] });
  const { code } = await running.ended;
  return { code, output: running.output() };
}

describe('npm run verify-index', () => {
  it('makes a ranking again offline, and says of which edition and how much was taken over', async () => {
    const { code, output } = await verify(file);
    expect(output).toMatch(/^Edition qd-766-2026, SHA-256 [0-9a-f]{64}\n1 units, 1 of them with points taken over/);
    expect(code).toBe(0);
  });

  it('notices a moved count, and names each place that differs instead of printing the file', async () => {
    const { code, output } = await verify(file.replace('"numerator":653', '"numerator":654'));
    expect(output).toMatch(/Another ranking follows\. \d+ places differ:\n/);
    expect(output).toMatch(
      / {2}result\.units\[0\]\.nodes\[\d+\]\.points: the file has "19\.97", it follows "20\.00"\n/,
    );
    expect(output.length).toBeLessThan(file.length);
    expect(code).toBe(1);
  });

  it('says of a right ranking that was written otherwise that only its text differs', async () => {
    const { code, output } = await verify(JSON.stringify(JSON.parse(file), undefined, 2));
    expect(output).toContain('The ranking follows, but the file is written otherwise');
    expect(code).toBe(1);
  });

  it.each(['no JSON', '[]', '{"edition":{"groups":[],"nodes":[{}]},"units":[{}]}'])(
    'says in one line that %s is no ranking',
    async (text) => {
      const { code, output } = await verify(text);
      expect(output).toMatch(/^The file is no (ranking|JSON)[^\n]*\n$/);
      expect(code).toBe(2);
    },
  );

  it('names the faults of what is no ranking', async () => {
    const { code, output } = await verify(file.replace('"numerator":653', '"numerator":655'));
    expect(output).toContain('units[H21.17].facts.2.1.numerator: must not be above the denominator');
    expect(code).toBe(2);
  });
});
