import type { Dossier, HandedOn, ProcessStep } from './dossier.js';

/** The part of an agency in a dossier. */
export type AgencyPart = 'RECEIVING' | 'COMPETENT';

/** The agencies of a dossier; often one has both parts. */
export interface Agencies {
  /** The competent agency: it settles the dossier, and its due date judges it. */
  readonly agencyCode: string;
  /** Whose counter receives the dossier, forwards it and hands the result over. */
  readonly receivingAgencyCode: string;
}

/** A dossier, as far as it says who its agencies are and were. */
export type WithAgencies = Agencies & Pick<Dossier, 'handedOn'>;

export function agencyIn(part: AgencyPart, { agencyCode, receivingAgencyCode }: Agencies): string {
  return part === 'RECEIVING' ? receivingAgencyCode : agencyCode;
}

/**
 * Whether a dossier is, or was, received by one agency for another. It stays so where both have the same successor: what a step is does
 * not change while it is done.
 */
export function isReceivedForOther({ agencyCode, receivingAgencyCode, handedOn }: WithAgencies): boolean {
  return agencyCode !== receivingAgencyCode || handedOn.some(({ part }) => part !== undefined);
}

/**
 * Whether the counter does it: it says so by its role or, where that is not known, by its place. A one-stop officer's step whose place is
 * the competent agency is the counter's where that agency receives for itself, and no step of a centre that receives for it.
 */
export function isCounterStep({ role, place }: ProcessStep, receivedForOther: boolean): boolean {
  if (role === undefined) return place === 'RECEIVING';
  return role === 'one-stop-officer' && place !== 'COORDINATING' && !(receivedForOther && place === 'COMPETENT');
}

/** Where a step is done: where one agency has both parts, there. What a coordinating agency does is asked for by the competent one. */
export function agencyOfStep(step: ProcessStep, agencies: Agencies): string {
  return agencyIn(isCounterStep(step, true) ? 'RECEIVING' : 'COMPETENT', agencies);
}

/** An agency of a dossier, with those that had its part before it. */
export interface Having {
  readonly agencyCode: string;
  readonly handedOn: readonly HandedOn[];
}

export function havingPart(part: AgencyPart, dossier: WithAgencies): Having {
  return {
    agencyCode: agencyIn(part, dossier),
    handedOn: dossier.handedOn.filter((handed) => (handed.part ?? part) === part),
  };
}

/** Past figures stay with the agency that had the dossier, or was asked, then. */
export function agencyAt({ agencyCode, handedOn }: Having, at: Date): string {
  return handedOn.find((handed) => handed.at > at)?.fromAgencyCode ?? agencyCode;
}
