import type { Agency } from './agency.js';

/** An agency with those below it. */
export interface AgencyNode extends Pick<Agency, 'code' | 'name' | 'level'> {
  children: AgencyNode[];
}

/** Agencies below the one above them; one whose parent is not among them stands at the top. */
export function agencyTree(agencies: Agency[]): AgencyNode[] {
  const nodes = new Map(
    agencies.map(({ code, name, level }): [string, AgencyNode] => [code, { code, name, level, children: [] }]),
  );
  const above = new Map(agencies.map(({ code, parentCode }) => [code, parentCode]));
  // Two agencies that name each other as the one above would otherwise hang on nothing.
  const reachesTop = (code: string): boolean => {
    const seen = new Set<string>();
    for (let at: string | undefined = code; at !== undefined && nodes.has(at); at = above.get(at)) {
      if (seen.has(at)) return false;
      seen.add(at);
    }
    return true;
  };
  const roots: AgencyNode[] = [];
  for (const [code, node] of nodes) {
    const parent = reachesTop(code) ? nodes.get(above.get(code) ?? '') : undefined;
    (parent?.children ?? roots).push(node);
  }
  return roots;
}
