/**
 * States of a dossier, by the lifecycle of the one-stop mechanism (Decree 118/2025/NĐ-CP Art. 17–21).
 * A flag such as "overdue" or "consulting" is not a state.
 */
export const DOSSIER_STATUSES = [
  'SUBMITTED',
  'RECEIVED',
  'REFUSED_INTAKE',
  'IN_PROGRESS',
  'WAITING_SUPPLEMENT',
  'WAITING_PAYMENT',
  'WITHDRAWN',
  'STOPPED',
  'RESOLVED',
  'DELIVERED',
] as const;
export type DossierStatus = (typeof DOSSIER_STATUSES)[number];

interface DossierStatusCode {
  /** `TrangThaiHoSo` of the national public-service portal, 1–10. */
  national: number;
  /** The label that the national portal shows. */
  label: string;
  labelEn: string;
}

/** The national portal's code table `TrangThaiHoSo` for every state. */
export const DOSSIER_STATUS_CODES: Record<DossierStatus, DossierStatusCode> = {
  SUBMITTED: { national: 1, label: 'Mới đăng ký', labelEn: 'Submitted' },
  RECEIVED: { national: 2, label: 'Được tiếp nhận', labelEn: 'Received' },
  REFUSED_INTAKE: { national: 3, label: 'Không được tiếp nhận', labelEn: 'Refused at intake' },
  IN_PROGRESS: { national: 4, label: 'Đang xử lý', labelEn: 'In progress' },
  WAITING_SUPPLEMENT: { national: 5, label: 'Yêu cầu bổ sung giấy tờ', labelEn: 'Waiting for a supplement' },
  WAITING_PAYMENT: { national: 6, label: 'Yêu cầu thực hiện nghĩa vụ tài chính', labelEn: 'Waiting for a payment' },
  WITHDRAWN: { national: 7, label: 'Công dân yêu cầu rút hồ sơ', labelEn: 'Withdrawn by the applicant' },
  STOPPED: { national: 8, label: 'Dừng xử lý', labelEn: 'Stopped' },
  RESOLVED: { national: 9, label: 'Đã xử lý xong', labelEn: 'Resolved' },
  DELIVERED: { national: 10, label: 'Đã trả kết quả', labelEn: 'Result delivered' },
};

/** States in which the agency's work on an accepted dossier has ended: counted as ended in reports. */
export const ENDED_STATUSES = ['WITHDRAWN', 'STOPPED', 'RESOLVED', 'DELIVERED'] as const satisfies DossierStatus[];
