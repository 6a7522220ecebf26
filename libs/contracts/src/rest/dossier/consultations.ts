import { AGENCY_CODE_FORM } from '../../codes/code-formats.js';
import { Flag, Instant, Integer, NestedList, OneOf, Text, TextList, WrittenId } from '../../fields/field.js';

/** What an agency, or a unit, says when it is asked for its opinion. */
export const CONSULTATION_POSITIONS = ['AGREE', 'DISAGREE', 'CONDITIONS'] as const;
export type ConsultationPosition = (typeof CONSULTATION_POSITIONS)[number];

/**
 * How a consultation ended. SILENT: its limit passed and silence is no opinion; CONSENT_BY_SILENCE: it passed and silence is consent;
 * CANCELLED: the dossier ended before it.
 */
export const CONSULTATION_OUTCOMES = ['ANSWERED', 'SILENT', 'CONSENT_BY_SILENCE', 'WITHDRAWN', 'CANCELLED'] as const;
export type ConsultationOutcome = (typeof CONSULTATION_OUTCOMES)[number];

export class RequestConsultationRequest {
  @Text({
    description: 'Agency that is asked; absent: a unit of the own agency, named in `unit`',
    form: AGENCY_CODE_FORM,
    maxLength: 35,
    optional: true,
    example: 'H41.27.05',
  })
  agencyCode?: string;
  @WrittenId({
    description: 'Unit of the own agency that is asked; not with another agency, which says itself who answers',
    maxLength: 100,
    optional: true,
    example: undefined,
  })
  unit?: string;
  @Text({
    description: 'What it is asked (Decree 61/2018 Art. 19.5: the letter names the content and the time limit)',
    maxLength: 5000,
    example: 'Đề nghị cho ý kiến về hiện trạng thửa đất',
  })
  content: string;
  @TextList({
    description: 'Papers that it is sent',
    maxItems: 50,
    maxLength: 500,
    optional: true,
    example: ['Trích lục bản đồ địa chính'],
  })
  papers?: string[];
  @Instant({
    description:
      'Until when it is to answer: an instant within office hours, not sooner and not later than the rule set allows (8 working hours to 15 working days, where it says nothing else)',
    example: '2030-01-31T09:00:00.000Z',
  })
  answerBy: string;
  @Flag({
    description:
      'Whether the letter says that silence is consent; only where the rule set knows it (Directive 10/CT-UBND 2021)',
    optional: true,
    example: false,
  })
  silenceIsConsent?: boolean;
}

class OfConsultation {
  @Integer({ description: 'Which consultation of the dossier, by its number', minimum: 1, example: 3 })
  consultation: number;
}

export class AnswerConsultationRequest extends OfConsultation {
  @OneOf(CONSULTATION_POSITIONS, { description: 'Position', enumName: 'ConsultationPosition', example: 'AGREE' })
  position: ConsultationPosition;
  @Text({
    description: 'The opinion; with CONDITIONS the conditions',
    maxLength: 5000,
    example: 'Thống nhất với đề nghị của cơ quan chủ trì',
  })
  opinion: string;
}

export class ExtendConsultationRequest extends OfConsultation {
  @Instant({ description: 'Until when it is to answer now', example: '2030-02-05T09:00:00.000Z' }) answerBy: string;
  @Text({
    description: 'Why',
    maxLength: 2000,
    example: 'Cơ quan được lấy ý kiến đề nghị thêm thời gian kiểm tra thực địa',
  })
  reason: string;
}

export class WithdrawConsultationRequest extends OfConsultation {
  @Text({ description: 'Why', maxLength: 2000, example: 'Đã có văn bản thống nhất trước đó' }) reason: string;
}

/** Another agency, or a unit, that is asked for its opinion on a dossier. Texts only to who asked and who is asked. */
export class DossierConsultationView {
  @Integer({ description: 'Number', minimum: 1, example: 3 }) number: number;
  @Text({ description: 'Agency that is asked', example: 'H41.27.05' }) agencyCode: string;
  @Text({ description: 'Unit of the own agency that is asked', optional: true, example: undefined }) unit?: string;
  @OneOf(['OPEN', ...CONSULTATION_OUTCOMES], {
    description: 'OPEN, or how it ended; a late answer does not change it',
    enumName: 'ConsultationState',
    example: 'OPEN',
  })
  state: 'OPEN' | ConsultationOutcome;
  @Instant({ description: 'Asked at', example: '2026-08-21T03:00:00.000Z' }) requestedAt: string;
  @Instant({ description: 'Until when it is to be answered', example: '2026-08-25T10:00:00.000Z' }) answerBy: string;
  @Instant({ description: 'Its first limit, where it was extended', optional: true, example: undefined })
  extendedFrom?: string;
  @Flag({ description: 'Whether silence is consent', example: false }) silenceIsConsent: boolean;
  @Integer({
    description: 'The consultation that it asks again; absent: the first of this agency or unit',
    optional: true,
    minimum: 1,
    example: undefined,
  })
  again?: number;
  @Instant({ description: 'Ended at; of silence: the limit', optional: true, example: undefined }) endedAt?: string;
  @OneOf(CONSULTATION_POSITIONS, {
    description: 'The answer',
    optional: true,
    enumName: 'ConsultationPosition',
    example: undefined,
  })
  position?: ConsultationPosition;
  @Instant({ description: 'Answered at', optional: true, example: undefined }) answeredAt?: string;
  @Flag({ description: 'Whether the answer came after the limit', optional: true, example: undefined }) late?: boolean;
  @Text({ description: 'What was asked', optional: true, maxLength: 5000, example: undefined }) content?: string;
  @TextList({ description: 'Papers that were sent', optional: true, example: undefined }) papers?: string[];
  @Text({ description: 'The opinion', optional: true, maxLength: 5000, example: undefined }) opinion?: string;
  @TextList({ description: 'Why it was extended or withdrawn, in order', optional: true, example: undefined })
  reasons?: string[];
}

export class DossierConsultationList {
  @NestedList(() => DossierConsultationView, { description: 'In the order of asking' })
  items: DossierConsultationView[];
}
