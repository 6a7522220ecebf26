import fc from 'fast-check';
import { shippedEdition } from '../shipped/shipped-editions.js';
import { DELEGATED, edition, node, ON_TIME, unit } from '../testing/example-edition.js';
import type { Unit } from './check-facts.js';
import { resultOf } from './result.js';

const of = (numerator: number, denominator = 100) => ({ numerator, denominator });
const valuesOf = (one: Parameters<typeof resultOf>[0], units: Unit[]) =>
  resultOf(one, units).units.map(({ unit: code, value, rank }) => [code, value, rank]);
const one = edition([node('1', 60, ON_TIME), node('2', 40, ON_TIME, { empty: 'NOT_APPLICABLE' })]);
const both = (a: number, b = 100) => ({ '1': of(a), '2': of(b) });

describe('A result', () => {
  it('ranks 1, 2, 2, 4 on the published value, and says how many share a rank', () => {
    const units = [unit('D', both(50)), unit('B', both(90)), unit('A', both(100)), unit('C', both(90))];
    expect(valuesOf(one, units)).toEqual([
      ['A', '100.00', 1],
      ['B', '94.00', 2],
      ['C', '94.00', 2],
      ['D', '70.00', 4],
    ]);
    expect(resultOf(one, units).units.map(({ tied }) => tied)).toEqual([1, 2, 2, 1]);
  });

  it('breaks a tie only by the list of the edition', () => {
    const listed = { ...one, groups: [{ ...one.groups[0]!, tieBreak: ['2'] }] };
    const units = [unit('A', { '1': of(80), '2': of(90) }), unit('B', { '1': of(86), '2': of(81) })];
    expect(valuesOf(one, units).map(([, , rank]) => rank)).toEqual([1, 1]);
    expect(valuesOf(listed, units)).toEqual([
      ['A', '84.00', 1],
      ['B', '84.00', 2],
    ]);
  });

  it('breaks a tie by exact points, not by the decimals that are shown', () => {
    const close = { ...one, groups: [{ ...one.groups[0]!, tieBreak: ['1'] }] };
    const units = [
      unit('A', { '1': of(900_001, 10_000_000), '2': of(9, 100) }),
      unit('B', { '1': of(900_000, 10_000_000), '2': of(9, 100) }),
    ];
    expect(valuesOf(close, units)).toEqual([
      ['A', '9.00', 1],
      ['B', '9.00', 2],
    ]);
  });

  it('breaks a tie by the share of what applies: a node that does not apply neither wins nor loses it', () => {
    const listed = { ...one, groups: [{ ...one.groups[0]!, tieBreak: ['2'] }] };
    const lifted = unit('B', { '1': of(84) }, { notApplicable: [{ node: '2', reason: 'Không có' }] });
    const strong = unit('A', { '1': of(80), '2': of(90) });
    const weak = unit('C', { '1': of(86), '2': of(81) });
    expect(valuesOf(listed, [weak, lifted, strong])).toEqual([
      ['A', '84.00', 1],
      ['B', '84.00', 2],
      ['C', '84.00', 3],
    ]);
    const parts = edition(
      [
        { ...node('1', 40, ON_TIME), rule: undefined },
        node('1.1', 20, ON_TIME, { parent: '1' }),
        node('1.2', 20, ON_TIME, { parent: '1' }),
        node('2', 60, ON_TIME),
      ],
      {},
      { tieBreak: ['1'] },
    );
    const half = unit('A', { '1.1': of(80), '2': of(40) }, { notApplicable: [{ node: '1.2', reason: 'Không có' }] });
    expect(valuesOf(parts, [half, unit('B', { '1.1': of(50), '1.2': of(50), '2': of(50) })])).toEqual([
      ['A', '50.00', 1],
      ['B', '50.00', 2],
    ]);
  });

  it('rounds half up where the edition says and nowhere else', () => {
    const thirds = [node('1', 1, ON_TIME), node('2', 1, ON_TIME), node('3', 1, ON_TIME)];
    const facts = { '1': of(2, 3), '2': of(2, 3), '3': of(2, 3) };
    const exact = edition(thirds, { scale: 'POINTS' });
    expect(valuesOf(exact, [unit('A', facts)])).toEqual([['A', '2.00', 1]]);
    expect(valuesOf({ ...exact, places: { field: 2, total: 2 } }, [unit('A', facts)])).toEqual([['A', '2.01', 1]]);
  });

  it('shows no total, class or rank while a part is not measured, but the points of the maximum that is', () => {
    const { units, groups } = resultOf(one, [unit('A', both(10)), unit('B', { '1': of(100) })]);
    expect(groups).toEqual([{ group: 'G', units: 2, ranked: 1 }]);
    expect(units.map(({ unit: code, rank }) => [code, rank])).toEqual([
      ['A', 1],
      ['B', null],
    ]);
    expect(units[1]).toMatchObject({
      value: null,
      points: null,
      class: null,
      measured: { points: '60.0000', maximum: '60.000' },
    });
  });

  it('leaves no unit out, also one that never began', () => {
    expect(valuesOf(one, [unit('A', {}), unit('B', both(1))])).toEqual([
      ['B', '40.60', 1],
      ['A', null, null],
    ]);
  });

  it('scores a unit without procedures over the rest (Hà Nam 2023: field 3 of 20 points, 7.3 of 7)', () => {
    const hanam = edition([
      node('3', 20, ON_TIME),
      { ...node('7', 27, ON_TIME), rule: undefined },
      node('7.3', 7, ON_TIME, { parent: '7' }),
      node('7.1', 20, ON_TIME, { parent: '7' }),
      node('1', 53, ON_TIME),
    ]);
    const reason = 'Không có thủ tục hành chính';
    const without = unit(
      'A',
      { '7.1': of(50), '1': of(100) },
      { notApplicable: ['3', '7.3'].map((code) => ({ node: code, reason })) },
    );
    const { units } = resultOf(hanam, [without, unit('B', { '3': of(0), '7.3': of(0), '7.1': of(50), '1': of(100) })]);
    expect(units.map(({ unit: code, maximum, value }) => [code, maximum, value])).toEqual([
      ['A', '73.000', '86.30'],
      ['B', '100.000', '63.00'],
    ]);
  });

  it('gives classes by the points of each group (Lào Cai 2015: 70 with 55 / 45 / 35, 75 with 60 / 50 / 35)', () => {
    const classes = (good: number, fair: number) =>
      [
        ['TOT', good],
        ['KHA', fair],
        ['TRUNG_BINH', 35],
        ['YEU', 0],
      ].map(([code, from]) => ({
        code: String(code),
        name: String(code),
        from: Number(from) * 1000,
      }));
    const laoCai = edition([node('1', 0, { kind: 'MANUAL' }, { maximum: { SO: 70_000, HUYEN: 75_000 } })], {
      scale: 'POINTS',
      groups: [
        { code: 'SO', name: 'Sở', maximum: 70_000, classes: classes(55, 45) },
        { code: 'HUYEN', name: 'Huyện', maximum: 75_000, classes: classes(60, 50) },
      ],
    });
    const at = (group: string, points: number) =>
      resultOf(laoCai, [unit('A', { '1': { points: points * 1000, reason: 'Hội đồng' } }, { group })]).units[0]!.class;
    expect([55, 54, 45, 44, 35, 34].map((points) => at('SO', points))).toEqual([
      'TOT',
      'KHA',
      'KHA',
      'TRUNG_BINH',
      'TRUNG_BINH',
      'YEU',
    ]);
    expect([60, 59, 50, 49].map((points) => at('HUYEN', points))).toEqual(['TOT', 'KHA', 'KHA', 'TRUNG_BINH']);
  });

  it('weighs appraisal and survey (Hà Nội 2022: 69.2 · 84.19 % + 30.8 · 89.19 % = 85.73), and halves SIPAS (86.50)', () => {
    const hanoi = edition([node('TD', 69.2, DELEGATED), node('KS', 30.8, DELEGATED)]);
    expect(valuesOf(hanoi, [unit('A', { TD: { points: 84_190 }, KS: { points: 89_190 } })])).toEqual([
      ['A', '85.73', 1],
    ]);
    const sipas = edition([node('1', 50, DELEGATED), node('2', 50, DELEGATED)]);
    expect(valuesOf(sipas, [unit('A', { '1': { points: 86_510 }, '2': { points: 86_490 } })])).toEqual([
      ['A', '86.50', 1],
    ]);
  });

  it('adds a capped bonus, takes a capped penalty off, and is never below 0', () => {
    const extra = edition([
      ...one.nodes,
      node('B', 2, { kind: 'BONUS', each: 1500 }),
      node('P', 3, { kind: 'PENALTY', each: 2000 }),
    ]);
    const many = { count: 9, reason: 'Quyết định' };
    expect(
      valuesOf(extra, [
        unit('A', both(50)),
        unit('B', { ...both(50), B: many }),
        unit('C', { ...both(0, 0), P: many }),
      ]),
    ).toEqual([
      ['B', '72.00', 1],
      ['A', '70.00', 2],
      ['C', '0.00', 3],
    ]);
  });

  describe('by the nine indices leaves one without enough facts out (Circular 01/2018 Art. 13)', () => {
    const nine = shippedEdition('tt-01-2018-chin-chi-so');
    const mean = (tenths: number) => ({ better: tenths - 10, equal: 20 - tenths, worse: 0 });
    const NOBODY_RATED = { better: 0, equal: 0, worse: 0 };
    const agency = (code: string, means: object[], choices: string[]) => {
      const compared = ['1', '2', '3', '4', '7'].map((index, i) => [index, means[i]]);
      const chosen = ['5', '6', '8', '9'].map((index, i) => [index, { choice: choices[i] }]);
      return unit(code, Object.fromEntries([...compared, ...chosen]) as Unit['facts'], { group: 'AGENCY' });
    };
    const [best, worst] = [
      ['20', 'BOTH', 'ALL', '30'],
      ['BELOW', 'NONE', 'BELOW', 'BELOW'],
    ];
    const rows = (units: Unit[]) =>
      resultOf(nine, units).units.map((one) => [one.unit, one.value, one.maximum, one.converted, one.class, one.rank]);

    it('and ranks by the points converted to the whole maximum: 15.0 of 16 goes before 15.1 of 18', () => {
      const all = agency('A', [17, 16, 16, 16, 16].map(mean), ['20', 'BOTH', 'ALL', '15']);
      const unrated = agency('B', [...[18, 18, 17, 17].map(mean), NOBODY_RATED], best!);
      expect(rows([all, unrated])).toEqual([
        ['B', '15.0', '16.000', '16.9', 'XUAT_SAC', 1],
        ['A', '15.1', '18.000', '15.1', 'XUAT_SAC', 2],
      ]);
    });

    it('and gives the class of the rest: to collect no rating hides no weak agency, and costs a good one nothing', () => {
      const ten = mean(10);
      expect(rows([agency('A', [ten, ten, ten, ten, NOBODY_RATED], worst!)])).toEqual([
        ['A', '4.0', '16.000', '4.5', 'YEU', 1],
      ]);
      const all = Object.fromEntries(['1', '2', '3', '4', '7'].map((index) => [index, mean(18)]));
      const official = (facts: Unit['facts']) => resultOf(nine, [unit('A', facts, { group: 'OFFICIAL' })]).units[0]!;
      expect(official(all)).toMatchObject({ value: '9.0', class: 'FULL', maximum: '10.000' });
      const unrated = { value: '7.2', class: 'FULL', maximum: '8.000', converted: '9.0' };
      expect(official({ ...all, '4': NOBODY_RATED })).toMatchObject(unrated);
    });
  });

  it('in points, too, what does not apply neither helps nor hurts; a bonus is not converted', () => {
    const classes = [
      { code: 'TOT', name: 'Tốt', from: 80_000 },
      { code: 'YEU', name: 'Yếu', from: 0 },
    ];
    const points = edition(
      [...one.nodes, node('B', 2, { kind: 'BONUS', each: 1000 })],
      { scale: 'POINTS' },
      { classes },
    );
    const bonus = { count: 2, reason: 'Quyết định' };
    const lifted = unit('A', { '1': of(80), B: bonus }, { notApplicable: [{ node: '2', reason: 'Không có' }] });
    const rows = resultOf(points, [lifted, unit('B', { ...both(88, 88), B: bonus }), unit('C', both(80, 79))]).units;
    expect(
      rows.map(({ unit: code, value, converted, class: own, rank }) => [code, value, converted, own, rank]),
    ).toEqual([
      ['B', '90.00', '90.00', 'TOT', 1],
      ['A', '50.00', '82.00', 'TOT', 2],
      ['C', '79.60', '79.60', 'YEU', 3],
    ]);
  });

  it('spreads what is left out of a mean over the others of its parent', () => {
    const mean = edition([
      { ...node('1', 10, ON_TIME), rule: undefined },
      node('1.1', 5, ON_TIME, { parent: '1', empty: 'EXCLUDED_FROM_MEAN' }),
      node('1.2', 5, ON_TIME, { parent: '1' }),
    ]);
    expect(resultOf(mean, [unit('A', { '1.1': of(0, 0), '1.2': of(80) })]).units[0]).toMatchObject({
      maximum: '10.000',
      value: '80.00',
    });
  });

  it('lowers the maximum by what does not apply, also below a part, while the rest stands for what is left out of the mean', () => {
    const mixed = edition([
      { ...node('1', 30, ON_TIME), rule: undefined },
      { ...node('1.1', 20, ON_TIME, { parent: '1' }), rule: undefined },
      node('1.1.1', 10, ON_TIME, { parent: '1.1', empty: 'NOT_APPLICABLE' }),
      node('1.1.2', 10, ON_TIME, { parent: '1.1' }),
      node('1.2', 10, ON_TIME, { parent: '1', empty: 'EXCLUDED_FROM_MEAN' }),
    ]);
    const facts = { '1.1.1': of(0, 0), '1.1.2': of(50), '1.2': of(0, 0) };
    expect(resultOf(mixed, [unit('A', facts)]).units[0]).toMatchObject({ maximum: '20.000', value: '50.00' });
  });

  it('takes nothing for a fact that was not said, whatever the code of the node', () => {
    const named = edition([node('constructor', 60, { kind: 'YES_NO' }), node('2', 40, ON_TIME)]);
    const [nothingSaid] = resultOf(named, [unit('A', { '2': of(1) }, { reported: {} })]).units;
    expect(nothingSaid).toMatchObject({ value: null, nodes: [{ state: 'NOT_MEASURED' }, { state: 'MEASURED' }] });
  });

  it('marks what was taken over as it was published, and refuses more than the maximum', () => {
    const { units } = resultOf(one, [unit('A', { '2': of(50) }, { reported: { '1': '59.99' } })]);
    expect(units[0]).toMatchObject({
      value: '79.99',
      reported: true,
      nodes: [{ state: 'REPORTED' }, { state: 'MEASURED' }],
    });
    expect(() => resultOf(one, [unit('A', {}, { reported: { '1': '60.01' } })])).toThrow(
      expect.objectContaining({ code: 'index.facts-faulty' }),
    );
  });

  describe('takes one statement of a node: it', () => {
    const parts = edition([
      { ...node('1', 60, ON_TIME), rule: undefined },
      node('1.1', 30, ON_TIME, { parent: '1' }),
      node('1.2', 30, ON_TIME, { parent: '1' }),
      node('2', 40, ON_TIME),
    ]);
    const lift = (...codes: string[]) => ({ notApplicable: codes.map((code) => ({ node: code, reason: 'Không có' })) });
    const bad = of(0);
    const pathsOf = (facts: Unit['facts'], more: Partial<Unit>): string[] => {
      try {
        resultOf(parts, [unit('A', facts, more)]);
        return [];
      } catch (error) {
        return (error as { fields: { path: string }[] }).fields.map(({ path }) => path);
      }
    };

    it.each<[string, Unit['facts'], Partial<Unit>, string[]]>([
      ['a node with facts does not cease to apply', { '2': bad }, lift('2'), ['facts.2']],
      ['nor does a node above them', { '1.1': bad, '2': bad }, lift('1'), ['facts.1.1']],
      ['facts are not hidden by points from elsewhere', { '1.2': bad }, { reported: { '1': '60' } }, ['facts.1.2']],
      ['nor at the node itself', { '2': bad }, { reported: { '2': '40' } }, ['facts.2']],
      ['points from elsewhere are not lifted', {}, { reported: { '2': '1' }, ...lift('2') }, ['reported.2']],
      ['nor below a lifted node', {}, { reported: { '1.1': '1' }, ...lift('1') }, ['reported.1.1']],
      ['points do not hide other points', {}, { reported: { '1': '60', '1.1': '1' } }, ['reported.1.1']],
      ['nothing is lifted below points', {}, { reported: { '1': '60' }, ...lift('1.1') }, ['notApplicable[0].node']],
      ['nothing is lifted twice', {}, lift('2', '2'), ['notApplicable[1].node']],
      ['nor below what is lifted', {}, lift('1.1', '1'), ['notApplicable[0].node']],
    ])('refuses two: %s', (_title, facts, more, paths) => {
      expect(pathsOf(facts, more)).toEqual(paths.map((path) => `units[A].${path}`));
    });

    it('accepts facts, lifted nodes and points from elsewhere beside each other', () => {
      expect(pathsOf({ '1.1': bad }, { reported: { '2': '40' }, ...lift('1.2') })).toEqual([]);
    });
  });

  it('refuses facts whole, with every fault by the code of its unit and its path', () => {
    const units = [
      unit('A', { '1': of(101), '9': of(1) }),
      unit('A', both(1), { notApplicable: [{ node: '1', reason: ' ' }] }),
      unit('C', {}, { group: 'X' }),
    ];
    const paths = [
      'units[A].facts.1.numerator',
      'units[A].facts.9',
      'units[A].notApplicable[0].reason',
      'units[A].facts.1',
      'units[C].group',
      'units[A].code',
    ];
    expect(() => resultOf(one, units)).toThrow(
      expect.objectContaining({ fields: paths.map((path) => expect.objectContaining({ path }) as unknown) }),
    );
  });
});

