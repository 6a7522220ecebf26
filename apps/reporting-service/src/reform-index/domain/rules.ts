import type { EmptyPolicy, LocalizedText } from '@motcua/contracts';
import type { Rule } from './edition.js';
import {
  compare,
  decimal,
  least,
  milli,
  minus,
  most,
  over,
  rational,
  rounded,
  sum,
  times,
  ZERO,
  type Rational,
} from './rational.js';

/** What is known of a unit at a node; which members a rule reads follows from its kind. All numbers are whole and not negative. */
export interface Facts {
  numerator?: number;
  denominator?: number;
  better?: number;
  equal?: number;
  worse?: number;
  answer?: boolean;
  choice?: string;
  checked?: string[];
  /** Working days. */
  lateDays?: number;
  count?: number;
  /** Milli-points: of a delegated index, or as the council gave them. */
  points?: number;
  reason?: string;
}

/** A node that was scored: its points, or why it has none. */
export type Scored =
  | { state: 'MEASURED'; points: Rational; explanation: LocalizedText }
  | { state: 'NOT_MEASURED' | 'NOT_APPLICABLE' | 'EXCLUDED'; explanation: LocalizedText };

const FACTS_OF: Record<Rule['kind'], (keyof Facts)[]> = {
  RATIO: ['numerator', 'denominator'],
  STEP: ['numerator', 'denominator'],
  SURVEY: ['numerator', 'denominator'],
  COMPARE: ['better', 'equal', 'worse'],
  YES_NO: ['answer'],
  CHOICE: ['choice'],
  CHECKLIST: ['checked'],
  TIMELINESS: ['lateDays'],
  COUNT: ['count'],
  DEDUCT: ['count'],
  BONUS: ['count', 'reason'],
  PENALTY: ['count', 'reason'],
  DELEGATED: ['points'],
  MANUAL: ['points', 'reason'],
};

const WHOLE = new Set(['numerator', 'denominator', 'better', 'equal', 'worse', 'lateDays', 'count', 'points']);
const isWhole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** What is wrong with facts given for a rule, each by the member: nothing is cut to fit, so that no mark hides a slip. */
export function faultsOfFacts(rule: Rule, maximum: number, facts: Facts): { path: string; message: LocalizedText }[] {
  const faults: { path: string; message: LocalizedText }[] = [];
  const fault = (path: string, vi: string, en: string) => faults.push({ path, message: { vi, en } });
  const wanted = FACTS_OF[rule.kind];
  for (const name of Object.keys(facts) as (keyof Facts)[])
    if (facts[name] !== undefined && !wanted.includes(name))
      fault(name, `quy tắc ${rule.kind} không dùng`, `is not read by the rule ${rule.kind}`);
  for (const name of wanted) {
    const value = facts[name];
    if (WHOLE.has(name) && !isWhole(value))
      fault(name, 'phải là số nguyên không âm', 'must be a whole number from 0 on');
    if (name === 'reason' && !isText(value)) fault(name, 'phải nêu lý do', 'a reason must be given');
    if (name === 'answer' && typeof value !== 'boolean') fault(name, 'phải là có hoặc không', 'must be yes or no');
  }
  if (wanted.includes('denominator') && facts.numerator! > facts.denominator!)
    fault('numerator', 'không được lớn hơn mẫu số', 'must not be above the denominator');
  if (rule.kind === 'CHOICE' && !rule.choices.some(({ code }) => code === facts.choice))
    fault('choice', 'không có trong các lựa chọn', 'is none of the choices');
  if (rule.kind === 'CHECKLIST') {
    const checked = Array.isArray(facts.checked) ? facts.checked : [undefined];
    if (checked.some((one) => !rule.items.some(({ code }) => code === one)) || new Set(checked).size < checked.length)
      fault('checked', 'phải là các mục của danh mục, mỗi mục một lần', 'must be items of the list, each once');
  }
  const highest = rule.kind === 'DELEGATED' ? rule.outOf : maximum;
  if (wanted.includes('points') && facts.points! > highest)
    fault('points', `tối đa ${comma(decimal(milli(highest), 3))} điểm`, `at most ${decimal(milli(highest), 3)} points`);
  return faults;
}

/**
 * The points of a unit at a node, within [0, maximum], and how they came about. Without facts a node is not measured, which is
 * never 0; with facts that count nothing, it is what the edition says.
 * @param facts free of `faultsOfFacts`
 * @param maximum milli-points
 */
