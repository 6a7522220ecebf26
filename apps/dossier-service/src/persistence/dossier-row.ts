import { Table } from '@motcua/platform';
import type { DossierRecord } from '../application/ports.js';
import {
  dueAtOf,
  type Acceptance,
  type Apology,
  type BroughtSupplement,
  type DeadlineBasis,
  type DeadlineState,
  type Dossier,
  type HandedOn,
  type LedgerPause,
  type LegacyAcceptance,
  type Procedure,
  type Task,
  type Waiting,
} from '../domain/dossier.js';
import { legacyProcedure } from '../domain/legacy-dossier.js';
import type { DataProblem } from '../domain/person-data.js';
import type { Reopening } from '../domain/reopening.js';
import { completedSteps } from '../domain/tasks.js';
import { DossierEntity, type DossierRow } from './entities.js';

export const DOSSIERS_WITH_SOURCE = Table.of(DossierEntity);
export const DOSSIERS = DOSSIERS_WITH_SOURCE.without(
  'legacy_system',
  'legacy_id',
  'legacy_hash',
  'legacy_flags',
  'code_twin',
  'legacy_id_twin',
);

/** The row that a dossier leaves. */
export function rowOf(dossier: Dossier): DossierRow {
  const { procedure, acceptance, waiting, supplement, ending } = dossier;
  const requested = waiting ?? supplement;
  const basis = acceptance?.basis;
  return {
    id: dossier.id,
    version: dossier.version,
    unannounced: dossier.version - dossier.announced,
    origin: dossier.origin,
    status: dossier.status,
    code: acceptance?.code ?? null,
    agency_code: dossier.agencyCode,
    receiving_agency_code: dossier.receivingAgencyCode === dossier.agencyCode ? null : dossier.receivingAgencyCode,
    procedure_id: procedure.id,
    procedure_code: procedure.code,
    procedure_version: procedure.version,
    field_code: procedure.fieldCode,
    case_code: procedure.caseCode,
    channel: dossier.channel,
    subject_type: dossier.subjectType,
    submitted_at: dossier.submittedAt,
    accepted_at: acceptance?.acceptedAt ?? null,
    deadline_state: acceptance?.deadline.state ?? null,
    due_at: dueAtOf(acceptance?.deadline) ?? null,
    pauses: (acceptance?.pauses ?? []).map(({ from, to, reason, mode, why }) => ({
      from: from.toISOString(),
      to: to?.toISOString(),
      reason,
      mode,
      why,
    })),
    waiting_return_to: waiting?.returnTo ?? null,
    waiting_since: waiting?.since ?? null,
    waiting_until: waiting?.provideUntil ?? null,
    supplement_requests: dossier.supplementRequests,
    supplement_items: requested?.items ? [...requested.items] : null,
    supplement_until: (requested?.items && requested.provideUntil) ?? null,
    supplement_brought_at: supplement?.broughtAt ?? null,
    supplement_awaited: waiting?.awaited ? [...waiting.awaited] : null,
    supplement_asked_by: requested?.askedBy ? [...requested.askedBy] : null,
    steps_completed: completedSteps(dossier),
    outcome: ending?.outcome ?? null,
    ended_at: ending?.endedAt ?? null,
    judged_at: ending?.judgedAt ?? null,
    last_event_at: dossier.lastEventAt,
    rule_set_id: basis?.ruleSet.id ?? null,
    rule_set_version: basis?.ruleSet.version ?? null,
    calendar_id: basis?.calendar.id ?? null,
    calendar_version: basis?.calendar.version ?? null,
    office_hours_key: basis?.officeHours ?? null,
    apologised_at: acceptance?.apology?.at ?? null,
    appointed_at: acceptance?.apology?.newDueAt ?? null,
    apology_late: acceptance?.apology?.late ?? null,
    ...reopeningColumns(ending?.reopening),
    data_problems: [...dossier.dataProblems],
    handed_on: dossier.handedOn.map(({ at, ...handed }) => ({ at: at.toISOString(), ...handed })),
  };
}

/** What a list says of a row. */
export function recordOf(row: DossierRow): DossierRecord {
  return {
    id: row.id,
    version: row.version,
    announced: announcedIn(row),
    origin: row.origin,
    status: row.status,
    code: row.code ?? undefined,
    agencyCode: row.agency_code,
    receivingAgencyCode: receivingIn(row),
    procedure: {
      id: row.procedure_id,
      code: row.procedure_code,
      version: row.procedure_version,
      fieldCode: row.field_code,
      caseCode: row.case_code,
    },
    channel: row.channel,
    subjectType: row.subject_type,
    submittedAt: row.submitted_at,
    acceptedAt: row.accepted_at ?? undefined,
    dueAt: row.due_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    judgedAt: row.judged_at ?? row.ended_at ?? undefined,
    apology: apologyIn(row),
    reopening: reopeningIn(row),
    dataProblems: problemsIn(row),
  };
}

