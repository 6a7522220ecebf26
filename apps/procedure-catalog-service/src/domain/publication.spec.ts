import { DomainError, type InternalProcessData } from '@motcua/contracts';
import { competenceOf } from './competence.js';
import { approvedSteps } from './internal-process.js';
import { abolish, publish, type PublicationInput } from './publication.js';
import type { Procedure } from './procedure.js';
import { expectUnchanged } from './refusals.js';

const TODAY = '2026-08-20';
const NONE = { agencyCodes: [], everyAgencyOf: [] };
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
    const published = { version: 1, effectiveOn: '2026-07-02', competence: NONE, instant: false };
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

  describe('the order of the steps', () => {
    type Steps = [code: string, amount: number, predecessors?: string[]][];
    const ordered = (total: number, steps: Steps): Partial<PublicationInput> => ({
      cases: [
        {
          ...caseOf([], total),
          steps: steps.map(([code, amount, predecessors]) => ({
            code,
            name: code,
            unit: 'mot-cua',
            budget: { amount, unit: 'WORKING_DAY' },
            predecessors,
          })),
        },
      ],
    });
    const SIDE_BY_SIDE: Steps = [
      ['nhan', 1],
      ['tham-dinh', 3],
      ['lay-y-kien', 4, ['nhan']],
      ['ky', 1, ['tham-dinh', 'lay-y-kien']],
    ];

    it('is that of the list where nothing else is said', () => {
      const { cases } = publish(procedure(), input(), TODAY);
      expect(approvedSteps(cases[0]!).map(({ predecessors }) => predecessors)).toEqual([[], ['b0'], ['b1']]);
    });

    it('may have steps side by side: the longest chain of them takes as long as the case', () => {
      expect(publish(procedure(), input(ordered(6, SIDE_BY_SIDE)), TODAY)).toBeDefined();
      const sum = refusal(() => publish(procedure(), input(ordered(9, SIDE_BY_SIDE)), TODAY));
      expect(paths(sum)).toEqual(['cases[0].steps sumOfBudgets']);
      expect(sum.fields[0]!.message.en).toBe(
        "the budgets of the longest chain of steps sum up to 6, the case's time limit is 9 WORKING_DAY",
      );
    });

    it('may begin with several steps', () => {
      const both: Steps = [
        ['nhan', 2, []],
        ['tra-cuu', 2, []],
      ];
      expect(publish(procedure(), input(ordered(2, both)), TODAY)).toBeDefined();
    });

    it.each<[string, Steps, string, string]>([
      [
        'a step that the case does not have',
        [
          ['nhan', 1],
          ['ky', 1, ['thu-ly']],
        ],
        'cases[0].steps[1].predecessors[0] stepOfTheCase',
        'possible are: nhan',
      ],
      [
        'the step itself',
        [
          ['nhan', 1],
          ['ky', 1, ['ky']],
        ],
        'cases[0].steps[1].predecessors[0] notItself',
        'must not be the step itself',
      ],
      [
        'a step twice',
        [
          ['nhan', 1],
          ['ky', 1, ['nhan', 'nhan']],
        ],
        'cases[0].steps[1].predecessors[1] unique',
        'named above already',
      ],
      [
        'a step that waits for it',
        [
          ['nhan', 1],
          ['tham-dinh', 1, ['nhan', 'ky']],
          ['ky', 1],
        ],
        'cases[0].steps[1].predecessors noCircle',
        'tham-dinh → ky → tham-dinh',
      ],
    ])('is refused where a step is to wait for %s', (_, steps, path, words) => {
      const error = refusal(() => publish(procedure(), input(ordered(2, steps)), TODAY));
      expect(paths(error)).toEqual([path]);
      expect(error.fields[0]!.message.en).toContain(words);
    });

    it('of a thousand steps that each wait for fifty others is checked at once', () => {
      const steps: Steps = Array.from({ length: 1_000 }, (_, i) => [
        `b${i}`,
        1,
        Array.from({ length: Math.min(i, 50) }, (_none, k) => `b${i - 1 - k}`),
      ]);
      const before = process.cpuUsage();
      expect(publish(procedure(), input(ordered(1_000, steps)), TODAY)).toBeDefined();
      expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
    });
  });

  describe('silence as consent', () => {
    const asked = (more: object): Partial<PublicationInput> => {
      const process = caseOf([0.5, 4, 0.5], 5);
      const silenceIsConsent = { legalBasis: 'Chỉ thị 10/CT-UBND năm 2021 của UBND tỉnh Bà Rịa - Vũng Tàu' };
      process.steps[1] = { ...process.steps[1]!, silenceIsConsent, ...more } as (typeof process.steps)[number];
      return { cases: [process] };
    };
    it('is that of a coordinating agency that was asked', () => {
      expect(publish(procedure(), input(asked({ place: 'COORDINATING' })), TODAY)).toBeDefined();
    });
    it.each([['COMPETENT'], ['RECEIVING'], [undefined]])(
      'is never that of the agency that has the dossier, which would settle it by leaving it: %s',
      (place) => {
        const error = refusal(() => publish(procedure(), input(asked({ place })), TODAY));
        expect(paths(error)).toEqual(['cases[0].steps[1].silenceIsConsent coordinatingOnly']);
      },
    );
  });

  describe('a time limit in hours of which the catalog does not say the kind', () => {
    const closing = (entry: object = {}): Procedure => {
      const subject = procedure();
      subject.draft!.content.channelEntries = [
        { channel: 'DIRECT', timeText: '24 Giờ', rawText: 'Trực tiếp24 GiờMiễn phí', flags: [], ...entry },
      ];
      return subject;
    };
    const publishing = (
      amount: number,
      unit: InternalProcessData['budget']['unit'],
      more: Partial<PublicationInput> = {},
    ) => publish(closing(), input({ cases: [caseOf([amount], amount, unit)], ...more }), TODAY);

    it.each([
      ['office hours', 24, 'HOUR'],
      ['three working days', 3, 'WORKING_DAY'],
      ['more hours by day and night', 48, 'CLOCK_HOUR'],
    ] as const)('does not silently become %s', (_, amount, unit) => {
      const error = refusal(() => publishing(amount, unit));
      expect(error.code).toBe('procedure.hours-ambiguous');
      expect(paths(error)).toEqual(['cases[0].budget hoursAmbiguous']);
      const said = publishing(amount, unit, { acknowledgedDifference: 'Giờ hành chính theo Điều 9' });
      expect(said.cases[0]!.budget).toEqual({ amount, unit });
    });

    it('may become as many hours by day and night', () => {
      expect(publishing(24, 'CLOCK_HOUR').cases[0]!.budget).toEqual({ amount: 24, unit: 'CLOCK_HOUR' });
    });

    it('is open too where an earlier version had read office hours from it', () => {
      const read = closing({ timeLimit: { amount: 24, unit: 'HOUR' } });
      read.draft!.statedLimit = { amount: 24, unit: 'HOUR' };
      const error = refusal(() => publish(read, input({ cases: [caseOf([24], 24, 'HOUR')] }), TODAY));
      expect(error.code).toBe('procedure.hours-ambiguous');
    });

    it('is not open where the description says that they are office hours', () => {
      const said = closing({ timeText: '8 Giờ', description: 'trong 08 giờ làm việc' });
      expect(publish(said, input({ cases: [caseOf([8], 8, 'HOUR')] }), TODAY).version).toBe(1);
    });
  });

  describe('an instant procedure', () => {
    it.each([
      ['one working day', caseOf([], 1)],
      ['two hours', caseOf([], 2, 'HOUR')],
      ['a day with its steps', caseOf([0.5, 0.5], 1)],
    ])('may take %s', (_, process) => {
      expect(publish(procedure(), input({ instant: true, cases: [process] }), TODAY)).toMatchObject({
        content: { instant: true },
      });
    });
    it.each([
      ['a day and a half', caseOf([], 1.5)],
      ['nine hours', caseOf([], 9, 'HOUR')],
      ['a month', caseOf([], 1, 'MONTH')],
    ])('may not take %s: it has no due date to be late for', (_, process) => {
      const error = refusal(() => publish(procedure(), input({ instant: true, cases: [process] }), TODAY));
      expect(paths(error)).toEqual(['cases[0].budget withinTheDay']);
    });
    it('is instant because the draft says so, unless the decision says otherwise', () => {
      const draft = procedure();
      draft.draft!.content.instant = true;
      const cases = [caseOf([1], 1)];
      expect(publish(draft, input({ cases }), TODAY).content.instant).toBe(true);
      expect(publish(draft, input({ cases, instant: false }), TODAY).content.instant).toBe(false);
    });
    it('stays instant where neither decision nor draft says it, as the national record does not', () => {
      const cases = [caseOf([], 1)];
      const next = procedure({
        published: { version: 1, effectiveOn: '2026-07-01', competence: NONE, instant: true },
      });
      expect(publish(next, input({ cases }), TODAY).content.instant).toBe(true);
      const longer = refusal(() => publish(next, input(), TODAY));
      expect(paths(longer)).toEqual(['cases[0].budget withinTheDay']);
      expect(publish(next, input({ instant: false }), TODAY).content.instant).toBe(false);
      next.draft!.content.instant = false;
      expect(publish(next, input(), TODAY).content.instant).toBe(false);
    });
  });

  describe('competence', () => {
    const none = new Set<string>();
    it('is not needed to publish for reading', () => {
      const { content } = publish(procedure(), input(), TODAY);
      expect(competenceOf(content, none)).toEqual({ agencyCodes: [], everyAgencyOf: [], gap: 'NO_AGENCY_NAMED' });
    });
    it('never follows from the level in the record of a source', () => {
      const { content } = publish(procedure(), input(), TODAY);
      expect(content.levels).toEqual(['COMMUNE']);
      expect(competenceOf(content, none).gap).toBe('NO_AGENCY_NAMED');
    });
    it('is that of the agencies named, each once, and of every agency of a level', () => {
      const named = input({ agencyCodes: ['H41.14', 'H41.14'], everyAgencyOf: ['COMMUNE'] });
      expect(competenceOf(publish(procedure(), named, TODAY).content, none)).toEqual({
        agencyCodes: ['H41.14'],
        everyAgencyOf: ['COMMUNE'],
      });
    });
    it('is that of the version before where neither decision nor draft names any, unless it is taken away', () => {
      const competence = { agencyCodes: ['H41.14'], everyAgencyOf: ['COMMUNE' as const] };
      const next = procedure({ published: { version: 1, effectiveOn: '2026-07-01', competence, instant: false } });
      expect(publish(next, input(), TODAY).content).toMatchObject(competence);
      expect(publish(next, input({ agencyCodes: ['H41.15'] }), TODAY).content).toMatchObject({
        agencyCodes: ['H41.15'],
        everyAgencyOf: [],
      });
      expect(publish(next, input(NONE), TODAY).content).toMatchObject(NONE);
      next.draft!.content.agencyCodes = ['H41.16'];
      expect(publish(next, input(), TODAY).content).toMatchObject({ agencyCodes: ['H41.16'], everyAgencyOf: [] });
    });
    it('is unknown once every agency named has ended without a successor, and not before', () => {
      const content = { agencyCodes: ['H41.14', 'H41.15'] };
      expect(competenceOf(content, new Set(['H41.14'])).gap).toBeUndefined();
      expect(competenceOf(content, new Set(['H41.14', 'H41.15'])).gap).toBe('AGENCIES_CLOSED');
      expect(
        competenceOf({ ...content, everyAgencyOf: ['COMMUNE'] }, new Set(['H41.14', 'H41.15'])).gap,
      ).toBeUndefined();
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
    published: { version: 1, effectiveOn: '2026-07-01', competence: NONE, instant: false },
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
  expect(refusal(() => expectUnchanged('procedure', 'revision', 3, 2))).toMatchObject({
    kind: 'conflict',
    code: 'procedure.changed-meanwhile',
    details: { revision: 3 },
  });
  expect(() => expectUnchanged('procedure', 'revision', 3, 3)).not.toThrow();
  expect(() => expectUnchanged('procedure', 'revision', 3, undefined)).not.toThrow();
});
