import type {
  AbolishProcedureRequest,
  ChangeAgencyRequest,
  CloseAgencyRequest,
  EnterProcedureRequest,
  PublishCalendarRequest,
  PublishProcedureRequest,
  PublishRuleSetRequest,
  RegisterAgencyRequest,
  SetEverydayPhraseRequest,
} from '@motcua/contracts';

/*
 * Bodies that work as sent, each on its own, on freshly seeded sample data: the draft that the sample leaves to be
 * published, a procedure that no sample dossier is opened on, and names that the sample does not use.
 */
export const DRAFT_CODE = '1.004772';
export const ABOLISHABLE_CODE = '1.000404';
export const NEW_AGENCY_CODE = 'H41.15';

const FIVE_DAYS = { amount: 5, unit: 'WORKING_DAY' } as const;

export const ENTER_PROCEDURE: EnterProcedureRequest = {
  code: '2.002516',
  name: 'Thủ tục xác nhận thông tin hộ tịch',
  fieldCode: 'G15-TP07',
  fieldName: 'Hộ tịch',
  levels: ['PROVINCE', 'COMMUNE'],
  agencyCodes: ['H41.14'],
  executingAgency: 'Sở Tư pháp',
  subjectTypes: ['Công dân Việt Nam'],
  online: true,
  channelEntries: [
    { channel: 'ONLINE', timeLimit: { amount: 3, unit: 'WORKING_DAY' }, feeText: '8.000 đồng/bản' },
    { channel: 'DIRECT', timeLimit: { amount: 3, unit: 'WORKING_DAY' }, feeText: '8.000 đồng/bản' },
  ],
  parts: { steps: 'Bước 1: Nộp tờ khai. Bước 2: Nhận văn bản xác nhận.', legalBasis: 'Luật Hộ tịch 60/2014/QH13' },
};

export const REVISE_DRAFT: EnterProcedureRequest = {
  ...ENTER_PROCEDURE,
  code: DRAFT_CODE,
  name: 'Thủ tục đăng ký khai sinh cho người đã có hồ sơ, giấy tờ cá nhân',
  levels: ['COMMUNE'],
  agencyCodes: ['H41.27.05'],
  executingAgency: 'Ủy ban nhân dân cấp xã',
  channelEntries: [{ channel: 'DIRECT', timeLimit: FIVE_DAYS, feeText: 'Miễn phí' }],
};

const days = (amount: number) => ({ amount, unit: 'WORKING_DAY' as const });

export const PUBLISH_PROCEDURE: PublishProcedureRequest = {
  decision: { number: '1520/QĐ-UBND', signedOn: '2025-06-20', effectiveOn: '2025-07-01' },
  everyAgencyOf: ['COMMUNE'],
  cases: [
    {
      caseCode: 'mac-dinh',
      name: 'Trường hợp chung',
      budget: FIVE_DAYS,
      steps: [
        {
          code: 'tiep-nhan',
          name: 'Tiếp nhận hồ sơ',
          unit: 'mot-cua',
          budget: days(0.5),
          place: 'RECEIVING',
          role: 'one-stop-officer',
        },
        {
          code: 'tham-dinh',
          name: 'Kiểm tra, xác minh',
          unit: 'tu-phap-ho-tich',
          budget: days(3.5),
          place: 'COMPETENT',
          role: 'processing-officer',
          predecessors: ['tiep-nhan'],
        },
        {
          code: 'phe-duyet',
          name: 'Ký Giấy khai sinh',
          unit: 'lanh-dao-ubnd',
          budget: days(0.5),
          place: 'COMPETENT',
          role: 'agency-head',
        },
        {
          code: 'tra-ket-qua',
          name: 'Chuyển kết quả',
          unit: 'mot-cua',
          budget: days(0.5),
          place: 'RECEIVING',
          role: 'one-stop-officer',
        },
      ],
    },
  ],
};

export const ABOLISH_PROCEDURE: AbolishProcedureRequest = {
  decision: { number: '3127/QĐ-UBND', signedOn: '2025-12-01', effectiveOn: '2025-12-15' },
};

export const REGISTER_AGENCY: RegisterAgencyRequest = {
  code: NEW_AGENCY_CODE,
  name: 'Sở Tài chính',
  level: 'PROVINCE',
  calendarId: 'vn',
  validFrom: '2025-07-01',
};

export const CHANGE_AGENCY: ChangeAgencyRequest = { name: 'Sở Tư pháp' };

export const CLOSE_AGENCY: CloseAgencyRequest = { validTo: '2035-12-31', successorCode: 'H41.14' };

export const SET_EVERYDAY_PHRASE: SetEverydayPhraseRequest = {
  phrase: 'giấy đi đường',
  means: ['giấy thông hành'],
  expectedRevision: 0,
};

const DAY = [
  { from: '07:00', to: '11:30' },
  { from: '13:30', to: '17:00' },
];

export const PUBLISH_CALENDAR: PublishCalendarRequest = {
  name: 'Lịch có làm việc sáng thứ Bảy',
  coversFrom: '2026-01-01',
  coversTo: '2026-12-31',
  daysOff: [
    { from: '2026-01-01', to: '2026-01-01', name: 'Tết Dương lịch', kind: 'HOLIDAY' },
    { from: '2026-02-16', to: '2026-02-20', name: 'Tết Bính Ngọ', kind: 'HOLIDAY' },
    { from: '2026-04-27', to: '2026-04-27', name: 'Nghỉ bù Giỗ Tổ Hùng Vương', kind: 'HOLIDAY' },
    { from: '2026-04-30', to: '2026-05-01', name: 'Ngày Chiến thắng, Quốc tế Lao động', kind: 'HOLIDAY' },
    { from: '2026-08-31', to: '2026-08-31', name: 'Nghỉ hoán đổi Quốc khánh', kind: 'SWAPPED' },
    { from: '2026-09-01', to: '2026-09-02', name: 'Quốc khánh', kind: 'HOLIDAY' },
    { from: '2026-11-24', to: '2026-11-24', name: 'Ngày Văn hóa Việt Nam', kind: 'HOLIDAY' },
  ],
  makeUpDays: [{ on: '2026-08-22', name: 'Làm bù cho ngày 31/8/2026', insteadOf: '2026-08-31' }],
  officeHours: [{ effectiveFrom: '2026-01-01', week: [[], DAY, DAY, DAY, DAY, DAY, [{ from: '07:30', to: '11:30' }]] }],
  legalBasis: 'Bộ luật Lao động 45/2019/QH14 Điều 112',
};

/** From a day far ahead: a rule set in force would decide about the next dossier. */
export const PUBLISH_RULE_SET: PublishRuleSetRequest = {
  legalBasis: 'Quy định thử nghiệm',
  effectiveFrom: '2035-01-01',
  countingStart: { kind: 'LAST_MINUTES_OF_OFFICE', minutes: 60 },
  forwardNextMorningAfter: '15:00',
  forwardNextMorningMinutes: 60,
  intakeWithinHours: 8,
  supplementMode: 'SUBTRACT',
  supplementRequestLimit: 1,
  reappointmentLimit: 1,
};
