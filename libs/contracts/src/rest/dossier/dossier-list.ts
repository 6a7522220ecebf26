import { APOLOGY_STATES, type ApologyState } from '../../codes/apology-state.js';
import { CHANNELS, type Channel } from '../../codes/channel.js';
import { DOSSIER_STATUSES, type DossierStatus } from '../../codes/dossier-status.js';
import { SUBJECT_TYPES, type SubjectType } from '../../codes/subject-type.js';
import { Flag, Instant, Integer, Nested, NestedList, OneOf, Text, Uuid } from '../../fields/field.js';
import { ListTotal } from '../list-total.js';
import { DossierAssigneeView, DossierPersonsView } from './dossier-views.js';
import { ListedReopeningView } from './reopening.js';

/** An open task in a queue. */
export class QueuedTaskView {
  @Integer({ description: 'Number of the task, to claim or assign it', minimum: 1, example: 2 }) number: number;
  @Text({ description: 'Its step', example: 'tham-dinh' }) stepCode: string;
  @Text({ description: 'Unit that does it', example: 'phong-nghiep-vu' }) unit: string;
  @Instant({ description: 'Open since; absent: not known', optional: true, example: '2026-08-20T03:00:00.000Z' })
  openedAt?: string;
  @Instant({
    description: 'Until when it is to be done; absent while paused or unknown',
    optional: true,
    example: '2026-08-22T10:00:00.000Z',
  })
  dueAt?: string;
  @Flag({ description: 'Whether it is past due now; absent where no date is known', optional: true, example: false })
  overdue?: boolean;
  @Instant({ description: 'When somebody first began with it', optional: true, example: undefined })
  takenUpAt?: string;
  @Nested(() => DossierAssigneeView, { description: 'Who has it; absent: nobody', optional: true, example: undefined })
  assignee?: DossierAssigneeView;
}

/** A submission that waits for acceptance. */
export class WaitingSubmissionView {
  @Integer({ description: 'Working minutes since it was submitted', minimum: 0, example: 130 }) ageMinutes: number;
  @Instant({
    description:
      'Until when it is to be answered, by the limit of the rule set; absent where the calendar does not reach',
    optional: true,
    example: '2026-08-21T02:00:00.000Z',
  })
  answerBy?: string;
  @Flag({ description: 'Whether it is past that limit', example: false }) overdue: boolean;
}

export class DossierListItem {
  @Uuid({ description: 'Dossier', example: '0198c2a4-7a00-7000-8000-000000000001' }) id: string;
  @Text({ description: 'Code, from acceptance on', optional: true, example: 'H41.14-260820-0001' }) code?: string;
  @Integer({ description: 'Version', minimum: 1, example: 2 }) version: number;
  @OneOf(DOSSIER_STATUSES, { description: 'State', enumName: 'DossierStatus', example: 'RECEIVED' })
  status: DossierStatus;
  @Text({ description: 'Label of the state, in Vietnamese', example: 'Được tiếp nhận' }) statusLabel: string;
  @Text({ description: 'Label of the state, in English', example: 'Received' }) statusLabelEn: string;
  @Text({ description: 'Competent agency', example: 'H41.14' }) agencyCode: string;
  @Text({
    description: 'Agency whose counter receives it and hands the result over; often the competent one',
    optional: true,
    example: 'H41.14',
  })
  receivingAgencyCode?: string;
  @Text({ description: 'Procedure', example: '1.001193' }) procedureCode: string;
  @Text({
    description:
      'Name of the procedure, in the version that the dossier was opened on; absent where it is not known here',
    maxLength: 2000,
    optional: true,
    example: 'Thủ tục đăng ký khai sinh',
  })
  procedureName?: string;
  @Text({ description: 'Field', example: 'G15-TP07' }) fieldCode: string;
  @OneOf(CHANNELS, { description: 'Channel', enumName: 'Channel', example: 'DIRECT' }) channel: Channel;
  @OneOf(SUBJECT_TYPES, { description: 'Kind of applicant', enumName: 'SubjectType', example: 'CITIZEN' })
  subjectType: SubjectType;
  @Instant({ description: 'Submitted at', example: '2026-08-20T02:00:00.000Z' }) submittedAt: string;
  @Instant({ description: 'Accepted at', optional: true, example: '2026-08-20T02:15:00.000Z' }) acceptedAt?: string;
  @Instant({
    description: 'Due at, by law; absent while paused or unknown',
    optional: true,
    example: '2026-08-24T10:00:00.000Z',
  })
  dueAt?: string;
  @Instant({
    description: 'The appointed date: `dueAt`, or the later one that an apology set',
    optional: true,
    example: '2026-08-24T10:00:00.000Z',
  })
  appointedAt?: string;
  @Instant({ description: 'Ended at', optional: true, example: '2026-08-24T03:00:00.000Z' }) endedAt?: string;
  @Flag({ description: 'Whether an open dossier is past due by law now, whatever was appointed', example: false })
  overdue: boolean;
  @OneOf(APOLOGY_STATES, {
    description: 'What became of the apology, where one is owed: the dossier is past due by law, or ended so',
    optional: true,
    enumName: 'ApologyState',
    example: undefined,
  })
  apologyOwed?: ApologyState;
  @Nested(() => ListedReopeningView, {
    description: 'Its result was found wrong; absent: it was not',
    optional: true,
    example: undefined,
  })
  reopening?: ListedReopeningView;
  @Text({ description: 'Name of the applicant, masked', optional: true, example: 'N***** V** A*' })
  applicantName?: string;
  @Nested(() => DossierPersonsView, {
    description: 'Persons, unmasked; only for the agency of the dossier, and only if a purpose was given',
    optional: true,
    example: undefined,
  })
  persons?: DossierPersonsView;
  @Nested(() => QueuedTaskView, {
    description: 'Its task; only in a queue of tasks',
    optional: true,
    example: undefined,
  })
  task?: QueuedTaskView;
  @Nested(() => WaitingSubmissionView, {
    description: 'How long it waits; only in the queue INTAKE',
    optional: true,
    example: undefined,
  })
  intake?: WaitingSubmissionView;
}

export class DossierList {
  @NestedList(() => DossierListItem, { description: 'One page' }) items: DossierListItem[];
  @Text({
    description: '`cursor` of the next page; absent on the last',
    optional: true,
    maxLength: 2000,
    example: undefined,
  })
  nextCursor?: string;
  @Nested(() => ListTotal, { description: 'Total number' }) total: ListTotal;
}

/** What changed since a cursor. */
export class DossierChangeList {
  @NestedList(() => DossierListItem, {
    description:
      'Every dossier that changed and that the caller may read, once, as it is now; in the order in which the changes became final. A list may be empty although more follows',
    maxItems: 5_000,
  })
  items: DossierListItem[];
  @Text({
    description: '`changedSince` of the next request; keep it together with the items',
    maxLength: 2000,
    example: undefined,
  })
  cursor: string;
  @Flag({ description: 'true: ask again at once; false: nothing more has become final', example: false }) more: boolean;
}
