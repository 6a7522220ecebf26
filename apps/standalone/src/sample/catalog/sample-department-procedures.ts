import { process, procedure, type SampleProcedure } from './sample-procedure.js';

const AGENCY: [string, string] = ['H41.14', 'Sở Tư pháp'];
const DECISION = '1518/QĐ-UBND';
// Codes of fields other than civil status (G15-TP07) are invented; their names are real.
const LAWYERS: [string, string] = ['G15-TP01', 'Luật sư'];
const NOTARIES: [string, string] = ['G15-TP02', 'Công chứng'];
const EXPERTS: [string, string] = ['G15-TP03', 'Giám định tư pháp'];
const AUCTIONS: [string, string] = ['G15-TP04', 'Đấu giá tài sản'];
const BAILIFFS: [string, string] = ['G15-TP05', 'Thừa phát lại'];
const ADVICE: [string, string] = ['G15-TP06', 'Tư vấn pháp luật'];
const CIVIL_STATUS: [string, string] = ['G15-TP07', 'Hộ tịch'];
const MEDIATION: [string, string] = ['G15-TP08', 'Hòa giải thương mại'];

const shared = { level: 'PROVINCE' as const, agency: AGENCY, decision: DECISION };

/** Procedures of the Department of Justice. */
export const DEPARTMENT_PROCEDURES: SampleProcedure[] = [
  procedure({
    ...shared,
    code: '2.000635',
    name: 'Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh',
    field: CIVIL_STATUS,
    fee: '8.000 đồng/bản sao',
    // The portal states no time limit; the decision does, in hours.
    cases: [
      process(
        [8, 'HOUR'],
        [
          ['tiep-nhan', 'Tiếp nhận, kiểm tra tờ khai', 'mot-cua', 1],
          ['tra-cuu', 'Tra cứu Cơ sở dữ liệu hộ tịch', 'hanh-chinh-tu-phap', 4],
          ['ky-ban-sao', 'Ký bản sao', 'lanh-dao-so', 2],
          ['tra-ket-qua', 'Đóng dấu, chuyển kết quả', 'mot-cua', 1],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.002010',
    name: 'Đăng ký hoạt động của tổ chức hành nghề luật sư',
    field: LAWYERS,
    stated: [7, 'WORKING_DAY'],
    cases: [
      process(
        [7, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận hồ sơ', 'mot-cua', 0.5],
          ['tham-dinh', 'Thẩm định hồ sơ', 'bo-tro-tu-phap', 4.5],
          ['phe-duyet', 'Phê duyệt, ký Giấy đăng ký hoạt động', 'lanh-dao-so', 1.5],
          ['tra-ket-qua', 'Vào sổ, chuyển kết quả', 'mot-cua', 0.5],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.002032',
    name: 'Thay đổi nội dung đăng ký hoạt động của tổ chức hành nghề luật sư',
    field: LAWYERS,
    stated: [10, 'WORKING_DAY'],
    cases: [
      process(
        [10, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận hồ sơ', 'mot-cua', 0.5],
          ['tham-dinh', 'Thẩm định nội dung thay đổi', 'bo-tro-tu-phap', 7],
          ['phe-duyet', 'Phê duyệt kết quả', 'lanh-dao-so', 2],
          ['tra-ket-qua', 'Vào sổ, chuyển kết quả', 'mot-cua', 0.5],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.000828',
    name: 'Cấp Chứng chỉ hành nghề luật sư đối với người đạt yêu cầu kiểm tra kết quả tập sự hành nghề luật sư',
    field: LAWYERS,
    stated: [15, 'WORKING_DAY'],
    fee: '800.000 đồng/hồ sơ',
    cases: [
      process(
        [15, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận hồ sơ và phí', 'mot-cua', 0.5],
          ['xac-minh', 'Xác minh điều kiện', 'bo-tro-tu-phap', 8],
          ['tham-dinh', 'Thẩm định, lập tờ trình', 'bo-tro-tu-phap', 4],
          ['phe-duyet', 'Ký Chứng chỉ', 'lanh-dao-so', 2],
          ['tra-ket-qua', 'Vào sổ, chuyển kết quả', 'mot-cua', 0.5],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.013859',
    name: 'Cấp thẻ công chứng viên',
    field: NOTARIES,
    stated: [5, 'WORKING_DAY'],
    cases: [
      process(
        [5, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận hồ sơ', 'mot-cua', 0.5],
          ['tham-dinh', 'Thẩm định hồ sơ', 'bo-tro-tu-phap', 3],
          ['phe-duyet', 'Ký Thẻ', 'lanh-dao-so', 1],
          ['tra-ket-qua', 'Vào sổ, chuyển kết quả', 'mot-cua', 0.5],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.013830',
    name: 'Cấp lại Thẻ công chứng viên',
    field: NOTARIES,
    stated: [5, 'WORKING_DAY'],
    cases: [
      process(
        [5, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận hồ sơ', 'mot-cua', 0.5],
          ['tham-dinh', 'Đối chiếu hồ sơ đã cấp', 'bo-tro-tu-phap', 3],
          ['phe-duyet', 'Ký Thẻ', 'lanh-dao-so', 1],
          ['tra-ket-qua', 'Vào sổ, chuyển kết quả', 'mot-cua', 0.5],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.013834',
    name: 'Thành lập Văn phòng công chứng',
    field: NOTARIES,
    stated: [15, 'WORKING_DAY'],
    cases: [
      process(
        [15, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận hồ sơ', 'mot-cua', 0.5],
          ['tham-dinh', 'Thẩm định đề án', 'bo-tro-tu-phap', 7],
          ['y-kien', 'Tổng hợp ý kiến, lập tờ trình', 'bo-tro-tu-phap', 4.5],
          ['phe-duyet', 'Quyết định cho phép thành lập', 'lanh-dao-so', 2.5],
          ['tra-ket-qua', 'Vào sổ, chuyển kết quả', 'mot-cua', 0.5],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.001122',
    name: 'Bổ nhiệm và cấp thẻ giám định viên tư pháp cấp tỉnh',
    field: EXPERTS,
    stated: [30, 'CALENDAR_DAY'],
    cases: [
      process(
        [30, 'CALENDAR_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận hồ sơ', 'mot-cua', 1],
          ['phoi-hop', 'Lấy ý kiến cơ quan chuyên môn', 'bo-tro-tu-phap', 18],
          ['phe-duyet', 'Quyết định bổ nhiệm', 'lanh-dao-so', 10],
          ['tra-ket-qua', 'Vào sổ, chuyển kết quả', 'mot-cua', 1],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '2.000894',
    name: 'Miễn nhiệm giám định viên tư pháp cấp tỉnh',
    field: EXPERTS,
    stated: [10, 'CALENDAR_DAY'],
    cases: [
      process(
        [10, 'CALENDAR_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận hồ sơ', 'mot-cua', 1],
          ['tham-dinh', 'Xem xét hồ sơ', 'bo-tro-tu-phap', 5],
          ['phe-duyet', 'Quyết định miễn nhiệm', 'lanh-dao-so', 3],
          ['tra-ket-qua', 'Vào sổ, chuyển kết quả', 'mot-cua', 1],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.008928',
    name: 'Cấp lại Thẻ Thừa phát lại',
    field: BAILIFFS,
    stated: [3, 'WORKING_DAY'],
    cases: [
      process(
        [3, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận hồ sơ', 'mot-cua', 0.5],
          ['tham-dinh', 'Đối chiếu hồ sơ', 'bo-tro-tu-phap', 1.5],
          ['phe-duyet', 'Ký Thẻ', 'lanh-dao-so', 0.5],
          ['tra-ket-qua', 'Vào sổ, chuyển kết quả', 'mot-cua', 0.5],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '2.001395',
    name: 'Đăng ký hoạt động của doanh nghiệp đấu giá tài sản',
    field: AUCTIONS,
    stated: [10, 'WORKING_DAY'],
    fee: '1.000.000 đồng/hồ sơ',
    cases: [
      process(
        [10, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận hồ sơ và phí', 'mot-cua', 0.5],
          ['tham-dinh', 'Thẩm định hồ sơ', 'bo-tro-tu-phap', 7],
          ['phe-duyet', 'Ký Giấy đăng ký hoạt động', 'lanh-dao-so', 2],
          ['tra-ket-qua', 'Vào sổ, chuyển kết quả', 'mot-cua', 0.5],
        ],
        // For trying out: time spent on a supplement is subtracted here, as in rules of the kind of Decree 31/2021.
        { supplementMode: 'SUBTRACT' },
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.000404',
    name: 'Thu hồi thẻ tư vấn viên pháp luật',
    field: ADVICE,
    stated: [5, 'WORKING_DAY'],
    cases: [
      process(
        [5, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận đề nghị', 'mot-cua', 0.5],
          ['tham-dinh', 'Xem xét căn cứ thu hồi', 'bo-tro-tu-phap', 3],
          ['phe-duyet', 'Ký quyết định', 'lanh-dao-so', 1],
          ['tra-ket-qua', 'Vào sổ, thông báo', 'mot-cua', 0.5],
        ],
      ),
    ],
  }),
  procedure({
    ...shared,
    code: '1.008907',
    name: 'Cấp Giấy phép thành lập Trung tâm hòa giải thương mại',
    field: MEDIATION,
    stated: [20, 'WORKING_DAY'],
    acknowledgedDifference: 'Tỉnh rút ngắn 20% thời hạn (20 còn 16 ngày làm việc)',
    cases: [
      process(
        [16, 'WORKING_DAY'],
        [
          ['tiep-nhan', 'Tiếp nhận hồ sơ', 'mot-cua', 0.5],
          ['tham-dinh', 'Thẩm định hồ sơ', 'bo-tro-tu-phap', 11],
          ['phe-duyet', 'Ký Giấy phép', 'lanh-dao-so', 4],
          ['tra-ket-qua', 'Vào sổ, chuyển kết quả', 'mot-cua', 0.5],
        ],
      ),
    ],
  }),
];
