import type { LegacyProcedure, Opening, ProcedureCase } from './dossier.js';
import type { Imported, ImportedPause, ImportedStep, LegacyProgress } from './dossier-events.js';
import { dataFlag, type DataProblem } from './person-data.js';

/** The case code of imported dossiers: their steps ran outside any process. */
export const IMPORTED_CASE = 'imported';

export function legacyProcedure({ id, code, version, fieldCode }: Omit<ProcedureCase, 'caseCode'>): LegacyProcedure {
  return { id, code, version, fieldCode, caseCode: IMPORTED_CASE, steps: [] };
}

/** How a legacy record can contradict itself or be incomplete; it is kept as it is, flagged and counted. */
export const LEGACY_FLAGS = [
  'END_BEFORE_START',
  'END_BEFORE_FIRST_STEP',
  'STEP_AFTER_END',
  'STEP_BEFORE_START',
  'STEPS_OUT_OF_ORDER',
  'DUE_BEFORE_START',
  'SUBMITTED_AFTER_START',
  'NO_DUE_DATE',
  'NO_STEPS',
  'PAUSE_BEFORE_START',
  'PAUSE_AFTER_END',
  'PAUSE_ENDS_BEFORE_IT_BEGINS',
  'PAUSES_OVERLAP',
  'PAUSED_PAST_DUE',
] as const;
export type LegacyFlag = (typeof LEGACY_FLAGS)[number];

/** How a record can contradict the catalog: its agency was not competent when it was received, or nobody is known to have been. */
export type CompetenceFlag = 'NOT_COMPETENT' | 'COMPETENCE_UNKNOWN';

/**
 * Open dossiers need a code: citizens, officers and the nation name them by it. Of ended ones a system may have hundreds of thousands, and
 * their numbers would come before those of the day's acceptances.
 */
export function needsCode({ code, status }: Imported): boolean {
  return code === undefined && (status === 'IN_PROGRESS' || status === 'WAITING_SUPPLEMENT');
}

/** How a legacy dossier ended, as far as its system says. */
export const LEGACY_OUTCOMES = ['APPROVED', 'NOT_ELIGIBLE', 'DELIVERED', 'WITHDRAWN', 'STOPPED'] as const;
export type LegacyOutcome = (typeof LEGACY_OUTCOMES)[number];

/** Its agency received it itself, as far as anybody knows. */
export interface LegacyDossier extends Omit<Opening<LegacyProcedure>, 'receivingAgencyCode'> {
  legacySystem: string;
  legacyId: string;
  code?: string;
  submittedAt?: Date;
  receivedAt: Date;
  dueAt?: Date;
  endedAt?: Date;
  outcome?: LegacyOutcome;
  steps: ImportedStep[];
  /** They are facts and move nothing: the due date is the one that the legacy system appointed. */
  pauses?: readonly ImportedPause[];
  /** Of its applicant, who is kept apart. */
  dataProblems?: readonly DataProblem[];
}

/**
 * A legacy system's dossier is taken over as it stands: no guard, no calendar; its due date is a fact. A dossier that ended
 * becomes RESOLVED where its record does not say how, since nothing says that a result was handed over.
 * @param ofCatalog how the record contradicts the catalog
 */
export function takeOver(input: LegacyDossier, at: Date, ofCatalog: CompetenceFlag[] = []): [Imported] {
  const { outcome, endedAt, dataProblems = [], pauses = [], ...record } = input;
  return [
    {
      type: 'imported',
      at,
      ...record,
      receivingAgencyCode: record.agencyCode,
      ...(pauses.length > 0 && { pauses }),
      ...progressOf(endedAt, outcome, pauses),
      submittedAt: input.submittedAt ?? input.receivedAt,
      flags: [...contradictions(input, at), ...ofCatalog, ...dataProblems.map(dataFlag)],
      dataProblems,
    },
  ];
}

function progressOf(
  endedAt: Date | undefined,
  outcome: LegacyOutcome | undefined,
  pauses: readonly ImportedPause[],
): LegacyProgress {
  const last = pauses.at(-1);
  if (!endedAt) return { status: last && !last.to ? 'WAITING_SUPPLEMENT' : 'IN_PROGRESS' };
  switch (outcome) {
    case 'DELIVERED':
    case 'WITHDRAWN':
    case 'STOPPED':
      return { status: outcome, endedAt };
    default:
      return { status: 'RESOLVED', endedAt, outcome };
  }
}

/**
 * Where the record contradicts itself, or lacks what a report needs.
 * @param at when it was taken over: until then at least its open pause lasts
 */
export function contradictions(record: LegacyDossier, at: Date): LegacyFlag[] {
  const { receivedAt, submittedAt, dueAt, endedAt, steps, pauses = [] } = record;
  const times = steps.map((step) => step.at.getTime());
  const first = Math.min(...times);
  const found: Record<LegacyFlag, boolean> = {
    END_BEFORE_START: endedAt !== undefined && endedAt < receivedAt,
    END_BEFORE_FIRST_STEP: endedAt !== undefined && endedAt.getTime() < first && times.length > 0,
    STEP_AFTER_END: endedAt !== undefined && times.some((at) => at > endedAt.getTime()),
    STEP_BEFORE_START: times.some((at) => at < receivedAt.getTime()),
    STEPS_OUT_OF_ORDER: times.some((at, index) => index > 0 && at < times[index - 1]!),
    DUE_BEFORE_START: dueAt !== undefined && dueAt < receivedAt,
    SUBMITTED_AFTER_START: submittedAt !== undefined && submittedAt > receivedAt,
    NO_DUE_DATE: dueAt === undefined,
    NO_STEPS: steps.length === 0,
    PAUSE_BEFORE_START: pauses.some(({ from }) => from < receivedAt),
    PAUSE_AFTER_END: endedAt !== undefined && pauses.some(({ from, to }) => !to || from > endedAt || to > endedAt),
    PAUSE_ENDS_BEFORE_IT_BEGINS: pauses.some(({ from, to }) => to !== undefined && to < from),
    PAUSES_OVERLAP: pauses.some(({ from }, index) => index > 0 && !(pauses[index - 1]!.to! <= from)),
    PAUSED_PAST_DUE: dueAt !== undefined && pauses.some(({ to }) => (to ?? at) > dueAt),
  };
  return LEGACY_FLAGS.filter((flag) => found[flag]);
}
