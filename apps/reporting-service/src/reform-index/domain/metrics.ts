import type { LocalizedText } from '@motcua/contracts';

/** What a metric gives: a numerator of a denominator, or dossiers that were better, equal and worse. */
export type MetricShape = 'RATE' | 'COMPARISON';

export interface Metric {
  id: string;
  shape: MetricShape;
  name: LocalizedText;
}

const rate = (id: string, vi: string, en: string): Metric => ({ id, shape: 'RATE', name: { vi, en } });
const comparison = (id: string, vi: string, en: string): Metric => ({ id, shape: 'COMPARISON', name: { vi, en } });

/** Every metric that an edition may cite, in a version; another way of counting is another version. */
export const METRICS: readonly Metric[] = [
  rate('PUBLISH_ON_TIME@1', 'Công bố thủ tục đúng hạn', 'Procedures announced in time'),
  rate('PUBLIC_UPDATE_ON_TIME@1', 'Công khai thủ tục đúng hạn', 'Procedures made public in time'),
  rate('PUBLIC_CONTENT_FULL@1', 'Thủ tục công khai đủ nội dung', 'Procedures made public with all parts'),
  rate('DOSSIER_SYNC@1', 'Hồ sơ đồng bộ lên Cổng quốc gia', 'Dossiers synchronised with the national portal'),
  rate('SETTLED_IN_TIME@1', 'Hồ sơ xử lý trước hạn, đúng hạn', 'Dossiers settled early or on time'),
  rate('ONLINE_FULL@1', 'Hồ sơ trực tuyến toàn trình', 'Dossiers handled fully online'),
  rate(
    'FEE_FORMALITY_OFFERED@1',
    'Thủ tục có nghĩa vụ tài chính cho thanh toán trực tuyến',
    'Fee procedures payable online',
  ),
  rate('FEE_FORMALITY_PAID@1', 'Thủ tục có giao dịch thanh toán trực tuyến', 'Fee procedures with an online payment'),
  rate('DOSSIER_PAID_ONLINE@1', 'Hồ sơ thanh toán trực tuyến', 'Dossiers paid online'),
  rate('ORIGINAL_RESULT_AVAILABLE@1', 'Hồ sơ có kết quả điện tử', 'Dossiers with an electronic result'),
  rate('PAPERS_DIGITISED@1', 'Hồ sơ số hóa thành phần', 'Dossiers with digitised papers'),
  rate('ELECTRONIC_CERTIFIED_COPY@1', 'Chứng thực bản sao điện tử', 'Electronic certified copies'),
  rate('REUSED_DIGITIZED_DATA@1', 'Hồ sơ tái sử dụng dữ liệu số hóa', 'Dossiers that reuse digitised data'),
  rate('PERSONAL_STORE_SYNCED@1', 'Hồ sơ kết nối kho dữ liệu cá nhân', 'Dossiers connected to the personal store'),
  rate('CITIZEN_DATA_DOSSIER@1', 'Hồ sơ dùng CSDL dân cư', 'Dossiers that use the population database'),
  rate('CITIZEN_DATA_FORMALITY@1', 'Thủ tục kết nối CSDL dân cư', 'Procedures connected to the population database'),
  rate('PETITION_ON_TIME@1', 'Phản ánh, kiến nghị xử lý đúng hạn', 'Feedback handled in time'),
  rate(
    'PETITION_SATISFACTION@1',
    'Hài lòng về xử lý phản ánh, kiến nghị',
    'Satisfaction with the handling of feedback',
  ),
  rate('DOSSIER_SATISFACTION@1', 'Hài lòng về giải quyết thủ tục', 'Satisfaction with the handling of dossiers'),
  rate('REFORM_PLAN_DONE@1', 'Nhiệm vụ cải cách hoàn thành theo kế hoạch', 'Tasks of the reform plan that were done'),
  rate('SURVEY_ANSWERS@1', 'Câu trả lời hài lòng trong khảo sát', 'Satisfied answers of a survey'),
  comparison('TIME_OF_DOSSIER@1', 'Thời gian giải quyết so với quy định', 'Time of a dossier against what is allowed'),
  comparison('TIME_OF_UNIT@1', 'Thời gian thực hiện của từng đơn vị', 'Time of each unit against what is allowed'),
  comparison('CONTACTS_AT_COUNTER@1', 'Số lần liên hệ nơi tiếp nhận', 'Times that an applicant had to come back'),
  comparison('AGENCIES_CONTACTED@1', 'Số cơ quan phải liên hệ', 'Agencies that an applicant had to contact'),
  comparison('ATTITUDE@1', 'Thái độ phục vụ', 'Attitude in service'),
];

export const metricOf = (id: string): Metric | undefined => METRICS.find((metric) => metric.id === id);
