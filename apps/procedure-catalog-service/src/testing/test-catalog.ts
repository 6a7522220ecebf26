import type {
  EnterProcedureRequest,
  PublishCalendarRequest,
  PublishProcedureRequest,
  RegisterAgencyRequest,
} from '@motcua/contracts';

const WORKING_DAY = [
  { from: '07:30', to: '11:30' },
  { from: '13:30', to: '17:00' },
];

export const CALENDAR: PublishCalendarRequest = {
  name: 'Lịch làm việc của cơ quan hành chính',
  coversFrom: '2025-01-01',
  coversTo: '2027-12-31',
  officeHours: [
    {
      effectiveFrom: '2025-01-01',
      week: [[], WORKING_DAY, WORKING_DAY, WORKING_DAY, WORKING_DAY, WORKING_DAY, []],
    },
  ],
  daysOff: [
    { from: '2026-08-31', to: '2026-08-31', name: 'Nghỉ hoán đổi dịp Quốc khánh', kind: 'SWAPPED' },
    { from: '2026-09-01', to: '2026-09-02', name: 'Quốc khánh', kind: 'HOLIDAY' },
  ],
  makeUpDays: [{ on: '2026-08-22', name: 'Làm bù cho ngày 31/8/2026', insteadOf: '2026-08-31' }],
};

export const DEPARTMENT: RegisterAgencyRequest = {
  code: 'H41.14',
  name: 'Sở Tư pháp',
  level: 'PROVINCE',
  calendarId: 'vn',
  validFrom: '2025-07-01',
};
export const WARD: RegisterAgencyRequest = {
  code: 'H41.27.05',
  name: 'UBND phường Trường Vinh',
  level: 'COMMUNE',
  calendarId: 'vn',
  validFrom: '2025-07-01',
};

const budget = (amount: number) => ({ amount, unit: 'WORKING_DAY' as const });
const LIMIT = budget(7);

function entryOf(
  agency: RegisterAgencyRequest,
  [fieldCode, fieldName]: [code: string, name: string],
  [code, name]: [code: string, name: string],
): EnterProcedureRequest {
  return {
    code,
    name,
    fieldCode,
    fieldName,
    levels: [agency.level],
    agencyCodes: [agency.code],
    executingAgency: agency.name,
    subjectTypes: ['Công dân Việt Nam'],
    online: true,
    channelEntries: (['ONLINE', 'DIRECT'] as const).map((channel) => ({
      channel,
      timeLimit: LIMIT,
      feeText: 'Miễn phí',
    })),
  };
}

const CIVIL_STATUS: [string, string] = ['G15-TP07', 'Hộ tịch'];
const EXPERTS: [string, string] = ['G15-TP03', 'Giám định tư pháp'];

/** To be published by `PUBLICATION`. */
export const PROCEDURES: EnterProcedureRequest[] = [
  entryOf(DEPARTMENT, ['G15-TP01', 'Luật sư'], ['1.002010', 'Đăng ký hoạt động của tổ chức hành nghề luật sư']),
  entryOf(DEPARTMENT, CIVIL_STATUS, ['2.000635', 'Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh']),
  entryOf(DEPARTMENT, EXPERTS, ['1.001122', 'Bổ nhiệm và cấp thẻ giám định viên tư pháp cấp tỉnh']),
  entryOf(DEPARTMENT, EXPERTS, ['2.000894', 'Miễn nhiệm giám định viên tư pháp cấp tỉnh']),
  entryOf(DEPARTMENT, ['G15-TP06', 'Tư vấn pháp luật'], ['1.000404', 'Thu hồi thẻ tư vấn viên pháp luật']),
  entryOf(WARD, CIVIL_STATUS, ['1.001193', 'Thủ tục đăng ký khai sinh']),
  entryOf(WARD, CIVIL_STATUS, ['1.000894', 'Thủ tục đăng ký kết hôn']),
  entryOf(WARD, CIVIL_STATUS, ['1.004837', 'Thủ tục đăng ký giám hộ']),
  entryOf(WARD, CIVIL_STATUS, ['1.004845', 'Thủ tục đăng ký chấm dứt giám hộ']),
  entryOf(WARD, CIVIL_STATUS, ['1.004884', 'Thủ tục đăng ký lại khai sinh']),
  entryOf(WARD, CIVIL_STATUS, ['1.004859', 'Thủ tục thay đổi, cải chính, bổ sung thông tin hộ tịch']),
  entryOf(WARD, CIVIL_STATUS, ['2.000986', 'Liên thông đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế']),
  entryOf(WARD, ['G10-NN11', 'Giảm nghèo'], ['1.011607', 'Công nhận hộ nghèo, hộ cận nghèo hằng năm']),
  entryOf(WARD, ['G10-NN01', 'Đất đai'], ['1.012796', 'Đính chính Giấy chứng nhận đã cấp lần đầu có sai sót']),
];

/** Stays a draft, and states no time limit. */
export const DRAFT: EnterProcedureRequest = {
  ...entryOf(WARD, CIVIL_STATUS, ['1.004772', 'Thủ tục đăng ký khai sinh cho người đã có hồ sơ, giấy tờ cá nhân']),
  channelEntries: [{ channel: 'DIRECT', feeText: 'Miễn phí' }],
};

export const PUBLICATION: PublishProcedureRequest = {
  decision: { number: '1518/QĐ-UBND', signedOn: '2025-06-20', effectiveOn: '2025-07-01' },
  cases: [
    {
      caseCode: 'mac-dinh',
      name: 'Trường hợp chung',
      budget: LIMIT,
      steps: [
        { code: 'tiep-nhan', name: 'Tiếp nhận hồ sơ', unit: 'mot-cua', budget: budget(0.5) },
        { code: 'tham-dinh', name: 'Thẩm định', unit: 'bo-tro-tu-phap', budget: budget(5) },
        { code: 'phe-duyet', name: 'Ký quyết định', unit: 'lanh-dao', budget: budget(1) },
        { code: 'tra-ket-qua', name: 'Trả kết quả', unit: 'mot-cua', budget: budget(0.5) },
      ],
    },
  ],
};
