import type { DossierStatus } from '@motcua/contracts';
import { compareHeld, ListOutOfOrder } from './compare-held.js';
import type { Difference } from './difference.js';

async function* listed<T>(items: T[]): AsyncGenerator<T> {
  yield* items;
}
const here = (...pairs: [string, DossierStatus][]) =>
  listed(pairs.map(([code, status]) => ({ id: `id-${code}`, code, status, agencyCode: 'H41.14' })));
const there = (...pairs: [string, DossierStatus | undefined][]) =>
  listed(pairs.map(([code, status]) => ({ code, status, progressRows: 1 })));

async function all(comparison: ReturnType<typeof compareHeld>): Promise<{ found: string[]; counts: unknown }> {
  const found: string[] = [];
  for (;;) {
    const step = await comparison.next();
    if (step.done) return { found, counts: step.value };
    const { kind, code } = step.value as Difference;
    found.push(`${kind} ${code}`);
  }
}

describe('What is held here and at the national portal', () => {
  it('is compared by code and state', async () => {
    const { found, counts } = await all(
      compareHeld(
        here(['a', 'RECEIVED'], ['b', 'RESOLVED'], ['d', 'RECEIVED'], ['f', 'STOPPED']),
        there(['a', 'RECEIVED'], ['b', 'RECEIVED'], ['c', 'RECEIVED'], ['f', 'STOPPED'], ['g', undefined]),
      ),
    );
    expect(found).toEqual(['STATUS_DIFFERS b', 'MISSING_HERE c', 'MISSING_THERE d', 'MISSING_HERE g']);
    expect(counts).toEqual({ here: 4, there: 5 });
  });

  it('is equal when both have the same, also nothing', async () => {
    expect((await all(compareHeld(here(['a', 'RECEIVED']), there(['a', 'RECEIVED'])))).found).toEqual([]);
    expect(await all(compareHeld(here(), there()))).toEqual({ found: [], counts: { here: 0, there: 0 } });
  });

  it('differs in a state that nobody here knows', async () => {
    expect((await all(compareHeld(here(['a', 'RECEIVED']), there(['a', undefined])))).found).toEqual([
      'STATUS_DIFFERS a',
    ]);
  });

  it('is not concluded from lists out of order', async () => {
    await expect(all(compareHeld(here(['b', 'RECEIVED'], ['a', 'RECEIVED']), there()))).rejects.toThrow(ListOutOfOrder);
    await expect(all(compareHeld(here(), there(['b', 'RECEIVED'], ['b', 'RECEIVED'])))).rejects.toThrow(ListOutOfOrder);
  });
});
