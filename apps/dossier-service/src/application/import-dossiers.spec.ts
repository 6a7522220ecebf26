import type { DossierImportReport } from '@motcua/contracts';
import { caller, SystemClock } from '@motcua/platform';
import { ImportDossiers } from './import-dossiers.js';
import { LegacyDossiers, type AcceptableLine, type LineOutcome, type LineRefusal } from './legacy-dossiers.js';
import type { ReferenceData } from './ports.js';
import type { RawLine } from './read-legacy-line.js';

/** Takes note of how many lines came at once. */
class CountedBatches extends LegacyDossiers {
  readonly sizes: number[] = [];

  override async begin(): Promise<string> {
    return 'import-1';
  }

  override async takeOver(_running: unknown, lines: AcceptableLine[], refusals: LineRefusal[]): Promise<LineOutcome[]> {
    this.sizes.push(lines.length + refusals.length);
    return refusals.map((refusal) => ({ outcome: 'REFUSED', ...refusal }));
  }

  override async finish(): Promise<void> {}

  override async report(): Promise<DossierImportReport | undefined> {
    return undefined;
  }

  override async latest(): Promise<DossierImportReport[]> {
    return [];
  }
}

/** Nothing is looked up for lines that are no JSON. */
const noReferenceData = {} as ReferenceData;

async function batchSizes(count: number, text: string): Promise<number[]> {
  const legacyDossiers = new CountedBatches();
  const lines = async function* (): AsyncGenerator<RawLine> {
    for (let number = 1; number <= count; number += 1) yield { number, text };
  };
  const running = new ImportDossiers(legacyDossiers, noReferenceData, new SystemClock()).execute({
    caller: caller({ subject: 'ops-1', roles: ['operations'] }),
    legacySystem: 'old',
    lines: lines(),
    language: 'en',
  });
  while (!(await running.next()).done);
  return legacyDossiers.sizes;
}

describe('The batches of an import', () => {
  it('hold two hundred short lines', async () => {
    expect(await batchSizes(450, 'x')).toEqual([200, 200, 50]);
  });

  it('hold only four lines of a megabyte, so that memory stays bounded', async () => {
    expect(await batchSizes(10, 'x'.repeat(1_048_576))).toEqual([4, 4, 2]);
  });
});
