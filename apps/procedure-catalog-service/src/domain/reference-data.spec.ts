import type { DomainError, SilenceRule } from '@motcua/contracts';
import { agencyTree } from './agency-tree.js';
import {
  changeAgency,
  checkAgency,
  checkSuccession,
  closeAgency,
  endedForGood,
  handedTo,
  type Agency,
} from './agency.js';
import { decideImport, draftVersion } from './draft.js';
import { checkLevelInName } from './level-in-name.js';
import type { Procedure } from './procedure.js';
import { expectUnchanged } from './refusals.js';
import { searchText, searchWords } from './search-text.js';
import { nextRuleSet, ruleSetProblems, sameJson } from './versioned.js';

const refused = (work: () => unknown): DomainError => {
  try {
    work();
  } catch (error) {
    return error as DomainError;
  }
  throw new Error('was expected to be refused');
};

describe('search text', () => {
  it.each([
    ['Đăng ký khai sinh', 'dang ky khai sinh'],
    ['ĐĂNG KÝ  Khai-sinh', 'dang ky khai sinh'],
    ['Đăng ký khai sinh'.normalize('NFD'), 'dang ky khai sinh'],
    ['1.001193', '1.001193'],
    ['Ủy ban / Uỷ ban', 'uy ban uy ban'],
    ['Ðăng ký đất đai, 500 m²', 'dang ky dat dai 500 m2'],
  ])('%s is found as %s', (text, found) => expect(searchText(text)).toBe(found));

  it('a query is its words, each once', () => {
    expect(searchWords('  Hộ tịch, hộ   TỊCH khai ')).toEqual(['ho', 'tich', 'khai']);
    expect(searchWords('%%% ___ .')).toEqual([]);
  });
});

