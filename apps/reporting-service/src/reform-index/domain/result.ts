import type { EditionGroup, LocalizedText } from '@motcua/contracts';
import { requireFacts, type Unit } from './check-facts.js';
import { appliesTo, childrenOf, isOutside, maximumOf, type Edition, type EditionNode } from './edition.js';
import {
  compare,
  decimal,
  milli,
  minus,
  most,
  over,
  plus,
  rational,
  readDecimal,
  rounded,
  sum,
  times,
  ZERO,
  type Rational,
} from './rational.js';
import { score } from './rules.js';

export type NodeState = 'MEASURED' | 'REPORTED' | 'NOT_MEASURED' | 'NOT_APPLICABLE' | 'EXCLUDED';

export interface NodeResult {
  node: string;
  state: NodeState;
  /** Decimal; null unless measured or reported. */
  points: string | null;
  /** What the unit could have; 0 where the node does not apply. */
  maximum: string;
  /** How much of the node is measured, where it is not measured as a whole. */
  measured?: { points: string; maximum: string };
  explanation?: LocalizedText;
}

export interface UnitResult {
  unit: string;
  name: string;
  group: string;
  /** Null while a part that applies is not measured: no total is shown then. */
  value: string | null;
  /**
   * What rank and class follow from: the value; in an edition in points, that of the unit's share of its own maximum at the maximum of
   * the group, so that it is the same for units of which every part counts.
   */
  converted: string | null;
  points: string | null;
  maximum: string;
  /** What is measured, of the maximum that is measurable. */
  measured: { points: string; maximum: string };
  bonus: string;
  penalty: string;
  class: string | null;
  /** 1, 2, 2, 4 among the units of the group with a value; null without a value. */
  rank: number | null;
  /** How many units have this rank. */
  tied: number;
  /** Whether a part was taken over as it was published elsewhere. */
  reported: boolean;
  nodes: NodeResult[];
}

export interface IndexResult {
  edition: string;
  groups: { group: string; units: number; ranked: number }[];
  /** By group, rank and code; units without a value come last, and none is left out. */
  units: UnitResult[];
}

/** Decimals of points that the edition does not round; only what is shown is cut, not what is added up. */
const SHOWN = 4;

/**
 * The result of all units under an edition. It depends on nothing but its arguments, and on their order not at all.
 * @param edition without `faultsOfEdition`
 * @throws DomainError `index.facts-faulty` with every fault by its path
 */
export function resultOf(edition: Edition, units: Unit[]): IndexResult {
  requireFacts(edition, units);
  const scored = units.map((unit) => scoreUnit(edition, unit));
  const ranked = edition.groups.flatMap((group) =>
    rank(
      edition,
      group,
      scored.filter(({ unit }) => unit.group === group.code),
    ),
  );
  const groups = edition.groups.map(({ code }) => {
    const own = ranked.filter(({ group }) => group === code);
    return { group: code, units: own.length, ranked: own.filter((one) => one.rank !== null).length };
  });
  return { edition: edition.code, groups, units: ranked };
}

/** A node and all below it, with its exact points. */
interface Evaluated {
  state: NodeState;
  points: Rational;
  maximum: Rational;
  /** The measured part; the whole where all is measured. */
  measured: { points: Rational; maximum: Rational };
  results: ExactResult[];
}

/** The shown result of a node, and its exact share of what applies of it. */
interface ExactResult {
  shown: NodeResult;
  /** Absent unless measured or reported. */
  share?: Rational;
}

interface ScoredUnit {
  unit: Unit;
  points: Rational;
  maximum: Rational;
  measured: { points: Rational; maximum: Rational };
  bonus: Rational;
  penalty: Rational;
  value: Rational | undefined;
  converted: Rational | undefined;
  results: ExactResult[];
}

