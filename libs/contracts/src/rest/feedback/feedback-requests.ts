import { AGENCY_CODE_FORM, PROCEDURE_CODE_FORM, type TextForm } from '../../codes/code-formats.js';
import {
  FEEDBACK_KINDS,
  FEEDBACK_REFUSAL_REASONS,
  type FeedbackKind,
  type FeedbackRefusalReason,
} from '../../events/feedback-events.js';
import { Integer, Nested, OneOf, Text } from '../../fields/field.js';

/** How a feedback item that was not filed online reached the counter; OTHER is a telephone call or an e-mail. */
export const COUNTER_CHANNELS = ['DIRECT', 'POST', 'OTHER'] as const;
export type CounterChannel = (typeof COUNTER_CHANNELS)[number];

const DOSSIER_CODE_TEXT: TextForm = {
  pattern: /^[0-9A-Za-z.-]{5,60}$/,
  folded: true,
  vi: 'phải là mã hồ sơ, ví dụ H41.14-260820-0001',
  en: 'must be the code of a dossier, such as H41.14-260820-0001',
};

/** Who files a feedback item. Stored encrypted and separately; anonymous feedback is not accepted. */
export class FeedbackFilerData {
  @Text({ description: 'Full name', minLength: 2, maxLength: 200, example: 'Nguyễn Văn An' }) fullName: string;
  @Text({
    description: 'Postal address',
    minLength: 5,
    maxLength: 500,
    example: 'Số 12 đường Lê Lợi, phường Trường Vinh, tỉnh Nghệ An',
  })
  address: string;
  @Text({
    description: 'Vietnamese telephone number',
    form: {
      pattern: /^(\+84|0)[ .-]?[1-9]([ .-]?\d){7,9}$/,
      vi: 'phải là số điện thoại Việt Nam, ví dụ 0912 345 678',
      en: 'must be a Vietnamese telephone number, such as 0912 345 678',
    },
    maxLength: 30,
    example: '0912 345 678',
  })
  phone: string;
  @Text({
    description: 'E-mail address',
    optional: true,
    form: {
      pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
      vi: 'phải là địa chỉ thư điện tử, ví dụ an.nguyen@example.vn',
      en: 'must be an e-mail address, such as an.nguyen@example.vn',
    },
    maxLength: 254,
    example: 'an.nguyen@example.vn',
  })
  email?: string;
  @Text({
    description: 'Identity number, 12 digits (9 on old cards)',
    optional: true,
    form: {
      pattern: /^\d{9}(\d{3})?$/,
      vi: 'phải gồm 12 chữ số (9 với chứng minh nhân dân cũ), ví dụ 040090000001',
      en: 'must be 12 digits (9 on old cards), such as 040090000001',
    },
    maxLength: 12,
    example: '040090000001',
  })
  identityNumber?: string;
}

export class FileFeedbackRequest {
  @OneOf(FEEDBACK_KINDS, {
    description: 'About the behaviour of an officer or agency, or about a regulation (Decree 20/2008/NĐ-CP Art. 5)',
    enumName: 'FeedbackKind',
    example: 'BEHAVIOUR',
  })
  kind: FeedbackKind;
  @Text({
    description: 'In one line, in Vietnamese',
    minLength: 5,
    maxLength: 300,
    example: 'Chậm trả kết quả đăng ký khai sinh',
  })
  title: string;
  @Text({
    description: 'What happened or is proposed, in Vietnamese',
    minLength: 10,
    maxLength: 10_000,
    example: 'Tôi nộp hồ sơ đăng ký khai sinh cho con nhưng đã quá ngày hẹn ba ngày mà chưa được trả kết quả.',
  })
  content: string;
  @Nested(() => FeedbackFilerData, { description: 'The filer' }) filer: FeedbackFilerData;
  @Text({
    description:
      "The agency concerned. By default the dossier's agency, else the focal unit. Officers record feedback only for their own agency and may leave this out.",
    optional: true,
    form: AGENCY_CODE_FORM,
    maxLength: 35,
    example: 'H41.14',
  })
  agencyCode?: string;
  @Text({
    description: 'Code of the dossier that it is about',
    optional: true,
    form: DOSSIER_CODE_TEXT,
    maxLength: 60,
    example: 'H41.14-260820-0001',
  })
  dossierCode?: string;
  @Text({
    description: 'Code of the procedure that it is about',
    optional: true,
    form: PROCEDURE_CODE_FORM,
    maxLength: 50,
    example: '1.001193',
  })
  procedureCode?: string;
  @OneOf(COUNTER_CHANNELS, {
    description: 'Only for officers: how it reached the counter; DIRECT by default',
    optional: true,
    enumName: 'CounterChannel',
    example: 'DIRECT',
  })
  channel?: CounterChannel;
  @Text({
    description:
      'Only for portals: account (token subject) of the user for whom it files, who can then follow the item',
    maxLength: 200,
    optional: true,
    example: 'citizen-an',
  })
  ownerSubject?: string;
}