describe('agencies', () => {
  const agency: Agency = {
    code: 'H41.14',
    name: 'Sở Tư pháp',
    level: 'PROVINCE',
    calendarId: 'vn',
    validFrom: '2025-07-01',
    revision: 1,
  };
  it('a change counts, no change does not', () => {
    expect(changeAgency(agency, { name: 'Sở Tư pháp tỉnh' })).toMatchObject({ name: 'Sở Tư pháp tỉnh', revision: 2 });
    expect(changeAgency(agency, { name: 'Sở Tư pháp', expectedRevision: 1 })).toBeUndefined();
  });
  it('an agency ends once', () => {
    const closed = closeAgency(agency, { validTo: '2026-12-31' })!;
    expect(closed).toMatchObject({ validTo: '2026-12-31', revision: 2 });
    expect(closeAgency(closed, { validTo: '2026-12-31' })).toBeUndefined();
    expect(refused(() => closeAgency(closed, { validTo: '2027-12-31' }))).toMatchObject({ code: 'agency.closed' });
    expect(refused(() => closeAgency(agency, { validTo: '2025-06-30' }))).toMatchObject({
      fields: [{ path: 'validTo' }],
    });
  });
  it('a successor is named when an agency ends or later, and cannot be changed then', () => {
    const successorCode = 'H41.15';
    const named = closeAgency(agency, { validTo: '2026-12-31', successorCode })!;
    expect(named).toMatchObject({ successorCode, revision: 2 });
    const later = closeAgency(closeAgency(agency, { validTo: '2026-12-31' })!, {
      validTo: '2026-12-31',
      successorCode,
    });
    expect(later).toMatchObject({ successorCode, revision: 3 });
    expect(closeAgency(named, { validTo: '2026-12-31' })).toBeUndefined();
    expect(closeAgency(named, { validTo: '2026-12-31', successorCode })).toBeUndefined();
    const another = { validTo: '2026-12-31', successorCode: 'H41.16' };
    expect(refused(() => closeAgency(named, another))).toMatchObject({
      kind: 'conflict',
      code: 'agency.successor-named',
      details: { successorCode },
    });
  });
  it('one that does not end has no successor', () => {
    const successorCode = 'H41.15';
    expect(refused(() => checkAgency({ ...agency, successorCode }))).toMatchObject({
      fields: [{ path: 'successorCode', code: 'needsLastDay' }],
    });
    expect(() => checkAgency({ ...agency, successorCode, validTo: '2026-12-31' })).not.toThrow();
  });
  describe('the successor of an agency that ends on 31 December', () => {
    const ending = { ...agency, validTo: '2026-12-31', successorCode: 'H41.15' };
    const successor = { ...agency, code: 'H41.15' };
    it.each<[string, Agency[]]>([
      ['that goes on', [successor]],
      ['that begins on the day after', [{ ...successor, validFrom: '2027-01-01' }]],
      ['that ends later itself', [{ ...successor, validTo: '2027-01-01' }]],
      [
        'whose own successor is a third',
        [
          { ...successor, validTo: '2028-12-31' },
          { ...agency, code: 'H41.16' },
        ],
      ],
    ])('may be one %s', (_, successors) => {
      expect(() => checkSuccession(ending, { successors, predecessors: [] })).not.toThrow();
    });
    it.each<[string, Agency[], string]>([
      ['that is not registered', [], 'registered'],
      ['that ended before', [{ ...successor, validTo: '2026-06-30' }], 'notClosed'],
      ['that ends on the same day', [{ ...successor, validTo: '2026-12-31' }], 'notClosed'],
      ['that begins a day too late', [{ ...successor, validFrom: '2027-01-02' }], 'exists'],
      ['that hands its own dossiers back', [{ ...successor, validTo: '2028-12-31' }, ending], 'noCircle'],
    ])('cannot be one %s', (_, successors, code) => {
      expect(refused(() => checkSuccession(ending, { successors, predecessors: [] }))).toMatchObject({
        kind: 'precondition',
        fields: [{ path: 'successorCode', code }],
      });
    });
    it('cannot be the agency itself', () => {
      expect(refused(() => closeAgency(agency, { validTo: '2026-12-31', successorCode: 'H41.14' }))).toMatchObject({
        fields: [{ path: 'successorCode', code: 'notItself' }],
      });
    });
  });
  describe('an agency that another names, which ends on 31 December,', () => {
    const ending = { ...agency, validTo: '2026-12-31' };
    const predecessors: Agency[] = [
      { ...agency, code: 'H41.12', validTo: '2026-06-30', successorCode: 'H41.13' },
      { ...agency, code: 'H41.13', validTo: '2026-12-31', successorCode: 'H41.14' },
    ];
    const successor = { ...agency, code: 'H41.15' };
    it.each<[string, Agency, Agency[]]>([
      ['on the day after', { ...ending, validTo: '2027-01-01' }, []],
      ['sooner with a successor', { ...ending, validTo: '2026-10-31', successorCode: 'H41.15' }, [successor]],
      [
        'sooner with a successor that ends on the day after',
        { ...ending, validTo: '2026-10-31', successorCode: 'H41.15' },
        [{ ...successor, validTo: '2027-01-01' }],
      ],
    ])('may end %s', (_, closed, successors) => {
      expect(() => checkSuccession(closed, { successors, predecessors })).not.toThrow();
    });
    it.each<[string, Agency, Agency[]]>([
      ['on the same day', ending, []],
      ['sooner', { ...ending, validTo: '2026-10-31' }, []],
      [
        'sooner with a successor that ends too early itself',
        { ...ending, validTo: '2026-10-31', successorCode: 'H41.15' },
        [{ ...successor, validTo: '2026-12-31' }],
      ],
    ])('cannot end %s: nobody would have the dossiers on 1 January', (_, closed, successors) => {
      const { fields } = refused(() => checkSuccession(closed, { successors, predecessors }));
      expect(fields).toMatchObject([{ path: 'successorCode', code: 'namedByOthers' }]);
      expect(fields![0]!.message.en).toContain('H41.13 hands its dossiers to this agency from 2027-01-01 on');
    });
  });
  it('an agency has the dossiers of those that ended before it, one after the other', () => {
    const ended = [
      { code: 'A', successorCode: 'B' },
      { code: 'B', successorCode: 'open' },
      { code: 'C' },
      { code: 'E', successorCode: 'F' },
      { code: 'F', successorCode: 'E' },
    ];
    expect([...handedTo('open', ended)]).toEqual(['open', 'B', 'A']);
    expect([...handedTo('C', ended)]).toEqual(['C']);
    expect([...handedTo('E', ended)]).toEqual(['E', 'F']);
  });
  it('an agency that has ended is gone for good unless its last successor still exists', () => {
    const ended = [
      { code: 'A', successorCode: 'B' },
      { code: 'B', successorCode: 'open' },
      { code: 'C', successorCode: 'D' },
      { code: 'D' },
      { code: 'E', successorCode: 'F' },
      { code: 'F', successorCode: 'E' },
    ];
    expect([...endedForGood(ended)]).toEqual(['C', 'D', 'E', 'F']);
  });
  it('a district exists in history only', () => {
    const district = { ...agency, level: 'DISTRICT' as const, validFrom: '2000-01-01' };
    expect(refused(() => checkAgency(district))).toMatchObject({
      fields: [{ path: 'validTo', code: 'districtEnded' }],
    });
    expect(() => checkAgency({ ...district, validTo: '2025-06-30' })).not.toThrow();
  });
  it('a change made from an older revision is refused', () => {
    expect(refused(() => expectUnchanged('agency', 'revision', agency.revision, 2))).toMatchObject({
      kind: 'conflict',
      code: 'agency.changed-meanwhile',
    });
    expect(() => expectUnchanged('agency', 'revision', agency.revision, 1)).not.toThrow();
  });
  it('stand below their parent, or at the top when it is not listed, and none is lost in a circle', () => {
    const of = (code: string, parentCode?: string) => ({ ...agency, code, parentCode });
    const tree = agencyTree([
      of('H41'),
      of('H41.14', 'H41'),
      of('H41.14.01', 'H41.14'),
      of('H42.1', 'H42'),
      of('A', 'B'),
      of('B', 'A'),
    ]);
    expect(tree.map(({ code, children }) => [code, children.map((child) => child.code)])).toEqual([
      ['H41', ['H41.14']],
      ['H42.1', []],
      ['A', []],
      ['B', []],
    ]);
  });
});

