import { ApiProperty } from '@nestjs/swagger';
import { DOSSIER_FLAGS } from '../../codes/dossier-flag.js';
import { ACTOR_KINDS, type ActorKind } from '../../codes/actor-kind.js';
import { APOLOGY_STATES, type ApologyState } from '../../codes/apology-state.js';
import { CHANNELS, type Channel } from '../../codes/channel.js';
import { PUNCTUALITIES, type DossierPunctuality } from '../../codes/punctuality.js';
import { DOSSIER_STATUSES, type DossierStatus } from '../../codes/dossier-status.js';
import { IDENTITY_TYPES, type IdentityType } from '../../codes/identity-number.js';
import { SUBJECT_TYPES, type SubjectType } from '../../codes/subject-type.js';
import { STEP_ROLES, type StepRole } from '../../events/reference-data-events.js';
import { Flag, Instant, Integer, Nested, NestedList, OneOf, Text, TextList, Uuid } from '../../fields/field.js';
import { DossierConsultationView } from './consultations.js';
import { DATA_FLAGS, MOST_RECORDED_CONTENT } from './dossier-requests.js';
import { DossierReopeningView } from './reopening.js';

const ID = '0198c2a4-7a00-7000-8000-000000000001';

export class DossierProcedureView {
  @Uuid({ description: 'Procedure', example: '0198c2a4-7a00-7000-8000-0000000000a1' }) id: string;
  @Text({ description: 'Code', example: '1.001193' }) code: string;
  @Integer({ description: 'Version that the dossier was opened on', minimum: 1, example: 1 }) version: number;
  @Text({ description: 'Code of the field', example: 'G15-TP07' }) fieldCode: string;
  @Text({ description: 'Case of the internal process', example: 'mac-dinh' }) caseCode: string;
}

export const DOSSIER_STANDINGS = ['OWNER', 'PORTAL'] as const;
export type DossierStanding = (typeof DOSSIER_STANDINGS)[number];

export const DEADLINE_STATES = ['RUNNING', 'PAUSED', 'UNKNOWN'] as const;

export class DossierDeadlineView {
  @OneOf([...DEADLINE_STATES, 'ENDED'], {
    description:
      'RUNNING with `dueAt`, PAUSED with `since`, UNKNOWN, which is never on time, or ENDED with `endedAt`, and with `dueAt` and `met` where a date was known',
    enumName: 'DossierDeadlineState',
    example: 'RUNNING',
  })
  state: (typeof DEADLINE_STATES)[number] | 'ENDED';
  @Instant({ description: 'Due at, by law', optional: true, example: '2026-08-24T10:00:00.000Z' }) dueAt?: string;
  @Instant({
    description: 'The appointed date: `dueAt`, or the later one that an apology set',
    optional: true,
    example: '2026-08-24T10:00:00.000Z',
  })
  appointedAt?: string;
  @Instant({ description: 'Paused since', optional: true, example: '2026-08-21T03:00:00.000Z' }) since?: string;
  @Instant({
    description: 'When the clock stopped for good, because processing had ended; absent while it can still be missed',
    optional: true,
    example: undefined,
  })
  endedAt?: string;
  @Flag({ description: 'Whether it ended in time by law; only of an ended one', optional: true, example: undefined })
  met?: boolean;
  @OneOf(PUNCTUALITIES, {
    description:
      'How it ended; one that ended while a supplement was awaited is judged at the request and is never early (Decision 766)',
    optional: true,
    enumName: 'Punctuality',
    example: undefined,
  })
  punctuality?: DossierPunctuality;
  @OneOf(PUNCTUALITIES, {
    description: 'How it ended against the appointed date; never instead of `punctuality`',
    optional: true,
    enumName: 'Punctuality',
    example: undefined,
  })
  appointedPunctuality?: DossierPunctuality;
  @Flag({ description: 'Whether an open dossier is past due by law now, whatever was appointed', example: false })
  overdue: boolean;
}

/** The apology for a date that will be or was missed. */
export class DossierApologyView {
  @Instant({ description: 'When the head of the agency gave it', example: '2026-08-21T03:00:00.000Z' }) at: string;
  @Instant({ description: 'The date that it appointed', example: '2026-08-28T10:00:00.000Z' }) newDueAt: string;
  @Flag({
    description: 'Whether it came later than the last working day before the due day (Decree 61/2018 Art. 19.9)',
    example: false,
  })
  late: boolean;
}

