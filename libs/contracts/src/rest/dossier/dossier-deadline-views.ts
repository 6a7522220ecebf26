import {
  DateOnly,
  Decimal,
  Flag,
  Instant,
  Integer,
  Nested,
  NestedList,
  OneOf,
  Text,
  TextList,
} from '../../fields/field.js';
import { IDENTITY_TYPES, type IdentityType } from '../../codes/identity-number.js';
import { BudgetData } from '../../events/reference-data-events.js';
import { DossierDeadlineView, DossierRuleStamp } from './dossier-views.js';
import { MOST_RECORDED_CONTENT, RESULT_DELIVERIES, type ResultDelivery } from './dossier-requests.js';

export class DeadlineLineText {
  @Text({ description: 'In Vietnamese', maxLength: 1000, example: 'Nghỉ hằng tuần' }) vi: string;
  @Text({ description: 'In English', maxLength: 1000, example: 'Weekly day of rest' }) en: string;
}

/** One line of the count, in the order in which an officer would count it. */
export class DeadlineLine {
  @Text({ description: 'What the line says, machine-readable', example: 'WEEKLY_REST' }) code: string;
  @DateOnly({ description: 'The day that it is about', optional: true, example: '2026-08-23' }) on?: string;
  @Instant({ description: 'The instant that it is about', optional: true, example: '2026-08-20T02:15:00.000Z' })
  at?: string;
  @Instant({ description: 'The end of a pause', optional: true, example: '2026-08-21T02:15:00.000Z' }) to?: string;
  @Nested(() => DeadlineLineText, { description: 'For people' }) text: DeadlineLineText;
}

export class DossierElapsedTime {
  @Integer({ description: 'Office minutes', example: 480 }) minutes: number;
  @Decimal({ description: 'Working days that ended meanwhile', example: 1 }) workingDays: number;
}

export class DossierDeadlineExplanation {
  @Nested(() => DossierDeadlineView, { description: 'The current deadline' }) deadline: DossierDeadlineView;
  @Flag({
    description: 'Whether the due date was recorded by a legacy system, so that no calendar applies',
    example: false,
  })
  imported: boolean;
  @Nested(() => BudgetData, { description: 'Time limit', optional: true }) budget?: BudgetData;
  @Nested(() => DossierRuleStamp, { description: 'Rule set', optional: true }) ruleSet?: DossierRuleStamp;
  @Nested(() => DossierRuleStamp, { description: 'Calendar', optional: true }) calendar?: DossierRuleStamp;
  @NestedList(() => DeadlineLine, { description: 'Explanation', maxItems: 10_000 }) lines: DeadlineLine[];
  @Nested(() => DossierElapsedTime, {
    description: 'Working time that the agency has used, without waiting time (Decision 766)',
    optional: true,
  })
  elapsed?: DossierElapsedTime;
  @Nested(() => DossierElapsedTime, { description: 'Working time in which the applicant was awaited', optional: true })
  waited?: DossierElapsedTime;
}

export class ReceiptPerson {
  @Text({ description: 'Full name', example: 'Nguyễn Văn An' }) fullName: string;
  @Text({ description: 'Identity number', optional: true, example: '040090000001' }) identityNumber?: string;
  @OneOf(IDENTITY_TYPES, {
    description: 'The paper of a person, where it was named',
    enumName: 'IdentityType',
    optional: true,
    example: undefined,
  })
  identityType?: IdentityType;
  @Text({ description: 'Telephone', optional: true, example: '0912345678' }) phone?: string;
  @Text({ description: 'E-mail', optional: true, example: 'an.nguyen@example.vn' }) email?: string;
  @Text({ description: 'Address', maxLength: 2000, optional: true, example: '12 Lê Lợi, phường Trường Vinh' })
  address?: string;
}

/**
 * The content of Form 01 (Giấy tiếp nhận hồ sơ và hẹn trả kết quả) as it was issued at acceptance: names, persons and return
 * date of then. Instants as hour, minute and day in Vietnam.
 */
