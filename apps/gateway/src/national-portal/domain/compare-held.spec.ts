import type { DossierStatus } from '@motcua/contracts';
import { compareHeld, ListOutOfOrder } from './compare-held.js';
import { differenceOf, type Difference, type KeptHere } from './difference.js';

const KEPT: KeptHere = {
  id: 'id-a',
  code: 'a',
  status: 'RECEIVED',
  agencyCode: 'H41.14',
  origin: 'LIVE',
  acceptedAt: '2026-08-20T02:15:00.120Z',
};

async function* listed<T>(items: T[]): AsyncGenerator<T> {
  yield* items;
}
const here = (...pairs: [string, DossierStatus][]) =>
  listed(pairs.map(([code, status]) => ({ ...KEPT, id: `id-${code}`, code, status })));
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

describe('The dossiers here and at the national portal', () => {
  it('are compared by code and state', async () => {
    const { found, counts } = await all(
      compareHeld(
        here(['a', 'RECEIVED'], ['b', 'RESOLVED'], ['d', 'RECEIVED'], ['f', 'STOPPED']),
        there(['a', 'RECEIVED'], ['b', 'RECEIVED'], ['c', 'RECEIVED'], ['f', 'STOPPED'], ['g', undefined]),
      ),
    );
    expect(found).toEqual(['STATUS_DIFFERS b', 'MISSING_HERE c', 'MISSING_THERE d', 'MISSING_HERE g']);
    expect(counts).toEqual({ here: 4, there: 5 });
  });

  it('are equal when both have the same, including none', async () => {
    expect((await all(compareHeld(here(['a', 'RECEIVED']), there(['a', 'RECEIVED'])))).found).toEqual([]);
    expect(await all(compareHeld(here(), there()))).toEqual({ found: [], counts: { here: 0, there: 0 } });
  });

  it('differ in a state that is unknown here', async () => {
    expect((await all(compareHeld(here(['a', 'RECEIVED']), there(['a', undefined])))).found).toEqual([
      'STATUS_DIFFERS a',
    ]);
  });

  it.each<[string, Partial<KeptHere>, string | undefined, string | undefined]>([
    ['accepted within the same second', {}, '2026-08-20T02:15:00.000Z', undefined],
    ['accepted a second later', {}, '2026-08-20T02:15:01.000Z', 'OTHER_DOSSIER'],
    ['not told when it was accepted', {}, undefined, undefined],
    ['not accepted here', { acceptedAt: undefined }, '2026-08-20T02:15:01.000Z', undefined],
    ['told by a legacy system', { origin: 'IMPORTED' }, '2026-08-20T02:00:00.000Z', undefined],
    ['another one in another state, too', { status: 'RESOLVED' }, '2026-08-20T04:15:00.000Z', 'OTHER_DOSSIER'],
  ])('distinguishes one dossier from two with one code: %s', (_, change, acceptedAt, kind) => {
    const held = { code: 'a', status: 'RECEIVED' as const, progressRows: 2, acceptedAt };
    expect(differenceOf('a', { ...KEPT, ...change }, held)?.kind).toBe(kind);
  });

  it('are not compared if a list is out of order', async () => {
    await expect(all(compareHeld(here(['b', 'RECEIVED'], ['a', 'RECEIVED']), there()))).rejects.toThrow(ListOutOfOrder);
    await expect(all(compareHeld(here(), there(['b', 'RECEIVED'], ['b', 'RECEIVED'])))).rejects.toThrow(ListOutOfOrder);
  });
});
