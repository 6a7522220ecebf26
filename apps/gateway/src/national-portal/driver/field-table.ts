import {
  DOSSIER_STATUS_CODES,
  NATIONAL_CHANNEL_CODES,
  NATIONAL_SUBJECT_TYPE_CODES,
  type DossierHistoryEntry,
  type NationalRecord,
} from '@motcua/contracts';
import type { PortalDossier } from '../application/ports.js';
import type { ErrorClass } from '../domain/error-class.js';
import { portalTime } from './portal-time.js';

type Text = string | undefined;
type Value = Text | Record<string, string>[];
/** A record as the portal takes it: texts, and lists of records of texts; never an empty text. */
export type PortalRecord = Record<string, string | Record<string, string>[]>;

/** Field, whose business it is when the portal needs it and it is missing, and where it comes from. */
type Row<T> = [name: string, missing: ErrorClass | 'optional', from: (source: T) => Value];

/** A field that the portal needs cannot be filled from the dossier. */
export class FieldMissing extends Error {
  constructor(
    readonly field: string,
    readonly errorClass: ErrorClass,
  ) {
    super(field);
    this.name = 'FieldMissing';
  }
}

/** `DongBoHoSoMC`: what the portal is told of a dossier. Nothing is made up: what is not known is left out. */
const HO_SO: Row<PortalDossier>[] = [
  ['MaHoSo', 'FIX_DATA', ({ record }) => record.code],
  ['MaTTHC', 'FIX_MAPPING', ({ record }) => record.procedureCode],
  ['TenTTHC', 'FIX_MAPPING', ({ record }) => record.procedureName],
  ['MaLinhVuc', 'FIX_MAPPING', ({ record }) => record.fieldCode],
  ['TenLinhVuc', 'FIX_MAPPING', ({ record }) => record.fieldName],
  // A legacy dossier may have come in a way that the portal has no code for.
  ['KenhThucHien', 'FIX_MAPPING', ({ record }) => NATIONAL_CHANNEL_CODES[record.channel]],
  ['ChuHoSo', 'optional', ({ record }) => record.applicant?.fullName],
  ['LoaiDoiTuong', 'FIX_MAPPING', ({ record }) => NATIONAL_SUBJECT_TYPE_CODES[record.subjectType]],
  ['SoGiayToChuHoSo', 'optional', ({ record }) => record.applicant?.identityNumber],
  ['DinhDanhCHS', 'FIX_DATA', ({ record }) => identityOf(record)],
  ['Email', 'optional', ({ record }) => record.applicant?.email],
  ['SoDienThoai', 'optional', ({ record }) => record.applicant?.phone],
  ['TrichYeuHoSo', 'optional', ({ record }) => record.requestContent?.slice(0, 1_000)],
  ['NgayNopHoSo', 'FIX_DATA', ({ record }) => timeOf(record.submittedAt)],
  ['NgayTiepNhan', 'FIX_DATA', ({ record }) => timeOf(record.acceptedAt)],
  // Absent while the clock is paused: a date that does not hold is worse than none.
  ['NgayHenTra', 'optional', ({ record }) => timeOf(record.dueAt)],
  // Index 766 stops the clock here, not at handing over.
  ['NgayKetThucXuLy', 'optional', ({ record }) => timeOf(lastEntry(record, ENDINGS)?.at)],
  ['NgayTra', 'optional', ({ record }) => timeOf(lastEntry(record, ['DELIVERED'])?.at)],
  ['TrangThaiHoSo', 'FIX_MAPPING', ({ record }) => String(DOSSIER_STATUS_CODES[record.status].national)],
  ['HinhThuc', 'FIX_DATA', ({ record }) => (record.resultDelivery === 'POST' ? '1' : '0')],
  ['DonViXuLy', 'FIX_MAPPING', ({ record }) => record.agencyName],
  ['NoiNopHoSo', 'FIX_MAPPING', ({ fromPortal }) => (fromPortal ? '1' : '2')],
  // No papers, no VNeID level and no payment are kept here yet: "0" is what is true.
  ['HoSoCoThanhPhanSoHoa', 'FIX_MAPPING', () => '0'],
  ['TaiKhoanDuocXacThucVoiVNeID', 'FIX_MAPPING', () => '0'],
  ['DuocThanhToanTrucTuyen', 'FIX_MAPPING', () => '0'],
  ['DanhSachHoSoBoSung', 'optional', ({ record }) => supplementsOf(record)],
];

interface ProgressSource {
  record: NationalRecord;
  entry: DossierHistoryEntry;
}

