import { process, procedure, type SampleProcedure } from './sample-procedure.js';

const AGENCY: [string, string] = ['H41.27.05', 'UBND phường Trường Vinh'];
const DECISION = '1519/QĐ-UBND';
const CIVIL_STATUS: [string, string] = ['G15-TP07', 'Hộ tịch'];
// Codes of these two fields are invented; their names are real.
const POVERTY: [string, string] = ['G10-NN11', 'Giảm nghèo'];
const LAND: [string, string] = ['G10-NN01', 'Đất đai'];

const shared = { level: 'COMMUNE' as const, agency: AGENCY, decision: DECISION };

/** Procedures of the ward. Where the portal gives a number without a unit, nothing is stated and the decision decides. */
export const COMMUNE_PROCEDURES: SampleProcedure[] = [
  procedure({
    ...shared,
    code: '1.001193',
    name: 'Thủ tục đăng ký khai sinh',
    field: CIVIL_STATUS,
    cases: [
      process(
        [1, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận, kiểm tra hồ sơ', 'mot-cua', 0.5],
          ['dang-ky', 'Ghi Sổ đăng ký khai sinh, ký Giấy khai sinh', 'tu-phap-ho-tich', 0.5],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.000894',
    name: 'Thủ tục đăng ký kết hôn',
    field: CIVIL_STATUS,
    cases: [
      process(
        [1, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận, kiểm tra hồ sơ', 'mot-cua', 0.5],
          ['dang-ky', 'Ghi Sổ, ký Giấy chứng nhận kết hôn', 'tu-phap-ho-tich', 0.5],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.004837',
    name: 'Thủ tục đăng ký giám hộ',
    field: CIVIL_STATUS,
    stated: [3, 'WORKING_DAY'],
    cases: [
      process(
        [3, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận, kiểm tra hồ sơ', 'mot-cua', 0.5],
          ['tham-dinh', 'Thẩm định, ghi Sổ', 'tu-phap-ho-tich', 1.5],
          ['phe-duyet', 'Ký Trích lục', 'lanh-dao-ubnd', 0.5],
          ['tra-ket-qua', 'Chuyển kết quả', 'mot-cua', 0.5],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.004845',
    name: 'Thủ tục đăng ký chấm dứt giám hộ',
    field: CIVIL_STATUS,
    stated: [2, 'WORKING_DAY'],
    cases: [
      process(
        [2, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận, kiểm tra hồ sơ', 'mot-cua', 0.5],
          ['tham-dinh', 'Thẩm định, ghi Sổ', 'tu-phap-ho-tich', 1],
          ['phe-duyet', 'Ký Trích lục, chuyển kết quả', 'lanh-dao-ubnd', 0.5],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.004884',
    name: 'Thủ tục đăng ký lại khai sinh',
    field: CIVIL_STATUS,
    cases: [
      process(
        [5, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận, kiểm tra hồ sơ', 'mot-cua', 0.5],
          ['xac-minh', 'Kiểm tra, xác minh', 'tu-phap-ho-tich', 3],
          ['phe-duyet', 'Ký Giấy khai sinh', 'lanh-dao-ubnd', 1],
          ['tra-ket-qua', 'Chuyển kết quả', 'mot-cua', 0.5],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.004859',
    name: 'Thủ tục thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc',
    field: CIVIL_STATUS,
    cases: [
      process(
        [3, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận, kiểm tra hồ sơ', 'mot-cua', 0.5],
          ['tham-dinh', 'Thẩm định, ghi Sổ', 'tu-phap-ho-tich', 1.5],
          ['phe-duyet', 'Ký Trích lục, chuyển kết quả', 'lanh-dao-ubnd', 1],
        ],
      ),
      process(
        [6, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận, kiểm tra hồ sơ', 'mot-cua', 0.5],
          ['xac-minh', 'Xác minh tại nơi đã đăng ký', 'tu-phap-ho-tich', 4.5],
          ['phe-duyet', 'Ký Trích lục, chuyển kết quả', 'lanh-dao-ubnd', 1],
        ],
        { caseCode: 'xac-minh', name: 'Trường hợp phải xác minh' },
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '2.000986',
    name: 'Liên thông thủ tục hành chính về đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi',
    field: CIVIL_STATUS,
    stated: [20, 'CALENDAR_DAY'],
    cases: [
      process(
        [20, 'CALENDAR_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận hồ sơ', 'mot-cua', 1],
          ['khai-sinh', 'Đăng ký khai sinh', 'tu-phap-ho-tich', 2],
          ['thuong-tru', 'Công an đăng ký thường trú', 'cong-an', 8],
          ['bao-hiem', 'Bảo hiểm xã hội cấp thẻ', 'bao-hiem-xa-hoi', 8],
          ['tra-ket-qua', 'Trả kết quả', 'mot-cua', 1],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.011607',
    name: 'Công nhận hộ nghèo, hộ cận nghèo thường xuyên hằng năm',
    field: POVERTY,
    stated: [15, 'CALENDAR_DAY'],
    cases: [
      process(
        [15, 'CALENDAR_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận giấy đề nghị', 'mot-cua', 1],
          ['ra-soat', 'Rà soát tại thôn, tổ dân phố', 'van-hoa-xa-hoi', 7],
          ['hop-dan', 'Họp dân, niêm yết công khai', 'van-hoa-xa-hoi', 4],
          ['phe-duyet', 'Quyết định công nhận', 'lanh-dao-ubnd', 2],
          ['tra-ket-qua', 'Trả kết quả', 'mot-cua', 1],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.012796',
    name: 'Đính chính Giấy chứng nhận đã cấp lần đầu có sai sót',
    field: LAND,
    stated: [8, 'WORKING_DAY'],
    cases: [
      process(
        [8, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận hồ sơ', 'mot-cua', 0.5],
          ['kiem-tra', 'Kiểm tra sai sót, lập biên bản', 'kinh-te', 5],
          ['phe-duyet', 'Ký xác nhận đính chính', 'lanh-dao-ubnd', 2],
          ['tra-ket-qua', 'Trả kết quả', 'mot-cua', 0.5],
        ],
      ),
    ],
  }),
  // Stays a draft, so that there is one to try publishing on.
  procedure({
    level: 'COMMUNE',
    agency: AGENCY,
    code: '1.004772',
    name: 'Thủ tục đăng ký khai sinh cho người đã có hồ sơ, giấy tờ cá nhân',
    field: CIVIL_STATUS,
  }),
];