/**
 * The dossier of a row that was opened here; what it is stamped with and its process come from the copies of reference data.
 * @throws Error for a row that no state allows
 */
export function liveDossierOf(
  row: DossierRow,
  tasks: readonly Task[],
  procedure: Procedure,
  basis: DeadlineBasis | undefined,
): Dossier {
  const live = begunIn(row, 'LIVE', procedure, tasks);
  const { status, ended_at: endedAt, outcome } = row;
  const acceptance = acceptanceIn(row, basis);
  if (status === 'WAITING_SUPPLEMENT') {
    const waiting = waitingIn(row);
    const returnTo = row.waiting_return_to;
    if (returnTo === 'SUBMITTED' && !acceptance) return { ...live, status, waiting: { ...waiting, returnTo } };
    if ((returnTo === 'RECEIVED' || returnTo === 'IN_PROGRESS') && acceptance) {
      return { ...live, status, acceptance, waiting: { ...waiting, returnTo } };
    }
  } else if (endedAt === null) {
    const supplement = broughtIn(row);
    if (status === 'SUBMITTED' && !acceptance) return { ...live, status, supplement };
    if ((status === 'RECEIVED' || status === 'IN_PROGRESS') && acceptance) {
      return { ...live, status, acceptance, supplement };
    }
  } else if (status === 'RESOLVED' || status === 'DELIVERED') {
    if (acceptance && outcome) return { ...live, status, acceptance, ending: { endedAt, outcome, ...reopened(row) } };
  } else if (status === 'WITHDRAWN' || status === 'STOPPED') {
    const ending = { endedAt, outcome: undefined, judgedAt: row.judged_at ?? undefined };
    if (acceptance) return { ...live, status, acceptance, ending };
    return { ...live, status, acceptance, ending };
  } else if (status === 'REFUSED_INTAKE' && !acceptance) {
    return { ...live, status, ending: { endedAt, outcome: undefined } };
  }
  throw noDossier(row);
}

/**
 * The dossier of a row that was taken over from a legacy system.
 * @throws Error for a row that no state allows
 */
export function importedDossierOf(row: DossierRow): Dossier {
  const procedure = legacyProcedure({
    id: row.procedure_id,
    code: row.procedure_code,
    version: row.procedure_version,
    fieldCode: row.field_code,
  });
  const acceptance = legacyAcceptanceIn(row);
  const imported = { ...begunIn(row, 'IMPORTED', procedure, []), acceptance };
  const { status, ended_at: endedAt } = row;
  if (status === 'WAITING_SUPPLEMENT') {
    const returnTo = row.waiting_return_to;
    if (returnTo === 'IN_PROGRESS') return { ...imported, status, waiting: { ...waitingIn(row), returnTo } };
  } else if (endedAt === null) {
    if (status === 'IN_PROGRESS') return { ...imported, status, supplement: broughtIn(row) };
  } else if (status === 'RESOLVED' || status === 'DELIVERED') {
    return { ...imported, status, ending: { endedAt, outcome: row.outcome ?? undefined, ...reopened(row) } };
  } else if (status === 'WITHDRAWN' || status === 'STOPPED') {
    return { ...imported, status, ending: { endedAt, outcome: undefined, judgedAt: row.judged_at ?? undefined } };
  }
  throw noDossier(row);
}

/** Every part is named here: a row is read in 0.1 µs where they are overwritten, and in 4 µs where they are added. */
function begunIn<O extends Dossier['origin'], P>(row: DossierRow, origin: O, procedure: P, tasks: readonly Task[]) {
  return {
    id: row.id,
    agencyCode: row.agency_code,
    receivingAgencyCode: receivingIn(row),
    procedure,
    channel: row.channel,
    subjectType: row.subject_type,
    version: row.version,
    announced: announcedIn(row),
    submittedAt: row.submitted_at,
    supplementRequests: row.supplement_requests,
    tasks,
    lastEventAt: row.last_event_at,
    dataProblems: problemsIn(row),
    handedOn: handedOnIn(row),
    origin,
    status: undefined,
    acceptance: undefined,
    waiting: undefined,
    supplement: undefined,
    ending: undefined,
  };
}

/** A row that a version before kept under a key does not say it: every fact was announced then. */
function announcedIn({ version, unannounced }: Pick<DossierRow, 'version' | 'unannounced'>): number {
  return version - ((unannounced as number | null) ?? 0);
}

/** A row that a version before kept under a key has none. */
function problemsIn({ data_problems }: Pick<DossierRow, 'data_problems'>): readonly DataProblem[] {
  return (data_problems as DataProblem[] | null) ?? [];
}