function scoreUnit(edition: Edition, unit: Unit): ScoredUnit {
  const fields = childrenOf(edition, undefined, unit.group).map((node) => evaluate(edition, unit, node));
  const counted = fields.filter(({ state }) => state !== 'NOT_APPLICABLE' && state !== 'EXCLUDED');
  const points = sum(counted.map((one) => one.points));
  const maximum = sum(counted.map((one) => one.maximum));
  const outside = edition.nodes
    .filter((node) => isOutside(node) && appliesTo(node, unit.group))
    .map((node) => ({ kind: node.rule!.kind, ...evaluate(edition, unit, node) }));
  const ofKind = (wanted: string) => sum(outside.filter(({ kind }) => kind === wanted).map((one) => one.points));
  const [bonus, penalty] = [ofKind('BONUS'), ofKind('PENALTY')];
  const isWhole = counted.every(({ state }) => state !== 'NOT_MEASURED') && maximum.n > 0n;
  const { maximum: ofGroup } = edition.groups.find(({ code }) => code === unit.group)!;
  const at = (scale: Rational) => over(times(points, scale), maximum);
  const total = (base: Rational) => rounded(most(ZERO, minus(plus(base, bonus), penalty)), edition.places.total);
  // Bonus and penalty stand outside the maximum, and a lower one does not change what they are worth.
  const converted = isWhole ? total(at(edition.scale === 'POINTS' ? milli(ofGroup) : rational(100))) : undefined;
  return {
    unit,
    points,
    maximum,
    measured: {
      points: sum(counted.map((one) => one.measured.points)),
      maximum: sum(counted.map((one) => one.measured.maximum)),
    },
    bonus,
    penalty,
    value: converted && edition.scale === 'POINTS' ? total(points) : converted,
    converted,
    results: [...fields, ...outside].flatMap(({ results }) => results),
  };
}

function evaluate(edition: Edition, unit: Unit, node: EditionNode): Evaluated {
  const lifted = unit.notApplicable?.find((one) => one.node === node.code);
  const reported = ofNode(unit.reported, node);
  const children = childrenOf(edition, node.code, unit.group);
  const own = lifted
    ? nothing('NOT_APPLICABLE', ZERO, { vi: lifted.reason, en: lifted.reason })
    : reported !== undefined
      ? whole('REPORTED', readDecimal(reported)!, milli(maximumOf(node, unit.group)))
      : node.rule
        ? leaf(edition, unit, node)
        : parent(
            unit,
            node,
            children.map((child) => ({ child, evaluated: evaluate(edition, unit, child) })),
          );
  const places = node.parent === undefined && !isOutside(node) ? edition.places.field : undefined;
  const rated = places === undefined ? own : { ...own, points: rounded(own.points, places) };
  const shown = (value: Rational) => decimal(value, places ?? (node.rule ? edition.places.leaf : undefined) ?? SHOWN);
  const has = rated.state === 'MEASURED' || rated.state === 'REPORTED';
  const measured = has || rated.measured.maximum.n === 0n ? undefined : rated.measured;
  const result: NodeResult = {
    node: node.code,
    state: rated.state,
    points: has ? shown(rated.points) : null,
    maximum: decimal(rated.maximum, 3),
    ...(measured && { measured: { points: shown(measured.points), maximum: decimal(measured.maximum, 3) } }),
    ...(own.explanation && { explanation: own.explanation }),
  };
  const part = has ? { ...rated.measured, points: rated.points } : rated.measured;
  const share = has ? over(rated.points, rated.maximum) : undefined;
  return { ...rated, measured: part, results: [{ shown: result, share }, ...own.results] };
}

type Own = Evaluated & { explanation?: LocalizedText };

const whole = (state: NodeState, points: Rational, maximum: Rational, explanation?: LocalizedText): Own => ({
  state,
  points,
  maximum,
  measured: { points, maximum },
  results: [],
  explanation,
});

const nothing = (
  state: NodeState,
  maximum: Rational,
  explanation?: LocalizedText,
  results: ExactResult[] = [],
): Own => ({
  state,
  points: ZERO,
  maximum,
  measured: { points: ZERO, maximum: ZERO },
  results,
  explanation,
});

function leaf(edition: Edition, unit: Unit, node: EditionNode): Own {
  const maximum = maximumOf(node, unit.group);
  const scored = score(node.rule!, maximum, ofNode(unit.facts, node), node.empty);
  if (scored.state === 'MEASURED') {
    const { leaf: places } = edition.places;
    const points = places === undefined ? scored.points : rounded(scored.points, places);
    return whole('MEASURED', points, milli(maximum), scored.explanation);
  }
  return nothing(scored.state, scored.state === 'NOT_MEASURED' ? milli(maximum) : ZERO, scored.explanation);
}

