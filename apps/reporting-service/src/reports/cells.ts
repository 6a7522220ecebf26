import {
  APOLOGY_REPORT_CELLS,
  CORRECTION_CELLS,
  INTAKE_CELLS,
  PERIOD_REPORT_CELLS,
  SUPPLEMENT_REPORT_CELLS,
  type ApologyReportCell,
  type CorrectionCell,
  type IntakeCell,
  type ApologyState,
  type IntakeEnd,
  type PeriodReportCell,
  type SupplementReportCell,
} from '@motcua/contracts';

export type SupplementCell = `supplements.${SupplementReportCell}`;

export type ApologyCell = `apologies.${ApologyReportCell}`;

/** The numbers that are counted from acceptance on, and the refusals before it. */
export type PeriodCell = PeriodReportCell | SupplementCell | ApologyCell;

/** Every number that a row of a period report has. */
export type ReportCell = PeriodCell | IntakeCell | CorrectionCell;

export const PERIOD_CELLS: readonly PeriodCell[] = [
  ...PERIOD_REPORT_CELLS,
  ...SUPPLEMENT_REPORT_CELLS.map((cell) => `supplements.${cell}` as const),
  ...APOLOGY_REPORT_CELLS.map((cell) => `apologies.${cell}` as const),
];

export const REPORT_CELLS: readonly ReportCell[] = [...PERIOD_CELLS, ...INTAKE_CELLS, ...CORRECTION_CELLS];

/**
 * The cells of a period report: which dossiers stand behind each number.
 *
 * One predicate a cell drives both the count and the drill-down, so that they cannot part. Names in the predicates:
 * `d` is a row of `dossiers`; `at_end.clock` and `at_end.due_at` are its clock as it stood at the period's end; `:from`
 * and `:to` are the ends of the period, `:from` inside and `:to` outside of it; `:as_of` is the instant of which the state
 * is told, the same as `:to` unless the period goes on.
 *
 * A dossier counts from its acceptance (Decree 118/2025/NĐ-CP Art. 17.3) to `counted_ended_at`, the later of its
 * recorded end and its acceptance ('infinity' while it is open), because a legacy system's history can end before it
 * begins and an identity must hold for it too. Whether it was late is told by the end as recorded.
 */
const carriedOver = 'd.accepted_at < :from AND d.counted_ended_at >= :from';
const received = 'd.accepted_at >= :from AND d.accepted_at < :to';
// That it was accepted before its end goes without saying; said, it lets PostgreSQL use the indexes of accepted dossiers.
const ended = 'd.accepted_at < :to AND d.counted_ended_at >= :from AND d.counted_ended_at < :to';
const inProgress = 'd.accepted_at < :to AND d.counted_ended_at >= :to';
const running = `${inProgress} AND at_end.clock IS DISTINCT FROM 'PAUSED'`;

/**
 * What of a request for a supplement judges the agency. `flagged` says which flags the dossier got from its acceptance on, in the
 * period or, for the last, until its end.
 */
export const SUPPLEMENT_PREDICATES: Record<SupplementCell, string> = {
  'supplements.afterWindow': 'flagged.after_window',
  'supplements.repeated': 'flagged.repeated',
  'supplements.answeredByAsker': 'flagged.answered_by_asker',
  'supplements.waitingAfterRepeated': `${inProgress} AND at_end.clock = 'PAUSED' AND flagged.ever_repeated`,
};

export function isSupplementCell(cell: ReportCell): cell is SupplementCell {
  return cell in SUPPLEMENT_PREDICATES;
}

/**
 * An apology is owed for every dossier past its due date by law (Decree 61/2018/NĐ-CP Art. 19.9). Of what has ended, `d.apology` says what
 * became of it, as dossier-service judged it; of what is open, whether one was given by then. The appointed date is the later of the
 * due date and what the apology set; it never takes the place of the due date.
 */
const pastDue = `${running} AND at_end.due_at < :as_of`;
const given = 'd.apologised_at < :to';
const appointed = `greatest(at_end.due_at, CASE WHEN ${given} THEN d.appointed_at END)`;
const owedWith = (state: ApologyState, whileOpen: string) =>
  `(${ended} AND d.apology = '${state}' OR ${pastDue} AND ${whileOpen})`;

const APOLOGY_PREDICATES: Record<ApologyCell, string> = {
  'apologies.owed': `(${ended} AND d.apology IS NOT NULL OR ${pastDue})`,
  'apologies.inTime': owedWith('IN_TIME', `${given} AND NOT d.apology_late`),
  'apologies.late': owedWith('LATE', `${given} AND d.apology_late`),
  'apologies.missing': owedWith('MISSING', `(${given}) IS NOT TRUE AND d.legacy_id IS NULL`),
  'apologies.unknown': owedWith('UNKNOWN', `(${given}) IS NOT TRUE AND d.legacy_id IS NOT NULL`),
  'apologies.reappointed': `d.accepted_at < :to AND d.apologised_at >= :from AND d.apologised_at < :to`,
  'apologies.endedAfterAppointment': `${ended} AND d.appointed_punctuality = 'LATE'`,
  'apologies.pastAppointment': `${running} AND at_end.due_at IS NOT NULL AND ${appointed} < :as_of`,
};

type ImportedCell = Extract<PeriodReportCell, 'imported' | `imported.${string}`>;

