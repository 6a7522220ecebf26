import type { EditionGroup } from '@motcua/contracts';
import type { Edition, EditionNode, Rule } from '../domain/edition.js';
import type { Unit } from '../domain/check-facts.js';

/** A node without children, of `points` points. */
export function node(code: string, points: number, rule: Rule, more: Partial<EditionNode> = {}): EditionNode {
  return { code, name: `Tiêu chí ${code}`, maximum: points * 1000, rule, evidence: 'NONE', source: 'SYSTEM', ...more };
}

/** An edition of one group `G`, whose maximum is what its fields add up to. */
export function edition(nodes: EditionNode[], more: Partial<Edition> = {}, group: Partial<EditionGroup> = {}): Edition {
  const inTree = nodes.filter(({ parent, rule }) => !parent && rule?.kind !== 'BONUS' && rule?.kind !== 'PENALTY');
  const maximum = inTree.reduce((all, one) => all + (one.maximum as number), 0);
  return {
    code: 'thu',
    kind: 'PROVINCE_SET',
    name: 'Bộ thử',
    legalBasis: 'Không có',
    years: { from: 2026 },
    scale: 'PERCENT',
    places: { total: 2 },
    groups: [{ code: 'G', name: 'Nhóm', maximum, classes: [], ...group }],
    nodes,
    ...more,
  };
}

export const ON_TIME: Rule = { kind: 'RATIO', metric: 'SETTLED_IN_TIME@1', target: 10_000 };
export const DELEGATED: Rule = { kind: 'DELEGATED', from: 'khác', outOf: 100_000 };

export const unit = (code: string, facts: Unit['facts'], more: Partial<Unit> = {}): Unit => ({
  code,
  name: `Đơn vị ${code}`,
  group: 'G',
  facts,
  ...more,
});