/** An officer who has a task. */
export class DossierAssigneeView {
  @Text({ description: 'Token subject', example: 'officer-tu-phap' }) account: string;
  @Text({ description: 'Name as it was then', optional: true, example: 'Trần Thị Bình' }) name?: string;
  @Text({ description: 'Title as it was then', optional: true, example: 'Chuyên viên' }) title?: string;
}

export class DossierStepView {
  @Integer({ description: 'Number of its task, to claim or assign it', minimum: 1, optional: true, example: 2 })
  number?: number;
  @Text({ description: 'Code', example: 'tham-dinh' }) code: string;
  @Text({ description: 'Name', example: 'Thẩm định hồ sơ' }) name: string;
  @Text({ description: 'Unit that does it', example: 'phong-nghiep-vu' }) unit: string;
  @OneOf(STEP_ROLES, {
    description: 'Role that does it; absent: the process does not say',
    optional: true,
    enumName: 'StepRole',
    example: 'processing-officer',
  })
  role?: StepRole;
  @Instant({ description: 'Open since; absent: not known', optional: true, example: '2026-08-20T03:00:00.000Z' })
  openedAt?: string;
  @Instant({
    description: 'Until when it is to be done, counted from its opening; absent while paused or unknown',
    optional: true,
    example: '2026-08-22T10:00:00.000Z',
  })
  dueAt?: string;
  @Flag({
    description: 'Whether it is past due now; absent where no date is known',
    optional: true,
    example: false,
  })
  overdue?: boolean;
  @Instant({
    description: 'When somebody first began with it; only for officers of the agency',
    optional: true,
    example: undefined,
  })
  takenUpAt?: string;
  @Nested(() => DossierAssigneeView, {
    description: 'Who has it; absent: nobody. Only for officers of the agency',
    optional: true,
    example: undefined,
  })
  assignee?: DossierAssigneeView;
  @TextList({
    description: 'What the caller may do with it now; absent: nothing',
    optional: true,
    example: undefined,
  })
  allowedActions?: string[];
}

export class DossierProgressCounts {
  @Integer({ description: 'Steps of the internal process that are completed', example: 1 }) stepsCompleted: number;
  @Integer({ description: 'Total steps', example: 3 }) stepsInAll: number;
  @Nested(() => DossierStepView, {
    description: 'The first step that can be completed now; absent if there is none',
    optional: true,
    example: { code: 'tham-dinh', name: 'Thẩm định hồ sơ', unit: 'phong-nghiep-vu', overdue: false },
  })
  currentStep?: DossierStepView;
  @NestedList(() => DossierStepView, {
    description:
      'All open steps, in the order of the process: several where they run side by side; after resolution the handing over, which its delivery completes',
    optional: true,
    example: [{ code: 'tham-dinh', name: 'Thẩm định hồ sơ', unit: 'phong-nghiep-vu', overdue: false }],
  })
  openSteps?: DossierStepView[];
}

export class DossierWaitingView {
  @Instant({ description: 'Waiting since', example: '2026-08-21T03:00:00.000Z' }) since: string;
  @Instant({ description: 'Until when', optional: true, example: '2026-09-21T10:00:00.000Z' }) provideUntil?: string;
}

export class DossierLegacyView {
  @Text({ description: 'Legacy system', example: 'mot-cua-cu' }) system: string;
  @Text({ description: 'Its id', example: 'case-10011' }) id: string;
  @TextList({ description: 'Contradictions in the record', example: ['STEP_AFTER_END'] }) flags: string[];
}

/** Data of a person that another system recorded and nobody can use as it is. */
export class DossierDataProblem {
  @Text({ description: 'Which field', example: 'applicant.phone' }) field: string;
  @OneOf(Object.values(DATA_FLAGS), { description: 'What it is', enumName: 'DataFlag', example: 'PHONE_UNUSABLE' })
  flag: (typeof DATA_FLAGS)[keyof typeof DATA_FLAGS];
}

export class DossierRuleStamp {
  @Text({ description: 'Id', example: 'nd-118-2025' }) id: string;
  @Integer({ description: 'Version', minimum: 1, example: 1 }) version: number;
}

/** A person of a dossier: masked (`N***** V** A*`) unless read for a purpose. */
export class DossierPersonView {
  @Text({ description: 'Full name', example: 'N***** V** A*' }) fullName: string;
  @Text({ description: 'Identity number', optional: true, example: '********0001' }) identityNumber?: string;
  @OneOf(IDENTITY_TYPES, {
    description: 'The paper of a person, where it was named',
    enumName: 'IdentityType',
    optional: true,
    example: undefined,
  })
  identityType?: IdentityType;
  @Text({ description: 'Telephone', optional: true, example: '*******678' }) phone?: string;
  @Text({ description: 'E-mail', optional: true, example: 'a***@example.vn' }) email?: string;
  @Text({ description: 'Address', maxLength: 2000, optional: true, example: '***' }) address?: string;
}

