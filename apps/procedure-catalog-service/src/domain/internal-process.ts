import type { BudgetData, FieldError, InternalProcessData, TimeUnit } from '@motcua/contracts';

const problem = (path: string, code: string, vi: string, en: string): FieldError => ({
  path,
  code,
  message: { vi, en },
});

/** Half a working day is the smallest share that real step tables use; other units come whole. */
function budgetProblem(budget: BudgetData, path: string): FieldError[] {
  if (!(budget.amount > 0)) return [problem(`${path}.amount`, 'positive', 'phải lớn hơn 0', 'must be more than 0')];
  const scale = budget.unit === 'WORKING_DAY' ? 2 : 1;
  if (Number.isInteger(budget.amount * scale)) return [];
  return scale === 2
    ? [problem(`${path}.amount`, 'halves', 'phải là bội số của 0,5 ngày', 'must be a multiple of 0.5 days')]
    : [problem(`${path}.amount`, 'whole', 'phải là số nguyên', 'must be a whole number')];
}

function twice(values: string[]): Set<string> {
  return new Set(values.filter((value, i) => values.indexOf(value) !== i));
}

const UNIT_NAMES: Record<TimeUnit, string> = {
  MINUTE: 'phút',
  HOUR: 'giờ',
  WORKING_DAY: 'ngày làm việc',
  CALENDAR_DAY: 'ngày',
  MONTH: 'tháng',
};

function stepsProblems(process: InternalProcessData, path: string): FieldError[] {
  if (process.steps.length === 0)
    return [problem(`${path}.steps`, 'notEmpty', 'phải có ít nhất một bước', 'must have at least one step')];
  const found: FieldError[] = [];
  const codes = twice(process.steps.map(({ code }) => code));
  for (const [i, step] of process.steps.entries()) {
    const at = `${path}.steps[${i}]`;
    if (codes.has(step.code))
      found.push(problem(`${at}.code`, 'unique', 'trùng mã bước khác', 'is the code of another step too'));
    // Hours and days are never turned into each other: how many hours a day has is the calendar's to say.
    if (step.budget.unit !== process.budget.unit)
      found.push(
        problem(
          `${at}.budget.unit`,
          'sameUnit',
          `phải cùng đơn vị với thời hạn của trường hợp (${UNIT_NAMES[process.budget.unit]})`,
          `must be the unit of the case's time limit (${process.budget.unit})`,
        ),
      );
    found.push(...budgetProblem(step.budget, `${at}.budget`));
  }
  if (found.length > 0) return found;
  // In halves, so that 0.5 + 42 + 0.5 + 4.5 + 0.5 is exactly 48.
  const sum = process.steps.reduce((halves, { budget }) => halves + Math.round(budget.amount * 2), 0) / 2;
  if (sum === process.budget.amount) return [];
  const unit = UNIT_NAMES[process.budget.unit];
  return [
    problem(
      `${path}.steps`,
      'sumOfBudgets',
      `tổng thời gian các bước là ${sum} ${unit}, khác thời hạn ${process.budget.amount} ${unit} của trường hợp`,
      `the budgets of the steps sum up to ${sum}, the case's time limit is ${process.budget.amount} ${process.budget.unit}`,
    ),
  ];
}

/**
 * What is wrong with an internal process (Circular 01/2018/TT-VPCP Art. 8): for each case its steps in order, each with
 * a unit and a time in days or half days, which sum up to the time limit of the case.
 */
export function internalProcessProblems(cases: InternalProcessData[]): FieldError[] {
  if (cases.length === 0)
    return [problem('cases', 'notEmpty', 'phải có ít nhất một trường hợp', 'must have at least one case')];
  const codes = twice(cases.map(({ caseCode }) => caseCode));
  return cases.flatMap((process, i) => {
    const path = `cases[${i}]`;
    return [
      ...(codes.has(process.caseCode)
        ? [problem(`${path}.caseCode`, 'unique', 'trùng mã trường hợp khác', 'is the code of another case too')]
        : []),
      ...budgetProblem(process.budget, `${path}.budget`),
      ...stepsProblems(process, path),
    ];
  });
}
