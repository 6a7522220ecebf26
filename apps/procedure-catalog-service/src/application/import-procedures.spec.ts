import { caller, type Clock, type NdjsonLine } from '@motcua/platform';
import { ImportProcedures } from './import-procedures.js';
import {
  ProcedureImports,
  type DraftToSave,
  type ImportLine,
  type ImportSession,
  type KnownToCatalog,
} from './ports.js';

/** An import whose lines are kept in memory, which notes how much text came in each transaction. */
class ImportInMemory extends ProcedureImports {
  readonly batches: { lines: number; characters: number }[] = [];

  async open() {
    return { lastLine: 0, digest: '', resumed: false };
  }

  async record(
    _of: ImportSession,
    _batch: object,
    decide: (known: KnownToCatalog) => { lines: ImportLine[]; drafts: DraftToSave[] },
  ): Promise<void> {
    const { lines, drafts } = decide({ procedures: new Map(), hashes: new Map() });
    const characters = drafts.reduce((sum, { imported }) => sum + JSON.stringify(imported!.record).length, 0);
    this.batches.push({ lines: lines.length, characters });
  }

  async close(): Promise<void> {}
}

const clock = { now: () => new Date('2026-09-01T01:00:00Z') } as Clock;

async function imported(texts: string[]): Promise<ImportInMemory['batches']> {
  const imports = new ImportInMemory();
  const lines = (async function* (): AsyncGenerator<NdjsonLine> {
    for (const [index, text] of texts.entries()) yield { number: index + 1, text, hash: String(index) };
  })();
  await new ImportProcedures(imports, clock).execute({
    caller: caller({ subject: 'x', roles: [] }),
    lines,
    replaceRevised: false,
    longestLine: 4_194_304,
  });
  return imports.batches;
}

const line = (number: number, length: number) =>
  JSON.stringify({
    ma_thu_tuc: `8.${100_000 + number}`,
    ten_thu_tuc: 'T',
    linh_vuc: 'Hộ tịch',
    trinh_tu_thuc_hien: 'x'.repeat(length),
  });

describe('one transaction of an import', () => {
  it('holds fifty short lines', async () => {
    const batches = await imported(Array.from({ length: 120 }, (_, i) => line(i, 10)));
    expect(batches.map(({ lines }) => lines)).toEqual([50, 50, 20]);
  });

  it('holds at most a million characters of long lines, since they are written in one go, and at least one line', async () => {
    const batches = await imported([...Array(6).fill(400_000), 1_100_000, 300_000].map((length, i) => line(i, length)));
    expect(batches.map(({ lines }) => lines)).toEqual([2, 2, 2, 1, 1]);
    expect(Math.max(...batches.map(({ characters }) => characters))).toBeLessThan(1_200_000);
  });
});
