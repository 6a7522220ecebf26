/**
 * What is remarkable about an event of a dossier. SUPPLEMENT_AFTER_WINDOW: asked for later than law allows (Decree 61/2018 Art. 19.4).
 * SUPPLEMENT_REPEATED: a second notice, a breach of the agency's (Decree 118/2025 Art. 17.2a). SUPPLEMENT_ANSWERED_BY_ASKER: the
 * officer who asked also recorded the answer. STEP_RETURNED_AGAIN: a step was sent back a second time or more. STEP_BY_HEAD: the
 * head of the agency stood in for whose step it is. APOLOGY_LATE: given later than the last working day before the due day (Decree
 * 61/2018 Art. 19.9).
 * CONSULTATION_SILENT: who was asked for an opinion did not answer in time; the lead tells the head of the one-stop (Decree 61/2018
 * Art. 19.5). CONSULTATION_ANSWERED_LATE: it answered afterwards. RESULT_REVERSED: a corrected result says the opposite of the first one.
 * RESULT_WITHOUT_STEPS: the head granted in it what was refused before the steps of the process were done.
 * RESULT_CORRECTED_LATE: it came after the time limit of the correction.
 */
export const DOSSIER_FLAGS = [
  'FORWARDED_LATE',
  'STEP_LATE',
  'STEP_BY_HEAD',
  'STEP_RETURNED_AGAIN',
  'SUPPLEMENT_REPEATED',
  'SUPPLEMENT_AFTER_WINDOW',
  'SUPPLEMENT_ANSWERED_BY_ASKER',
  'CONSULTATION_SILENT',
  'CONSULTATION_ANSWERED_LATE',
  'IDENTITY_CORRECTED',
  'WITHDRAWN_BY_COUNTER',
  'APOLOGY_LATE',
  'RESULT_CORRECTED_LATE',
  'RESULT_REVERSED',
  'RESULT_WITHOUT_STEPS',
] as const;
export type DossierFlag = (typeof DOSSIER_FLAGS)[number];
