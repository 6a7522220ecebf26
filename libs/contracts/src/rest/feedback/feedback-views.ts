import { ACTOR_KINDS, type ActorKind } from '../../codes/actor-kind.js';
import { CHANNELS, type Channel } from '../../codes/channel.js';
import {
  FEEDBACK_KINDS,
  FEEDBACK_REFUSAL_REASONS,
  FEEDBACK_STATUSES,
  type FeedbackKind,
  type FeedbackRefusalReason,
  type FeedbackStatus,
} from '../../events/feedback-events.js';
import { DateOnly, Flag, Instant, Integer, Nested, NestedList, OneOf, Text, Uuid } from '../../fields/field.js';

const ID = '0198c2a4-7a00-7000-8000-0000000000f1';

export class FeedbackDeadlinesView {
  @Instant({
    description: 'Due date for accepting, refusing or forwarding',
    optional: true,
    example: '2026-09-04T10:00:00.000Z',
  })
  respondBy?: string;
  @Instant({
    description: 'Due date for forwarding, if the agency is not competent',
    optional: true,
    example: '2026-09-09T10:00:00.000Z',
  })
  forwardBy?: string;
  @Instant({
    description: 'Due date of the answer, after acceptance',
    optional: true,
    example: '2026-09-23T10:00:00.000Z',
  })
  answerBy?: string;
  @Instant({
    description: 'Due date of the answer from when it was filed, whoever answers: forwarding does not move it',
    optional: true,
    example: '2026-09-23T10:00:00.000Z',
  })
  answerFilerBy?: string;
  @Instant({
    description: 'Due date of publication, after the answer',
    optional: true,
    example: '2026-09-25T10:00:00.000Z',
  })
  publishBy?: string;
}

/** The person behind a feedback item, masked; see `GET /feedback/{id}/filer`. */
export class MaskedFilerView {
  @Text({ description: 'Name, masked', example: 'N***** V** A*' }) fullName: string;
  @Text({ description: 'Telephone, masked', example: '*******678' }) phone: string;
}

/** The person behind a feedback item. Every reading of it is recorded with its purpose. */
export class FilerView {
  @Text({ description: 'Full name', example: 'Nguyễn Văn An' }) fullName: string;
  @Text({ description: 'Postal address', example: 'Số 12 đường Lê Lợi, phường Trường Vinh, tỉnh Nghệ An' })
  address: string;
  @Text({ description: 'Telephone', example: '0912 345 678' }) phone: string;
  @Text({ description: 'E-mail', optional: true, example: 'an.nguyen@example.vn' }) email?: string;
  @Text({ description: 'Identity number', optional: true, example: '040090000001' }) identityNumber?: string;
}

export class FeedbackRefusalView {
  @OneOf(FEEDBACK_REFUSAL_REASONS, {
    description: 'Why',
    enumName: 'FeedbackRefusalReason',
    example: 'COMPLAINT_OR_DENUNCIATION',
  })
  reason: FeedbackRefusalReason;
  @Text({ description: 'Explanation', maxLength: 2_000, example: 'Nội dung là khiếu nại quyết định hành chính.' })
  explanation: string;
  @Text({
    description: 'Competent body',
    optional: true,
    example: 'Nội dung này là khiếu nại hoặc tố cáo. Hãy gửi đơn tới bộ phận tiếp công dân của cơ quan.',
  })
  referral?: string;
}

export class PublishedTexts {
  @Text({
    description: 'The feedback item as published',
    maxLength: 10_000,
    example: 'Người dân phản ánh việc trả kết quả đăng ký khai sinh chậm ba ngày.',
  })
  content: string;
  @Text({
    description: 'The answer as published',
    maxLength: 20_000,
    example: 'Cơ quan đã xin lỗi, trả kết quả và chấn chỉnh việc luân chuyển hồ sơ.',
  })
  answer: string;
}