/** `CapNhatTienDoHoSoMC`: one row for each thing that happened. Officers are known by their accounts only. */
const TIEN_DO: Row<ProgressSource>[] = [
  ['MaHoSo', 'FIX_DATA', ({ record }) => record.code],
  ['NguoiXuLy', 'FIX_DATA', ({ entry }) => entry.actor.slice(0, 50)],
  ['ThoiDiemXuLy', 'FIX_DATA', ({ entry }) => timeOf(entry.at)],
  ['PhongBanXuLy', 'optional', ({ record, entry }) => (entry.actorUnit ?? record.agencyName)?.slice(0, 200)],
  ['NoiDungXuLy', 'optional', ({ entry }) => ACTION_LABELS[entry.action]],
  ['TrangThai', 'FIX_MAPPING', ({ entry }) => String(DOSSIER_STATUS_CODES[entry.toStatus].national)],
];

/** What is told of as progress, and how it is called there. A date set anew by a calendar is nobody's work. */
const ACTION_LABELS: Record<string, string> = {
  submit: 'Nộp hồ sơ',
  accept: 'Tiếp nhận hồ sơ',
  refuse: 'Từ chối tiếp nhận',
  forward: 'Chuyển xử lý',
  'complete-step': 'Hoàn thành bước xử lý',
  'request-supplement': 'Yêu cầu bổ sung, hoàn thiện hồ sơ',
  'provide-supplement': 'Tiếp nhận bổ sung',
  'expire-supplement': 'Quá thời hạn bổ sung',
  resolve: 'Xử lý xong',
  deliver: 'Trả kết quả',
  withdraw: 'Công dân rút hồ sơ',
  stop: 'Dừng giải quyết',
};

/** Every field that the portal is sent, so that a refusal can be told by the fields that it names. */
export const FIELD_NAMES: ReadonlySet<string> = new Set(
  [...HO_SO, ...TIEN_DO]
    .map(([name]) => name)
    .concat('HoSoBoSungId', 'NoiDungBoSung', 'NgayBoSung', 'NgayTiepNhanBoSung', 'NgayHenTraMoi', 'SoDinhDanh'),
);

const ENDINGS = ['RESOLVED', 'STOPPED', 'WITHDRAWN'];

/** @throws FieldMissing */
export const hoSo = (dossier: PortalDossier): PortalRecord => filled(HO_SO, dossier);

/** What the portal is told of as progress, in order; a later reading of the same dossier only adds to its end. */
export function progressEntries(record: NationalRecord): DossierHistoryEntry[] {
  return record.history.filter(({ action }) => action in ACTION_LABELS);
}

/** @throws FieldMissing */
export const tienDo = (record: NationalRecord, index: number): PortalRecord =>
  filled(TIEN_DO, { record, entry: progressEntries(record)[index]! });

function filled<T>(rows: Row<T>[], source: T): PortalRecord {
  const record: PortalRecord = {};
  for (const [name, missing, from] of rows) {
    const value = from(source);
    if (value !== undefined && value !== '') record[name] = value;
    else if (missing !== 'optional') throw new FieldMissing(name, missing);
  }
  return record;
}

function timeOf(instant: Text): Text {
  return instant === undefined ? undefined : portalTime(instant);
}

function lastEntry(record: NationalRecord, statuses: string[]): DossierHistoryEntry | undefined {
  return record.history.findLast((entry) => statuses.includes(entry.toStatus) && entry.fromStatus !== entry.toStatus);
}

/** 1: the twelve digits of a person, 2: the nine of an old card; a number of another kind is none of the two. */
function identityOf({ applicant }: NationalRecord): Record<string, string>[] {
  const number = applicant?.identityNumber ?? '';
  if (/^\d{12}$/.test(number)) return [{ LoaiDinhDanh: '1', SoDinhDanh: number }];
  return /^\d{9}$/.test(number) ? [{ LoaiDinhDanh: '2', SoDinhDanh: number }] : [];
}

/** Each request with what became of it, in order; undefined when nothing was ever asked for. */
function supplementsOf(record: NationalRecord): Record<string, string>[] | undefined {
  const supplements: Record<string, string>[] = [];
  for (const entry of record.history) {
    if (entry.action === 'request-supplement') {
      supplements.push({
        HoSoBoSungId: `${record.code}-BS${supplements.length + 1}`,
        NguoiYeuCauBoSung: entry.actor.slice(0, 200),
        NoiDungBoSung: [entry.reason, ...(entry.items ?? [])].filter(Boolean).join('; ').slice(0, 2_000),
        NgayBoSung: portalTime(entry.at),
        TrangThaiBoSung: '0',
      });
    }
    const last = supplements.at(-1);
    if (entry.action === 'provide-supplement' && last) {
      last['NguoiTiepNhanBoSung'] = entry.actor.slice(0, 200);
      last['NgayTiepNhanBoSung'] = portalTime(entry.at);
      last['TrangThaiBoSung'] = '1';
      const { dueAt } = (entry.details['deadline'] ?? {}) as { dueAt?: string };
      if (dueAt) last['NgayHenTraMoi'] = portalTime(dueAt);
    }
  }
  return supplements.length > 0 ? supplements : undefined;
}