describe('versions of reference data', () => {
  it('saying the same again is no new version, whatever the order of members', () => {
    const said = { a: 1, b: { c: 2, d: 3 } };
    expect(sameJson({ b: { d: 3, c: 2 }, a: 1, e: undefined }, said)).toBe(true);
    expect(sameJson({ a: 1, b: { c: 2, d: 4 } }, said)).toBe(false);
    const rules = {
      legalBasis: 'x',
      effectiveFrom: '2025-07-01',
      countingStart: { kind: 'NONE' as const },
      forwardNextMorningAfter: '15:00',
      supplementMode: 'RESTART' as const,
      supplementRequestLimit: 1,
      reappointmentLimit: 1,
    };
    const latest = { id: 'x', version: 1, definition: rules, publishedAt: new Date(0), publishedBy: 'ops' };
    expect(nextRuleSet('nd-118-2025', { ...rules, effectiveTo: undefined }, latest)).toBeUndefined();
    expect(nextRuleSet('nd-118-2025', { ...rules, reappointmentLimit: 2, expectedVersion: 1 }, latest)).toEqual({
      ...rules,
      reappointmentLimit: 2,
    });
    expect(
      refused(() => nextRuleSet('nd-118-2025', { ...rules, reappointmentLimit: 2, expectedVersion: 2 }, latest)),
    ).toMatchObject({
      code: 'rule-set.changed-meanwhile',
      details: { version: 1 },
    });
  });
  it('a rule set that contradicts itself is told where', () => {
    const rules = {
      legalBasis: 'x',
      effectiveFrom: '2025-07-01',
      effectiveTo: '2025-06-30',
      countingStart: { kind: 'AFTER_LOCAL_TIME' as const },
      forwardNextMorningAfter: '15:00',
      supplementMode: 'RESTART' as const,
      supplementRequestLimit: 1,
      reappointmentLimit: 1,
    };
    expect(ruleSetProblems(rules).map(({ path }) => path)).toEqual(['effectiveTo', 'countingStart.time']);
    expect(ruleSetProblems({ ...rules, effectiveTo: undefined, countingStart: { kind: 'NONE' } })).toEqual([]);
  });
  it('a rule set whose longest time for a supplement is below the least is told where', () => {
    const rules = (leastDays: number, longestDays: number) => ({
      legalBasis: 'x',
      effectiveFrom: '2025-07-01',
      countingStart: { kind: 'NONE' as const },
      forwardNextMorningAfter: '15:00',
      supplementMode: 'RESTART' as const,
      supplementRequestLimit: 1,
      supplement: { restartWithinDays: 3, leastDays, longestDays, checkWithinHours: 8 },
      reappointmentLimit: 1,
    });
    expect(ruleSetProblems(rules(10, 9)).map(({ path }) => path)).toEqual(['supplement.longestDays']);
    expect(ruleSetProblems(rules(10, 10))).toEqual([]);
  });
  it('a rule set by which silence is consent names the law that says so; one by which it never is need not', () => {
    const rules = (silence: SilenceRule, legalBasis?: string) => ({
      legalBasis: 'x',
      effectiveFrom: '2025-07-01',
      countingStart: { kind: 'NONE' as const },
      forwardNextMorningAfter: '15:00',
      supplementMode: 'RESTART' as const,
      supplementRequestLimit: 1,
      consultation: { silence, legalBasis, leastHours: 8, longestDays: 15 },
      reappointmentLimit: 1,
    });
    for (const silence of ['IF_DECLARED', 'BY_LAW'] as const) {
      expect(ruleSetProblems(rules(silence)).map(({ path }) => path)).toEqual(['consultation.legalBasis']);
      expect(ruleSetProblems(rules(silence, 'Chỉ thị 10/CT-UBND năm 2021'))).toEqual([]);
    }
    expect(ruleSetProblems(rules('NEVER'))).toEqual([]);
  });
});

