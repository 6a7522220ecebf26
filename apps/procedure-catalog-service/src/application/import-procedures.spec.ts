import type { Clock } from '@motcua/platform';
import { ImportProcedures } from './import-procedures.js';
import { Catalog, type CatalogStores, type DraftToSave, type ImportLine } from './ports.js';

/** A catalog of drafts in memory, which notes how much text came in each transaction. */
class DraftsInMemory extends Catalog {
  readonly batches: { lines: number; characters: number }[] = [];

  async change<T>(work: (stores: CatalogStores) => Promise<T>): Promise<T> {
    let drafts: DraftToSave[] = [];
    const stores = {
      procedures: {
        findByCodes: async () => new Map(),
        saveDrafts: async (saved: DraftToSave[]) => void (drafts = saved),
      },
      imports: {
        open: async (id: string) => ({ id, lastLine: 0, digest: '', resumed: false }),
        hashesOf: async () => new Map(),
        record: async (_session: string, _progress: object, lines: ImportLine[]) => {
          const characters = drafts.reduce((sum, { imported }) => sum + JSON.stringify(imported!.record).length, 0);
          this.batches.push({ lines: lines.length, characters });
        },
        close: async () => undefined,
      },
    };
    return work(stores as unknown as CatalogStores);
  }

  once(): never {
    throw new Error('an import is no request to be repeated');
  }
}

const clock = { now: () => new Date('2026-09-01T01:00:00Z') } as Clock;

async function imported(lines: string[]): Promise<DraftsInMemory['batches']> {
  const catalog = new DraftsInMemory();
  const stream = (async function* () {
    for (const line of lines) yield Buffer.from(`${line}\n`);
  })();
  await new ImportProcedures(catalog, clock).run(stream, { replaceRevised: false, by: 'x', longestLine: 4_194_304 });
  return catalog.batches;
}

const line = (number: number, length: number) =>
  JSON.stringify({
    ma_thu_tuc: `8.${100_000 + number}`,
    ten_thu_tuc: 'T',
    linh_vuc: 'Hộ tịch',
    trinh_tu_thuc_hien: 'x'.repeat(length),
  });

describe('what one transaction of an import takes', () => {
  it('is fifty lines when they are short', async () => {
    const batches = await imported(Array.from({ length: 120 }, (_, i) => line(i, 10)));
    expect(batches.map(({ lines }) => lines)).toEqual([50, 50, 20]);
  });

  it('is no more than some millions of letters when they are long, and at least one line', async () => {
    const batches = await imported(
      [...Array(6).fill(1_500_000), 4_000_000, 300_000].map((length, i) => line(i, length)),
    );
    expect(batches.map(({ lines }) => lines)).toEqual([2, 2, 2, 1, 1]);
    expect(Math.max(...batches.map(({ characters }) => characters))).toBeLessThan(4_300_000);
  });
});
