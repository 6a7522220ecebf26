import type {
  CountingReport,
  FeedbackReportCell,
  LocalizedText,
  MetricPart,
  MetricShape,
  PeriodReportCell,
  SupplementReportCell,
} from '@motcua/contracts';

/** A cell of a report that metrics are made of: what is counted, and the list behind it. */
export type CountedCell = PeriodReportCell | `supplements.${SupplementReportCell}` | FeedbackReportCell;

/** A sum of cells without others of them. */
export interface CellSum {
  plus: readonly CountedCell[];
  minus: readonly CountedCell[];
}

export interface Counted {
  report: CountingReport;
  parts: Partial<Record<MetricPart, CellSum>>;
  /** What costs points: the rest of the denominator. Absent where no cells make it. */
  against?: CellSum;
}

/** What is counted, for each agency and period. */
export interface Metric {
  /** Code and version: `SETTLED_IN_TIME@1`. Another way of counting is another version. */
  id: string;
  shape: MetricShape;
  name: LocalizedText;
  unit: LocalizedText;
  /** By which cells; absent: not measured. */
  counted?: Counted;
  /** Of what is not measured, what the platform would have to record. */
  needs?: LocalizedText;
}

const DOSSIERS = { vi: 'hồ sơ', en: 'dossiers' };
const PROCEDURES = { vi: 'thủ tục', en: 'procedures' };
const FEEDBACK = { vi: 'phản ánh, kiến nghị', en: 'feedback items' };
const OTHERS = { vi: 'lượt', en: 'times' };

const named = (id: string, vi: string, en: string) => ({ id, name: { vi, en } });
const needs = (vi: string, en: string) => ({ needs: { vi, en } });

/** An import says how other systems worked, and when it comes is the agency's choice: no metric counts it (definition version 4). */
const recordedHere = (
  cells: (PeriodReportCell & keyof typeof IMPORTED)[],
  minus: CountedCell[] = [],
  plus: CountedCell[] = [],
): CellSum => ({
  plus: [...cells, ...plus],
  minus: [...cells.map((cell) => IMPORTED[cell]), ...minus],
});

const IMPORTED = {
  total: 'imported',
  received: 'imported.received',
  'ended.early': 'imported.ended.early',
  'ended.onTime': 'imported.ended.onTime',
  'ended.late': 'imported.ended.late',
  'ended.unknown': 'imported.ended.unknown',
  'inProgress.within': 'imported.inProgress.within',
  'inProgress.pastDue': 'imported.inProgress.pastDue',
  'inProgress.paused': 'imported.inProgress.paused',
  'inProgress.unknown': 'imported.inProgress.unknown',
  'received.online': 'imported.received.online',
} as const satisfies Partial<Record<PeriodReportCell, PeriodReportCell>>;

/**
 * Decision 766, item 2.1: settled in time, or not settled and still in time, of all that was carried over and received. What waits for
 * the applicant was in time when it was asked for, for a request after the due date pauses nothing (ADR 102); after more than one
 * request it is late. Without a known due date nothing is in time.
 */
const SETTLED_IN_TIME: Counted = {
  report: 'PERIOD',
  parts: {
    numerator: recordedHere(
      ['ended.early', 'ended.onTime', 'inProgress.within', 'inProgress.paused'],
      ['supplements.waitingAfterRepeated'],
    ),
    denominator: recordedHere(['total']),
  },
  against: recordedHere(
    ['ended.late', 'ended.unknown', 'inProgress.pastDue', 'inProgress.unknown'],
    [],
    ['supplements.waitingAfterRepeated'],
  ),
};

/** Circular 01/2018/TT-VPCP, index 1: shorter, equal to or longer than allowed. What ended without a known due date is not shorter. */
const TIME_OF_DOSSIER: Counted = {
  report: 'PERIOD',
  parts: {
    better: recordedHere(['ended.early']),
    equal: recordedHere(['ended.onTime']),
    worse: recordedHere(['ended.late', 'ended.unknown']),
  },
};

const RECEIVED_ONLINE: Counted = {
  report: 'PERIOD',
  parts: { numerator: recordedHere(['received.online']), denominator: recordedHere(['received']) },
};

/** Decision 766, item 5.2: of what an agency has, that of which it missed no time limit. */
const PETITION_ON_TIME: Counted = {
  report: 'FEEDBACK',
  parts: {
    numerator: { plus: ['limits.kept'], minus: [] },
    denominator: { plus: ['limits'], minus: [] },
  },
  against: { plus: ['limits.missed'], minus: [] },
};