describe('what an import does with a record', () => {
  const known: Procedure = {
    id: 'p',
    code: '1.000001',
    status: 'PUBLISHED',
    revision: 1,
    announced: 1,
    importHash: 'a',
    published: {
      version: 2,
      effectiveOn: '2026-01-01',
      competence: { agencyCodes: [], everyAgencyOf: [] },
      instant: false,
    },
  };
  const draft = { version: 3, source: 'ENTERED' as const, flags: [], revisedByHand: true } as unknown as NonNullable<
    Procedure['draft']
  >;
  it.each<[string, Procedure | undefined, string, boolean, string]>([
    ['an unknown code is created', undefined, 'a', false, 'CREATED'],
    ['the same record again changes nothing', known, 'a', false, 'UNCHANGED'],
    [
      'the same record changes nothing even beside a draft revised by hand',
      { ...known, draft },
      'a',
      true,
      'UNCHANGED',
    ],
    ['another record makes a draft beside what is published', known, 'b', false, 'CHANGED'],
    ['a draft revised by hand is not replaced unasked', { ...known, draft }, 'b', false, 'REFUSED'],
    ['a draft revised by hand is replaced when asked', { ...known, draft }, 'b', true, 'CHANGED'],
    [
      'an abolished procedure gets no draft',
      { ...known, abolition: { number: '1', signedOn: '2026-01-01', effectiveOn: '2026-01-01' } },
      'b',
      true,
      'REFUSED',
    ],
  ])('%s', (_, procedure, hash, replace, outcome) => {
    expect(decideImport(procedure, hash, replace).outcome).toBe(outcome);
  });
  it('a draft follows what is published, without gaps', () => {
    expect([draftVersion(undefined), draftVersion(known), draftVersion({ ...known, draft })]).toEqual([1, 3, 3]);
  });
});

describe('the level that a name states', () => {
  it.each<[string, ('MINISTRY' | 'PROVINCE' | 'COMMUNE')[], string[]]>([
    ['Trình báo mất hộ chiếu phổ thông (thực hiện tại cấp huyện)', ['COMMUNE'], ['NAME_STATES_DISTRICT_LEVEL']],
    ['Thủ tục công nhận hòa giải viên (cấp xã)', ['COMMUNE'], []],
    ['Thủ tục công nhận hòa giải viên (cấp xã)', ['PROVINCE'], ['LEVEL_DIFFERS_FROM_NAME']],
    ['Cấp thẻ căn cước (thực hiện tại cấp trung ương)', ['MINISTRY'], []],
    ['Bổ nhiệm và cấp thẻ giám định viên tư pháp cấp tỉnh', ['MINISTRY'], []],
    ['Do Chủ tịch UBND cấp tỉnh phân cấp cho Chủ tịch UBND cấp xã', ['COMMUNE'], []],
  ])('%s at %j: %j', (name, levels, codes) => {
    expect(checkLevelInName(name, levels).map(({ code }) => code)).toEqual(codes);
  });
});