class FeedbackSummary {
  @Uuid({ description: 'Feedback', example: ID }) id: string;
  @Text({ description: 'Code', example: 'PAKN.20260828.0001' }) code: string;
  @OneOf(FEEDBACK_STATUSES, { description: 'State', enumName: 'FeedbackStatus', example: 'ACCEPTED' })
  status: FeedbackStatus;
  @OneOf(FEEDBACK_KINDS, { description: 'About what', enumName: 'FeedbackKind', example: 'BEHAVIOUR' })
  kind: FeedbackKind;
  @OneOf(CHANNELS, { description: 'Channel', enumName: 'Channel', example: 'ONLINE' }) channel: Channel;
  @Text({ description: 'In one line', maxLength: 300, example: 'Chậm trả kết quả đăng ký khai sinh' }) title: string;
  @Text({ description: 'Competent agency', example: 'H41.14' }) agencyCode: string;
  @Text({ description: 'Dossier that it is about', optional: true, example: 'H41.14-260820-0001' })
  dossierCode?: string;
  @Text({ description: 'Procedure that it is about', optional: true, example: '1.001193' }) procedureCode?: string;
  @Text({ description: 'Field, where known', optional: true, example: 'G15-TP07' }) fieldCode?: string;
  @Instant({ description: 'Filed at', example: '2026-08-28T01:00:00.000Z' }) filedAt: string;
  @Flag({ description: 'Whether the deadline of its current state has passed', example: false }) overdue: boolean;
}

export class FeedbackListItem extends FeedbackSummary {
  @Instant({
    description: 'Deadline of its current state; absent when there is none or it is unknown',
    optional: true,
    example: '2026-09-23T10:00:00.000Z',
  })
  dueAt?: string;
  @Text({ description: "The filer's name, masked", example: 'N***** V** A*' }) filerName: string;
}

export class FeedbackView extends FeedbackSummary {
  @Integer({ description: 'Version, for `expectedVersion`', minimum: 1, example: 2 }) version: number;
  @Text({
    description: 'Content as filed',
    maxLength: 10_000,
    example: 'Tôi nộp hồ sơ đăng ký khai sinh cho con nhưng đã quá ngày hẹn ba ngày mà chưa được trả kết quả.',
  })
  content: string;
  @Nested(() => MaskedFilerView, { description: 'Who filed it, masked' }) filer: MaskedFilerView;
  @Instant({
    description: 'When the agency that answers for it received it',
    example: '2026-08-28T01:00:00.000Z',
  })
  receivedAt: string;
  @Nested(() => FeedbackDeadlinesView, { description: 'Deadlines that stand; unknown ones are absent' })
  deadlines: FeedbackDeadlinesView;
  @Instant({ description: 'Accepted at', optional: true, example: '2026-08-28T03:00:00.000Z' }) acceptedAt?: string;
  @Instant({ description: 'Refused at', optional: true, example: '2026-08-28T04:00:00.000Z' }) refusedAt?: string;
  @Nested(() => FeedbackRefusalView, { description: 'Why it was refused', optional: true })
  refusal?: FeedbackRefusalView;
  @Instant({ description: 'Answered at', optional: true, example: '2026-09-08T03:00:00.000Z' }) answeredAt?: string;
  @Text({
    description: 'The answer',
    optional: true,
    maxLength: 20_000,
    example: 'Bộ phận Một cửa xin lỗi vì trả kết quả chậm ba ngày.',
  })
  answer?: string;
  @Instant({ description: 'Published at', optional: true, example: '2026-09-09T03:00:00.000Z' }) publishedAt?: string;
  @Nested(() => PublishedTexts, { description: 'Published text', optional: true }) published?: PublishedTexts;
  @Flag({
    description:
      'True where no dossier with `dossierCode` is known here; only when one item is read, by those who handle it',
    optional: true,
    example: undefined,
  })
  dossierUnknown?: boolean;
}

export const FEEDBACK_HISTORY_ACTIONS = [
  'FILED',
  'ACCEPTED',
  'REFUSED',
  'FORWARDED',
  'ANSWERED',
  'PUBLISHED',
  'DEADLINES_RECOUNTED',
] as const;
export type FeedbackHistoryAction = (typeof FEEDBACK_HISTORY_ACTIONS)[number];