describe('Whatever the facts', () => {
  const rates = fc
    .nat({ max: 100 })
    .chain((denominator) => fc.nat({ max: denominator }).map((numerator) => of(numerator, denominator)));
  const facts = fc.record({ '1': rates, '2': rates });
  const province = fc
    .array(facts, { minLength: 1, maxLength: 12 })
    .map((all) => all.map((given, i) => unit(`U${i}`, given)));

  it('an index lies between 0 and 100, and each node between 0 and its maximum', () => {
    fc.assert(
      fc.property(province, (units) => {
        for (const { value, nodes } of resultOf(one, units).units) {
          expect(Number(value)).toBeGreaterThanOrEqual(0);
          expect(Number(value)).toBeLessThanOrEqual(100);
          for (const { points, maximum } of nodes) expect(Number(points)).toBeLessThanOrEqual(Number(maximum));
        }
      }),
    );
  });

  it('one dossier more in time never lowers the index or the rank', () => {
    fc.assert(
      fc.property(province, (units) => {
        const first = units[0]!;
        const { numerator, denominator } = first.facts['1'] as { numerator: number; denominator: number };
        fc.pre(numerator < denominator);
        const better = { ...first, facts: { ...first.facts, '1': of(numerator + 1, denominator) } };
        const before = resultOf(one, units).units.find(({ unit: code }) => code === first.code)!;
        const after = resultOf(one, [better, ...units.slice(1)]).units.find(({ unit: code }) => code === first.code)!;
        expect(Number(after.value)).toBeGreaterThanOrEqual(Number(before.value));
        expect(after.rank!).toBeLessThanOrEqual(before.rank!);
      }),
    );
  });

  it('no order of units or facts changes anything', () => {
    const shuffled = province.chain((units) =>
      fc.tuple(fc.constant(units), fc.shuffledSubarray(units, { minLength: units.length, maxLength: units.length })),
    );
    fc.assert(
      fc.property(shuffled, ([units, others]) => {
        const turned = others.map((each) => ({
          ...each,
          facts: Object.fromEntries(Object.entries(each.facts).reverse()),
        }));
        expect(resultOf(one, turned)).toEqual(resultOf(one, units));
      }),
    );
  });
});
