/** Who found that the result of a dossier is wrong: the applicant (by word, feedback or complaint), the agency itself, or an inspection. */
export const REOPENING_FINDERS = ['APPLICANT', 'AGENCY', 'INSPECTION'] as const;
export type ReopeningFinder = (typeof REOPENING_FINDERS)[number];

/**
 * How far the correction of a wrong result has come. TO_CORRECT: the wrong result still stands. TO_DELIVER: corrected, not handed over
 * yet. SETTLED: the applicant has the corrected result.
 */
export const REOPENING_STATES = ['TO_CORRECT', 'TO_DELIVER', 'SETTLED'] as const;
export type ReopeningState = (typeof REOPENING_STATES)[number];