export class FeedbackHistoryEntry {
  @Integer({ description: 'Version after this change', minimum: 1, example: 2 }) version: number;
  @OneOf(FEEDBACK_HISTORY_ACTIONS, {
    description: 'Action',
    enumName: 'FeedbackHistoryAction',
    example: 'ACCEPTED',
  })
  action: FeedbackHistoryAction;
  @Instant({ description: 'When', example: '2026-08-28T03:00:00.000Z' }) at: string;
  @OneOf(FEEDBACK_STATUSES, { description: 'State after it', enumName: 'FeedbackStatus', example: 'ACCEPTED' })
  status: FeedbackStatus;
  @Text({ description: 'Agency responsible after this change', example: 'H41.14' }) agencyCode: string;
  @Flag({ description: 'Whether it was done after its deadline', example: false }) late: boolean;
  @OneOf(ACTOR_KINDS, {
    description: 'In which capacity; absent where an earlier version did not record it',
    optional: true,
    enumName: 'ActorKind',
    example: 'OFFICER',
  })
  actorKind?: ActorKind;
  @Text({
    description: 'Who did it; shown to officers only',
    optional: true,
    example: 'officer-tu-phap',
  })
  by?: string;
  @Text({
    description: 'Reason or explanation',
    optional: true,
    maxLength: 2_000,
    example: 'Việc đăng ký khai sinh do UBND phường thực hiện.',
  })
  note?: string;
}

export class FeedbackHistory {
  @NestedList(() => FeedbackHistoryEntry, { description: 'Oldest first' }) items: FeedbackHistoryEntry[];
}

export class DeadlineExplanationLine {
  @Text({ description: 'What this line is about', example: 'HOLIDAY' }) code: string;
  @DateOnly({ description: 'The day', optional: true, example: '2026-09-02' }) on?: string;
  @Instant({ description: 'The instant', optional: true, example: '2026-08-28T01:00:00.000Z' }) at?: string;
  @Text({ description: 'In words', maxLength: 1_000, example: '02/9/2026: nghỉ lễ Quốc khánh, không tính' })
  text: string;
}

export class FeedbackDeadlineExplanation {
  @OneOf(['respondBy', 'forwardBy', 'answerBy', 'answerFilerBy', 'publishBy'], {
    description: 'Kind of deadline',
    example: 'answerBy',
  })
  deadline: 'respondBy' | 'forwardBy' | 'answerBy' | 'answerFilerBy' | 'publishBy';
  @Instant({ description: 'Due at', optional: true, example: '2026-09-23T10:00:00.000Z' }) dueAt?: string;
  @Text({ description: 'Calendar used', example: 'vn' }) calendarId: string;
  @Integer({ description: 'Version of the calendar', minimum: 1, example: 1 }) calendarVersion: number;
  @NestedList(() => DeadlineExplanationLine, { description: 'Explanation, line by line' })
  lines: DeadlineExplanationLine[];
}

export class FeedbackDeadlineExplanations {
  @Text({ description: 'Time limits in force when it was filed', example: 'nd-20-2008:2-5-15-2' }) rulesId: string;
  @NestedList(() => FeedbackDeadlineExplanation, { description: 'One for each deadline of its state' })
  items: FeedbackDeadlineExplanation[];
}

/** A published feedback item, without any of the person's fields. */
export class PublishedFeedbackView {
  @Text({ description: 'Code', example: 'PAKN.20260828.0001' }) code: string;
  @OneOf(FEEDBACK_KINDS, { description: 'About what', enumName: 'FeedbackKind', example: 'BEHAVIOUR' })
  kind: FeedbackKind;
  @Text({ description: 'Agency that answered', example: 'H41.14' }) agencyCode: string;
  @Text({ description: 'Its name, where known', optional: true, example: 'Sở Tư pháp' }) agencyName?: string;
  @Text({ description: 'Procedure that it is about', optional: true, example: '1.001193' }) procedureCode?: string;
  @Text({ description: 'Field, where known', optional: true, example: 'G15-TP07' }) fieldCode?: string;
  @DateOnly({ description: 'Filed on', example: '2026-08-28' }) filedOn: string;
  @DateOnly({ description: 'Answered on', example: '2026-09-08' }) answeredOn: string;
  @Instant({ description: 'Published at', example: '2026-09-09T03:00:00.000Z' }) publishedAt: string;
  @Text({
    description: 'The feedback item as published',
    maxLength: 10_000,
    example: 'Người dân phản ánh việc trả kết quả đăng ký khai sinh chậm ba ngày.',
  })
  content: string;
  @Text({
    description: 'The answer as published',
    maxLength: 20_000,
    example: 'Cơ quan đã xin lỗi, trả kết quả và chấn chỉnh việc luân chuyển hồ sơ.',
  })
  answer: string;
}
