/** The portal's answer to an invalid field: code and sentence. */
export interface Complaint {
  code: string;
  message: string;
}

/** Codes of refusals; those except `-1`, `3` and success are not public; they are assumptions. */
export const CODES = {
  ok: '0',
  general: '-1',
  session: '-2',
  exists: '3',
  missingField: '10',
  wrongForm: '11',
  unknownCode: '12',
  unknownDossier: '13',
  outOfScope: '20',
} as const;

type Rule = (value: string) => boolean;
interface Field {
  name: string;
  required: boolean;
  /** Required only in these records. */
  requiredIf?: (record: Record<string, unknown>) => boolean;
  rule?: Rule;
  /** The kind of error of a value that breaks the rule. */
  kind?: 'form' | 'code';
  /** Items of a list, each by these fields. */
  items?: Field[];
}

const oneOf =
  (...values: string[]): Rule =>
  (value) =>
    values.includes(value);
const matches =
  (pattern: RegExp): Rule =>
  (value) =>
    pattern.test(value);
const upTo =
  (length: number): Rule =>
  (value) =>
    value.length <= length;

/** `yyyyMMddHHmmss` of a day and time that exist. */
export function isPortalTime(text: string): boolean {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!parts) return false;
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day && at.getUTCHours() === hour && second < 60;
}

const text = (name: string, length = 2000): Field => ({ name, required: false, rule: upTo(length), kind: 'form' });
const time = (name: string): Field => ({ name, required: false, rule: isPortalTime, kind: 'form' });
const code = (name: string, ...values: string[]): Field => ({
  name,
  required: false,
  rule: oneOf(...values),
  kind: 'code',
});
const needed = (field: Field): Field => ({ ...field, required: true });
const list = (name: string, items: Field[]): Field => ({ name, required: false, items });
const STATUSES = Array.from({ length: 10 }, (_, index) => String(index + 1));
const MA_HO_SO: Field = {
  name: 'MaHoSo',
  required: true,
  rule: matches(/^[0-9A-Z.]{3,35}-\d{6}-[0-9A-Z]{4,10}$/),
  kind: 'form',
};

/** A dossier of `DongBoHoSoMC`. */
export const HO_SO: Field[] = [
  MA_HO_SO,
  { name: 'MaTTHC', required: true, rule: matches(/^\d\.\d{6}(\.(000\.00\.00\.)?[A-Y]\d{2})?$/), kind: 'code' },
  needed(text('TenTTHC')),
  needed(text('MaLinhVuc', 50)),
  needed(text('TenLinhVuc', 150)),
  needed(code('KenhThucHien', '1', '2', '3')),
  text('ChuHoSo', 500),
  needed(code('LoaiDoiTuong', '1', '2', '3', '4')),
  text('MaDoiTuong', 100),
  text('SoGiayToChuHoSo', 40),
  {
    // The table of papers knows only those of persons.
    requiredIf: ({ LoaiDoiTuong }) => LoaiDoiTuong === '1',
    ...list('DinhDanhCHS', [
      needed(code('LoaiDinhDanh', '1', '2')),
      needed({ name: 'SoDinhDanh', required: true, rule: matches(/^(\d{9}|\d{12})$/), kind: 'form' }),
    ]),
  },
  text('ThongTinKhac'),
  text('Email', 254),
  text('Fax', 20),
  text('SoDienThoai', 20),
  text('TrichYeuHoSo'),
  needed(time('NgayNopHoSo')),
  needed(time('NgayTiepNhan')),
  time('NgayHenTra'),
  time('NgayKetThucXuLy'),
  time('NgayTra'),
  time('NgayTuChoi'),
  needed(code('TrangThaiHoSo', ...STATUSES)),
  text('ThongTinTra'),
  needed(code('HinhThuc', '0', '1')),
  needed(text('DonViXuLy', 500)),
  text('GhiChu'),
  needed(code('NoiNopHoSo', '1', '2')),
  code('HoSoCoThanhPhanSoHoa', '0', '1'),
  code('TaiKhoanDuocXacThucVoiVNeID', '0', '1'),
  code('DuocThanhToanTrucTuyen', '0', '1', '2', '3'),
  list('TaiLieuNop', [needed(text('TenTepDinhKem', 4000)), code('IsDeleted', 'True', 'False')]),
  list('DanhSachLePhi', [needed(text('TenPhiLePhi', 500))]),
  list('DanhSachTepDinhKemKhac', [needed(text('TenGiayTo', 2000))]),
  list('DanhSachHoSoBoSung', [
    needed(text('HoSoBoSungId', 100)),
    text('NguoiYeuCauBoSung', 200),
    text('NoiDungBoSung'),
    needed(time('NgayBoSung')),
    text('NguoiTiepNhanBoSung', 200),
    text('ThongTinTiepNhan'),
    time('NgayTiepNhanBoSung'),
    code('TrangThaiBoSung', '0', '1'),
    time('NgayHenTraTruoc'),
    time('NgayHenTraMoi'),
  ]),
  list('DanhSachGiayToKetQua', [needed(text('TenGiayTo', 2000))]),
  list('DSKetNoiCSDL', [needed(text('MaCSDL', 10))]),
];

/** A row of `CapNhatTienDoHoSoMC`. */
export const TIEN_DO: Field[] = [
  MA_HO_SO,
  needed(text('NguoiXuLy', 50)),
  text('ChucDanh', 200),
  needed(time('ThoiDiemXuLy')),
  text('PhongBanXuLy', 200),
  text('NoiDungXuLy'),
  needed(code('TrangThai', ...STATUSES)),
  time('NgayBatDau'),
  time('NgayKetThucTheoQuyDinh'),
];

/** The first error of a record, if any: unknown and missing fields, values that are not text, forms, codes. */
export function complaintAbout(record: unknown, fields: Field[], where = ''): Complaint | undefined {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    return { code: CODES.wrongForm, message: `Sai cấu trúc ${where || 'dữ liệu'}` };
  }
  const values = record as Record<string, unknown>;
  const unknown = Object.keys(values).find((name) => !fields.some((field) => field.name === name));
  if (unknown !== undefined) return { code: CODES.wrongForm, message: `Không có trường ${where}${unknown}` };
  for (const field of fields) {
    const required = field.requiredIf?.(values) ?? field.required;
    const complaint = complaintAboutField(values[field.name], { ...field, required }, where);
    if (complaint) return complaint;
  }
  return undefined;
}

function complaintAboutField(value: unknown, field: Field, where: string): Complaint | undefined {
  const name = `${where}${field.name}`;
  if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) {
    return field.required ? { code: CODES.missingField, message: `Thiếu trường bắt buộc ${name}` } : undefined;
  }
  if (field.items) {
    if (!Array.isArray(value)) return { code: CODES.wrongForm, message: `Trường ${name} phải là danh sách` };
    for (const [index, item] of value.entries()) {
      const complaint = complaintAbout(item, field.items, `${name}[${index}].`);
      if (complaint) return complaint;
    }
    return undefined;
  }
  if (typeof value !== 'string') return { code: CODES.wrongForm, message: `Trường ${name} phải là chuỗi` };
  if (!field.rule || field.rule(value)) return undefined;
  return field.kind === 'code'
    ? { code: CODES.unknownCode, message: `Mã không có trong danh mục: trường ${name}` }
    : { code: CODES.wrongForm, message: `Sai định dạng trường ${name}` };
}
