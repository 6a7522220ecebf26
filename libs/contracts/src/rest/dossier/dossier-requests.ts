import { ArrayMinSize } from 'class-validator';
import { AGENCY_CODE_FORM, type TextForm } from '../../codes/code-formats.js';
import { CHANNELS, type Channel } from '../../codes/channel.js';
import { IDENTITY_TYPES, identityError, type IdentityType } from '../../codes/identity-number.js';
import { SUBJECT_TYPES, type SubjectType } from '../../codes/subject-type.js';
import {
  Code,
  Flag,
  Instant,
  Integer,
  IntegerList,
  Nested,
  OneOf,
  Text,
  TextList,
  WrittenId,
} from '../../fields/field.js';

/** What the number of anybody may consist of; `identityError` says which number is whose. */
const IDENTITY_NUMBER: TextForm = {
  pattern: /^[0-9A-Z][0-9A-Z.-]{5,34}$/,
  vi: 'phải là số định danh cá nhân (12 chữ số, ví dụ 040090000001), mã số doanh nghiệp hoặc mã cơ quan, tổ chức',
  en: 'must be a personal identity number (12 digits, such as 040090000001), or the number of a business or organisation',
};
const MOST_TELEPHONE = 20;
const TELEPHONE: TextForm = {
  pattern: /^\+?[0-9][0-9 .-]{7,18}$/,
  vi: 'phải là số điện thoại, ví dụ 0912345678',
  en: 'must be a telephone number, such as 0912345678',
};
const MOST_EMAIL = 254;
const EMAIL: TextForm = {
  pattern: /^[^\s@]{1,64}@[^\s@]{1,180}\.[^\s@.]{2,20}$/,
  vi: 'phải là địa chỉ thư điện tử, ví dụ an.nguyen@example.vn',
  en: 'must be an e-mail address, such as an.nguyen@example.vn',
};

class PersonDetails {
  @Text({
    description: 'Personal or organisation identity number',
    form: IDENTITY_NUMBER,
    maxLength: 35,
    optional: true,
    example: '040090000001',
  })
  identityNumber?: string;
  @OneOf(IDENTITY_TYPES, {
    description:
      'The paper of a person; needed only for a passport (CITIZEN_ID: 12 digits, OLD_ID_CARD: 9 digits), not allowed for a business or organisation',
    enumName: 'IdentityType',
    optional: true,
    example: undefined,
  })
  identityType?: IdentityType;
  @Text({ description: 'Telephone', form: TELEPHONE, maxLength: MOST_TELEPHONE, optional: true, example: '0912345678' })
  phone?: string;
  @Text({ description: 'E-mail', form: EMAIL, maxLength: MOST_EMAIL, optional: true, example: 'an.nguyen@example.vn' })
  email?: string;
  @Text({ description: 'Address', maxLength: 500, optional: true, example: '12 Lê Lợi, phường Trường Vinh' })
  address?: string;
}

/** A person or organisation on a dossier (Form 01). Kept encrypted, masked in lists, never part of an event. */
export class DossierPersonInput extends PersonDetails {
  @Text({ description: 'Full name', maxLength: 200, example: 'Nguyễn Văn An' }) fullName: string;
}

/** Every field of a person that may be mistyped. */
export const PERSON_FIELDS = [
  'fullName',
  'identityNumber',
  'identityType',
  'phone',
  'email',
  'address',
] as const satisfies (keyof DossierPersonInput)[];

/**
 * A person as another system has recorded it. Nothing is refused for its form: what cannot be used as it is, is kept and flagged.
 */
export class RecordedPerson {
  @Text({ description: 'Full name', maxLength: 500, example: 'Nguyễn Văn An' }) fullName: string;
  @Text({
    description: 'Personal or organisation identity number',
    maxLength: 500,
    optional: true,
    example: '040090000001',
  })
  identityNumber?: string;
  @OneOf(IDENTITY_TYPES, {
    description: 'The paper of a person; needed only for a passport',
    enumName: 'IdentityType',
    optional: true,
    example: undefined,
  })
  identityType?: IdentityType;
  @Text({ description: 'Telephone', maxLength: 500, optional: true, example: '(0238) 3844522' }) phone?: string;
  @Text({ description: 'E-mail', maxLength: 500, optional: true, example: 'an.nguyen@example.vn' }) email?: string;
  @Text({ description: 'Address', maxLength: 2000, optional: true, example: '12 Lê Lợi, phường Trường Vinh' })
  address?: string;
}

