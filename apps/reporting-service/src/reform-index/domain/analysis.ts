import { childrenOf, type Edition } from './edition.js';
import {
  compare,
  decimal,
  minus,
  over,
  rational,
  readDecimal,
  rounded,
  sum,
  times,
  ZERO,
  type Rational,
} from './rational.js';
import type { IndexResult, UnitResult } from './result.js';

/** Between which ranks a unit lies when the weights of the fields move; analysis, never a result. */
export interface RankInterval {
  unit: string;
  rank: number;
  best: number;
  worst: number;
}

const LIGHTER = rational(9, 10);
const HEAVIER = rational(11, 10);
const SAME = rational(1);

/**
 * The best and the worst rank of each ranked unit of a group when the weight of one field at a time is 10 % lower or higher. An
 * interval says how much a rank owes to the weights; bonus and penalty stay as they are, tie-breaks are not asked.
 */
export function rankIntervals(edition: Edition, { units }: IndexResult, group: string): RankInterval[] {
  const ranked = units.filter((unit) => unit.group === group && unit.rank !== null);
  const fields = childrenOf(edition, undefined, group).map(({ code }) => code);
  const trials = [undefined, ...fields].flatMap((field) =>
    [LIGHTER, HEAVIER].map((weight) => (code: string) => (code === field ? weight : SAME)),
  );
  const ranks = trials.map((weightOf) => {
    const values = ranked.map((unit) => weighted(edition, unit, fields, weightOf));
    return values.map((value) => 1 + values.filter((other) => compare(other, value) > 0).length);
  });
  return ranked.map(({ unit, rank }, i) => {
    const own = [rank!, ...ranks.map((trial) => trial[i]!)];
    return { unit, rank: rank!, best: Math.min(...own), worst: Math.max(...own) };
  });
}

function weighted(
  edition: Edition,
  unit: UnitResult,
  fields: string[],
  weightOf: (field: string) => Rational,
): Rational {
  const own = unit.nodes.filter(({ node, points }) => fields.includes(node) && points !== null);
  const points = sum(own.map(({ node, points }) => times(weightOf(node), readDecimal(points!)!)));
  const maximum = sum(own.map(({ node, maximum }) => times(weightOf(node), readDecimal(maximum)!)));
  if (maximum.n === 0n) return ZERO;
  const outside = minus(readDecimal(unit.bonus)!, readDecimal(unit.penalty)!);
  // By points, too, a heavier field must not make every sum larger than the maximum: it is the share that is compared.
  const share = over(times(points, rational(100)), maximum);
  return rounded(sum([share, outside]), edition.places.total);
}

/** One node of a unit in two years; null where the two cannot be compared. */
export interface YearChange {
  unit: string;
  node: string;
  from: string | null;
  to: string | null;
  change: string | null;
}

/**
 * What changed for each unit between two years. Points are compared only where the later node says that it continues the earlier one
 * comparably: other criteria give other points, and a difference of these says nothing about the unit.
 */
export function changesBetween(
  earlier: { edition: Edition; result: IndexResult },
  later: { edition: Edition; result: IndexResult },
): YearChange[] {
  const pairs = later.edition.nodes.flatMap(({ code, continues }) =>
    continues?.comparable && continues.edition === earlier.edition.code ? [{ node: code, before: continues.node }] : [],
  );
  return later.result.units.flatMap((unit) => {
    const before = earlier.result.units.find((one) => one.unit === unit.unit);
    return pairs.map(({ node, before: old }): YearChange => {
      const from = before?.nodes.find((one) => one.node === old)?.points ?? null;
      const to = unit.nodes.find((one) => one.node === node)?.points ?? null;
      return { unit: unit.unit, node, from, to, change: changeOf(from, to) };
    });
  });
}

/** `to` − `from` with as many decimals as the longer of them; null where one is missing. */
export function changeOf(from: string | null, to: string | null): string | null {
  if (from === null || to === null) return null;
  const places = Math.max(...[from, to].map((text) => (text.split('.')[1] ?? '').length));
  return decimal(minus(readDecimal(to)!, readDecimal(from)!), places);
}

/** A group, a node or the head that two editions say differently; absent where one of them does not have it. */
export interface EditionDifference {
  path: string;
  before?: unknown;
  after?: unknown;
}

/** Everything in which an edition differs from an earlier one, by path: `nodes.TDGQ.maximum`. */
export function differencesOf(before: Edition, after: Edition): EditionDifference[] {
  return differencesBetween(byCode(before), byCode(after));
}

/** Everything in which two values differ, by path: members by name, lists of objects by place, others as a whole. */
export function differencesBetween(before: unknown, after: unknown): EditionDifference[] {
  const differences: EditionDifference[] = [];
  const walk = (path: string, a: unknown, b: unknown): void => {
    if (isObject(a) && isObject(b)) {
      for (const name of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort())
        walk(path ? `${path}.${name}` : name, a[name], b[name]);
    } else if (isObjectList(a) && isObjectList(b) && a.length + b.length > 0) {
      for (let i = 0; i < Math.max(a.length, b.length); i++) walk(`${path}[${i}]`, a[i], b[i]);
    } else if (JSON.stringify(a) !== JSON.stringify(b)) {
      differences.push({ path, ...(a !== undefined && { before: a }), ...(b !== undefined && { after: b }) });
    }
  };
  walk('', before, after);
  return differences;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isObjectList = (value: unknown): value is Record<string, unknown>[] =>
  Array.isArray(value) && value.every(isObject);

/** With groups and nodes by their codes, so that a moved line is no difference. */
function byCode({ groups, nodes, ...head }: Edition): Record<string, unknown> {
  const keyed = (all: { code: string }[]) => Object.fromEntries(all.map((one) => [one.code, one]));
  return { ...head, groups: keyed(groups), nodes: keyed(nodes) };
}
