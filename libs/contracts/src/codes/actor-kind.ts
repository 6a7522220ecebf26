/**
 * In which capacity somebody acts on a dossier: for oneself, for the agency that has the dossier, as the system of a portal, or
 * no person at all. IMPORT: a record of a legacy system, taken over as it stands.
 */
export const ACTOR_KINDS = ['APPLICANT', 'OFFICER', 'PORTAL', 'SYSTEM', 'IMPORT'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];
