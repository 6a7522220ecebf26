/**
 * ASSUMED. What of the national portal's session protocol is not public: paths, codes of refusals, and the shapes of
 * looking a dossier up, of listing what is held, and of handing over what citizens submitted there. Once the real ones
 * are known they are put in here, and nothing else changes. What is known (domain facts of the protocol: `session`,
 * `madonvi`, `service`, `isUpdating`, `data`, codes "0", "00", "3", "-3", "-1") stands in the driver itself.
 */
import type { ErrorClass } from '../domain/error-class.js';

export const PATHS = { login: 'mapi/login', service: 'mapi/g' } as const;

export const SERVICES = {
  listHeld: 'LayDanhSachHoSoDaDongBo',
  submissions: 'LayHoSoNopTuDVCQG',
  answerSubmissions: 'TraLoiHoSoNopTuDVCQG',
} as const;

/** `error_code` of a session that is over. */
export const SESSION_OVER = ['-2'];
/** `error_code` of an update, or of progress, of a dossier that is not held. */
export const NOT_HELD = ['13'];

/** What to do about which `error_code`; any other is taken for a fault of the portal's that passes. */
export const REFUSALS: Record<string, { class: ErrorClass; code: string }> = {
  '10': { class: 'FIX_DATA', code: 'portal.missing-field' },
  '11': { class: 'FIX_MAPPING', code: 'portal.wrong-form' },
  '12': { class: 'FIX_MAPPING', code: 'portal.unknown-code' },
  '20': { class: 'DROP', code: 'portal.out-of-scope' },
};

/** An item of the `result` of `TraCuuHoSo`, and of the list of what is held. */
export interface HeldShape {
  MaHoSo: string;
  /** 1 to 10. */
  TrangThaiHoSo: string;
  /** How many rows of progress it holds. */
  SoTienDo: string;
  /** As it was sent; without it a dossier cannot be told from another under the same code. */
  NgayTiepNhan?: string;
}

/** Parameters of one page of the list, in byte order of MaHoSo. */
export const listHeldParameters = (after: string, limit: number): Record<string, string> => ({
  sauMaHoSo: after,
  soLuong: String(limit),
});

/** A dossier that a citizen submitted at the portal, as an item of the `result` of `SERVICES.submissions`. */
export interface SubmissionShape {
  /** The portal's own code of it. */
  MaHoSo: string;
  MaTTHC: string;
  /** Agency that is to answer for it. */
  MaDonVi: string;
  ChuHoSo: string;
  /** 1 to 4. */
  LoaiDoiTuong: string;
  SoGiayToChuHoSo?: string;
  SoDienThoai?: string;
  Email?: string;
  DiaChi?: string;
  TrichYeuHoSo?: string;
  /** 0 direct, 1 post. */
  HinhThuc?: string;
  /** Which case of the procedure, where it has several. */
  TruongHop?: string;
}

/** Those that the province has not answered yet, the oldest first. */
export const submissionsParameters = (limit: number): Record<string, string> => ({ soLuong: String(limit) });

/** An item of `data` of `SERVICES.answerSubmissions`: `TrangThai` 1 taken over, 2 accepted, 3 refused, 7 withdrawn. */
export interface SubmissionAnswerShape {
  MaHoSoDVCQG: string;
  TrangThai: '1' | '2' | '3' | '7';
  /** The province's code, with `TrangThai` 2. */
  MaHoSo?: string;
}

/** Code tables that are fetched, by the service that gives them. */
export const CODE_TABLES = [
  'LayDanhMucLinhVuc',
  'LayDanhMucCoQuan',
  'LayDanhMucCapThucHien',
  'LayDanhMucDoiTuong',
  'LayDanhMucLoaiThuTuc',
] as const;
