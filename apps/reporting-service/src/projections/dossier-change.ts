import {
  ENDED_STATUSES,
  type DossierApologised,
  type DossierFlag,
  type DossierFacts,
  type DossierImported,
  type DossierRefused,
  type DossierReopened,
  type DossierResultCorrected,
  type DossierStatus,
  type DossierTimeShares,
  type DossierWithdrawn,
  type EventEnvelope,
  type IntakeEnd,
  type Withdrawer,
} from '@motcua/contracts';
import type { DossierRow, EndedKind, FlagRow, TimeShareRow } from '../persistence/entities.js';
import { punctuality } from '../reports/punctuality.js';

/** A row as an event tells it. Instants stay the texts of the event, so that no precision is lost on the way into PostgreSQL. */
type Told<Row> = { [P in keyof Row as null extends Row[P] ? never : P]: Text<Row[P]> } & {
  [P in keyof Row as null extends Row[P] ? P : never]?: Text<NonNullable<Row[P]>>;
};
type Text<Value> = Value extends Date ? string : Value;

/**
 * What one event changes in a dossier's row of the projection. `clock` says how the clock stands from `at` on; it is absent
 * when the event does not say, as after the end.
 */
export type DossierChange = Told<
  Omit<DossierRow, 'counted_ended_at' | 'clock_from' | 'intake_ended_at' | 'agency_from'>
> & {
  /** The instant of the fact. */
  at: string;
  intake_ended_at?: string;
};

/** What the events of a dossier carry in common. */
export interface DossierEventData {
  dossier: DossierFacts;
}

/**
 * The change that an event of a dossier makes, or undefined when it makes none: before acceptance a report asks only when a
 * dossier was submitted and how its intake ended, and a corrected name, or an opinion that is asked of others, changes neither a
 * clock nor an end.
 */
export function dossierChange(event: EventEnvelope<DossierEventData>): DossierChange | undefined {
  if (event.type === 'dossier.intake-corrected' || event.type.startsWith('dossier.consultation-')) return undefined;
  const facts = event.data.dossier;
  const imported = event.type === 'dossier.imported' ? (event.data as DossierImported) : undefined;
  const refusedAt = facts.status === 'REFUSED_INTAKE' ? (imported?.endedAt ?? event.time) : undefined;
  const acceptedAt = facts.acceptedAt ?? (event.type === 'dossier.accepted' ? event.time : undefined);
  const submittedAt = event.type === 'dossier.submitted' ? event.time : undefined;
  const intakeEnd = acceptedAt === undefined ? endOfIntake(event) : 'ACCEPTED';
  if (submittedAt === undefined && intakeEnd === undefined) return undefined;
  return {
    dossier_id: facts.dossierId,
    learnt_at: event.recordedat,
    // History from elsewhere is one event: its clock runs from the recorded receipt, not from the day of the import.
    at: imported && acceptedAt !== undefined ? acceptedAt : event.time,
    code: facts.code,
    legacy_system: imported?.legacySystem,
    legacy_id: imported?.legacyId,
    agency_code: facts.agencyCode,
    field_code: facts.fieldCode,
    procedure_id: facts.procedureId,
    procedure_code: facts.procedureCode,
    procedure_version: facts.procedureVersion,
    channel: facts.channel,
    subject_type: facts.subjectType,
    submitted_at: submittedAt,
    intake_end: intakeEnd,
    intake_ended_at: intakeEnd && (acceptedAt ?? refusedAt ?? event.time),
    ...(acceptedAt === undefined
      ? { refused_at: refusedAt }
      : {
          accepted_at: acceptedAt,
          ...apologyOf(event),
          ...reopeningOf(event),
          ...endOf(event, facts, imported),
          ...clockOf(event, imported),
        }),
  };
}

const WITHDRAWN_BY: Record<Withdrawer, IntakeEnd> = {
  APPLICANT: 'WITHDRAWN_BY_APPLICANT',
  COUNTER: 'WITHDRAWN_BY_COUNTER',
};

/** How the intake of a dossier ended that was not accepted. Events of earlier releases leave out why and by whom. */
function endOfIntake(event: EventEnvelope<DossierEventData>): IntakeEnd | undefined {
  switch (event.data.dossier.status) {
    case 'REFUSED_INTAKE': {
      const { cause } = event.data as DossierRefused;
      return cause === 'SUPPLEMENT_NOT_PROVIDED' ? 'SUPPLEMENT_EXPIRED' : 'REFUSED';
    }
    case 'WITHDRAWN': {
      const { withdrawnBy } = event.data as DossierWithdrawn;
      return withdrawnBy ? WITHDRAWN_BY[withdrawnBy] : 'WITHDRAWN';
    }
    case 'STOPPED':
      return 'STOPPED';
    default:
      return undefined;
  }
}