const CATALOG_DATES = needs(
  'Cần danh mục ghi ngày ký, ngày công bố và ngày công khai của từng quyết định.',
  'Needs the catalog to announce when each decision was signed, announced and made public.',
);
const PAYMENTS = needs(
  'Cần ghi phí, lệ phí và giao dịch thanh toán của hồ sơ.',
  'Needs fees of procedures and payments of dossiers to be recorded.',
);
const PAPERS = needs(
  'Cần sự kiện nêu từng giấy tờ, kết quả của hồ sơ có bản điện tử hay không.',
  'Needs events to say which papers and results of a dossier are electronic.',
);
const POPULATION = needs(
  'Cần ghi hồ sơ, thủ tục nào đã dùng cơ sở dữ liệu quốc gia về dân cư.',
  'Needs a record of which dossiers and procedures used the population database.',
);
const MARKS = needs(
  'Cần người nộp hồ sơ đánh giá từng nội dung của Thông tư 01/2018.',
  'Needs applicants to rate each item of Circular 01/2018.',
);

/** Every metric that an edition may cite. */
export const METRICS: readonly Metric[] = [
  ...[
    named('PUBLISH_ON_TIME@1', 'Công bố thủ tục đúng hạn', 'Procedures announced in time'),
    named('PUBLIC_UPDATE_ON_TIME@1', 'Công khai thủ tục đúng hạn', 'Procedures made public in time'),
    named('PUBLIC_CONTENT_FULL@1', 'Thủ tục công khai đủ nội dung', 'Procedures made public with all parts'),
  ].map((one): Metric => ({ ...one, shape: 'RATE', unit: PROCEDURES, ...CATALOG_DATES })),
  {
    ...named('DOSSIER_SYNC@1', 'Hồ sơ đồng bộ lên Cổng quốc gia', 'Dossiers synchronised with the national portal'),
    shape: 'RATE',
    unit: DOSSIERS,
    ...needs(
      'Cần cổng kết nối công bố hồ sơ nào đã được Cổng quốc gia xác nhận.',
      'Needs the gateway to announce which sends the national portal has acknowledged.',
    ),
  },
  {
    ...named('SETTLED_IN_TIME@1', 'Hồ sơ xử lý trước hạn, đúng hạn', 'Dossiers settled early or on time'),
    shape: 'RATE',
    unit: DOSSIERS,
    counted: SETTLED_IN_TIME,
  },
  {
    ...named('RECEIVED_ONLINE@1', 'Hồ sơ tiếp nhận trực tuyến', 'Dossiers received online'),
    shape: 'RATE',
    unit: DOSSIERS,
    counted: RECEIVED_ONLINE,
  },
  {
    ...named('ONLINE_FULL@1', 'Hồ sơ trực tuyến toàn trình', 'Dossiers handled fully online'),
    shape: 'RATE',
    unit: DOSSIERS,
    ...needs(
      'Cần danh mục nêu thủ tục nào đủ điều kiện toàn trình.',
      'Needs the catalog to say which procedures can be handled fully online.',
    ),
  },
  {
    ...named(
      'FEE_FORMALITY_OFFERED@1',
      'Thủ tục có nghĩa vụ tài chính cho thanh toán trực tuyến',
      'Fee procedures payable online',
    ),
    shape: 'RATE',
    unit: PROCEDURES,
    ...PAYMENTS,
  },
  {
    ...named(
      'FEE_FORMALITY_PAID@1',
      'Thủ tục có giao dịch thanh toán trực tuyến',
      'Fee procedures with an online payment',
    ),
    shape: 'RATE',
    unit: PROCEDURES,
    ...PAYMENTS,
  },
  {
    ...named('DOSSIER_PAID_ONLINE@1', 'Hồ sơ thanh toán trực tuyến', 'Dossiers paid online'),
    shape: 'RATE',
    unit: DOSSIERS,
    ...PAYMENTS,
  },
  ...[
    named('ORIGINAL_RESULT_AVAILABLE@1', 'Hồ sơ có kết quả điện tử', 'Dossiers with an electronic result'),
    named('PAPERS_DIGITISED@1', 'Hồ sơ số hóa thành phần', 'Dossiers with digitised papers'),
    named('ELECTRONIC_CERTIFIED_COPY@1', 'Chứng thực bản sao điện tử', 'Electronic certified copies'),
    named('REUSED_DIGITIZED_DATA@1', 'Hồ sơ tái sử dụng dữ liệu số hóa', 'Dossiers that reuse digitised data'),
    named('PERSONAL_STORE_SYNCED@1', 'Hồ sơ kết nối kho dữ liệu cá nhân', 'Dossiers connected to the personal store'),
  ].map((one): Metric => ({ ...one, shape: 'RATE', unit: DOSSIERS, ...PAPERS })),
  {
    ...named('CITIZEN_DATA_DOSSIER@1', 'Hồ sơ dùng CSDL dân cư', 'Dossiers that use the population database'),
    shape: 'RATE',
    unit: DOSSIERS,
    ...POPULATION,
  },
  {
    ...named(
      'CITIZEN_DATA_FORMALITY@1',
      'Thủ tục kết nối CSDL dân cư',
      'Procedures connected to the population database',
    ),
    shape: 'RATE',
    unit: PROCEDURES,
    ...POPULATION,
  },
  {
    ...named('PETITION_ON_TIME@1', 'Phản ánh, kiến nghị xử lý đúng hạn', 'Feedback handled in time'),
    shape: 'RATE',
    unit: FEEDBACK,
    counted: PETITION_ON_TIME,
  },
  {
    ...named(
      'PETITION_SATISFACTION@1',
      'Hài lòng về xử lý phản ánh, kiến nghị',
      'Satisfaction with the handling of feedback',
    ),
    shape: 'RATE',
    unit: FEEDBACK,
    ...needs(
      'Cần người gửi đánh giá câu trả lời phản ánh, kiến nghị.',
      'Needs those who filed feedback to rate its answer.',
    ),
  },
  {
    ...named('DOSSIER_SATISFACTION@1', 'Hài lòng về giải quyết thủ tục', 'Satisfaction with the handling of dossiers'),
    shape: 'RATE',
    unit: DOSSIERS,
    ...needs(
      'Cần biết phản ánh, kiến nghị và đánh giá không hài lòng thuộc hồ sơ nào.',
      'Needs to know to which dossier a feedback item or a bad rating belongs.',
    ),
  },
  {
    ...named(
      'REFORM_PLAN_DONE@1',
      'Nhiệm vụ cải cách hoàn thành theo kế hoạch',
      'Tasks of the reform plan that were done',
    ),
    shape: 'RATE',
    unit: { vi: 'nhiệm vụ', en: 'tasks' },
    ...needs('Cần kế hoạch cải cách với từng nhiệm vụ.', 'Needs the reform plan with its tasks.'),
  },
  {
    ...named('SURVEY_ANSWERS@1', 'Câu trả lời hài lòng trong khảo sát', 'Satisfied answers of a survey'),
    shape: 'RATE',
    unit: { vi: 'câu trả lời', en: 'answers' },
    ...needs(
      'Cần đợt khảo sát có mẫu, số phiếu phát ra và số phiếu tối thiểu.',
      'Needs survey waves with a sample, the ballots issued and the least number of answers.',
    ),
  },
  {
    ...named('TIME_OF_DOSSIER@1', 'Thời gian giải quyết so với quy định', 'Time of a dossier against what is allowed'),
    shape: 'COMPARISON',
    unit: DOSSIERS,
    counted: TIME_OF_DOSSIER,
  },
  {
    ...named('TIME_OF_UNIT@1', 'Thời gian thực hiện của từng đơn vị', 'Time of each unit against what is allowed'),
    shape: 'COMPARISON',
    unit: DOSSIERS,
    ...needs(
      'Cần sự kiện nêu thời hạn và thời gian của từng bước xử lý.',
      'Needs events to say the time limit and the time of each step.',
    ),
  },
  ...[
    named('CONTACTS_AT_COUNTER@1', 'Số lần liên hệ nơi tiếp nhận', 'Times that an applicant had to come back'),
    named('AGENCIES_CONTACTED@1', 'Số cơ quan phải liên hệ', 'Agencies that an applicant had to contact'),
    named('ATTITUDE@1', 'Thái độ phục vụ', 'Attitude in service'),
  ].map((one): Metric => ({ ...one, shape: 'COMPARISON', unit: OTHERS, ...MARKS })),
];

export const metricOf = (id: string): Metric | undefined => METRICS.find((metric) => metric.id === id);