/** A row that a version before kept under a key does not say it; it is not asked for who had the time. */
function handedOnIn({ handed_on }: { handed_on: DossierRow['handed_on'] | null }): readonly HandedOn[] {
  return (handed_on ?? []).map(({ at, ...handed }) => ({ at: new Date(at), ...handed }));
}

function receivingIn({ receiving_agency_code, agency_code }: DossierRow): string {
  return receiving_agency_code ?? agency_code;
}

/** What acceptance stamped; undefined before acceptance. */
function acceptanceIn(row: DossierRow, basis: DeadlineBasis | undefined): Acceptance | undefined {
  const { code, accepted_at: acceptedAt } = row;
  if (acceptedAt === null && code === null && !basis && row.deadline_state === null) return undefined;
  const pauses = row.pauses.map((pause) => ({
    from: new Date(pause.from),
    ...(pause.to && { to: new Date(pause.to) }),
    reason: pause.reason,
    mode: pause.mode,
    ...(pause.why && { why: pause.why }),
  }));
  const deadline = deadlineIn(row, pauses);
  if (acceptedAt === null || code === null || !basis || !deadline) throw noDossier(row);
  return { code, acceptedAt, basis, deadline, pauses, ...apologised(row) };
}

function legacyAcceptanceIn(row: DossierRow): LegacyAcceptance {
  const { code, accepted_at: acceptedAt } = row;
  const deadline = deadlineIn(row, []);
  if (acceptedAt === null || !deadline || deadline.state === 'PAUSED') throw noDossier(row);
  return { code: code ?? undefined, acceptedAt, deadline, ...apologised(row) };
}

function apologised(row: DossierRow): { apology?: Apology } {
  const apology = apologyIn(row);
  return apology ? { apology } : {};
}

/** A row that a version before kept under a key has none. */
function apologyIn({ apologised_at: at, appointed_at: newDueAt, apology_late: late }: DossierRow): Apology | undefined {
  return at && newDueAt ? { at, newDueAt, late: late === true } : undefined;
}

function reopeningColumns(
  reopening: Reopening | undefined,
): Pick<
  DossierRow,
  'reopened_at' | 'reopening_found_by' | 'correct_by' | 'corrected_at' | 'corrected_outcome' | 'correction_delivered_at'
> {
  return {
    reopened_at: reopening?.at ?? null,
    reopening_found_by: reopening?.foundBy ?? null,
    correct_by: reopening?.correctBy ?? null,
    corrected_at: reopening?.correction?.at ?? null,
    corrected_outcome: reopening?.correction?.outcome ?? null,
    correction_delivered_at: reopening?.deliveredAt ?? null,
  };
}

function reopened(row: DossierRow): { reopening?: Reopening } {
  const reopening = reopeningIn(row);
  return reopening ? { reopening } : {};
}

/** A row that a version before kept under a key has none. */
function reopeningIn(row: DossierRow): Reopening | undefined {
  const { reopened_at: at, reopening_found_by: foundBy, corrected_at: correctedAt, corrected_outcome: outcome } = row;
  if (!at || !foundBy) return undefined;
  return {
    at,
    foundBy,
    ...(row.correct_by && { correctBy: row.correct_by }),
    ...(correctedAt && outcome && { correction: { at: correctedAt, outcome } }),
    ...(row.correction_delivered_at && { deliveredAt: row.correction_delivered_at }),
  };
}

function deadlineIn(row: DossierRow, pauses: readonly LedgerPause[]): DeadlineState | undefined {
  if (row.deadline_state === 'UNKNOWN') return { state: 'UNKNOWN' };
  if (row.deadline_state === 'RUNNING') return row.due_at ? { state: 'RUNNING', dueAt: row.due_at } : undefined;
  const open = pauses.find((pause) => !pause.to);
  return row.deadline_state === 'PAUSED' && open ? { state: 'PAUSED', since: open.from } : undefined;
}

function waitingIn(row: DossierRow): Omit<Waiting, 'returnTo'> {
  const { waiting_since: since, waiting_until: provideUntil, supplement_items: items } = row;
  if (since === null || row.ended_at !== null) throw noDossier(row);
  return {
    since,
    provideUntil: provideUntil ?? undefined,
    items: items ?? undefined,
    awaited: row.supplement_awaited ?? undefined,
    askedBy: row.supplement_asked_by ?? undefined,
  };
}

/** A supplement that waits for its check; undefined where none does. */
function broughtIn(row: DossierRow): BroughtSupplement | undefined {
  const { supplement_items: items, supplement_until: provideUntil, supplement_brought_at: broughtAt } = row;
  if (!items || !broughtAt) return undefined;
  return { items, provideUntil: provideUntil ?? undefined, broughtAt, askedBy: row.supplement_asked_by ?? undefined };
}

function noDossier({ id, origin, status }: DossierRow): Error {
  return new Error(`The row of dossier ${id} (${origin}, ${status}) is one that no state allows`);
}