export function score(rule: Rule, maximum: number, facts: Facts | undefined, empty: EmptyPolicy = 'ZERO'): Scored {
  if (!facts) {
    // A bonus or a penalty that nobody gave is none.
    if (rule.kind === 'BONUS' || rule.kind === 'PENALTY') return measured(ZERO, 'Không có', 'None');
    return { state: 'NOT_MEASURED', explanation: { vi: 'Chưa đo được', en: 'Not measured' } };
  }
  const full = milli(maximum);
  switch (rule.kind) {
    case 'RATIO':
    case 'STEP':
    case 'SURVEY':
      return facts.denominator === 0
        ? nothingToCount(empty, full)
        : byRate(rule, full, facts.numerator!, facts.denominator!);
    case 'COMPARE':
      return byComparison(rule, full, facts, empty);
    case 'YES_NO':
      return facts.answer ? measured(full, 'Có', 'Yes') : measured(ZERO, 'Không', 'No');
    case 'CHOICE': {
      const { name, points } = rule.choices.find(({ code }) => code === facts.choice)!;
      return measured(milli(points), name, name);
    }
    case 'CHECKLIST': {
      const done = rule.items.filter(({ code }) => facts.checked!.includes(code));
      const of = `${done.length}/${rule.items.length}`;
      return measured(sum(done.map(({ points }) => milli(points))), `Đạt ${of} mục`, `${of} items`);
    }
    case 'TIMELINESS': {
      const late = facts.lateDays!;
      const step = rule.steps.find(({ upTo }) => late <= upTo);
      return measured(milli(step?.points ?? 0), `Chậm ${late} ngày làm việc`, `${late} working days late`);
    }
    case 'COUNT':
    case 'BONUS':
    case 'PENALTY': {
      const each = decimal(milli(rule.each), 3);
      return measured(
        least(full, milli(rule.each * facts.count!)),
        `${facts.count} × ${comma(each)} điểm, tối đa ${comma(decimal(full, 3))}`,
        `${facts.count} × ${each} points, at full ${decimal(full, 3)}`,
      );
    }
    case 'DEDUCT':
      return byDeduction(rule, full, facts.count!);
    case 'DELEGATED':
      return measured(
        over(times(full, milli(facts.points!)), milli(rule.outOf)),
        `${comma(decimal(milli(facts.points!), 3))}/${comma(decimal(milli(rule.outOf), 3))} điểm của ${rule.from}`,
        `${decimal(milli(facts.points!), 3)} of ${decimal(milli(rule.outOf), 3)} points of ${rule.from}`,
      );
    case 'MANUAL':
      return measured(milli(facts.points!), 'Hội đồng chấm, có nêu lý do', 'Given by the council, with its reason');
  }
}

const measured = (points: Rational, vi: string, en: string): Scored => ({
  state: 'MEASURED',
  points,
  explanation: { vi, en },
});

function nothingToCount(empty: EmptyPolicy, most: Rational): Scored {
  switch (empty) {
    case 'FULL':
      return measured(most, 'Không phát sinh: đạt điểm tối đa', 'Nothing to count: full points');
    case 'ZERO':
      return measured(ZERO, 'Không phát sinh: 0 điểm', 'Nothing to count: no points');
    case 'NOT_APPLICABLE':
      return {
        state: 'NOT_APPLICABLE',
        explanation: { vi: 'Không phát sinh: không tính vào điểm tối đa', en: 'Nothing to count: does not apply' },
      };
    case 'EXCLUDED_FROM_MEAN':
      return {
        state: 'EXCLUDED',
        explanation: { vi: 'Không đủ thông tin: loại khỏi trung bình', en: 'Not enough facts: left out of the mean' },
      };
  }
}

const HUNDREDTHS = 10_000;
const percent = (hundredths: number): string => `${decimal(rational(hundredths, 100), 2)} %`;
/** As Vietnamese writes a decimal. */
const comma = (number: string): string => number.replace('.', ',');

function byRate(
  rule: Extract<Rule, { kind: 'RATIO' | 'STEP' | 'SURVEY' }>,
  most: Rational,
  numerator: number,
  denominator: number,
): Scored {
  const rate = rational(numerator, denominator);
  const at = (hundredths: number) => rational(hundredths, HUNDREDTHS);
  const share = `${numerator}/${denominator} = ${decimal(times(rate, rational(100)), 2)} %`;
  const vi = comma(share);
  if (rule.kind === 'SURVEY') return measured(times(most, rate), vi, share);
  if (rule.kind === 'STEP') {
    const reached = rule.steps.findLast(({ from }) => compare(rate, at(from)) >= 0);
    if (!reached) return measured(ZERO, `${vi}, dưới mức thấp nhất`, `${share}, below the lowest step`);
    return measured(
      milli(reached.points),
      `${vi}, đạt mức từ ${comma(percent(reached.from))}`,
      `${share}, the step from ${percent(reached.from)}`,
    );
  }
  if (rule.floor !== undefined && compare(rate, at(rule.floor)) < 0)
    return measured(
      ZERO,
      `${vi}, dưới sàn ${comma(percent(rule.floor))}`,
      `${share}, below the floor ${percent(rule.floor)}`,
    );
  return measured(
    times(most, least(rational(1), over(rate, at(rule.target)))),
    `${vi}, mục tiêu ${comma(percent(rule.target))}`,
    `${share}, target ${percent(rule.target)}`,
  );
}

function byComparison(
  rule: Extract<Rule, { kind: 'COMPARE' }>,
  most: Rational,
  { better = 0, equal = 0, worse = 0 }: Facts,
  empty: EmptyPolicy,
): Scored {
  const all = better + equal + worse;
  if (all === 0) return nothingToCount(empty, most);
  const marks = sum([
    times(milli(rule.better), rational(better)),
    times(milli(rule.equal), rational(equal)),
    times(milli(rule.worse), rational(worse)),
  ]);
  return measured(
    rounded(over(marks, rational(all)), rule.places),
    `Trung bình của ${all} hồ sơ: ${better} tốt hơn, ${equal} bằng, ${worse} kém hơn quy định`,
    `Mean of ${all} dossiers: ${better} better, ${equal} equal, ${worse} worse than allowed`,
  );
}

function byDeduction(rule: Extract<Rule, { kind: 'DEDUCT' }>, maximum: Rational, count: number): Scored {
  const each = decimal(milli(rule.each), 3);
  return measured(
    most(milli(rule.floor ?? 0), minus(maximum, milli(rule.each * count))),
    `Trừ ${count} × ${comma(each)} điểm`,
    `Less ${count} × ${each} points`,
  );
}
