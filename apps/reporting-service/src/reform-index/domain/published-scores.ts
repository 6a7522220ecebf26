import { childrenOf, maximumOf, type Edition, type EditionNode } from './edition.js';
import { compare, decimal, milli, minus, plus, rational, readDecimal, sum, ZERO } from './rational.js';
import type { Unit } from './check-facts.js';
import { resultOf, type IndexResult, type UnitResult } from './result.js';

/** A unit's scores as they were published, with the counts behind them as far as these are public. */
export interface PublishedScore {
  unit: Omit<Unit, 'reported' | 'notApplicable'>;
  /** Decimal, by the code of the field. */
  fields: Record<string, string>;
  total: string;
}

/** A field as published, and as it follows from the counts that were published with it. */
export interface FieldDifference {
  field: string;
  published: string;
  /** From the counts; null where an item has none. */
  computed: string | null;
  /** Published − computed; where items are hidden, what these must be worth. */
  rest: string;
  /** Nodes without counts. */
  hidden: string[];
  /** Whether `rest` is what the hidden nodes can be worth, up to the rounding of each node: a no is a fault in counts or points. */
  explained: boolean;
}

export interface PublishedDifference {
  unit: string;
  total: { published: string; added: string };
  fields: FieldDifference[];
}

/**
 * Published scores beside what follows from their counts, node by node.
 * @throws DomainError `index.facts-faulty`
 */
export function differencesToPublished(edition: Edition, published: PublishedScore[]): PublishedDifference[] {
  const ours = resultOf(
    edition,
    published.map(({ unit }) => unit),
  );
  const added = addedUp(edition, published);
  return published.map(({ unit, fields, total }) => {
    const own = ours.units.find((one) => one.unit === unit.code)!;
    const sumOf = added.units.find((one) => one.unit === unit.code)!;
    return {
      unit: unit.code,
      total: { published: total, added: sumOf.value! },
      fields: childrenOf(edition, undefined, unit.group)
        .filter(({ code }) => fields[code] !== undefined)
        .map((field) => differenceOf(edition, field, fields[field.code]!, own)),
    };
  });
}

/** The totals and ranks that follow from the published fields. */
export function addedUp(edition: Edition, published: PublishedScore[]): IndexResult {
  return resultOf(
    edition,
    published.map(({ unit, fields }) => ({ ...unit, facts: {}, reported: fields })),
  );
}

function differenceOf(edition: Edition, field: EditionNode, published: string, own: UnitResult): FieldDifference {
  const leaves = leavesOf(edition, field, own.group);
  const stateOf = (code: string) => own.nodes.find(({ node }) => node === code)!.state;
  const hidden = leaves.filter(({ code }) => stateOf(code) === 'NOT_MEASURED');
  const { points, measured } = own.nodes.find(({ node }) => node === field.code)!;
  const visible = points ?? measured?.points ?? '0';
  const places = edition.places.field ?? edition.places.total;
  const rest = minus(readDecimal(published)!, readDecimal(visible)!);
  // Half a unit of the last decimal for each node that was rounded, and for the field.
  const slack = rational(leaves.length + 1, 2n * 10n ** BigInt(places));
  const most = sum(hidden.map((node) => milli(maximumOf(node, own.group))));
  return {
    field: field.code,
    published,
    computed: points,
    rest: decimal(rest, places),
    hidden: hidden.map(({ code }) => code),
    explained: compare(rest, minus(ZERO, slack)) >= 0 && compare(rest, plus(most, slack)) <= 0,
  };
}

function leavesOf(edition: Edition, node: EditionNode, group: string): EditionNode[] {
  const children = childrenOf(edition, node.code, group);
  return children.length === 0 ? [node] : children.flatMap((child) => leavesOf(edition, child, group));
}
