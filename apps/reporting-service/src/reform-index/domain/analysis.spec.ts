import { edition, node, ON_TIME, unit } from '../testing/example-edition.js';
import { changeOf, changesBetween, differencesBetween, differencesOf, rankIntervals } from './analysis.js';
import { makeAgain, rankingFile } from './ranking-file.js';
import { resultOf } from './result.js';

const of = (numerator: number) => ({ numerator, denominator: 100 });
const before = edition([node('1', 50, ON_TIME), node('2', 50, ON_TIME)], { code: 'nam-truoc' });
const after = edition([
  node('1', 60, ON_TIME, { continues: { edition: 'nam-truoc', node: '1', comparable: false } }),
  node('2', 40, ON_TIME, { continues: { edition: 'nam-truoc', node: '2', comparable: true } }),
]);
const units = [
  unit('A', { '1': of(90), '2': of(70) }),
  unit('B', { '1': of(70), '2': of(88) }),
  unit('C', { '1': of(10), '2': of(10) }),
];

describe('Two years', () => {
  it('are compared only in nodes that continue comparably, and only where both years are there', () => {
    const earlier = { edition: before, result: resultOf(before, units.slice(0, 1)) };
    expect(changesBetween(earlier, { edition: after, result: resultOf(after, units) })).toEqual([
      { unit: 'A', node: '2', from: '35.0000', to: '28.0000', change: '-7.0000' },
      { unit: 'B', node: '2', from: null, to: '35.2000', change: null },
      { unit: 'C', node: '2', from: null, to: '4.0000', change: null },
    ]);
  });

  it('differ by what was published: Sơn La 2024 is 1.65 above the mean, and a missing value gives no difference', () => {
    expect(changeOf('88.37', '90.02')).toBe('1.65');
    expect(changeOf('90.02', '88.37')).toBe('-1.65');
    expect(changeOf(null, '90.02')).toBeNull();
  });
});

describe('The difference of two editions', () => {
  it('names each path that changed, and no line that only moved', () => {
    const moved = { ...before, nodes: [...before.nodes].reverse() };
    expect(differencesOf(before, moved)).toEqual([]);
    expect(differencesOf(before, { ...before, nodes: [node('1', 51, ON_TIME), before.nodes[1]!] })).toEqual([
      { path: 'nodes.1.maximum', before: 50_000, after: 51_000 },
    ]);
  });
});

it('The difference of two results names each place, in lists by number, and what only one of them has', () => {
  const one = { units: [{ unit: 'A', rank: 1 }, { unit: 'B' }], of: [1, 2] };
  expect(differencesBetween(one, structuredClone(one))).toEqual([]);
  expect(differencesBetween(one, { units: [{ unit: 'A', rank: 2 }], of: [2, 1] })).toEqual([
    { path: 'of', before: [1, 2], after: [2, 1] },
    { path: 'units[0].rank', before: 1, after: 2 },
    { path: 'units[1]', before: { unit: 'B' } },
  ]);
});

describe('An interval of ranks', () => {
  it('shows which ranks the weights of the fields decide', () => {
    const close = [
      unit('A', { '1': of(90), '2': of(70) }),
      unit('B', { '1': of(72), '2': of(95) }),
      unit('C', { '1': of(10), '2': of(10) }),
    ];
    expect(rankIntervals(after, resultOf(after, close), 'G')).toEqual([
      { unit: 'A', rank: 1, best: 1, worst: 2 },
      { unit: 'B', rank: 2, best: 1, worst: 2 },
      { unit: 'C', rank: 3, best: 3, worst: 3 },
    ]);
  });
});

describe('The file of a ranking', () => {
  const file = rankingFile(after, units);

  it('gives the same bytes again, in whatever order the units were', () => {
    expect(makeAgain(file)).toMatchObject({ made: file, same: true });
    expect(rankingFile(after, [...units].reverse())).toBe(file);
  });

  it('with a moved rank or a moved count is another ranking', () => {
    expect(makeAgain(file.replace('"rank":1', '"rank":2')).same).toBe(false);
    expect(makeAgain(file.replace('"numerator":90', '"numerator":91')).same).toBe(false);
    expect(makeAgain(file.replace('\n', '')).same).toBe(false);
  });

  it('keeps what stands beside the ranking, from which no result follows', () => {
    const beside = rankingFile(after, units, { source: { kind: 'LIVE' } });
    expect(makeAgain(beside)).toMatchObject({ made: beside, same: true });
    expect((JSON.parse(beside) as object & { result: object }).result).toEqual(resultOf(after, units));
  });

  it.each(['{}', 'null', '[]', '{"edition":{},"units":[]}', '{"edition":{"groups":[],"nodes":[]},"units":[1]}'])(
    'is not %s',
    (text) => {
      expect(() => makeAgain(text)).toThrow(expect.objectContaining({ code: 'index.no-ranking' }));
    },
  );

  it('names a fault by the code of its unit, whatever its place', () => {
    const wrong = { ...units[0]!, facts: { '1': of(101), '2': of(1) } };
    for (const all of [
      [...units.slice(1), wrong],
      [wrong, ...units.slice(1)],
    ])
      expect(() => rankingFile(after, all)).toThrow(
        expect.objectContaining({
          fields: [expect.objectContaining({ path: 'units[A].facts.1.numerator' }) as unknown],
        }),
      );
  });

  it('of a faulty edition is none', () => {
    expect(() => rankingFile({ ...after, nodes: after.nodes.slice(1) }, [])).toThrow(
      expect.objectContaining({ code: 'index.edition-faulty' }),
    );
  });
});
