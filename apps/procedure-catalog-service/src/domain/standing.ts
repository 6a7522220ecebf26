import type { DecisionData, ProcedureStatus } from '@motcua/contracts';

interface InForceFrom {
  version: number;
  effectiveOn: string;
}

/** Which versions of a procedure hold and come on a day, and how the procedure stands by them. */
export interface Standing {
  status: ProcedureStatus;
  inForce?: number;
  coming?: number;
}

/**
 * How a procedure stands on a day: by the days from which its decisions are in force, and not by what was written last (Law 80/2015/QH13
 * Art. 151, Decree 63/2010 Art. 8). Who applies in the meantime applies under what is in force.
 * @param published its published versions; each is in force from no earlier day than the one before
 * @param on local date
 */
export function standingOn(
  published: readonly InForceFrom[],
  abolition: DecisionData | undefined,
  on: string,
): Standing {
  const inForce = published.filter(({ effectiveOn }) => effectiveOn <= on).map(({ version }) => version);
  const coming = published.filter(({ effectiveOn }) => effectiveOn > on).map(({ version }) => version);
  const versions = {
    inForce: inForce.length > 0 ? Math.max(...inForce) : undefined,
    coming: coming.length > 0 ? Math.min(...coming) : undefined,
  };
  if (abolition && abolition.effectiveOn <= on) return { ...versions, status: 'ABOLISHED' };
  if (versions.inForce !== undefined) return { ...versions, status: 'PUBLISHED' };
  return { ...versions, status: versions.coming === undefined ? 'DRAFT' : 'COMING' };
}
