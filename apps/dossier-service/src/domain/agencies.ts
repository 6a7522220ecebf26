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

/**
 * Who has a dossier now: the receiving agency until it has forwarded it, and again when there is a result to hand over (Decree
 * 118/2025/NĐ-CP Art. 17, 18 and 20); the competent agency in between.
 */
export function partHaving({ status, waiting }: Pick<Dossier, 'status' | 'waiting'>): AgencyPart {
  return (waiting?.returnTo ?? status) === 'IN_PROGRESS' ? 'COMPETENT' : 'RECEIVING';
}

export function agencyIn(part: AgencyPart, { agencyCode, receivingAgencyCode }: Agencies): string {
  return part === 'RECEIVING' ? receivingAgencyCode : agencyCode;
}

/** Whether the counter of the receiving agency does it: it says so by its role or, where that is not known, by its place. */
export function isCounterStep({ role, place }: ProcessStep): boolean {
  return place === 'RECEIVING'
    ? role === undefined || role === 'one-stop-officer'
    : place === undefined && role === 'one-stop-officer';
}

/** Where a step is done. What a coordinating agency does is asked for by the competent one. */
export function agencyOfStep(step: ProcessStep, agencies: Agencies): string {
  return agencyIn(isCounterStep(step) ? 'RECEIVING' : 'COMPETENT', agencies);
}

/** An agency of a dossier, with those that had its part before it. */
export interface Having {
  readonly agencyCode: string;
  readonly handedOn: readonly HandedOn[];
}

export function havingPart(part: AgencyPart, dossier: Agencies & Pick<Having, 'handedOn'>): Having {
  return {
    agencyCode: agencyIn(part, dossier),
    handedOn: dossier.handedOn.filter((handed) => (handed.part ?? part) === part),
  };
}

/** Past figures stay with the agency that had the dossier, or was asked, then. */
export function agencyAt({ agencyCode, handedOn }: Having, at: Date): string {
  return handedOn.find((handed) => handed.at > at)?.fromAgencyCode ?? agencyCode;
}
