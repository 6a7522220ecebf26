import type { EditionRule } from '@motcua/contracts';
import { SHIPPED_EDITIONS, shippedEdition } from '../shipped/shipped-editions.js';
import { edition, node, ON_TIME } from '../testing/example-edition.js';
import { faultsOfEdition } from './check-edition.js';
import { readEdition } from './read-edition.js';

const ruled = (rule: EditionRule) => {
  const whole = edition([node('1', 10, ON_TIME)]);
  return { ...whole, nodes: [{ ...whole.nodes[0]!, rule }] };
};

const pathsRefused = (document: Parameters<typeof readEdition>[0]): string[] => {
  try {
    readEdition(document);
    return [];
  } catch (error) {
    return (error as { fields: { path: string }[] }).fields.map(({ path }) => path);
  }
};

describe('A rule of a draft has the members of its kind, and no others', () => {
  const step = { points: 1000 };
  it.each<[string, EditionRule, string[]]>([
    ['a ratio without its target', { kind: 'RATIO', metric: 'SETTLED_IN_TIME@1' }, ['target']],
    ['steps that are not there', { kind: 'STEP', metric: 'SETTLED_IN_TIME@1' }, ['steps']],
    ['a choice without choices', { kind: 'CHOICE' }, ['choices']],
    [
      'a comparison without its points',
      { kind: 'COMPARE', metric: 'ATTITUDE@1' },
      ['better', 'equal', 'worse', 'places'],
    ],
    ['points that yes or no does not have', { kind: 'YES_NO', each: 5 }, ['each']],
    [
      'a step of lateness without its limit, with that of a rate',
      { kind: 'TIMELINESS', steps: [{ ...step, from: 1 }] },
      ['steps[0].upTo', 'steps[0].from'],
    ],
    [
      'a step of a rate without its limit',
      { kind: 'STEP', metric: 'SETTLED_IN_TIME@1', steps: [step] },
      ['steps[0].from'],
    ],
  ])('%s is refused by its path', (_, rule, members) =>
    expect(pathsRefused(ruled(rule))).toEqual(members.map((member) => `nodes[0].rule.${member}`)),
  );

  it('the same kinds with their members are read', () => {
    for (const rule of [
      { kind: 'RATIO', metric: 'SETTLED_IN_TIME@1', target: 9_000, floor: 5_000 },
      { kind: 'STEP', metric: 'SETTLED_IN_TIME@1', steps: [{ from: 0, points: 0 }] },
      { kind: 'TIMELINESS', steps: [{ upTo: 3, points: 500 }] },
      { kind: 'YES_NO' },
    ] satisfies EditionRule[])
      expect(pathsRefused(ruled(rule))).toEqual([]);
  });
});

it('A code names one thing in an edition', () => {
  const one = node('1', 10, ON_TIME);
  expect(pathsRefused(edition([one, one]))).toEqual(['nodes[1].code']);
  expect(pathsRefused(edition([one, { ...one, code: '2' }]))).toEqual([]);
});

it('A draft may be unfinished: sums that are wrong are read, and refused when it is published', () => {
  const unfinished = edition([node('1', 10, ON_TIME)], {}, { maximum: 99_000 });
  expect(pathsRefused(unfinished)).toEqual([]);
  expect(faultsOfEdition(unfinished).map(({ path }) => path)).toEqual(['groups[0].maximum']);
});

it('A group with the code of a member that every object has takes no points from it', () => {
  const group = { code: 'constructor' };
  const byGroup = { maximum: { G: 10_000 } };
  const odd = edition([node('1', 10, ON_TIME, byGroup)], {}, { ...group, maximum: 10_000 });
  expect(faultsOfEdition(odd).map(({ path }) => path)).toContain('nodes[0].maximum');
});

it.each(SHIPPED_EDITIONS)('The edition %s that comes with the service is read', (code) =>
  expect(pathsRefused(shippedEdition(code))).toEqual([]),
);