/** What makes a field of a recorded person unusable, by field: a flag for whoever can correct it. */
export const DATA_FLAGS = {
  identityNumber: 'IDENTITY_NUMBER_UNUSABLE',
  phone: 'PHONE_UNUSABLE',
  email: 'EMAIL_UNUSABLE',
} as const satisfies Partial<Record<(typeof PERSON_FIELDS)[number], string>>;
export type DataProblemField = keyof typeof DATA_FLAGS;

const fits = ({ pattern }: TextForm, most: number, text: string | null | undefined): boolean =>
  !text || (text.length <= most && pattern.test(text));

/** The fields of a recorded person that live intake would refuse, and that nobody can use as they are. */
export function unusableFields(of: SubjectType, person: RecordedPerson): DataProblemField[] {
  const usable: Record<DataProblemField, boolean> = {
    identityNumber: fits(IDENTITY_NUMBER, 35, person.identityNumber) && !identityError(of, person),
    phone: fits(TELEPHONE, MOST_TELEPHONE, person.phone),
    email: fits(EMAIL, MOST_EMAIL, person.email),
  };
  return (Object.keys(DATA_FLAGS) as DataProblemField[]).filter((field) => !usable[field]);
}

export const RESULT_DELIVERIES = ['COUNTER', 'ONLINE', 'POST'] as const;
export type ResultDelivery = (typeof RESULT_DELIVERIES)[number];

export class SubmitDossierRequest {
  @Code({ description: 'Code of a published procedure', maxLength: 50, example: '1.001193' }) procedureCode: string;
  @WrittenId({
    description: 'Case of its internal process; needed only where it has several',
    maxLength: 50,
    optional: true,
    example: 'mac-dinh',
  })
  caseCode?: string;
  @Text({
    description: "Competent agency; an officer's own agency by default",
    form: AGENCY_CODE_FORM,
    maxLength: 35,
    optional: true,
    example: 'H41.14',
  })
  agencyCode?: string;
  @Text({
    description:
      "Whose counter receives it for the competent agency; by default an officer's own agency, and of others the competent one",
    form: AGENCY_CODE_FORM,
    maxLength: 35,
    optional: true,
    example: undefined,
  })
  receivingAgencyCode?: string;
  @OneOf(CHANNELS, {
    description: 'Channel: ONLINE from an applicant or a portal, DIRECT (the default) or POST at the counter',
    optional: true,
    enumName: 'Channel',
    example: 'DIRECT',
  })
  channel?: Channel;
  @OneOf(SUBJECT_TYPES, { description: 'Kind of applicant', enumName: 'SubjectType', example: 'CITIZEN' })
  subjectType: SubjectType;
  @Nested(() => DossierPersonInput, {
    description: 'The applicant',
    example: { fullName: 'Nguyễn Văn An', identityNumber: '040090000001', phone: '0912345678' },
  })
  applicant: DossierPersonInput;
  @Nested(() => DossierPersonInput, {
    description: 'Representative of the applicant, if any',
    optional: true,
    example: { fullName: 'Trần Thị Bình', identityNumber: '040191000002' },
  })
  representative?: DossierPersonInput;
  @Text({
    description: 'Request, in the applicant’s words',
    maxLength: 2000,
    optional: true,
    example: 'Đăng ký khai sinh cho con',
  })
  requestContent?: string;
  @OneOf(RESULT_DELIVERIES, {
    description: 'Where the result is to be received',
    optional: true,
    enumName: 'ResultDelivery',
    example: 'COUNTER',
  })
  resultDelivery?: ResultDelivery;
  @Text({
    description:
      'Account (token subject) of the applicant, who can then follow the dossier; only for portals and counters',
    maxLength: 200,
    optional: true,
    example: 'citizen-an',
  })
  ownerSubject?: string;
}

