/**
 * To whom working time of a dossier is charged. COUNTER: the one-stop counter. UNIT: a unit with a step of the process. AGENCY: the
 * agency itself, while nobody there has a task. APPLICANT: while the clock stands still for a supplement. CONSULTED_AGENCY: another agency that is asked for its opinion, up to its limit. PROCESS, of lateness only:
 * every step kept its own time limit, and these are longer together than that of the procedure. UNKNOWN: nobody recorded who had it.
 */
export const CHARGED_TO = ['COUNTER', 'UNIT', 'AGENCY', 'APPLICANT', 'CONSULTED_AGENCY', 'PROCESS', 'UNKNOWN'] as const;
export type ChargedTo = (typeof CHARGED_TO)[number];