/** What is said of a node; its code may be the name of what every object has. */
function ofNode<T>(said: Readonly<Record<string, T>> | undefined, { code }: EditionNode): T | undefined {
  return said && Object.hasOwn(said, code) ? said[code] : undefined;
}

function parent(unit: Unit, node: EditionNode, parts: { child: EditionNode; evaluated: Evaluated }[]): Own {
  const children = parts.map(({ evaluated }) => evaluated);
  const results = children.flatMap((child) => child.results);
  const counted = children.filter(({ state }) => state !== 'NOT_APPLICABLE' && state !== 'EXCLUDED');
  const excluded = children.some(({ state }) => state === 'EXCLUDED');
  if (counted.length === 0) return nothing(excluded ? 'EXCLUDED' : 'NOT_APPLICABLE', ZERO, undefined, results);
  const points = sum(counted.map((child) => child.points));
  const maximum = sum(counted.map((child) => child.maximum));
  const measured = {
    points: sum(counted.map((child) => child.measured.points)),
    maximum: sum(counted.map((child) => child.measured.maximum)),
  };
  if (counted.some(({ state }) => state === 'NOT_MEASURED'))
    return { ...nothing('NOT_MEASURED', maximum, undefined, results), measured };
  const state = counted.some((child) => child.state === 'REPORTED') ? 'REPORTED' : 'MEASURED';
  if (!excluded) return { state, points, maximum, measured, results };
  // What was left out of the mean does not lower what the node counts for: the others stand for it. What does not apply does.
  const lifted = parts
    .filter(({ evaluated }) => evaluated.state !== 'EXCLUDED')
    .map(({ child, evaluated }) => minus(milli(maximumOf(child, unit.group)), evaluated.maximum));
  const full = minus(milli(maximumOf(node, unit.group)), sum(lifted));
  const scaled = over(times(points, full), maximum);
  return { state, points: scaled, maximum: full, measured: { points: scaled, maximum: full }, results };
}

function rank(edition: Edition, group: EditionGroup, units: ScoredUnit[]): UnitResult[] {
  const places = edition.places.total;
  const tieBreak = (a: ScoredUnit, b: ScoredUnit): number => {
    for (const code of group.tieBreak ?? []) {
      const difference = compare(shareAt(b, code), shareAt(a, code));
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const order = (a: ScoredUnit, b: ScoredUnit) => compare(b.converted!, a.converted!) || tieBreak(a, b);
  const valued = units.filter(({ converted }) => converted !== undefined);
  const ranked = units.map((one): UnitResult => {
    const { unit, value, converted } = one;
    return {
      unit: unit.code,
      name: unit.name,
      group: group.code,
      value: value ? decimal(value, places) : null,
      converted: converted ? decimal(converted, places) : null,
      points: value ? decimal(one.points, SHOWN) : null,
      maximum: decimal(one.maximum, 3),
      measured: { points: decimal(one.measured.points, SHOWN), maximum: decimal(one.measured.maximum, 3) },
      bonus: decimal(one.bonus, 3),
      penalty: decimal(one.penalty, 3),
      class: classOf(group, one),
      rank: value ? 1 + valued.filter((other) => order(other, one) < 0).length : null,
      tied: value ? valued.filter((other) => order(other, one) === 0).length : 0,
      reported: one.results.some(({ shown }) => shown.state === 'REPORTED'),
      nodes: one.results.map(({ shown }) => shown),
    };
  });
  return ranked.sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || (a.unit < b.unit ? -1 : 1));
}

/** For a node that does not apply or of which nothing is known, the rest of the unit stands: it neither wins nor loses a tie. */
function shareAt({ results, points, maximum }: ScoredUnit, code: string): Rational {
  return results.find(({ shown }) => shown.node === code)?.share ?? over(points, maximum);
}

/**
 * The class of what counts. A unit without one would be better off than a weak one, and what is left out or does not apply may depend
 * on the unit itself: nobody is rated where nobody was asked.
 */
function classOf(group: EditionGroup, { converted }: ScoredUnit): string | null {
  if (!converted) return null;
  return group.classes.find(({ from }) => compare(converted, milli(from)) >= 0)?.code ?? null;
}
