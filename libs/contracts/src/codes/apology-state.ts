/**
 * What became of the apology that an agency owes for a dossier that is late by law (Decree 61/2018/NĐ-CP Art. 19.9). IN_TIME: at the latest on
 * the last working day before the day on which it was due. LATE: after that. MISSING: none. UNKNOWN: the dossier comes from a legacy
 * system, which may have seen one.
 */
export const APOLOGY_STATES = ['IN_TIME', 'LATE', 'MISSING', 'UNKNOWN'] as const;
export type ApologyState = (typeof APOLOGY_STATES)[number];