/** What an event flags; the contradictions of an imported record are no flags of the agency's. */
export function flagsOf({ type, time, recordedat, data }: EventEnvelope<DossierEventData>): Told<FlagRow>[] {
  if (type === 'dossier.imported') return [];
  const { flags = [] } = data as { flags?: DossierFlag[] };
  return flags.map((flag) => ({ dossier_id: data.dossier.dossierId, at: time, flag, learnt_at: recordedat }));
}

/** Who had a dossier how long, as its end tells it. */
export function timeSharesOf({ data }: EventEnvelope<DossierEventData>): Told<TimeShareRow>[] {
  const { timeShares } = data as { timeShares?: DossierTimeShares };
  return (timeShares?.charged ?? []).map((share, index) => ({
    dossier_id: data.dossier.dossierId,
    position: index + 1,
    party: share.party,
    agency_code: share.agencyCode,
    unit: share.unit,
    officer: share.officer,
    minutes: share.minutes,
    late_minutes: share.lateMinutes,
    dossier_late_minutes: timeShares?.lateMinutes,
  }));
}

function apologyOf({
  type,
  time,
  data,
}: EventEnvelope<DossierEventData>): Pick<DossierChange, 'apologised_at' | 'apology_late' | 'appointed_at'> {
  if (type !== 'dossier.apologised') return {};
  const { late, newDueAt } = data as DossierApologised;
  return { apologised_at: time, apology_late: late, appointed_at: newDueAt };
}

function reopeningOf({
  type,
  time,
  data,
}: EventEnvelope<DossierEventData>): Partial<
  Pick<
    DossierChange,
    'reopened_at' | 'reopening_found_by' | 'correct_by' | 'corrected_at' | 'correction_kept' | 'result_reversed'
  >
> {
  if (type === 'dossier.reopened') {
    const { foundBy, correctBy } = data as DossierReopened;
    return { reopened_at: time, reopening_found_by: foundBy, correct_by: correctBy };
  }
  if (type !== 'dossier.result-corrected') return {};
  const { kept, reversed } = data as DossierResultCorrected;
  return { corrected_at: time, correction_kept: kept, result_reversed: reversed };
}

function endOf(
  event: EventEnvelope,
  facts: DossierFacts,
  imported: DossierImported | undefined,
): Pick<
  DossierChange,
  'ended_at' | 'ended_kind' | 'ended_due_at' | 'punctuality' | 'appointed_punctuality' | 'apology'
> {
  const kind = isEnded(facts.status) ? facts.status : undefined;
  // A legacy system's end is the instant that it recorded and nothing else; its states are only names.
  const endedAt = imported ? imported.endedAt : kind && event.time;
  if (endedAt === undefined) return {};
  // The service that keeps the dossier knows by when it is judged; older events leave it to the dates.
  const judged =
    facts.punctuality ?? punctuality(new Date(endedAt), facts.dueAt === undefined ? undefined : new Date(facts.dueAt));
  const isEarlier = facts.appointedPunctuality === undefined;
  return {
    ended_at: endedAt,
    ended_kind: kind,
    ended_due_at: facts.dueAt,
    punctuality: judged,
    appointed_punctuality: facts.appointedPunctuality ?? judged,
    // Before apologies were part of the event, nobody recorded them.
    apology: facts.apology ?? (isEarlier && judged === 'LATE' ? 'UNKNOWN' : undefined),
  };
}

function clockOf(
  event: EventEnvelope<DossierEventData>,
  imported: DossierImported | undefined,
): Pick<DossierChange, 'clock' | 'due_at'> {
  const facts = event.data.dossier;
  const waiting = facts.status === 'WAITING_SUPPLEMENT' || facts.status === 'WAITING_PAYMENT';
  // A legacy system's due date is a fact: it runs on while a supplement is awaited, and the event says so.
  const runsOn =
    imported !== undefined ||
    facts.dueAt !== undefined ||
    (event.data as { pausesClock?: boolean }).pausesClock === false;
  if (waiting && !runsOn) return { clock: 'PAUSED' };
  // After the end the clock stands as it stood: what a report as of an earlier instant needs.
  if (isEnded(facts.status) && !imported) return {};
  return { clock: 'RUNNING', due_at: facts.dueAt };
}

function isEnded(status: DossierStatus): status is EndedKind {
  return (ENDED_STATUSES as readonly DossierStatus[]).includes(status);
}