export class DossierReceipt {
  @Text({ description: 'Which form', example: '01' }) form: string;
  @Text({ description: 'Code of the dossier (Mã hồ sơ)', example: 'H41.14-260820-0001' }) code: string;
  @Text({ description: 'Agency', example: 'H41.14' }) agencyCode: string;
  @Text({ description: 'Name of the agency', example: 'Sở Tư pháp' }) agencyName: string;
  @Text({ description: 'Procedure', example: '1.001193' }) procedureCode: string;
  @Text({ description: 'Name of the procedure', maxLength: 2000, example: 'Đăng ký khai sinh' }) procedureName: string;
  @Nested(() => ReceiptPerson, { description: 'Applicant', optional: true }) applicant?: ReceiptPerson;
  @Nested(() => ReceiptPerson, { description: 'Representative of the applicant', optional: true })
  representative?: ReceiptPerson;
  @Text({
    description: 'What is asked for',
    optional: true,
    maxLength: MOST_RECORDED_CONTENT,
    example: 'Đăng ký khai sinh cho con',
  })
  requestContent?: string;
  @Nested(() => BudgetData, { description: 'Time limit', optional: true }) budget?: BudgetData;
  @Instant({ description: 'Received at', example: '2026-08-20T02:15:00.000Z' }) receivedAt: string;
  @Text({ description: 'Received at, as printed', example: '09 giờ 15 phút, ngày 20/08/2026' }) receivedText: string;
  @Instant({ description: 'Return date', optional: true, example: '2026-08-24T10:00:00.000Z' }) dueAt?: string;
  @Text({ description: 'Return date, as printed', optional: true, example: '17 giờ 00 phút, ngày 24/08/2026' })
  dueText?: string;
  @OneOf(RESULT_DELIVERIES, {
    description: 'Where the result is received',
    enumName: 'ResultDelivery',
    example: 'COUNTER',
  })
  resultDelivery: ResultDelivery;
  @Text({ description: 'Name of the officer who received it', example: 'Trần Thị Bình' }) receivedBy: string;
  @Text({ description: 'Title of that officer', optional: true, example: 'Chuyên viên' }) receivedByTitle?: string;
  @Text({ description: 'Unit of that officer', optional: true, example: 'mot-cua' }) receivedByUnit?: string;
  @TextList({
    description:
      'Fields of the form that were not recorded when it was issued: on receipts of earlier versions, and where the token of the officer named neither name nor title. What is required says so in words',
    optional: true,
    example: undefined,
  })
  notRecorded?: string[];
}

/** The content of Form 04 (Phiếu xin lỗi và hẹn lại ngày trả kết quả) as it was issued: names, persons and dates of then. */
export class DossierApologyForm {
  @Text({ description: 'Which form', example: '04' }) form: string;
  @Text({
    description: 'Code of the dossier; absent where a legacy system gave none',
    optional: true,
    example: 'H41.14-260820-0001',
  })
  code?: string;
  @Text({ description: 'Agency', example: 'H41.14' }) agencyCode: string;
  @Text({ description: 'Name of the agency', example: 'Sở Tư pháp' }) agencyName: string;
  @Text({ description: 'Procedure', example: '1.001193' }) procedureCode: string;
  @Text({ description: 'Name of the procedure', maxLength: 2000, example: 'Đăng ký khai sinh' }) procedureName: string;
  @Nested(() => ReceiptPerson, { description: 'To whom: the applicant', optional: true }) applicant?: ReceiptPerson;
  @Nested(() => ReceiptPerson, { description: 'Representative of the applicant', optional: true })
  representative?: ReceiptPerson;
  @Instant({ description: 'The dossier was received at', example: '2026-08-20T02:15:00.000Z' }) receivedAt: string;
  @Text({ description: 'The same, as printed', example: '09 giờ 15 phút, ngày 20/08/2026' }) receivedText: string;
  @Instant({ description: 'The return date that was promised', example: '2026-08-24T10:00:00.000Z' }) dueAt: string;
  @Text({ description: 'The same, as printed', example: '17 giờ 00 phút, ngày 24/08/2026' }) dueText: string;
  @Text({ description: 'Why it is late', maxLength: 2000, example: 'Phải chờ kết quả đo đạc bổ sung tại thực địa' })
  reason: string;
  @Instant({ description: 'The new return date', example: '2026-08-28T10:00:00.000Z' }) newDueAt: string;
  @Text({ description: 'The same, as printed', example: '17 giờ 00 phút, ngày 28/08/2026' }) newDueText: string;
  @Instant({ description: 'Signed at', example: '2026-08-21T03:00:00.000Z' }) signedAt: string;
  @Text({ description: 'The same, as printed', example: '10 giờ 00 phút, ngày 21/08/2026' }) signedText: string;
  @Text({ description: 'Name of the head of the agency', example: 'Lê Văn Chính' }) signedBy: string;
  @Text({ description: 'Title of the head', optional: true, example: 'Giám đốc Sở' }) signedByTitle?: string;
  @TextList({
    description: 'Fields of the form that were not recorded when it was issued. What is required says so in words',
    optional: true,
    example: undefined,
  })
  notRecorded?: string[];
}

/**
 * Public for anyone who knows the code: the code and the degree of completion (Circular 01/2018 Art. 16.2d). The rest
 * is only for the owner and the agency.
 */
export class DossierProgress {
  @Text({ description: 'Code', example: 'H41.14-260820-0001' }) code: string;
  @Integer({ description: 'Steps completed', example: 1 }) completedSteps: number;
  @Integer({ description: 'Total steps', example: 3 }) stepsInAll: number;
  @Text({ description: 'State; only for the owner and the agency', optional: true, example: 'Đang xử lý' })
  statusLabel?: string;
  @Text({ description: 'Procedure; only for the owner and the agency', optional: true, example: '1.001193' })
  procedureCode?: string;
  @Instant({
    description: 'Due at, by law; only for the owner and the agency',
    optional: true,
    example: '2026-08-24T10:00:00.000Z',
  })
  dueAt?: string;
  @Instant({
    description: 'The appointed date: `dueAt`, or the later one that an apology set; only for the owner and the agency',
    optional: true,
    example: '2026-08-24T10:00:00.000Z',
  })
  appointedAt?: string;
  @Text({
    description: 'Id, to read more with; only for the owner and the agency',
    optional: true,
    example: '0198c2a4-7a00-7000-8000-000000000001',
  })
  id?: string;
}