export class DossierPersonsView {
  @Flag({ description: 'Whether the following data is masked', example: true }) masked: boolean;
  @Nested(() => DossierPersonView, {
    description: 'The applicant',
    optional: true,
    example: { fullName: 'N***** V** A*' },
  })
  applicant?: DossierPersonView;
  @Nested(() => DossierPersonView, {
    description: 'Representative of the applicant',
    optional: true,
    example: { fullName: 'T*** T** B***' },
  })
  representative?: DossierPersonView;
  @Text({
    description: 'Request; absent while masked',
    maxLength: MOST_RECORDED_CONTENT,
    optional: true,
    example: 'Đăng ký khai sinh cho con',
  })
  requestContent?: string;
}

/** A dossier that is probably the same request as another. */
export class DossierDuplicateView {
  @Uuid({ description: 'Dossier', example: '0198c2a4-7a00-7000-8000-000000000002' }) id: string;
  @Text({ description: 'Code, from acceptance on', optional: true, example: 'H41.14-260820-0002' }) code?: string;
  @OneOf(DOSSIER_STATUSES, { description: 'State', enumName: 'DossierStatus', example: 'SUBMITTED' })
  status: DossierStatus;
  @Instant({ description: 'Submitted at', example: '2026-08-20T02:00:40.000Z' }) submittedAt: string;
}

export const DOSSIER_ORIGINS = ['LIVE', 'IMPORTED'] as const;
export type DossierOrigin = (typeof DOSSIER_ORIGINS)[number];

/** A dossier in its current state. Persons are included only when one dossier is read. */
/** As whom the caller may speak for the applicant. */
export class DossierStandingView {
  @OneOf(DOSSIER_STANDINGS, {
    description: 'OWNER: the dossier is of the account of the caller; PORTAL: the caller submitted it as a portal',
    enumName: 'DossierStanding',
    example: 'OWNER',
  })
  as: DossierStanding;
  @OneOf(ACTOR_KINDS, {
    description:
      'Who submitted the dossier, and so said whose it is: OFFICER is the agency itself; absent where that was not kept',
    optional: true,
    enumName: 'ActorKind',
    example: 'APPLICANT',
  })
  submittedBy?: ActorKind;
}

