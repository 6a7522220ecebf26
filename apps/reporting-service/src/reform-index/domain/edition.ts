import type { LocalizedText } from '@motcua/contracts';

/*
 * An edition is a set of criteria as data: its points, thresholds and days come from a decision and change with the next one, so
 * none of them is a constant of the program. All points are whole milli-points, all rates whole hundredths of a percent.
 */

export const EDITION_KINDS = ['PROVINCE_SET', 'DECISION_766', 'NINE_INDICES', 'AGENCY_GRADING'] as const;

/**
 * What a node is worth when there is nothing to count. Real rules say four different things: full points (Decision 766, satisfaction
 * without petitions), none (Decision 766, progress with nothing received), the node does not apply and the unit's maximum is lower
 * (Hà Nam 2023), or the node is left out and its parent keeps its maximum over the others (the nine indices).
 */
export const EMPTY_POLICIES = ['FULL', 'ZERO', 'NOT_APPLICABLE', 'EXCLUDED_FROM_MEAN'] as const;
export type EmptyPolicy = (typeof EMPTY_POLICIES)[number];

export const RULE_KINDS = [
  'RATIO',
  'STEP',
  'COMPARE',
  'YES_NO',
  'CHOICE',
  'CHECKLIST',
  'TIMELINESS',
  'COUNT',
  'DEDUCT',
  'SURVEY',
  'DELEGATED',
  'BONUS',
  'PENALTY',
  'MANUAL',
] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** A choice or an item of a list to check, with its milli-points. */
export interface Option {
  code: string;
  name: string;
  points: number;
}

export type Rule =
  /** The maximum from `target` on, else in proportion; nothing below `floor`. */
  | { kind: 'RATIO'; metric: string; target: number; floor?: number }
  /** The points of the highest step that is reached. */
  | { kind: 'STEP'; metric: string; steps: { from: number; points: number }[] }
  /** The mean over dossiers that were better, equal or worse than allowed, to so many decimals. */
  | { kind: 'COMPARE'; metric: string; better: number; equal: number; worse: number; places: number }
  | { kind: 'YES_NO' }
  | { kind: 'CHOICE'; choices: Option[] }
  | { kind: 'CHECKLIST'; items: Option[] }
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

export interface EditionClass {
  code: string;
  name: string;
  /** Milli-points, or thousandths of a percent, by the scale of the edition. The last class is from 0. */
  from: number;
}

/** Units that are ranked among each other. */
export interface EditionGroup {
  code: string;
  name: string;
  maximum: number;
  /** From the best one on. */
  classes: EditionClass[];
  /** Nodes whose points decide, in this order, between units of equal value. */
  tieBreak?: string[];
}

export const EVIDENCE = ['REQUIRED', 'OR_EXPLANATION', 'NONE'] as const;
export const SOURCES = ['SYSTEM', 'SELF', 'APPRAISER', 'SURVEY', 'INHERITED'] as const;

/** A field (without a parent), criterion or component. */
export interface EditionNode {
  code: string;
  parent?: string;
  name: string;
  /** For every group, or by the code of the group. */
  maximum: number | Record<string, number>;
  /** The groups that it applies to; absent: all. */
  groups?: string[];
  /** Of a node without children. */
  rule?: Rule;
  empty?: EmptyPolicy;
  evidence: (typeof EVIDENCE)[number];
  /** `INHERITED`: the value of the agency above, the same for all below it. */
  source: (typeof SOURCES)[number];
  /** Code of the department that owns the field. */
  appraiser?: string;
  continues?: { edition: string; node: string; comparable: boolean };
}

export interface Edition {
  code: string;
  kind: (typeof EDITION_KINDS)[number];
  name: string;
  legalBasis: string;
  years: { from: number; to?: number };
  /** Why it is not a set that anybody has decided. */
  sample?: LocalizedText;
  /** `PERCENT`: points of a hundred of the applicable maximum; `POINTS`: the sum of points. */
  scale: 'PERCENT' | 'POINTS';
  /** Decimals to which values are rounded half up, and where; what is absent stays exact. */
  places: { leaf?: number; field?: number; total: number };
  groups: EditionGroup[];
  nodes: EditionNode[];
  /** What sources say differently, or what none says. */
  openQuestions?: { node?: string; question: LocalizedText; source: string }[];
}

export function maximumOf(node: EditionNode, group: string): number {
  return typeof node.maximum === 'number' ? node.maximum : (node.maximum[group] ?? 0);
}

export const appliesTo = (node: EditionNode, group: string): boolean => node.groups?.includes(group) ?? true;

/** Bonus and penalty points are outside the tree: they count to no maximum. */
export const isOutside = ({ rule }: EditionNode): boolean => rule?.kind === 'BONUS' || rule?.kind === 'PENALTY';

/** The nodes below `parent`, or the fields, that apply to a group. */
export function childrenOf(edition: Edition, parent: string | undefined, group: string): EditionNode[] {
  return edition.nodes.filter((node) => node.parent === parent && !isOutside(node) && appliesTo(node, group));
}
