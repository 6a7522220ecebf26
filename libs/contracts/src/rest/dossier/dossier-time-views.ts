import { PUNCTUALITIES, type DossierPunctuality } from '../../codes/punctuality.js';
import { TimeChargedTo } from '../../events/dossier-events.js';
import { Flag, Instant, Integer, Nested, NestedList, OneOf, Text } from '../../fields/field.js';

export class TimeSpan {
  @Instant({ description: 'From', example: '2026-08-20T03:00:00.000Z' }) from: string;
  @Instant({ description: 'To; the next span begins here', example: '2026-08-21T03:00:00.000Z' }) to: string;
  @Integer({
    description:
      'Working minutes, by the calendar and office hours of the dossier; absent where these are not known, and of an imported dossier',
    optional: true,
    example: 450,
  })
  minutes?: number;
  @Nested(() => TimeChargedTo, { description: 'To whom it is charged' }) chargedTo: TimeChargedTo;
  @Text({ description: 'Step that the dossier waited for', optional: true, maxLength: 100, example: 'tham-dinh' })
  stepCode?: string;
  @Flag({
    description: 'Whether the time limit of whoever is charged had passed; absent: not known',
    optional: true,
    example: false,
  })
  overLimit?: boolean;
}

export class TimeShare {
  @Nested(() => TimeChargedTo, { description: 'To whom it is charged' }) chargedTo: TimeChargedTo;
  @Integer({ description: 'Working minutes; absent: not known', optional: true, example: 450 }) minutes?: number;
}

export class DossierLateness {
  @Instant({
    description: 'Due at; absent of a dossier that is late because the applicant was asked more than once',
    optional: true,
    example: '2026-08-24T10:00:00.000Z',
  })
  dueAt?: string;
  @Integer({ description: 'Working minutes by which it is late; absent: not known', optional: true, example: 840 })
  minutes?: number;
  @NestedList(() => TimeShare, {
    description: 'Who used more than the own time limit; the minutes add up to those of the lateness',
    maxItems: 10_000,
  })
  shares: TimeShare[];
}

/** Who had a dossier how long, from its acceptance to its end or until now; and who made it late. */
export class DossierTimeUse {
  @Instant({ description: 'Accepted at', example: '2026-08-20T02:00:00.000Z' }) from: string;
  @Instant({ description: 'Ended at, or the instant of this answer', example: '2026-08-26T09:00:00.000Z' }) to: string;
  @Flag({ description: 'Whether it has ended', example: true }) ended: boolean;
  @Integer({ description: 'Working minutes in all; absent: not known', optional: true, example: 2310 })
  minutes?: number;
  @NestedList(() => TimeSpan, { description: 'All of the time, without gap or overlap', maxItems: 10_000 })
  spans: TimeSpan[];
  @NestedList(() => TimeShare, {
    description: 'The same summed by whom it is charged to; the minutes add up to the whole. Absent: not known',
    optional: true,
    maxItems: 10_000,
  })
  shares?: TimeShare[];
  @Nested(() => DossierLateness, { description: 'Absent: not late, or not known to be', optional: true })
  lateness?: DossierLateness;
}

/** The open dossiers of a unit. A dossier with steps open in two units is counted in both. */
export class DossiersOfUnit {
  @Text({ description: 'Agency', maxLength: 35, example: 'H41.14' }) agencyCode: string;
  @Text({
    description:
      'Unit with an open step; absent: with no step open, before forwarding or while only the result is missing',
    optional: true,
    maxLength: 100,
    example: 'chuyen-mon',
  })
  unit?: string;
  @Integer({ description: 'Accepted and not ended', example: 12 }) open: number;
  @Integer({ description: 'Of these, the applicant is awaited', example: 2 }) awaitingApplicant: number;
  @Integer({ description: 'Of these, past due', example: 1 }) overdue: number;
  @Integer({ description: 'Of these, with a step of the unit past its own limit', example: 3 }) stepOverdue: number;
  @Integer({ description: 'Ended, with the result still to be handed over by the unit', example: 4 })
  toHandOver: number;
}

