import type { Edition as EditionDocument, EditionNode as DocumentNode, EditionOption } from '@motcua/contracts';

/*
 * An edition is a set of criteria as data: its points, thresholds and days come from a decision and change with the next one, so
 * none of them is a constant of the program. All points are whole milli-points, all rates whole hundredths of a percent.
 */

export type Rule =
  /** The maximum from `target` on, else in proportion; nothing below `floor`. */
  | { kind: 'RATIO'; metric: string; target: number; floor?: number }
  /** The points of the highest step that is reached. */
  | { kind: 'STEP'; metric: string; steps: { from: number; points: number }[] }
  /** The mean over dossiers that were better, equal or worse than allowed, to so many decimals. */
  | { kind: 'COMPARE'; metric: string; better: number; equal: number; worse: number; places: number }
  | { kind: 'YES_NO' }
  | { kind: 'CHOICE'; choices: EditionOption[] }
  | { kind: 'CHECKLIST'; items: EditionOption[] }
  /** By working days of lateness: the points of the first step that holds it, nothing after the last. */
  | { kind: 'TIMELINESS'; steps: { upTo: number; points: number }[] }
  /** So many points for each, at most the maximum. */
  | { kind: 'COUNT'; each: number }
  /** The maximum less so many points for each, at least `floor`. */
  | { kind: 'DEDUCT'; each: number; floor?: number }
  /** The maximum times the share of answers. */
  | { kind: 'SURVEY'; metric: string }
  /** The result of another edition or index, out of so many milli-points, scaled to the maximum. */
  | { kind: 'DELEGATED'; from: string; outOf: number }
  /** Outside the tree, at most the maximum of the node. */
  | { kind: 'BONUS'; each: number }
  | { kind: 'PENALTY'; each: number }
  /** Points that the council gives, with its reason. */
  | { kind: 'MANUAL' };

/** A node whose rule has the members of its kind, and no others. */
export type EditionNode = Omit<DocumentNode, 'rule'> & { rule?: Rule };
/** An edition as `readEdition` gives it. */
export type Edition = Omit<EditionDocument, 'nodes'> & { nodes: EditionNode[] };

export function maximumOf(node: EditionNode, group: string): number {
  const { maximum } = node;
  if (typeof maximum === 'number') return maximum;
  // A group may have the code `constructor`.
  return Object.hasOwn(maximum, group) ? maximum[group]! : 0;
}

export const appliesTo = (node: EditionNode, group: string): boolean => node.groups?.includes(group) ?? true;

/** Bonus and penalty points are outside the tree: they count to no maximum. */
export const isOutside = ({ rule }: EditionNode): boolean => rule?.kind === 'BONUS' || rule?.kind === 'PENALTY';

/** The nodes below `parent`, or the fields, that apply to a group. */
export function childrenOf(edition: Edition, parent: string | undefined, group: string): EditionNode[] {
  return edition.nodes.filter((node) => node.parent === parent && !isOutside(node) && appliesTo(node, group));
}
