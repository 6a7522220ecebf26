import { edition, node, ON_TIME } from '../testing/example-edition.js';
import { METRICS } from './metrics.js';
import { gapsOf, measuredGroups, measuredUnits, unplacedOf, type MeasuredAgency } from './measured-units.js';

const set = edition([node('1', 100, ON_TIME)], {}, { levels: ['PROVINCE'] });
const groups = measuredGroups(set, undefined);
const ZEROS = Object.fromEntries(
  METRICS.flatMap(({ counted }) =>
    Object.values(counted?.parts ?? {}).flatMap(({ plus, minus }) => [...plus, ...minus]),
  ).map((cell) => [cell, 0]),
);
const counting = (counts: Record<string, number>): MeasuredAgency => ({
  code: 'H41.14',
  level: 'PROVINCE',
  counts: { PERIOD: { ...ZEROS, ...counts } },
});
const measured = (agency: MeasuredAgency) => measuredUnits(set, groups, [agency], undefined);

describe('The facts of an agency', () => {
  it('are sums of cells, without what was imported', () => {
    const { units, values } = measured(
      counting({ total: 9, imported: 4, 'ended.early': 7, 'imported.ended.early': 4 }),
    );
    expect(units).toEqual([
      { code: 'H41.14', name: 'H41.14', group: 'G', facts: { '1': { numerator: 3, denominator: 5 } } },
    ]);
    expect(values).toMatchObject([{ unit: 'H41.14', node: '1', metric: 'SETTLED_IN_TIME@1', target: 10_000 }]);
    expect(values[0]!.terms.some(({ list }) => list !== undefined)).toBe(false);
  });

  it.each([
    ['adjustments take more away than there is', counting({ total: 1, 'ended.early': -1 }), 'Adjustments'],
    ['adjustments leave more in time than there is', counting({ total: 1, 'ended.early': 2 }), 'Adjustments'],
    ['the definition lacks a cell', { ...counting({}), counts: { PERIOD: { total: 1 } } }, 'earlier definition'],
  ])('are none where %s: the node is not measured, and says why', (_, agency, why) => {
    const { units, values } = measured(agency);
    expect(units[0]!.facts).toEqual({});
    expect(values[0]!.unusable!.en).toContain(why);
  });

  it('are those of the agencies of the levels of a group, and of no others', () => {
    expect(measured({ ...counting({}), level: 'COMMUNE' }).units).toEqual([]);
    const unknown = { ...counting({}), level: undefined };
    expect(measured(unknown).units).toEqual([]);
    expect(unplacedOf([counting({}), unknown])).toEqual([{ code: 'H41.14' }]);
  });
});

it('What a source does not hold is a gap and no zero', () => {
  expect(measured({ ...counting({}), counts: {} }).units[0]!.facts).toEqual({});
  expect(gapsOf(set, groups, ['FEEDBACK'])).toMatchObject([{ node: '1', metric: 'SETTLED_IN_TIME@1' }]);
  expect(gapsOf(set, groups, ['PERIOD'])).toEqual([]);
  const nodes = [node('1', 100, { kind: 'MANUAL' }), node('2', 5, { kind: 'PENALTY', each: 1_000 })];
  const manual = edition(nodes, {}, { levels: ['PROVINCE'] });
  const entered = { needs: { en: expect.stringContaining('entered in a round') as unknown } };
  expect(gapsOf(manual, manual.groups, ['PERIOD'])).toMatchObject([
    { node: '1', ...entered },
    { node: '2', ...entered },
  ]);
});

it('Each metric says by which cells it is counted, or what it would need, and has the parts of its shape', () => {
  for (const { id, shape, counted, needs } of METRICS) {
    const parts = counted && Object.keys(counted.parts).join();
    const expected = shape === 'RATE' ? 'numerator,denominator' : 'better,equal,worse';
    expect([id, parts ?? needs?.vi]).toEqual([id, counted ? expected : expect.any(String)]);
  }
  expect(new Set(METRICS.map(({ id }) => id)).size).toBe(METRICS.length);
});
