import { SHIPPED_EDITIONS, shippedEdition } from '../shipped/shipped-editions.js';
import { edition, node, ON_TIME } from '../testing/example-edition.js';
import { faultsOfEdition, requireWhole } from './check-edition.js';
import type { Edition } from './edition.js';

const pathsOf = (one: Edition): string[] => faultsOfEdition(one).map(({ path }) => path);
const parent = (code: string, points: number) => ({ ...node(code, points, ON_TIME), rule: undefined });
const rate = (rule: object) => edition([node('1', 2, rule as never)]);

describe('An edition', () => {
  it.each(SHIPPED_EDITIONS)('that is shipped is whole: %s', (code) => {
    const one = shippedEdition(code);
    expect(one.code).toBe(code);
    expect(faultsOfEdition(one)).toEqual([]);
    expect(() => requireWhole(one)).not.toThrow();
  });

  it('that is a sample says so: no primary text with the points of the fields was found', () => {
    const samples = SHIPPED_EDITIONS.map(shippedEdition).filter(({ kind }) => kind === 'PROVINCE_SET');
    expect(samples.map(({ sample }) => sample?.vi.startsWith('Bộ mẫu'))).toEqual([true, true]);
    for (const one of samples) expect(one.nodes.filter(({ parent: above, rule }) => !above && !rule)).toHaveLength(8);
  });

  it('puts the agencies of a level into one group', () => {
    const one = edition([node('1', 2, ON_TIME)], {}, { levels: ['PROVINCE'] });
    const and = (levels: ('PROVINCE' | 'COMMUNE')[]) =>
      pathsOf({ ...one, groups: [...one.groups, { ...one.groups[0]!, code: 'H', levels }] });
    expect(and(['COMMUNE'])).toEqual([]);
    expect(and(['COMMUNE', 'PROVINCE'])).toEqual(['groups[1].levels']);
  });

  it('of Decision 766 has the maxima of 2026', () => {
    const { nodes } = shippedEdition('qd-766-2026');
    const fields = nodes.filter((one) => !one.parent).map(({ code, maximum }) => [code, maximum]);
    expect(Object.fromEntries(fields)).toEqual({
      CKMB: 18000,
      TDGQ: 20000,
      CLGQ: 12000,
      TTTT: 10000,
      MDHL: 18000,
      MDSH: 22000,
    });
  });

  it.each<[string, Edition, string]>([
    [
      'parts that do not add up to their node',
      edition([parent('1', 10), node('1.1', 9, ON_TIME, { parent: '1' })]),
      'nodes[0].maximum',
    ],
    [
      'fields that do not add up to the group',
      edition([node('1', 10, ON_TIME)], {}, { maximum: 11_000 }),
      'groups[0].maximum',
    ],
    ['an unknown metric', rate({ ...ON_TIME, metric: 'KHONG_CO@1' }), 'nodes[0].rule.metric'],
    ['a metric of another shape', rate({ ...ON_TIME, metric: 'ATTITUDE@1' }), 'nodes[0].rule.metric'],
    ['a rule without its metric', rate({ kind: 'RATIO', target: 10_000 }), 'nodes[0].rule.metric'],
    ['a node without a rule', edition([parent('1', 10)]), 'nodes[0].rule'],
    [
      'a node that belongs to no group',
      edition([node('1', 10, ON_TIME), node('2', 1, ON_TIME, { groups: [] })]),
      'nodes[1].groups',
    ],
    ['a group that is not there', edition([node('1', 10, ON_TIME, { groups: ['G', 'H'] })]), 'nodes[0].groups'],
    ['a group without a node', edition([node('1', 10, ON_TIME, { groups: ['H'] })]), 'groups[0]'],
    ['a code that is there twice', edition([node('1', 5, ON_TIME), node('1', 5, ON_TIME)]), 'nodes[1].code'],
    ['a parent that is not there', edition([node('1', 5, ON_TIME, { parent: '9' })]), 'nodes[0].parent'],
    [
      'a circle',
      edition([
        { ...parent('1', 5), parent: '2' },
        { ...parent('2', 5), parent: '1' },
      ]),
      'nodes[0].parent',
    ],
    ['a target above 100 %', rate({ ...ON_TIME, target: 10_001 }), 'nodes[0].rule.target'],
    ['a floor above the target', rate({ ...ON_TIME, target: 5000, floor: 6000 }), 'nodes[0].rule.floor'],
    [
      'steps out of order',
      rate({
        kind: 'STEP',
        metric: ON_TIME.kind === 'RATIO' ? ON_TIME.metric : '',
        steps: [
          { from: 9000, points: 2000 },
          { from: 8000, points: 1000 },
        ],
      }),
      'nodes[0].rule.steps',
    ],
    [
      'lateness that gives more points',
      rate({
        kind: 'TIMELINESS',
        steps: [
          { upTo: 0, points: 1000 },
          { upTo: 3, points: 2000 },
        ],
      }),
      'nodes[0].rule.steps',
    ],
    [
      'a choice above the maximum',
      rate({ kind: 'CHOICE', choices: [{ code: 'A', name: 'A', points: 2001 }] }),
      'nodes[0].rule.choices[0].points',
    ],
    [
      'a list that does not add up',
      rate({ kind: 'CHECKLIST', items: [{ code: 'A', name: 'A', points: 1999 }] }),
      'nodes[0].rule.items',
    ],
    [
      'classes out of order',
      edition(
        [node('1', 10, ON_TIME)],
        {},
        {
          classes: [
            { code: 'B', name: 'B', from: 0 },
            { code: 'A', name: 'A', from: 9000 },
          ],
        },
      ),
      'groups[0].classes',
    ],
    [
      'a tie-break by an unknown node',
      edition([node('1', 10, ON_TIME)], {}, { tieBreak: ['9'] }),
      'groups[0].tieBreak[0]',
    ],
    [
      'a bonus inside the tree',
      edition([node('1', 10, ON_TIME), node('B', 1, { kind: 'BONUS', each: 500 }, { parent: '1' })]),
      'nodes[1].parent',
    ],
  ])('with %s is refused by its path', (_title, one, path) => {
    expect(pathsOf(one)).toContain(path);
  });

  it('whose rounding could pass a maximum is refused: half a point does not round to whole ones', () => {
    const half = [node('1', 0.5, ON_TIME), node('2', 1.5, ON_TIME)];
    expect(pathsOf(edition(half, { places: { leaf: 0, total: 2 } }))).toEqual(['nodes[0].maximum', 'nodes[1].maximum']);
    expect(pathsOf(edition(half, { places: { field: 0, total: 2 } }))).toEqual([
      'nodes[0].maximum',
      'nodes[1].maximum',
    ]);
    expect(pathsOf(edition(half, { places: { leaf: 1, field: 1, total: 0 } }))).toEqual([]);
  });

  it('is refused with every fault at once', () => {
    const faulty = edition(
      [node('1', 10, { ...ON_TIME, target: 0 } as never), node('2', 5, { kind: 'COUNT', each: 0 })],
      {},
      { maximum: 1 },
    );
    expect(() => requireWhole(faulty)).toThrow(
      expect.objectContaining({ code: 'index.edition-faulty', kind: 'invalid' }),
    );
    expect(pathsOf(faulty)).toEqual(['nodes[0].rule.target', 'nodes[1].rule.each', 'groups[0].maximum']);
  });

  it('with the same parts in order is accepted', () => {
    expect(
      pathsOf(edition([parent('1', 10), node('1.1', 10, ON_TIME, { parent: '1' }), node('2', 5, ON_TIME)])),
    ).toEqual([]);
  });
});
