import type { ApprovedStepData, BudgetData, FieldError, InternalProcessData, TimeUnit } from '@motcua/contracts';
import { fieldError } from './refusals.js';

/** Half a working day is the smallest share that real step tables use; other units come whole. */
function budgetProblem(budget: BudgetData, path: string): FieldError[] {
  if (!(budget.amount > 0)) return [fieldError(`${path}.amount`, 'positive', 'phải lớn hơn 0', 'must be more than 0')];
  const scale = budget.unit === 'WORKING_DAY' ? 2 : 1;
  if (Number.isInteger(budget.amount * scale)) return [];
  return scale === 2
    ? [fieldError(`${path}.amount`, 'halves', 'phải là bội số của 0,5 ngày', 'must be a multiple of 0.5 days')]
    : [fieldError(`${path}.amount`, 'whole', 'phải là số nguyên', 'must be a whole number')];
}

function twice(values: string[]): Set<string> {
  const seen = new Set<string>();
  return new Set(values.filter((value) => seen.has(value) || !seen.add(value)));
}

const UNIT_NAMES: Record<TimeUnit, string> = {
  MINUTE: 'phút',
  HOUR: 'giờ làm việc',
  CLOCK_HOUR: 'giờ liên tục',
  WORKING_DAY: 'ngày làm việc',
  CALENDAR_DAY: 'ngày',
  MONTH: 'tháng',
};

/** The steps of a process with their predecessors written out: without a word about it, a step follows the one before it. */
export function approvedSteps({ steps }: Pick<InternalProcessData, 'steps'>): ApprovedStepData[] {
  return steps.map((step, i) => {
    const before = steps[i - 1];
    return { ...step, predecessors: step.predecessors ?? (before ? [before.code] : []) };
  });
}

const MOST_SHOWN = 20;

function predecessorProblems(
  { code, predecessors = [] }: InternalProcessData['steps'][number],
  codes: ReadonlySet<string>,
  path: string,
): FieldError[] {
  return predecessors.flatMap((predecessor, k): FieldError[] => {
    const at = `${path}[${k}]`;
    if (predecessor === code)
      return [fieldError(at, 'notItself', 'không thể là chính bước này', 'must not be the step itself')];
    if (!codes.has(predecessor)) {
      const others = [...codes].filter((other) => other !== code);
      const possible = others.slice(0, MOST_SHOWN).join(', ') + (others.length > MOST_SHOWN ? ', …' : '');
      return [
        fieldError(
          at,
          'stepOfTheCase',
          `không có bước ${predecessor} trong trường hợp này; có thể nêu: ${possible}`,
          `the case has no step ${predecessor}; possible are: ${possible}`,
        ),
      ];
    }
    return predecessors.indexOf(predecessor) < k
      ? [fieldError(at, 'unique', 'đã nêu ở trên', 'is named above already')]
      : [];
  });
}

/** The time of the longest chain of steps, in halves of the unit; or the codes of steps that wait for each other. */
function longestChain(steps: ApprovedStepData[]): { longest: number } | { circle: string[] } {
  const byCode = new Map(steps.map((step) => [step.code, step]));
  const ends = new Map<string, number>();
  const waiting = new Set<string>();
  let circle: string[] | undefined;
  const endOf = (code: string): number => {
    const known = ends.get(code);
    if (known !== undefined) return known;
    if (waiting.has(code)) {
      const way = [...waiting];
      circle ??= [...way.slice(way.indexOf(code)), code].reverse();
      return 0;
    }
    waiting.add(code);
    const { predecessors, budget } = byCode.get(code)!;
    const begin = predecessors.reduce((latest, before) => Math.max(latest, endOf(before)), 0);
    waiting.delete(code);
    // In halves, so that 0.5 + 42 + 0.5 + 4.5 + 0.5 is exactly 48.
    const end = begin + Math.round(budget.amount * 2);
    ends.set(code, end);
    return end;
  };
  const longest = steps.reduce((latest, { code }) => Math.max(latest, endOf(code)), 0);
  return circle ? { circle } : { longest };
}

/**
 * The silence of another agency that was asked may be consent. That of the agency that has to settle the dossier may not:
 * it would settle dossiers by leaving them.
 */
function consentProblems(
  { silenceIsConsent, place }: InternalProcessData['steps'][number],
  path: string,
): FieldError[] {
  if (!silenceIsConsent || place === 'COORDINATING') return [];
  return [
    fieldError(
      path,
      'coordinatingOnly',
      'im lặng là đồng ý chỉ áp dụng cho bước của cơ quan phối hợp: hãy nêu place là COORDINATING hoặc bỏ silenceIsConsent',
      'silence is consent only at a coordinating agency: state COORDINATING as the place or leave silenceIsConsent out',
    ),
  ];
}

