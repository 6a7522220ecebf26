import type { Channel, DossierStatus, SubjectType } from '@motcua/contracts';
import type { Pause } from '@motcua/working-time';
import type { DeadlineBasis, DeadlineState, Dossier, Procedure } from '../domain/dossier.js';

/** A row of `dossiers` as the driver gives it. */
export interface DossierRow {
  id: string;
  version: number;
  origin: 'LIVE' | 'IMPORTED';
  status: DossierStatus;
  code: string | null;
  agency_code: string;
  procedure_id: string;
  procedure_code: string;
  procedure_version: number;
  field_code: string;
  case_code: string;
  channel: Channel;
  subject_type: SubjectType;
  submitted_at: Date;
  accepted_at: Date | null;
  deadline_state: 'RUNNING' | 'PAUSED' | 'UNKNOWN' | null;
  due_at: Date | null;
  pauses: { from: string; to?: string; reason: string; mode: Pause['mode'] }[];
  waiting_return_to: 'SUBMITTED' | 'RECEIVED' | 'IN_PROGRESS' | null;
  waiting_since: Date | null;
  waiting_until: Date | null;
  supplement_requests: number;
  steps_completed: number;
  outcome: 'APPROVED' | 'NOT_ELIGIBLE' | null;
  ended_at: Date | null;
  last_event_at: Date;
  rule_set_id: string | null;
  rule_set_version: number | null;
  calendar_id: string | null;
  calendar_version: number | null;
  office_hours_key: string | null;
}

/** The columns that a change may touch, in the order of `changedValues`. */
export const CHANGED_COLUMNS = [
  'version',
  'status',
  'code',
  'accepted_at',
  'deadline_state',
  'due_at',
  'pauses',
  'waiting_return_to',
  'waiting_since',
  'waiting_until',
  'supplement_requests',
  'steps_completed',
  'outcome',
  'ended_at',
  'last_event_at',
  'rule_set_id',
  'rule_set_version',
  'calendar_id',
  'calendar_version',
  'office_hours_key',
] as const;

export function changedValues(dossier: Dossier): unknown[] {
  const { deadline, waiting, basis } = dossier;
  return [
    dossier.version,
    dossier.status,
    dossier.code ?? null,
    dossier.acceptedAt ?? null,
    deadline?.state ?? null,
    deadline?.state === 'RUNNING' ? deadline.dueAt : null,
    JSON.stringify(dossier.pauses),
    waiting?.returnTo ?? null,
    waiting?.since ?? null,
    waiting?.provideUntil ?? null,
    dossier.supplementRequests,
    dossier.stepsCompleted,
    dossier.outcome ?? null,
    dossier.endedAt ?? null,
    dossier.lastEventAt,
    basis?.ruleSet.id ?? null,
    basis?.ruleSet.version ?? null,
    basis?.calendar.id ?? null,
    basis?.calendar.version ?? null,
    basis?.officeHours ?? null,
  ];
}

/** The columns that never change after the first event, in the order of `fixedValues`. */
export const FIXED_COLUMNS = [
  'id',
  'origin',
  'agency_code',
  'procedure_id',
  'procedure_code',
  'procedure_version',
  'field_code',
  'case_code',
  'channel',
  'subject_type',
  'submitted_at',
] as const;

export function fixedValues(dossier: Dossier): unknown[] {
  const { procedure } = dossier;
  return [
    dossier.id,
    dossier.origin,
    dossier.agencyCode,
    procedure.id,
    procedure.code,
    procedure.version,
    procedure.fieldCode,
    procedure.caseCode,
    dossier.channel,
    dossier.subjectType,
    dossier.submittedAt,
  ];
}

/** The dossier of a row; what it is stamped with and its process come from the copies of reference data. */
export function dossierOf(row: DossierRow, procedure: Procedure, basis: DeadlineBasis | undefined): Dossier {
  const pauses = row.pauses.map((pause) => ({
    from: new Date(pause.from),
    ...(pause.to && { to: new Date(pause.to) }),
    reason: pause.reason,
    mode: pause.mode,
  }));
  return {
    id: row.id,
    version: row.version,
    origin: row.origin,
    status: row.status,
    code: row.code ?? undefined,
    agencyCode: row.agency_code,
    procedure,
    channel: row.channel,
    subjectType: row.subject_type,
    submittedAt: row.submitted_at,
    acceptedAt: row.accepted_at ?? undefined,
    basis,
    pauses,
    deadline: deadlineOf(row, pauses),
    waiting: row.waiting_return_to
      ? {
          returnTo: row.waiting_return_to,
          since: row.waiting_since!,
          provideUntil: row.waiting_until ?? undefined,
        }
      : undefined,
    supplementRequests: row.supplement_requests,
    stepsCompleted: row.steps_completed,
    outcome: row.outcome ?? undefined,
    endedAt: row.ended_at ?? undefined,
    lastEventAt: row.last_event_at,
  };
}

function deadlineOf(row: DossierRow, pauses: Pause[]): DeadlineState | undefined {
  switch (row.deadline_state) {
    case 'RUNNING':
      return { state: 'RUNNING', dueAt: row.due_at! };
    case 'PAUSED':
      return { state: 'PAUSED', since: pauses.find((pause) => !pause.to)!.from };
    case 'UNKNOWN':
      return { state: 'UNKNOWN' };
    case null:
      return undefined;
  }
}