/** Each of these counts dossiers that `total` counts, whether imported or not. */
const FROM_ACCEPTANCE: Record<Exclude<PeriodReportCell, 'refusedAtIntake' | ImportedCell>, string> = {
  total: 'd.accepted_at < :to AND d.counted_ended_at >= :from',
  carriedOver,
  received,
  'received.direct': `${received} AND d.channel = 'DIRECT'`,
  'received.online': `${received} AND d.channel = 'ONLINE'`,
  'received.post': `${received} AND d.channel = 'POST'`,
  'received.other': `${received} AND d.channel = 'OTHER'`,
  ended,
  'ended.early': `${ended} AND d.punctuality = 'EARLY'`,
  'ended.onTime': `${ended} AND d.punctuality = 'ON_TIME'`,
  'ended.late': `${ended} AND d.punctuality = 'LATE'`,
  'ended.unknown': `${ended} AND d.punctuality = 'UNKNOWN'`,
  inProgress,
  'inProgress.within': `${running} AND at_end.due_at >= :as_of`,
  'inProgress.pastDue': pastDue,
  'inProgress.paused': `${inProgress} AND at_end.clock = 'PAUSED'`,
  'inProgress.unknown': `${running} AND at_end.due_at IS NULL`,
};

/** An imported cell is the part of the cell after its prefix that a legacy system recorded. */
const IMPORTED_PREDICATES = Object.fromEntries(
  PERIOD_REPORT_CELLS.filter((cell): cell is ImportedCell => cell.startsWith('imported')).map((cell) => {
    const whole = (cell === 'imported' ? 'total' : cell.slice('imported.'.length)) as keyof typeof FROM_ACCEPTANCE;
    return [cell, `${FROM_ACCEPTANCE[whole]} AND d.legacy_id IS NOT NULL`];
  }),
) as Record<ImportedCell, string>;

/** Each of these counts dossiers that `total` counts: what a report has to read, and no more. */
export const ACCEPTED_PREDICATES: Record<Exclude<PeriodReportCell, 'refusedAtIntake'> | ApologyCell, string> = {
  ...FROM_ACCEPTANCE,
  ...IMPORTED_PREDICATES,
  ...APOLOGY_PREDICATES,
};

export const PREDICATES: Record<PeriodCell, string> = {
  ...ACCEPTED_PREDICATES,
  ...SUPPLEMENT_PREDICATES,
  // The two refusals of intake together, for readers from before these were told apart.
  refusedAtIntake: 'd.refused_at >= :from AND d.refused_at < :to',
};

/**
 * Intake has an identity of its own. A dossier is in it from its submission to `intake_ended_at`: its acceptance, or an end before
 * that ('infinity' while it waits). What a legacy system submitted was never in the intake of this one.
 */
const intake = 'd.submitted_at < :to AND d.intake_ended_at >= :from';
const intakeEnded = `${intake} AND d.intake_ended_at < :to`;
const withdrawn = ['WITHDRAWN_BY_APPLICANT', 'WITHDRAWN_BY_COUNTER', 'WITHDRAWN'] satisfies IntakeEnd[];

export const INTAKE_PREDICATES: Record<IntakeCell, string> = {
  intake,
  'intake.waitingBefore': 'd.submitted_at < :from AND d.intake_ended_at >= :from',
  'intake.submitted': 'd.submitted_at >= :from AND d.submitted_at < :to',
  'intake.accepted': endedBy('ACCEPTED'),
  'intake.refused': endedBy('REFUSED'),
  'intake.expired': endedBy('SUPPLEMENT_EXPIRED'),
  'intake.withdrawn': endedBy(...withdrawn),
  'intake.withdrawn.byApplicant': endedBy('WITHDRAWN_BY_APPLICANT'),
  'intake.withdrawn.byCounter': endedBy('WITHDRAWN_BY_COUNTER'),
  'intake.withdrawn.unknown': endedBy('WITHDRAWN'),
  'intake.stopped': endedBy('STOPPED'),
  'intake.waitingAfter': 'd.submitted_at < :to AND d.intake_ended_at >= :to',
};

/**
 * Corrections have an identity of their own: a reopened dossier is among them from its reopening until its result is corrected. It is
 * counted as ended where it was before, once and as it was judged then, so that no correction moves any other figure.
 */
const corrected = "coalesce(d.corrected_at, 'infinity')";
const inCorrection = `d.reopened_at < :to AND ${corrected} >= :from`;
const reopened = 'd.reopened_at >= :from AND d.reopened_at < :to';
const correctedIn = `d.reopened_at < :to AND ${corrected} >= :from AND ${corrected} < :to`;
const toCorrect = `d.reopened_at < :to AND ${corrected} >= :to`;

export const CORRECTION_PREDICATES: Record<CorrectionCell, string> = {
  corrections: inCorrection,
  'corrections.waitingBefore': `d.reopened_at < :from AND ${corrected} >= :from`,
  'corrections.reopened': reopened,
  'corrections.reopened.byApplicant': `${reopened} AND d.reopening_found_by = 'APPLICANT'`,
  'corrections.reopened.byAgency': `${reopened} AND d.reopening_found_by = 'AGENCY'`,
  'corrections.reopened.byInspection': `${reopened} AND d.reopening_found_by = 'INSPECTION'`,
  'corrections.reopened.endedInTime': `${reopened} AND d.punctuality IN ('EARLY', 'ON_TIME')`,
  'corrections.corrected': correctedIn,
  'corrections.corrected.inTime': `${correctedIn} AND d.correction_kept IN ('EARLY', 'ON_TIME')`,
  'corrections.corrected.late': `${correctedIn} AND d.correction_kept = 'LATE'`,
  'corrections.corrected.unknown': `${correctedIn} AND d.correction_kept = 'UNKNOWN'`,
  'corrections.corrected.reversed': `${correctedIn} AND d.result_reversed`,
  'corrections.waitingAfter': toCorrect,
  'corrections.waitingAfter.pastDue': `${toCorrect} AND d.correct_by < :as_of`,
};

function endedBy(...ends: IntakeEnd[]): string {
  return `${intakeEnded} AND d.intake_end IN (${ends.map((end) => `'${end}'`).join(', ')})`;
}