export class DossierView {
  @Uuid({ description: 'Dossier', example: ID }) id: string;
  @Integer({ description: 'Version, also as ETag; give it as If-Match to change what you saw', minimum: 1, example: 2 })
  version: number;
  @OneOf(DOSSIER_STATUSES, { description: 'State', enumName: 'DossierStatus', example: 'RECEIVED' })
  status: DossierStatus;
  @Integer({ description: 'Code of the state on the national portal (TrangThaiHoSo)', example: 2 })
  nationalStatus: number;
  @Text({ description: 'Label of the state', example: 'Được tiếp nhận' }) statusLabel: string;
  @OneOf(DOSSIER_ORIGINS, { description: 'Created here, or imported from a legacy system', example: 'LIVE' })
  origin: DossierOrigin;
  @Text({ description: 'Code, from acceptance on', optional: true, example: 'H41.14-260820-0001' }) code?: string;
  @Text({ description: 'Competent agency', example: 'H41.14' }) agencyCode: string;
  @Text({
    description: 'Agency whose counter receives it and hands the result over; often the competent one',
    optional: true,
    example: 'H41.14',
  })
  receivingAgencyCode?: string;
  @Nested(() => DossierProcedureView, { description: 'Procedure' }) procedure: DossierProcedureView;
  @OneOf(CHANNELS, { description: 'Channel', enumName: 'Channel', example: 'DIRECT' }) channel: Channel;
  @OneOf(SUBJECT_TYPES, { description: 'Kind of applicant', enumName: 'SubjectType', example: 'CITIZEN' })
  subjectType: SubjectType;
  @Instant({ description: 'Submitted at', example: '2026-08-20T02:00:00.000Z' }) submittedAt: string;
  @Instant({ description: 'Accepted at', optional: true, example: '2026-08-20T02:15:00.000Z' }) acceptedAt?: string;
  @Nested(() => DossierDeadlineView, {
    description: 'Deadline, from acceptance on',
    optional: true,
    example: { state: 'RUNNING', dueAt: '2026-08-24T10:00:00.000Z', overdue: false },
  })
  deadline?: DossierDeadlineView;
  @Nested(() => DossierApologyView, {
    description: 'The apology, once it was given',
    optional: true,
    example: undefined,
  })
  apology?: DossierApologyView;
  @OneOf(APOLOGY_STATES, {
    description: 'What became of the apology, where one is owed: the dossier is past due by law, or ended so',
    optional: true,
    enumName: 'ApologyState',
    example: undefined,
  })
  apologyOwed?: ApologyState;
  @Nested(() => DossierProgressCounts, { description: 'Progress through the internal process' })
  progress: DossierProgressCounts;
  @Nested(() => DossierWaitingView, { description: 'Requested supplement', optional: true })
  waiting?: DossierWaitingView;
  @NestedList(() => DossierConsultationView, {
    description: 'Who was asked for an opinion, without the texts; absent: nobody',
    optional: true,
    example: undefined,
  })
  consultations?: DossierConsultationView[];
  @Integer({ description: 'Number of supplement requests; more than one is flagged', example: 0 })
  supplementRequests: number;
  @OneOf(['APPROVED', 'NOT_ELIGIBLE'], {
    description: 'Result of processing',
    optional: true,
    enumName: 'ResolutionOutcome',
    example: 'APPROVED',
  })
  outcome?: 'APPROVED' | 'NOT_ELIGIBLE';
  @Instant({ description: 'Processing ended at', optional: true, example: '2026-08-24T03:00:00.000Z' })
  endedAt?: string;
  @Nested(() => DossierReopeningView, {
    description: 'The result was found wrong, and is or was corrected; absent: it was not',
    optional: true,
    example: undefined,
  })
  reopening?: DossierReopeningView;
  @Nested(() => DossierRuleStamp, { description: 'Rule set stamped at acceptance', optional: true })
  ruleSet?: DossierRuleStamp;
  @Nested(() => DossierRuleStamp, { description: 'Calendar of the deadline', optional: true })
  calendar?: DossierRuleStamp;
  @Nested(() => DossierLegacyView, { description: 'Legacy source', optional: true })
  legacy?: DossierLegacyView;
  @NestedList(() => DossierDataProblem, {
    description:
      'Data that came from another system and cannot be used as it is; a correction of the intake data clears it',
    optional: true,
    example: undefined,
  })
  dataProblems?: DossierDataProblem[];
  @TextList({ description: 'What the caller may do with it now', example: ['forward', 'request-supplement'] })
  allowedActions: string[];
  @TextList({
    description:
      'With which results the caller may resolve it now: NOT_ELIGIBLE also while steps are open, when `allowedActions` does not name `resolve` yet. Absent: with none',
    optional: true,
    example: undefined,
  })
  allowedOutcomes?: ('APPROVED' | 'NOT_ELIGIBLE')[];
  @Nested(() => DossierPersonsView, {
    description: 'Persons; only when one dossier is read, and masked unless a purpose was given',
    optional: true,
  })
  persons?: DossierPersonsView;
  @NestedList(() => DossierDuplicateView, {
    description:
      'Probable duplicates that the caller may read: submitted within ten minutes by the same account or for the same identity number, for the same procedure at the same agency; only when one dossier is read',
    optional: true,
    example: undefined,
  })
  probableDuplicates?: DossierDuplicateView[];
  @Nested(() => DossierStandingView, {
    description:
      'As whom the caller may speak for the applicant; absent for everybody else, and for officers of its agency',
    optional: true,
    example: undefined,
  })
  standing?: DossierStandingView;
}

/** Facts of an entry, depending on its kind; those read by programs are declared. */
export interface DossierHistoryDetails {
  /** The deadline set by the entry, if it set one. */
  deadline?: { state: (typeof DEADLINE_STATES)[number]; dueAt?: string; since?: string };
  /** The missing items of a supplement, by position in the list of the request. */
  missing?: number[];
  /** The date that an apology appointed. */
  newDueAt?: string;
  /** By when the end is judged, if a supplement was awaited then. */
  judgedAt?: string;
  [fact: string]: unknown;
}

export class DossierCorrection {
  @Text({ description: 'Which field', example: 'applicant.phone' }) field: string;
  @Text({
    description: 'As it was; absent where there was nothing',
    maxLength: 2000,
    optional: true,
    example: '0912345687',
  })
  before?: string;
  @Text({ description: 'As it is now', example: '0912345678' }) after: string;
}

