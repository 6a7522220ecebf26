import type { OfficeHoursData, PublishCalendarRequest } from '@motcua/contracts';

const WORKING_DAY = [
  { from: '07:30', to: '11:30' },
  { from: '13:30', to: '17:00' },
];

const OFFICE_HOURS: OfficeHoursData[] = [
  {
    effectiveFrom: '2025-01-01',
    week: [[], WORKING_DAY, WORKING_DAY, WORKING_DAY, WORKING_DAY, WORKING_DAY, []],
  },
];

const holiday = (name: string, from: string, to = from) => ({ from, to, name, kind: 'HOLIDAY' as const });
const swapped = (name: string, on: string) => ({ from: on, to: on, name, kind: 'SWAPPED' as const });

/**
 * Working days of state offices, 2025 to 2027. Labour Code 45/2019/QH14 Art. 112 gives the holidays, a yearly notice
 * which days are swapped. Where no notice was at hand the entry says so: a province that runs on this publishes its
 * own next version.
 */
export const SAMPLE_CALENDAR: PublishCalendarRequest = {
  name: 'Lịch làm việc của cơ quan hành chính (mẫu)',
  coversFrom: '2025-01-01',
  coversTo: '2027-12-31',
  legalBasis: 'Bộ luật Lao động 45/2019/QH14 Điều 112; Thông báo 9441/TB-BNV ngày 16/10/2025',
  officeHours: OFFICE_HOURS,
  daysOff: [
    holiday('Tết Dương lịch 2025', '2025-01-01'),
    holiday('Tết Ất Tỵ', '2025-01-25', '2025-02-02'),
    holiday('Giỗ Tổ Hùng Vương 2025', '2025-04-07'),
    holiday('Ngày Chiến thắng và Quốc tế Lao động 2025', '2025-04-30', '2025-05-01'),
    // Seen in public code, not in the notice itself.
    swapped('Nghỉ hoán đổi dịp 30/4–01/5/2025', '2025-05-02'),
    holiday('Quốc khánh 2025', '2025-09-01', '2025-09-02'),
    holiday('Tết Dương lịch 2026', '2026-01-01'),
    // From memory; not confirmed in a notice at hand.
    swapped('Nghỉ hoán đổi dịp Tết Dương lịch 2026', '2026-01-02'),
    // 9441/TB-BNV.
    holiday('Tết Bính Ngọ', '2026-02-16', '2026-02-20'),
    // 10/3 of the lunar year falls on Sunday 26 April: made up for on the Monday (Labour Code Art. 111.3).
    holiday('Giỗ Tổ Hùng Vương 2026 (nghỉ bù)', '2026-04-27'),
    holiday('Ngày Chiến thắng và Quốc tế Lao động 2026', '2026-04-30', '2026-05-01'),
    // 9441/TB-BNV.
    swapped('Nghỉ hoán đổi dịp Quốc khánh 2026', '2026-08-31'),
    holiday('Quốc khánh 2026', '2026-09-01', '2026-09-02'),
    // Resolution 28/2026/QH16, in force from 1 July 2026.
    holiday('Ngày Văn hóa Việt Nam 2026', '2026-11-24'),
    holiday('Tết Dương lịch 2027', '2027-01-01'),
    // Estimated: the notice for 2027 was not out when this was written, and sources differ.
    holiday('Tết Đinh Mùi (ước tính)', '2027-02-04', '2027-02-10'),
    holiday('Giỗ Tổ Hùng Vương 2027', '2027-04-16'),
    holiday('Ngày Chiến thắng 2027', '2027-04-30'),
    // 1 May 2027 is a Saturday: made up for on the Monday.
    holiday('Quốc tế Lao động 2027 (nghỉ bù)', '2027-05-03'),
    // Estimated: whether the adjacent day is 1 or 3 September is for the notice to say.
    holiday('Quốc khánh 2027 (ước tính)', '2027-09-02', '2027-09-03'),
    holiday('Ngày Văn hóa Việt Nam 2027', '2027-11-24'),
  ],
  makeUpDays: [
    // From memory; not confirmed in a notice at hand.
    { on: '2025-04-26', name: 'Làm bù cho ngày 02/5/2025', insteadOf: '2025-05-02' },
    { on: '2026-01-10', name: 'Làm bù cho ngày 02/01/2026', insteadOf: '2026-01-02' },
    { on: '2026-08-22', name: 'Làm bù cho ngày 31/8/2026', insteadOf: '2026-08-31' },
  ],
};
