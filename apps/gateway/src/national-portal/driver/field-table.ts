import {
  dossierActionRow,
  DOSSIER_STATUS_CODES,
  identityTypeOf,
  NATIONAL_CHANNEL_CODES,
  NATIONAL_SUBJECT_TYPE_CODES,
  type DossierHistoryEntry,
  type IdentityType,
  type NationalRecord,
  type DossierFlag,
} from '@motcua/contracts';
import { isAccountOfCitizen } from '@motcua/platform';
import type { PortalDossier } from '../application/ports.js';
import type { ErrorClass } from '../domain/error-class.js';
import { portalTime } from './portal-time.js';

type Text = string | undefined;
type Value = Text | Record<string, string>[];
/** A record for the portal: texts, and lists of records of texts; never an empty text. */
export type PortalRecord = Record<string, string | Record<string, string>[]>;

/** Field, owner if it is required and missing, and source. */
type Row<T> = [name: string, missing: Missing | ((source: T) => Missing), from: (source: T) => Value];
type Missing = ErrorClass | 'optional';

/** A field that the portal requires cannot be filled from the dossier. */
export class FieldMissing extends Error {
  constructor(
    readonly field: string,
    readonly errorClass: ErrorClass,
  ) {
    super(field);
    this.name = 'FieldMissing';
  }
}

/** `DongBoHoSoMC`: the record of a dossier for the portal. Unknown values are left out, never invented. */
const HO_SO: Row<PortalDossier>[] = [
  ['MaHoSo', 'FIX_DATA', ({ record }) => record.code],
  ['MaTTHC', 'FIX_MAPPING', ({ record }) => record.procedureCode],
  ['TenTTHC', 'FIX_MAPPING', ({ record }) => record.procedureName],
  ['MaLinhVuc', 'FIX_MAPPING', ({ record }) => record.fieldCode],
  ['TenLinhVuc', 'FIX_MAPPING', ({ record }) => record.fieldName],
  // A legacy dossier may have a channel without a code at the portal.
  ['KenhThucHien', 'FIX_MAPPING', ({ record }) => NATIONAL_CHANNEL_CODES[record.channel]],
  ['ChuHoSo', 'optional', ({ record }) => record.applicant?.fullName],
  ['LoaiDoiTuong', 'FIX_MAPPING', ({ record }) => NATIONAL_SUBJECT_TYPE_CODES[record.subjectType]],
  ['SoGiayToChuHoSo', 'optional', ({ record }) => record.applicant?.identityNumber],
  ['DinhDanhCHS', requiredOfCitizens, ({ record }) => identityOf(record)],
  ['Email', 'optional', ({ record }) => record.applicant?.email],
  ['SoDienThoai', 'optional', ({ record }) => record.applicant?.phone],
  ['TrichYeuHoSo', 'optional', ({ record }) => record.requestContent?.slice(0, 1_000)],
  ['NgayNopHoSo', 'FIX_DATA', ({ record }) => timeOf(record.submittedAt)],
  ['NgayTiepNhan', 'FIX_DATA', ({ record }) => timeOf(record.acceptedAt)],
  // Absent while the clock is paused: an invalid date is worse than none.
  ['NgayHenTra', 'optional', ({ record }) => timeOf(record.appointedAt ?? record.dueAt)],
  // Index 766 stops the clock here, not at the handover; and at the request, where the end came while a supplement was awaited.
  ['NgayKetThucXuLy', 'optional', ({ record }) => timeOf(judgedAt(lastEntry(record, ENDINGS)))],
  ['NgayTra', 'optional', ({ record }) => timeOf(lastEntry(record, ['DELIVERED'])?.at)],
  ['TrangThaiHoSo', 'FIX_MAPPING', ({ record }) => String(DOSSIER_STATUS_CODES[record.status].national)],
  ['HinhThuc', 'FIX_DATA', ({ record }) => (record.resultDelivery === 'POST' ? '1' : '0')],
  ['DonViXuLy', 'FIX_MAPPING', ({ record }) => record.agencyName],
  ['NoiNopHoSo', 'FIX_MAPPING', ({ fromPortal }) => (fromPortal ? '1' : '2')],
  // Papers, VNeID level and payment are not stored here yet: "0" is the truth.
  ['HoSoCoThanhPhanSoHoa', 'FIX_MAPPING', () => '0'],
  ['TaiKhoanDuocXacThucVoiVNeID', 'FIX_MAPPING', () => '0'],
  ['DuocThanhToanTrucTuyen', 'FIX_MAPPING', () => '0'],
  ['DanhSachHoSoBoSung', 'optional', ({ record }) => supplementsOf(record)],
];

interface ProgressSource {
  record: NationalRecord;
  entry: DossierHistoryEntry;
}

/** `CapNhatTienDoHoSoMC`: one row for each event. Officers by name and title; by account where none was recorded. */
const TIEN_DO: Row<ProgressSource>[] = [
  ['MaHoSo', 'FIX_DATA', ({ record }) => record.code],
  ['NguoiXuLy', 'FIX_DATA', ({ entry }) => actorOf(entry).slice(0, 50)],
  ['ChucDanh', 'optional', ({ entry }) => entry.actorTitle?.slice(0, 200)],
  ['ThoiDiemXuLy', 'FIX_DATA', ({ entry }) => timeOf(entry.at)],
  ['PhongBanXuLy', 'optional', ({ record, entry }) => (entry.actorUnit ?? record.agencyName)?.slice(0, 200)],
  ['NoiDungXuLy', 'optional', ({ entry }) => progressOf(entry)],
  ['TrangThai', 'FIX_MAPPING', ({ entry }) => String(DOSSIER_STATUS_CODES[entry.toStatus].national)],
];

