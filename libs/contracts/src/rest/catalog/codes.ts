/** How a dossier of a procedure can be submitted, as the catalog's sources say it. */
export const SUBMISSION_CHANNELS = ['ONLINE', 'POST', 'DIRECT', 'DIRECT_AND_ONLINE'] as const;
export type SubmissionChannel = (typeof SUBMISSION_CHANNELS)[number];

/** What has been decided about a procedure last. */
export const DECIDED_STATUSES = ['DRAFT', 'PUBLISHED', 'ABOLISHED'] as const;
export type DecidedStatus = (typeof DECIDED_STATUSES)[number];
/** A procedure as it stands on a day, by the days from which its decisions are in force. */
export const PROCEDURE_STATUSES = ['DRAFT', 'COMING', 'PUBLISHED', 'ABOLISHED'] as const;
export type ProcedureStatus = (typeof PROCEDURE_STATUSES)[number];

/** Possible faults in a source's record of a procedure; `GET /procedure-flags` explains each. */
export const PROCEDURE_FLAG_CODES = [
  'TIME_LIMIT_WITHOUT_UNIT',
  'TIME_LIMIT_RUNS_INTO_FEE',
  'TIME_LIMIT_IN_WORDS',
  'TIME_LIMIT_UNREADABLE',
  'TIME_LIMIT_HOURS_AMBIGUOUS',
  'TIME_LIMIT_ZERO',
  'TIME_LIMIT_NOT_STATED',
  'TIME_LIMIT_ONLY_IN_DESCRIPTION',
  'TIME_LIMIT_DIFFERS_BETWEEN_CHANNELS',
  'TIME_LIMIT_DIFFERS_WITHIN_CHANNEL',
  'TIME_LIMIT_CONTRADICTION',
  'DESCRIPTION_STATES_OTHER_LIMIT',
  'CHANNELS_UNREADABLE',
  'FEE_NOTE_UNBALANCED',
  'LEVEL_DIFFERS_FROM_NAME',
  'NAME_STATES_DISTRICT_LEVEL',
  'PART_ABSENT',
] as const;
export type ProcedureFlagCode = (typeof PROCEDURE_FLAG_CODES)[number];

export const PROCEDURE_SOURCES = ['PORTAL_FLAT', 'PORTAL_API', 'ENTERED'] as const;
export type ProcedureSource = (typeof PROCEDURE_SOURCES)[number];

/** Why nobody is competent for a procedure. */
export const COMPETENCE_GAPS = ['NO_AGENCY_NAMED', 'AGENCIES_CLOSED'] as const;
export type CompetenceGap = (typeof COMPETENCE_GAPS)[number];