export class DossierHistoryEntry {
  @Integer({ description: 'Version after the change', minimum: 1, example: 2 }) version: number;
  @Text({ description: 'Action', example: 'accept' }) action: string;
  @OneOf(DOSSIER_STATUSES, {
    description: 'State before',
    optional: true,
    enumName: 'DossierStatus',
    example: 'SUBMITTED',
  })
  fromStatus?: DossierStatus;
  @OneOf(DOSSIER_STATUSES, { description: 'State after', enumName: 'DossierStatus', example: 'RECEIVED' })
  toStatus: DossierStatus;
  @Instant({ description: 'When it happened', example: '2026-08-20T02:15:00.000Z' }) at: string;
  @Instant({ description: 'When it was recorded', example: '2026-08-20T02:15:00.120Z' }) recordedAt: string;
  @Text({ description: 'Who did it: token subject', example: 'officer-tu-phap' }) actor: string;
  @OneOf(ACTOR_KINDS, {
    description: 'In which capacity; absent where an earlier version did not record it',
    optional: true,
    enumName: 'ActorKind',
    example: 'OFFICER',
  })
  actorKind?: ActorKind;
  @Text({ description: 'Agency of the actor', optional: true, maxLength: 35, example: 'H41.14' }) actorAgency?: string;
  @Text({ description: 'Unit of the actor', optional: true, example: 'mot-cua' }) actorUnit?: string;
  @Text({ description: 'Name of the officer, as it was then', optional: true, example: 'Trần Thị Bình' })
  actorName?: string;
  @Text({ description: 'Title of the officer, as it was then', optional: true, example: 'Chuyên viên' })
  actorTitle?: string;
  @TextList({
    description: `Flags: ${DOSSIER_FLAGS.join(', ')}, PROBABLE_DUPLICATE; of an import, its contradictions`,
    example: [],
  })
  flags: string[];
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    properties: {
      deadline: {
        type: 'object',
        description: 'The deadline as the entry left it, where it set it',
        required: ['state'],
        properties: {
          state: { enum: [...DEADLINE_STATES], type: 'string' },
          dueAt: { type: 'string', format: 'date-time' },
          since: { type: 'string', format: 'date-time' },
        },
      },
      missing: {
        type: 'array',
        items: { type: 'integer', minimum: 1 },
        description: 'What of a supplement is still missing, by its place in the list of the request',
      },
      pauses: {
        type: 'array',
        description: 'When a legacy system awaited a supplement, as it recorded it',
        items: {
          type: 'object',
          required: ['from'],
          properties: {
            from: { type: 'string', format: 'date-time' },
            to: { type: 'string', format: 'date-time' },
            item: { type: 'integer', minimum: 1, description: 'The place of its reason in `items`' },
          },
        },
      },
      newDueAt: { type: 'string', format: 'date-time', description: 'The date that an apology appointed' },
      judgedAt: {
        type: 'string',
        format: 'date-time',
        description: 'By when an end is judged, where a supplement was awaited then (Decision 766)',
      },
    },
    description: 'Machine-readable facts of the entry: step, unit, due date, request number …',
    example: { dueAt: '2026-08-24T10:00:00.000Z' },
  })
  details: DossierHistoryDetails;
  @Text({
    description: 'The reason',
    optional: true,
    maxLength: 2000,
    example: 'Thiếu giấy chứng sinh',
  })
  reason?: string;
  @TextList({ description: 'The list of what is missing', optional: true, example: ['Bản sao giấy chứng sinh'] })
  items?: string[];
  @NestedList(() => DossierCorrection, { description: 'What was corrected', optional: true, example: undefined })
  corrections?: DossierCorrection[];
}

export class DossierLegacyStep {
  @Text({ description: 'Step as the legacy system named it', example: 'T02 Check confirmation of receipt' })
  name: string;
  @Text({ description: 'Unit', optional: true, example: 'Group 4' }) unit?: string;
  @Text({ description: 'Officer, as the legacy system wrote it', optional: true, example: 'Resource10' })
  officer?: string;
  @Instant({ description: 'Recorded at', example: '2011-10-12T06:26:25.398Z' }) at: string;
}

export class DossierHistory {
  @NestedList(() => DossierHistoryEntry, { description: 'In the order in which it happened' })
  entries: DossierHistoryEntry[];
  @NestedList(() => DossierLegacyStep, {
    description: "An imported dossier's steps, as recorded",
    optional: true,
    maxItems: 10_000,
  })
  legacySteps?: DossierLegacyStep[];
}
