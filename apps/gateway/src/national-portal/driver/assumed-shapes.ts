/**
 * ASSUMED. The parts of the national portal's session protocol that are not public: paths, codes of refusals, and the
 * shapes for looking a dossier up, listing the portal's dossiers, and delivering citizens' submissions. When the real
 * ones are known, only this file changes. The known parts (domain facts of the protocol: `session`, `madonvi`,
 * `service`, `isUpdating`, `data`, codes "0", "00", "3", "-3", "-1") are in the driver itself.
 */
import type { ErrorClass } from '../domain/error-class.js';

export const PATHS = { login: 'mapi/login', service: 'mapi/g' } as const;

export const SERVICES = {
  listHeld: 'LayDanhSachHoSoDaDongBo',
  submissions: 'LayHoSoNopTuDVCQG',
  answerSubmissions: 'TraLoiHoSoNopTuDVCQG',
} as const;

/** `error_code` of an expired session. */
export const SESSION_OVER = ['-2'];
/** `error_code` of an update, or of progress, of an unknown dossier. */
export const NOT_HELD = ['13'];

/** The class of each `error_code`; any other counts as a transient fault of the portal. */
export const REFUSALS: Record<string, { class: ErrorClass; code: string }> = {
  '10': { class: 'FIX_DATA', code: 'portal.missing-field' },
  '11': { class: 'FIX_MAPPING', code: 'portal.wrong-form' },
  '12': { class: 'FIX_MAPPING', code: 'portal.unknown-code' },
  '20': { class: 'DROP', code: 'portal.out-of-scope' },
};

/** An item of the `result` of `TraCuuHoSo`, and of the portal's list. */
export interface HeldShape {
  MaHoSo: string;
  /** 1 to 10. */
  TrangThaiHoSo: string;
  /** Number of its progress rows. */
  SoTienDo: string;
  /** As it was sent; without it a dossier cannot be distinguished from another with the same code. */
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
  /** The responsible agency. */
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
  /** The case of the procedure, if it has several. */
  TruongHop?: string;
}

/** The submissions without an answer, oldest first, after `after`. */
export const submissionsParameters = (after: string | undefined, limit: number): Record<string, string> => ({
  ...(after === undefined ? {} : { sauMaHoSo: after }),
  soLuong: String(limit),
});

/** An item of `data` of `SERVICES.answerSubmissions`: `TrangThai` 1 taken over, 2 accepted, 3 refused, 7 withdrawn. */
export interface SubmissionAnswerShape {
  MaHoSoDVCQG: string;
  TrangThai: '1' | '2' | '3' | '7';
  /** The province's code, with `TrangThai` 2. */
  MaHoSo?: string;
  /** The reason, with `TrangThai` 3, if a person refused it before it was a dossier. */
  LyDo?: string;
}

/** The fetched code tables, by service. */
export const CODE_TABLES = [
  'LayDanhMucLinhVuc',
  'LayDanhMucCoQuan',
  'LayDanhMucCapThucHien',
  'LayDanhMucDoiTuong',
  'LayDanhMucLoaiThuTuc',
] as const;