/** Most characters of what an applicant asks for, where another system has already taken it. */
export const MOST_RECORDED_CONTENT = 20_000;

/** A dossier that the national portal has already taken from an applicant. */
export class NationalSubmissionRequest {
  @Code({ description: 'Code of a published procedure', maxLength: 50, example: '1.001193' }) procedureCode: string;
  @WrittenId({
    description: 'Case of its internal process; needed only where it has several',
    maxLength: 50,
    optional: true,
    example: 'mac-dinh',
  })
  caseCode?: string;
  @Text({ description: 'Competent agency', form: AGENCY_CODE_FORM, maxLength: 35, example: 'H41.14' })
  agencyCode: string;
  @OneOf(['ONLINE'], { description: 'Channel', example: 'ONLINE' }) channel: 'ONLINE';
  @OneOf(SUBJECT_TYPES, { description: 'Kind of applicant', enumName: 'SubjectType', example: 'CITIZEN' })
  subjectType: SubjectType;
  @Nested(() => RecordedPerson, { description: 'The applicant' }) applicant: RecordedPerson;
  @Text({
    description: 'Request, in the applicant’s words',
    maxLength: MOST_RECORDED_CONTENT,
    optional: true,
    example: 'Đăng ký khai sinh cho con',
  })
  requestContent?: string;
  @OneOf(RESULT_DELIVERIES, {
    description: 'Where the result is to be received',
    optional: true,
    enumName: 'ResultDelivery',
    example: 'COUNTER',
  })
  resultDelivery?: ResultDelivery;
}

export class AcceptDossierRequest {
  @WrittenId({
    description:
      'Case of the version of the procedure that is in force today; only where that version has no longer the case of the submission',
    maxLength: 50,
    optional: true,
    example: 'mac-dinh',
  })
  caseCode?: string;
}

export class RefuseDossierRequest {
  @Text({
    description: 'Why it is not accepted (Form 03)',
    maxLength: 2000,
    example: 'Không thuộc thẩm quyền giải quyết',
  })
  reason: string;
}

/** The correct values; an absent field does not change. */
export class DossierPersonCorrection extends PersonDetails {
  @Text({ description: 'Full name', maxLength: 200, optional: true, example: 'Nguyễn Văn An' }) fullName?: string;
}

export class CorrectIntakeRequest {
  @Nested(() => DossierPersonCorrection, { description: 'What is right of the applicant', optional: true })
  applicant?: DossierPersonCorrection;
  @Nested(() => DossierPersonCorrection, { description: 'What is right of the representative', optional: true })
  representative?: DossierPersonCorrection;
  @Text({
    description: 'Why: what was mistyped, and by what paper that is known',
    maxLength: 2000,
    example: 'Gõ nhầm số điện thoại so với tờ khai',
  })
  reason: string;
}

export class CompleteStepRequest {
  @WrittenId({ description: 'The step to complete: one that is open', maxLength: 50, example: 'tham-dinh' })
  stepCode: string;
}

export class SendBackRequest {
  @WrittenId({ description: 'The open step that goes back', maxLength: 50, example: 'phe-duyet' })
  stepCode: string;
  @WrittenId({
    description: 'The step right before it that is to be done again; required where there are several',
    maxLength: 50,
    optional: true,
    example: 'tham-dinh',
  })
  toStepCode?: string;
  @Text({
    description: 'What is to be done again, and why; only for the agency',
    maxLength: 2000,
    example: 'Biên bản thẩm định thiếu chữ ký của người tham gia',
  })
  reason: string;
}

const TaskNumber = () =>
  Integer({ description: 'The task: its `number` in `progress.openSteps`', minimum: 1, maximum: 10_000, example: 1 });

export class ClaimTaskRequest {
  @TaskNumber() task: number;
}

export class AssignTaskRequest {
  @TaskNumber() task: number;
  @Text({
    description: 'The officer, by token subject: one who has acted for the agency',
    maxLength: 200,
    example: 'officer-tu-phap',
  })
  assignee: string;
}

