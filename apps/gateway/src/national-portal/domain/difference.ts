import type { DossierOrigin, DossierStatus, NationalDifferenceKind, NationalOwner } from '@motcua/contracts';

/** A dossier on this side. */
export interface KeptHere {
  id: string;
  code: string;
  status: DossierStatus;
  agencyCode: string;
  origin: DossierOrigin;
  /** ISO instant. */
  acceptedAt?: string;
}

/** A dossier in the portal's list; an unknown state is undefined. */
export interface HeldThere {
  code: string;
  status: DossierStatus | undefined;
  progressRows: number;
  /** ISO instant to the second, if the portal returns it. */
  acceptedAt?: string;
}

export interface Difference {
  kind: NationalDifferenceKind;
  code: string;
  here?: KeptHere;
  there?: HeldThere;
}

/** The difference of one dossier here and there; undefined if there is none. */
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
 * Whether both sides have the same dossier under one code. A code is issued twice when a database is restored to an
 * earlier hour of the same day; the time of acceptance identifies a dossier and never changes. Legacy dossiers are
 * excluded, because their system may have reported that time less exactly. A record without its origin comes from an
 * earlier dossier-service and counts as the same.
 */
export function isSameDossier(
  here: Pick<KeptHere, 'origin' | 'acceptedAt'>,
  there: Pick<HeldThere, 'acceptedAt'>,
): boolean {
  if (here.origin !== 'LIVE' || !here.acceptedAt || !there.acceptedAt) return true;
  return secondsOf(here.acceptedAt) === secondsOf(there.acceptedAt);
}

const secondsOf = (instant: string): number => Math.floor(Date.parse(instant) / 1_000);

/** The owner of a difference: the owner of its failing send, otherwise operations. */
export function ownerOfDifference(failureOwner: NationalOwner | undefined): NationalOwner {
  return failureOwner ?? 'operations';
}