/** Every sent field, so that the field named in a refusal can be recognised. */
export const FIELD_NAMES: ReadonlySet<string> = new Set(
  [...HO_SO, ...TIEN_DO]
    .map(([name]) => name)
    .concat('HoSoBoSungId', 'NoiDungBoSung', 'NgayBoSung', 'NgayTiepNhanBoSung', 'NgayHenTraMoi', 'SoDinhDanh'),
);

const ANSWERED_BY_ASKER: DossierFlag = 'SUPPLEMENT_ANSWERED_BY_ASKER';
const ENDINGS = ['RESOLVED', 'STOPPED', 'WITHDRAWN'];

/** @throws FieldMissing */
export const hoSo = (dossier: PortalDossier): PortalRecord => filled(HO_SO, dossier);

/** The progress events for the portal, in order; a later reading of the same dossier only appends. */
export function progressEntries(record: NationalRecord): DossierHistoryEntry[] {
  return record.history.filter((entry) => progressOf(entry) !== undefined);
}

/** @throws FieldMissing */
export const tienDo = (record: NationalRecord, index: number): PortalRecord =>
  filled(TIEN_DO, { record, entry: progressEntries(record)[index]! });

function filled<T>(rows: Row<T>[], source: T): PortalRecord {
  const record: PortalRecord = {};
  for (const [name, missing, from] of rows) {
    const value = from(source);
    if (value !== undefined && value.length > 0) {
      record[name] = value;
      continue;
    }
    const owner = typeof missing === 'function' ? missing(source) : missing;
    if (owner !== 'optional') throw new FieldMissing(name, owner);
  }
  return record;
}

/** The portal's label of an event; undefined if the portal does not get it. */
function progressOf({ action }: DossierHistoryEntry): Text {
  return dossierActionRow(action)?.progress ?? undefined;
}

function timeOf(instant: Text): Text {
  return instant === undefined ? undefined : portalTime(instant);
}

function lastEntry(record: NationalRecord, statuses: string[]): DossierHistoryEntry | undefined {
  return record.history.findLast((entry) => statuses.includes(entry.toStatus) && entry.fromStatus !== entry.toStatus);
}

/** The portal's table of papers knows the twelve digits of a person (1) and the nine of an old card (2), and no other. */
function identityOf({ applicant }: NationalRecord): Record<string, string>[] {
  const { identityNumber, identityType } = applicant ?? {};
  const type = NATIONAL_IDENTITY_TYPES[identityTypeOf({ identityNumber, identityType }) ?? 'PASSPORT'];
  return identityNumber && type ? [{ LoaiDinhDanh: type, SoDinhDanh: identityNumber }] : [];
}

const NATIONAL_IDENTITY_TYPES: Record<IdentityType, '1' | '2' | undefined> = {
  CITIZEN_ID: '1',
  OLD_ID_CARD: '2',
  PASSPORT: undefined,
};

/** ASSUMED: of a business or an organisation, whose number the table has no kind for, the list may be left out. */
function requiredOfCitizens({ record }: PortalDossier): Missing {
  return record.subjectType === 'CITIZEN' ? 'FIX_DATA' : 'optional';
}

/** A citizen's account is never sent, even if it was stored under the citizen's number earlier. */
function actorOf({ actor, actorName }: DossierHistoryEntry): string {
  return actorName ?? (isAccountOfCitizen(actor) ? 'Tài khoản định danh' : actor);
}

function judgedAt(end: DossierHistoryEntry | undefined): string | undefined {
  return end?.details.judgedAt ?? end?.at;
}

/** Each request with its outcome, in order; undefined without any. */
function supplementsOf(record: NationalRecord): Record<string, string>[] | undefined {
  const supplements: Record<string, string>[] = [];
  let requested: string[] = [];
  let appointed: string | undefined;
  for (const entry of record.history) {
    if (entry.action === 'apologise') appointed = entry.details.newDueAt;
    if (entry.action === 'request-supplement') {
      requested = entry.items ?? [];
      supplements.push({
        HoSoBoSungId: `${record.code}-BS${supplements.length + 1}`,
        NguoiYeuCauBoSung: actorOf(entry).slice(0, 200),
        NoiDungBoSung: contentOf(entry.reason, requested),
        NgayBoSung: portalTime(entry.at),
        TrangThaiBoSung: '0',
      });
    }
    const last = supplements.at(-1);
    if (entry.action === 'provide-supplement' && last) {
      // The first time: the time that the agency then took to check it does not count as the applicant's.
      last['NguoiTiepNhanBoSung'] ??= actorOf(entry).slice(0, 200);
      // Index 766 subtracts the time up to here: none, where only the asker says that the applicant was awaited.
      last['NgayTiepNhanBoSung'] ??= entry.flags.includes(ANSWERED_BY_ASKER)
        ? last['NgayBoSung']!
        : portalTime(entry.at);
      last['TrangThaiBoSung'] = '1';
      const { dueAt } = entry.details.deadline ?? {};
      // An apology may have appointed a later date than the one that the supplement leaves by law.
      if (dueAt) last['NgayHenTraMoi'] = portalTime(appointed && appointed > dueAt ? appointed : dueAt);
    }
    const { missing } = entry.details;
    if (entry.action === 'check-supplement' && missing && last) {
      // The same request, and its missing items. A past date is worse than none.
      last['NoiDungBoSung'] = contentOf(
        entry.reason,
        requested.filter((_, index) => missing.includes(index + 1)),
      );
      delete last['NgayHenTraMoi'];
    }
  }
  return supplements.length > 0 ? supplements : undefined;
}

function contentOf(reason: Text, items: string[]): string {
  return [reason, ...items].filter(Boolean).join('; ').slice(0, 2_000);
}
