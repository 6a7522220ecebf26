import { DomainError, type InternalProcessData } from '@motcua/contracts';
import { abolish, expectRevision, publish, type PublicationInput } from './publication.js';
import type { Procedure } from './procedure.js';

const TODAY = '2026-08-20';
const DECISION = { number: '1518/QĐ-UBND', signedOn: '2026-06-20', effectiveOn: '2026-07-01' };

function caseOf(amounts: number[], total: number, unit: InternalProcessData['budget']['unit'] = 'WORKING_DAY') {
  return {
    caseCode: 'mac-dinh',
    name: 'Trường hợp chung',
    budget: { amount: total, unit },
    steps: amounts.map((amount, i) => ({
      code: `b${i}`,
      name: `Bước ${i}`,
      unit: 'mot-cua',
      budget: { amount, unit },
    })),
  };
}

function procedure(changes: Partial<Procedure> = {}, draft: Partial<NonNullable<Procedure['draft']>> = {}): Procedure {
  return {
    id: 'p1',
    code: '1.001193',
    status: 'DRAFT',
    revision: 3,
    announced: 0,
    draft: {
      version: 1,
      source: 'PORTAL_FLAT',
      flags: [],
      revisedByHand: false,
      content: {
        code: '1.001193',
        name: 'Thủ tục đăng ký khai sinh',
        fieldCode: 'G15-TP07',
        fieldName: 'Hộ tịch',
        levels: ['COMMUNE'],
        agencyCodes: [],
        subjectTypes: [],
        online: true,
        channelEntries: [],
        statedCases: [],
        parts: {},
      },
      ...draft,
    },
    ...changes,
  };
}

const input = (changes: Partial<PublicationInput> = {}): PublicationInput => ({
  decision: DECISION,
  cases: [caseOf([0.5, 4, 0.5], 5)],
  ...changes,
});

function refusal(work: () => unknown): DomainError {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('was expected to be refused');
}
const paths = (error: DomainError) => error.fields.map(({ path, code }) => `${path} ${code}`);

