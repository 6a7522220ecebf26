import type { DossierOrigin, DossierStatus, NationalDifferenceKind, Role } from '@motcua/contracts';

/** A dossier as this side keeps it. */
export interface KeptHere {
  id: string;
  code: string;
  status: DossierStatus;
  agencyCode: string;
  origin: DossierOrigin;
  /** ISO instant. */
  acceptedAt?: string;
}

/** A dossier as the portal says that it holds it; a state that nobody knows is undefined. */
export interface HeldThere {
  code: string;
  status: DossierStatus | undefined;
  progressRows: number;
  /** ISO instant to the second, where the portal tells it. */
  acceptedAt?: string;
}

export interface Difference {
  kind: NationalDifferenceKind;
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
  if (here && there && !isSameDossier(here, there)) return { kind: 'OTHER_DOSSIER', code, here, there };
  if (here && there && here.status !== there.status) return { kind: 'STATUS_DIFFERS', code, here, there };
  return undefined;
}

/**
 * Whether what is held under one code is one dossier. A code is handed out twice when a database is set back to an earlier
 * hour of the same day; when it was accepted is told of every dossier and never changes. Not so for those of a legacy
 * system, which may have told it less exactly than it was taken over. What does not say its origin comes from a
 * dossier-service before this rule, and is left to it.
 */
export function isSameDossier(
  here: Pick<KeptHere, 'origin' | 'acceptedAt'>,
  there: Pick<HeldThere, 'acceptedAt'>,
): boolean {
  if (here.origin !== 'LIVE' || !here.acceptedAt || !there.acceptedAt) return true;
  return secondsOf(here.acceptedAt) === secondsOf(there.acceptedAt);
}

const secondsOf = (instant: string): number => Math.floor(Date.parse(instant) / 1_000);

/** Who finds out about a difference: whoever owns the failure of its send, else operations. */
export function ownerOfDifference(failureOwner: Role | undefined): Role {
  return failureOwner ?? 'operations';
}