export class DossiersByUnit {
  @NestedList(() => DossiersOfUnit, { description: 'By agency and unit', maxItems: 100_000 }) items: DossiersOfUnit[];
}

/** Who hands a dossier over or gets it. */
export class HandOverParty {
  @Text({ description: 'Agency', maxLength: 35, example: 'H41.14' }) agencyCode: string;
  @Text({ description: 'Unit; absent: not recorded', optional: true, maxLength: 100, example: 'mot-cua' })
  unit?: string;
  @Text({
    description: 'Name of the officer, as of then; absent: not recorded',
    optional: true,
    example: 'Trần Thị Bình',
  })
  officerName?: string;
  @Text({ description: 'Title of that officer', optional: true, example: 'Chuyên viên' }) officerTitle?: string;
}

export class ControlSheetRow {
  @Nested(() => HandOverParty, { description: 'Handed over by (Giao)' }) from: HandOverParty;
  @Nested(() => HandOverParty, {
    description: 'Received by (Nhận); absent while another step at the same time has to be done first',
    optional: true,
  })
  to?: HandOverParty;
  @Text({ description: 'Step that ended', optional: true, maxLength: 100, example: 'tham-dinh' }) stepCode?: string;
  @Text({ description: 'Step that begins', optional: true, maxLength: 100, example: 'phe-duyet' })
  nextStepCode?: string;
  @Instant({ description: 'Handed over at', example: '2026-08-21T03:00:00.000Z' }) handedOverAt: string;
  @Text({ description: 'Handed over at, as printed', example: '10 giờ 00 phút, ngày 21/08/2026' })
  handedOverText: string;
  @Instant({
    description: 'Confirmed by the receiver at: the officer in `to` took the step up; absent: nobody has yet',
    optional: true,
    example: '2026-08-21T06:30:00.000Z',
  })
  receivedAt?: string;
  @Text({
    description: 'Confirmed by the receiver at, as printed',
    optional: true,
    example: '13 giờ 30 phút, ngày 21/08/2026',
  })
  receivedText?: string;
  @Instant({
    description: 'Until when that was to be done; absent: not known, or without a limit of its own',
    optional: true,
    example: '2026-08-22T10:00:00.000Z',
  })
  dueAt?: string;
  @OneOf(PUNCTUALITIES, {
    description: 'Before the day of the limit, on it, or after the limit (Trước hạn, Đúng hạn, Quá hạn)',
    enumName: 'Punctuality',
    example: 'EARLY',
  })
  result: DossierPunctuality;
  @Text({
    description: 'Note (Ghi chú), in Vietnamese',
    optional: true,
    maxLength: 1000,
    example: 'Thủ trưởng cơ quan làm thay',
  })
  note?: string;
}

/** The content of Form 06 (Phiếu kiểm soát quá trình giải quyết hồ sơ), filled from what was recorded. */
export class DossierControlSheet {
  @Text({ description: 'Which form', example: '06' }) form: string;
  @Text({ description: 'Code of the dossier (Mã hồ sơ)', example: 'H41.14-260820-0001' }) code: string;
  @Text({ description: 'Agency', maxLength: 35, example: 'H41.14' }) agencyCode: string;
  @Text({ description: 'Procedure', example: '1.001193' }) procedureCode: string;
  @Text({ description: 'Name of the procedure', maxLength: 2000, example: 'Đăng ký khai sinh' }) procedureName: string;
  @Instant({ description: 'Received at', example: '2026-08-20T02:15:00.000Z' }) receivedAt: string;
  @Text({ description: 'Received at, as printed', example: '09 giờ 15 phút, ngày 20/08/2026' }) receivedText: string;
  @NestedList(() => ControlSheetRow, { description: 'Hand-overs, in the order of time', maxItems: 10_000 })
  rows: ControlSheetRow[];
}