describe('publishing', () => {
  it('a draft becomes a version with its decision and process', () => {
    expect(publish(procedure(), input(), TODAY)).toMatchObject({
      version: 1,
      decision: DECISION,
      content: { fieldCode: 'G15-TP07' },
    });
  });

  it('the real step table 0.5 + 42 + 0.5 + 4.5 + 0.5 is 48 working days', () => {
    const cases = [caseOf([0.5, 42, 0.5, 4.5, 0.5], 48)];
    expect(publish(procedure(), input({ cases }), TODAY).cases).toEqual(cases);
  });

  it.each<[string, Partial<PublicationInput>, string]>([
    [
      'steps that sum up to something else',
      { cases: [caseOf([0.5, 42, 0.5, 4.5], 48)] },
      'cases[0].steps sumOfBudgets',
    ],
    ['no case', { cases: [] }, 'cases notEmpty'],
    ['a case without steps', { cases: [caseOf([], 5)] }, 'cases[0].steps notEmpty'],
    ['two cases of one code', { cases: [caseOf([5], 5), caseOf([5], 5)] }, 'cases[0].caseCode unique'],
    ['a third of a day', { cases: [caseOf([0.3, 4.7], 5)] }, 'cases[0].steps[0].budget.amount halves'],
    ['half an hour-unit', { cases: [caseOf([0.5, 7.5], 8, 'HOUR')] }, 'cases[0].steps[0].budget.amount whole'],
    ['a step of no time', { cases: [caseOf([0, 5], 5)] }, 'cases[0].steps[0].budget.amount positive'],
    [
      'hours among days',
      {
        cases: [
          {
            ...caseOf([1, 4], 5),
            steps: [...caseOf([1], 1).steps, { ...caseOf([4], 4, 'HOUR').steps[0]!, code: 'x' }],
          },
        ],
      },
      'cases[0].steps[1].budget.unit sameUnit',
    ],
    [
      'a decision signed tomorrow',
      { decision: { ...DECISION, signedOn: '2026-08-21', effectiveOn: '2026-09-01' } },
      'decision.signedOn notInFuture',
    ],
    [
      'a decision in force before it is signed',
      { decision: { ...DECISION, effectiveOn: '2026-06-19' } },
      'decision.effectiveOn notBeforeSigning',
    ],
    ['a decision without a number', { decision: { ...DECISION, number: ' ' } }, 'decision.number notBlank'],
  ])('%s is refused', (_, changes, path) => {
    const error = refusal(() => publish(procedure(), input(changes), TODAY));
    expect(error).toMatchObject({ kind: 'precondition', code: 'procedure.not-publishable' });
    expect(paths(error)).toContain(path);
  });

  it('everything that is wrong is said at once', () => {
    const error = refusal(() =>
      publish(procedure(), input({ cases: [caseOf([1], 2)], decision: { ...DECISION, number: ' ' } }), TODAY),
    );
    expect(paths(error)).toEqual(['decision.number notBlank', 'cases[0].steps sumOfBudgets']);
  });

  it('needs a draft', () => {
    expect(refusal(() => publish(procedure({ draft: undefined }), input(), TODAY))).toMatchObject({
      kind: 'conflict',
      code: 'procedure.no-draft',
    });
  });

  it('needs a field code where the source gave a name only', () => {
    const noCode = procedure();
    noCode.draft!.content.fieldCode = undefined;
    expect(paths(refusal(() => publish(noCode, input(), TODAY)))).toEqual(['fieldCode required']);
    expect(publish(noCode, input({ fieldCode: 'G15-TP07' }), TODAY).content.fieldCode).toBe('G15-TP07');
  });

  it('a later version takes effect no earlier than the one before', () => {
    const published = { version: 1, effectiveOn: '2026-07-02' };
    expect(paths(refusal(() => publish(procedure({ published }), input(), TODAY)))).toEqual([
      'decision.effectiveOn notBeforeFormerVersion',
    ]);
    expect(
      publish(procedure({ published: { ...published, effectiveOn: '2026-07-01' } }), input(), TODAY),
    ).toBeDefined();
  });

  it('a flagged time limit does not stand in the way: the decision states the budget', () => {
    const flags = [{ code: 'TIME_LIMIT_WITHOUT_UNIT' as const, path: 'channelEntries[0]', text: '1' }];
    expect(publish(procedure({}, { flags }), input(), TODAY).cases[0]!.budget).toEqual({
      amount: 5,
      unit: 'WORKING_DAY',
    });
  });

  describe('where the catalog states a time limit beyond doubt', () => {
    const stated = procedure({}, { statedLimit: { amount: 7, unit: 'WORKING_DAY' } });
    it('the same budget is published', () => {
      expect(publish(stated, input({ cases: [caseOf([7], 7)] }), TODAY)).toBeDefined();
    });
    it.each([
      ['shorter', caseOf([5], 5)],
      ['longer', caseOf([8], 8)],
      ['of another unit', caseOf([7], 7, 'CALENDAR_DAY')],
    ])('a %s one is refused unless the decision says why', (_, process) => {
      const cases = [process];
      expect(refusal(() => publish(stated, input({ cases }), TODAY))).toMatchObject({
        code: 'procedure.budget-differs',
        fields: [{ path: 'cases[0].budget' }],
      });
      const acknowledgedDifference = 'Rút ngắn theo kế hoạch của tỉnh';
      expect(publish(stated, input({ cases, acknowledgedDifference }), TODAY)).toMatchObject({
        acknowledgedDifference,
      });
    });
  });
});

describe('abolishing', () => {
  const published = procedure({
    status: 'PUBLISHED',
    draft: undefined,
    published: { version: 1, effectiveOn: '2026-07-01' },
  });
  it('a published procedure is abolished by a decision', () => {
    expect(abolish(published, DECISION, TODAY)).toEqual(DECISION);
  });
  it('one that was never published cannot be', () => {
    expect(refusal(() => abolish(procedure(), DECISION, TODAY))).toMatchObject({ code: 'procedure.not-published' });
  });
  it('one that is abolished cannot be again, nor published', () => {
    const abolished = procedure({ ...published, abolition: DECISION, draft: procedure().draft });
    expect(refusal(() => abolish(abolished, DECISION, TODAY))).toMatchObject({ code: 'procedure.abolished' });
    expect(refusal(() => publish(abolished, input(), TODAY))).toMatchObject({ code: 'procedure.abolished' });
  });
  it('not before it took effect', () => {
    const early = { ...DECISION, effectiveOn: '2026-06-30' };
    expect(paths(refusal(() => abolish(published, early, TODAY)))).toEqual([
      'decision.effectiveOn notBeforePublication',
    ]);
  });
});

it('a decision made from an older state of the procedure is refused, from the present one not', () => {
  expect(refusal(() => expectRevision({ revision: 3 }, 2))).toMatchObject({
    kind: 'conflict',
    details: { revision: 3 },
  });
  expect(() => expectRevision({ revision: 3 }, 3)).not.toThrow();
  expect(() => expectRevision({ revision: 3 }, undefined)).not.toThrow();
});
