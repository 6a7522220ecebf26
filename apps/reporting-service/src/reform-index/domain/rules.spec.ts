import type { EmptyPolicy } from '@motcua/contracts';
import { decimal } from './rational.js';
import type { Rule } from './edition.js';
import { faultsOfFacts, score, type Facts } from './rules.js';

const pointsOf = (rule: Rule, maximum: number, facts?: Facts, empty?: EmptyPolicy): string => {
  const scored = score(rule, maximum * 1000, facts, empty);
  return scored.state === 'MEASURED' ? decimal(scored.points, 3) : scored.state;
};
const of = (numerator: number, denominator: number): Facts => ({ numerator, denominator });
const options = [
  { code: 'A', name: 'Tốt', points: 2000 },
  { code: 'B', name: 'Đạt', points: 1000 },
];
const ratio: Rule = { kind: 'RATIO', metric: 'SETTLED_IN_TIME@1', target: 8_000, floor: 4_000 };
const step: Rule = {
  kind: 'STEP',
  metric: 'SETTLED_IN_TIME@1',
  steps: [
    { from: 8_000, points: 1000 },
    { from: 10_000, points: 2000 },
  ],
};
const compared: Rule = { kind: 'COMPARE', metric: 'TIME_OF_DOSSIER@1', better: 2000, equal: 1000, worse: 0, places: 1 };
const timely: Rule = {
  kind: 'TIMELINESS',
  steps: [
    { upTo: 0, points: 2000 },
    { upTo: 3, points: 500 },
  ],
};

describe('A rule', () => {
  it.each<[string, Rule, number, Facts, string]>([
    ['a ratio is full from its target on (Decision 766: 80 %)', ratio, 2, of(80, 100), '2.000'],
    ['a ratio is in proportion below its target', ratio, 2, of(60, 100), '1.500'],
    ['a ratio is nothing below its floor', ratio, 2, of(39, 100), '0.000'],
    ['a ratio at its floor counts', ratio, 2, of(40, 100), '1.000'],
    ['a step gives nothing below the lowest one', step, 2, of(799, 1000), '0.000'],
    ['a step gives the points of the highest one reached', step, 2, of(999, 1000), '1.000'],
    ['a step is reached exactly at its limit', step, 2, of(1000, 1000), '2.000'],
    [
      'time is compared over dossiers, to one decimal (Circular 01/2018 Art. 12)',
      compared,
      2,
      { better: 1, equal: 1, worse: 1 },
      '1.000',
    ],
    ['a mean of 1.25 is 1.3, half up', compared, 2, { better: 1, equal: 3, worse: 0 }, '1.300'],
    ['yes is the maximum', { kind: 'YES_NO' }, 2, { answer: true }, '2.000'],
    ['no is nothing', { kind: 'YES_NO' }, 2, { answer: false }, '0.000'],
    ['a choice has its points', { kind: 'CHOICE', choices: options }, 2, { choice: 'B' }, '1.000'],
    ['a list adds up what is checked', { kind: 'CHECKLIST', items: options }, 3, { checked: ['B', 'A'] }, '3.000'],
    ['in time is full', timely, 2, { lateDays: 0 }, '2.000'],
    ['three working days late is the second step', timely, 2, { lateDays: 3 }, '0.500'],
    ['later than the last step is nothing', timely, 2, { lateDays: 4 }, '0.000'],
    ['a count is capped at the maximum', { kind: 'COUNT', each: 750 }, 2, { count: 3 }, '2.000'],
    ['a deduction leaves the floor', { kind: 'DEDUCT', each: 750, floor: 500 }, 2, { count: 9 }, '0.500'],
    ['a deduction takes so much for each', { kind: 'DEDUCT', each: 750 }, 2, { count: 2 }, '0.500'],
    ['a survey counts its share', { kind: 'SURVEY', metric: 'SURVEY_ANSWERS@1' }, 10, of(8919, 10_000), '8.919'],
    [
      'another index is scaled to the maximum',
      { kind: 'DELEGATED', from: 'SIPAS', outOf: 100_000 },
      10,
      { points: 86_500 },
      '8.650',
    ],
    ['a bonus is capped', { kind: 'BONUS', each: 1000 }, 2, { count: 5, reason: 'Khen thưởng' }, '2.000'],
    ['a penalty is capped', { kind: 'PENALTY', each: 1000 }, 2, { count: 1, reason: 'Kỷ luật' }, '1.000'],
    [
      'the council gives points with a reason',
      { kind: 'MANUAL' },
      30,
      { points: 27_500, reason: 'Biên bản họp' },
      '27.500',
    ],
  ])('%s', (_title, rule, maximum, facts, points) => {
    expect(faultsOfFacts(rule, maximum * 1000, facts)).toEqual([]);
    expect(pointsOf(rule, maximum, facts)).toBe(points);
  });

  it.each<[EmptyPolicy, string]>([
    ['FULL', '6.000'],
    ['ZERO', '0.000'],
    ['NOT_APPLICABLE', 'NOT_APPLICABLE'],
    ['EXCLUDED_FROM_MEAN', 'EXCLUDED'],
  ])('with nothing to count follows the edition: %s', (empty, result) => {
    expect(pointsOf(ratio, 6, of(0, 0), empty)).toBe(result);
    expect(pointsOf(compared, 6, { better: 0, equal: 0, worse: 0 }, empty)).toBe(result);
  });

  it('without facts is not measured, which is none of these and never 0', () => {
    for (const empty of ['FULL', 'ZERO', 'NOT_APPLICABLE', 'EXCLUDED_FROM_MEAN'] as const)
      expect(pointsOf(ratio, 6, undefined, empty)).toBe('NOT_MEASURED');
    expect(pointsOf({ kind: 'MANUAL' }, 6)).toBe('NOT_MEASURED');
  });

  it('says in both languages how the points came about', () => {
    expect(score(ratio, 2000, of(653, 654))).toMatchObject({
      explanation: { vi: '653/654 = 99,85 %, mục tiêu 80,00 %', en: '653/654 = 99.85 %, target 80.00 %' },
    });
  });

  it.each<[string, Rule, Facts, string]>([
    ['more than there were', ratio, of(101, 100), 'numerator'],
    ['a negative count', ratio, of(-1, 100), 'numerator'],
    ['half a dossier', ratio, of(0.5, 1), 'numerator'],
    ['half of a rate', ratio, { numerator: 1 }, 'denominator'],
    ['points above the maximum', { kind: 'MANUAL' }, { points: 2001, reason: 'x' }, 'points'],
    ['points without a reason', { kind: 'MANUAL' }, { points: 2000, reason: ' ' }, 'reason'],
    ['points where a rule computes', ratio, { ...of(1, 1), points: 2000 }, 'points'],
    ['an unknown choice', { kind: 'CHOICE', choices: options }, { choice: 'C' }, 'choice'],
    ['an item checked twice', { kind: 'CHECKLIST', items: options }, { checked: ['A', 'A'] }, 'checked'],
    ['a bonus without a reason', { kind: 'BONUS', each: 500 }, { count: 1 }, 'reason'],
  ])('refuses %s instead of cutting it to fit', (_title, rule, facts, path) => {
    expect(faultsOfFacts(rule, 2000, facts).map((fault) => fault.path)).toContain(path);
  });
});