function stepsProblems(process: InternalProcessData, path: string): FieldError[] {
  const { steps, budget } = process;
  const found: FieldError[] = [];
  const codes = steps.map(({ code }) => code);
  const [known, repeated] = [new Set(codes), twice(codes)];
  for (const [i, step] of steps.entries()) {
    const at = `${path}.steps[${i}]`;
    if (repeated.has(step.code))
      found.push(fieldError(`${at}.code`, 'unique', 'trùng mã bước khác', 'is the code of another step too'));
    // Hours and days are never turned into each other: how many hours a day has is the calendar's to say.
    if (step.budget.unit !== budget.unit)
      found.push(
        fieldError(
          `${at}.budget.unit`,
          'sameUnit',
          `phải cùng đơn vị với thời hạn của trường hợp (${UNIT_NAMES[budget.unit]})`,
          `must be the unit of the case's time limit (${budget.unit})`,
        ),
      );
    found.push(
      ...budgetProblem(step.budget, `${at}.budget`),
      ...predecessorProblems(step, known, `${at}.predecessors`),
      ...consentProblems(step, `${at}.silenceIsConsent`),
    );
  }
  if (found.length > 0) return found;
  const chains = longestChain(approvedSteps(process));
  if ('circle' in chains) return [circleProblem(steps, chains.circle, path)];
  return sumProblem(process, chains.longest / 2, path);
}

/** At the first step of the circle that states its predecessors: those that follow the one before make no circle alone. */
function circleProblem(steps: InternalProcessData['steps'], circle: string[], path: string): FieldError {
  const i = steps.findIndex(({ code, predecessors }) => predecessors !== undefined && circle.includes(code));
  const shown = circle.join(' → ');
  return fieldError(
    `${path}.steps[${i}].predecessors`,
    'noCircle',
    `các bước chờ lẫn nhau: ${shown}; mỗi bước chỉ được chờ bước có thể xong trước nó`,
    `the steps wait for each other: ${shown}; a step may only wait for steps that can be done before it`,
  );
}

function sumProblem({ steps, budget }: InternalProcessData, sum: number, path: string): FieldError[] {
  if (sum === budget.amount) return [];
  const unit = UNIT_NAMES[budget.unit];
  const inLine = steps.every(({ predecessors }) => predecessors === undefined);
  const what = inLine
    ? { vi: 'tổng thời gian các bước', en: 'the budgets of the steps sum up to' }
    : { vi: 'tổng thời gian của chuỗi bước dài nhất', en: 'the budgets of the longest chain of steps sum up to' };
  return [
    fieldError(
      `${path}.steps`,
      'sumOfBudgets',
      `${what.vi} là ${sum} ${unit}, khác thời hạn ${budget.amount} ${unit} của trường hợp`,
      `${what.en} ${sum}, the case's time limit is ${budget.amount} ${budget.unit}`,
    ),
  ];
}

/** A working day has at most eight hours (Labour Code 45/2019/QH14 Art. 105). */
const WITHIN_A_DAY: Record<TimeUnit, number> = {
  MINUTE: 480,
  HOUR: 8,
  CLOCK_HOUR: 8,
  WORKING_DAY: 1,
  CALENDAR_DAY: 1,
  MONTH: 0,
};

/**
 * What is settled at once gets a receipt only when the applicant asks for one (Decree 61/2018/NĐ-CP Art. 17.4), and so no
 * due date: a longer time limit under that name would never be late.
 */
function instantProblems({ budget }: InternalProcessData, path: string): FieldError[] {
  if (budget.amount <= WITHIN_A_DAY[budget.unit]) return [];
  return [
    fieldError(
      `${path}.budget`,
      'withinTheDay',
      'thủ tục giải quyết ngay phải xong trong ngày tiếp nhận: hãy nêu thời hạn không quá 1 ngày làm việc, hoặc nêu instant là false',
      'an instant procedure is settled on the day of receipt: state at most one working day, or state instant as false',
    ),
  ];
}

/**
 * What is wrong with an internal process (Circular 01/2018/TT-VPCP Art. 8): for each case its steps, each with a unit
 * and a time in days or half days; the longest chain of them takes as long as the case.
 * @param instant settled on the day of receipt: a case may then have no steps
 */
export function internalProcessProblems(cases: InternalProcessData[], instant: boolean): FieldError[] {
  if (cases.length === 0)
    return [fieldError('cases', 'notEmpty', 'phải có ít nhất một trường hợp', 'must have at least one case')];
  const codes = twice(cases.map(({ caseCode }) => caseCode));
  return cases.flatMap((process, i) => {
    const path = `cases[${i}]`;
    const without = process.steps.length === 0;
    return [
      ...(codes.has(process.caseCode)
        ? [fieldError(`${path}.caseCode`, 'unique', 'trùng mã trường hợp khác', 'is the code of another case too')]
        : []),
      ...budgetProblem(process.budget, `${path}.budget`),
      ...(instant ? instantProblems(process, path) : []),
      ...(without && !instant
        ? [fieldError(`${path}.steps`, 'notEmpty', 'phải có ít nhất một bước', 'must have at least one step')]
        : []),
      ...(without ? [] : stepsProblems(process, path)),
    ];
  });
}
