import type { DossierStatus, Role } from '@motcua/contracts';

/** MISSING_THERE: held here and not there. MISSING_HERE: held there and not here. STATUS_DIFFERS: both, in two states. */
export const DIFFERENCE_KINDS = ['MISSING_THERE', 'MISSING_HERE', 'STATUS_DIFFERS'] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** A dossier as this side keeps it. */
export interface KeptHere {
  id: string;
  code: string;
  status: DossierStatus;
  agencyCode: string;
}

/** A dossier as the portal says that it holds it; a state that nobody knows is undefined. */
export interface HeldThere {
  code: string;
  status: DossierStatus | undefined;
  progressRows: number;
}

export interface Difference {
  kind: DifferenceKind;
  code: string;
  here?: KeptHere;
  there?: HeldThere;
}

/** What differs between one dossier here and there; undefined when nothing does. */
export function differenceOf(
  code: string,
  here: KeptHere | undefined,
  there: HeldThere | undefined,
): Difference | undefined {
  if (here && !there) return { kind: 'MISSING_THERE', code, here };
  if (!here && there) return { kind: 'MISSING_HERE', code, there };
  if (here && there && here.status !== there.status) return { kind: 'STATUS_DIFFERS', code, here, there };
  return undefined;
}

/** Who finds out about a difference: whoever owns the failure of its send, else operations. */
export function ownerOfDifference(failureOwner: Role | undefined): Role {
  return failureOwner ?? 'operations';
}