class FeedbackChange {
  @Integer({
    description: 'The version that you read; 409 if the feedback item has changed since',
    optional: true,
    minimum: 1,
    example: 1,
  })
  expectedVersion?: number;
}

export class AcceptFeedbackRequest extends FeedbackChange {}

export class RefuseFeedbackRequest extends FeedbackChange {
  @OneOf(FEEDBACK_REFUSAL_REASONS, {
    description: 'Why. COMPLAINT_OR_DENUNCIATION sends the person to the citizen reception service',
    enumName: 'FeedbackRefusalReason',
    example: 'COMPLAINT_OR_DENUNCIATION',
  })
  reason: FeedbackRefusalReason;
  @Text({
    description: 'Explanation to the person',
    minLength: 5,
    maxLength: 2_000,
    example: 'Nội dung là khiếu nại quyết định hành chính, thuộc trình tự của Luật Khiếu nại.',
  })
  explanation: string;
}

export class ForwardFeedbackRequest extends FeedbackChange {
  @Text({ description: 'The competent agency', form: AGENCY_CODE_FORM, maxLength: 35, example: 'H41.27.05' })
  agencyCode: string;
  @Text({
    description: 'Why that agency is competent',
    minLength: 5,
    maxLength: 2_000,
    example: 'Việc đăng ký khai sinh do UBND phường thực hiện.',
  })
  explanation: string;
}

export class AnswerFeedbackRequest extends FeedbackChange {
  @Text({
    description: 'The answer to the person',
    minLength: 10,
    maxLength: 20_000,
    example: 'Bộ phận Một cửa xin lỗi vì trả kết quả chậm ba ngày; giấy khai sinh đã được chuyển tới ông.',
  })
  answer: string;
}

export class PublishFeedbackRequest extends FeedbackChange {
  @Text({
    description:
      "The feedback item as the public will read it, without the person's name, address, telephone or identity number",
    minLength: 10,
    maxLength: 10_000,
    example: 'Người dân phản ánh việc trả kết quả đăng ký khai sinh chậm ba ngày so với ngày hẹn.',
  })
  publishedContent: string;
  @Text({
    description: 'The answer as the public will read it',
    minLength: 10,
    maxLength: 20_000,
    example: 'Cơ quan đã xin lỗi, trả kết quả và chấn chỉnh việc luân chuyển hồ sơ tại bộ phận Một cửa.',
  })
  publishedAnswer: string;
}

export const FILER_READ_PURPOSES = ['CONTACT', 'VERIFICATION', 'ANSWER', 'OWN_DATA'] as const;
export type FilerReadPurpose = (typeof FILER_READ_PURPOSES)[number];

export class ReadFilerQuery {
  @OneOf(FILER_READ_PURPOSES, {
    description: 'Purpose; recorded with the reading',
    enumName: 'FilerReadPurpose',
    example: 'CONTACT',
  })
  purpose: FilerReadPurpose;
}