export class ReleaseTaskRequest {
  @TaskNumber() task: number;
}

export class RequestSupplementRequest {
  @TextList({
    description: 'All that is missing, in one list (Form 02, Decree 118/2025 Art. 17.2a)',
    maxItems: 50,
    maxLength: 500,
    example: ['Bản sao giấy chứng sinh'],
  })
  @ArrayMinSize(1)
  items: string[];
  @Text({ description: 'Why', maxLength: 2000, example: 'Thành phần hồ sơ còn thiếu so với quy định' }) reason: string;
  @Instant({
    description:
      'Until when it is to be provided; afterwards the dossier can be ended. Required, since 2026-12: a request without it is refused. Not sooner and not later than the rule set allows: from 3 to 90 days, where it says nothing else',
    optional: true,
    example: '2030-01-31T10:00:00.000Z',
  })
  provideUntil?: string;
}

export class ProvideSupplementRequest {
  @IntegerList({
    description: 'What is brought, by its place in the list of the request: 1, 2, 3 …; absent: all that it named',
    minimum: 1,
    maxItems: 50,
    optional: true,
    example: [1],
  })
  @ArrayMinSize(1)
  items?: number[];
  @Flag({
    description:
      'The officer who asked for it records it, because the agency has nobody else: that is flagged, and the time limit runs as if it had never paused. Not needed by another officer, nor by the applicant',
    optional: true,
    example: false,
  })
  noOtherOfficer?: boolean;
}

export const SUPPLEMENT_OUTCOMES = ['COMPLETE', 'INCOMPLETE'] as const;
export type SupplementOutcome = (typeof SUPPLEMENT_OUTCOMES)[number];

export class CheckSupplementRequest {
  @OneOf(SUPPLEMENT_OUTCOMES, {
    description: 'Whether all that the request named has come',
    enumName: 'SupplementOutcome',
    example: 'COMPLETE',
  })
  outcome: SupplementOutcome;
  @IntegerList({
    description:
      'What is still missing, by its place in the list of the request: 1, 2, 3 …; needed with INCOMPLETE, not allowed with COMPLETE',
    minimum: 1,
    maxItems: 50,
    optional: true,
    example: undefined,
  })
  missing?: number[];
  @Text({
    description: 'Why that does not do; needed with INCOMPLETE, not allowed with COMPLETE',
    maxLength: 2000,
    optional: true,
    example: undefined,
  })
  reason?: string;
}

export const RESOLUTION_OUTCOMES = ['APPROVED', 'NOT_ELIGIBLE'] as const;
export type ResolutionOutcome = (typeof RESOLUTION_OUTCOMES)[number];

export class ResolveDossierRequest {
  @OneOf(RESOLUTION_OUTCOMES, {
    description: 'Granted (once every step is completed), or refused after assessment',
    enumName: 'ResolutionOutcome',
    example: 'APPROVED',
  })
  outcome: ResolutionOutcome;
  @Text({
    description: 'Why it is refused; needed with NOT_ELIGIBLE, not allowed with APPROVED',
    maxLength: 2000,
    optional: true,
    example: undefined,
  })
  reason?: string;
}

export class ApologiseRequest {
  @Text({
    description: 'Why it is late (Form 04)',
    maxLength: 2000,
    example: 'Phải chờ kết quả đo đạc bổ sung tại thực địa',
  })
  reason: string;
  @Instant({
    description:
      'The new return date: within office hours, later than the one that was promised and than now, and not further ahead than the time limit of the dossier once again, or ten days where that is longer',
    example: '2026-09-08T10:00:00.000Z',
  })
  newDueAt: string;
}

export class WithdrawDossierRequest {
  @Text({
    description: 'Why, if the applicant says so; required from the counter',
    maxLength: 2000,
    optional: true,
    example: 'Nộp nhầm thủ tục',
  })
  reason?: string;
}

export class StopDossierRequest {
  @Text({
    description: 'On whose request, or by what law (Form 05)',
    maxLength: 2000,
    example: 'Theo đề nghị của người nộp hồ sơ',
  })
  reason: string;
}
