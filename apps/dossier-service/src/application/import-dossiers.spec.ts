import { caller, SystemClock } from '@motcua/platform';
import { ExampleReferenceData } from '../testing/example-reference-data.js';
import { ImportDossiers } from './import-dossiers.js';
import {
  LegacyDossiers,
  type AcceptableLine,
  type ImportReport,
  type LineOutcome,
  type LineRefusal,
} from './legacy-dossiers.js';
import type { ReferenceData } from './ports.js';
import type { NdjsonLine } from '@motcua/platform';

/** Takes note of how many lines came at once. */
class CountedBatches extends LegacyDossiers {
  readonly sizes: number[] = [];

  override async begin(): Promise<string> {
    return 'import-1';
  }

  override async takeOver(_running: unknown, lines: AcceptableLine[], refusals: LineRefusal[]): Promise<LineOutcome[]> {
    this.sizes.push(lines.length + refusals.length);
    const taken = lines.map(({ line, event: { legacyId } }): LineOutcome => {
      return { line, legacyId, outcome: 'IMPORTED', dossierId: 'dossier-1', flags: [], steps: 0 };
    });
    return [...taken, ...refusals.map((refusal) => ({ outcome: 'REFUSED' as const, ...refusal }))];
  }

  override async finish(): Promise<void> {}

  override async report(): Promise<ImportReport | undefined> {
    return undefined;
  }

  override async latest(): Promise<ImportReport[]> {
    return [];
  }
}

/** Nothing is looked up for lines that are no JSON. */
const noReferenceData = new ExampleReferenceData();

function importing(legacyDossiers: LegacyDossiers, referenceData: ReferenceData, texts: string[]) {
  const lines = async function* (): AsyncGenerator<NdjsonLine> {
    for (const [index, text] of texts.entries()) yield { number: index + 1, text };
  };
  return new ImportDossiers(legacyDossiers, referenceData, new SystemClock()).execute({
    caller: caller({ subject: 'ops-1', roles: ['operations'] }),
    legacySystem: 'old',
    lines: lines(),
    language: 'en',
  });
}

async function batchSizes(count: number, text: string): Promise<number[]> {
  const legacyDossiers = new CountedBatches();
  const running = importing(
    legacyDossiers,
    noReferenceData,
    Array.from({ length: count }, () => text),
  );
  while (!(await running.next()).done);
  return legacyDossiers.sizes;
}

describe('The batches of an import', () => {
  it('hold two hundred short lines', async () => {
    expect(await batchSizes(450, 'x')).toEqual([200, 200, 50]);
  });

  it('end with the line that makes a quarter of a megabyte full, because a batch is written in one go', async () => {
    expect(await batchSizes(5, 'x'.repeat(100_000))).toEqual([3, 2]);
    expect(await batchSizes(2, 'x'.repeat(262_144))).toEqual([1, 1]);
  });
});

describe('A line with a value that no rule foresaw', () => {
  const line = (legacyId: string, agencyCode: string): string =>
    JSON.stringify({
      legacyId,
      agencyCode,
      procedureCode: '1.001193',
      channel: 'ONLINE',
      receivedAt: '2011-10-11T13:42:22+02:00',
      steps: [],
    });
  const catalog = (error: Error): ReferenceData => {
    class OneAgencyFails extends ExampleReferenceData {
      override async agency(code: string) {
        if (code === 'H41.2') throw error;
        return super.agency(code);
      }
    }
    return new OneAgencyFails();
  };
  const texts = [line('case-1', 'H41.1'), line('case-2', 'H41.2'), line('case-3', 'H41.1')];

  it('is refused by its number and id, and the others of its batch are taken over', async () => {
    const { value } = await importing(
      new CountedBatches(),
      catalog(new RangeError('Invalid time value')),
      texts,
    ).next();
    expect(value).toMatchObject([
      { line: 1, outcome: 'IMPORTED' },
      { line: 3, outcome: 'IMPORTED' },
      { line: 2, outcome: 'REFUSED', legacyId: 'case-2', code: 'line.not-storable' },
    ]);
  });

  it('is told from a catalog that is away, which stops the import', async () => {
    const away = new Error('the catalog is away');
    await expect(importing(new CountedBatches(), catalog(away), texts).next()).rejects.toBe(away);
  });
});
