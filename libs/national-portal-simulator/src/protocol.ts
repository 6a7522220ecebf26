import { CODE_TABLES } from './code-tables.js';
import { CODES, complaintAbout, HO_SO, TIEN_DO, type Complaint } from './field-rules.js';
import type { DossierChange, TextRecord } from './held-dossiers.js';
import type { PortalState } from './portal-state.js';

/** The portal's answer to one call of a service. */
export interface ServiceAnswer {
  error_code: string;
  message?: string;
  result?: unknown[];
}

/** The configurable behaviour of the portal. */
export interface Admissions {
  /** Procedure codes that the portal does not know. */
  unknownProcedures: Set<string>;
  /** Procedure codes whose dossiers it refuses from everybody: those of a ministry's own system. */
  outOfScopeProcedures: Set<string>;
}

const MOST_PROGRESS_ROWS = 10;
const MOST_DOSSIERS = 50;
const ok = (result?: unknown[]): ServiceAnswer => ({ error_code: CODES.ok, ...(result ? { result } : {}) });
const refused = ({ code, message }: Complaint): ServiceAnswer => ({ error_code: code, message });

/** Services that store something. */
export const WRITES: readonly string[] = ['DongBoHoSoMC', 'CapNhatTienDoHoSoMC', 'TraLoiHoSoNopTuDVCQG'];

/** How much of a call is stored: all of it, its first half, or nothing. */
export type Keeping = 'ALL' | 'HALF' | 'NOTHING';

/** The services of the portal over its data. Strict: one invalid item refuses the whole call. */
export class Protocol {
  /** Full records of procedures by code, as `LayThuTuc` gives them. */
  readonly procedures = new Map<string, TextRecord>();
  readonly admissions: Admissions = { unknownProcedures: new Set(), outOfScopeProcedures: new Set() };

  constructor(private readonly state: PortalState) {}

  call(service: string, body: TextRecord, keeping: Keeping): ServiceAnswer {
    switch (service) {
      case 'DongBoHoSoMC':
        return this.takeDossiers(body, keeping);
      case 'CapNhatTienDoHoSoMC':
        return this.takeProgress(body, keeping);
      case 'TraCuuHoSo':
        return this.lookUp(body);
      case 'LayDanhSachHoSoDaDongBo':
        return this.list(body);
      case 'LayHoSoNopTuDVCQG':
        return this.handOutSubmissions(body);
      case 'TraLoiHoSoNopTuDVCQG':
        return this.takeAnswers(body, keeping);
      case 'LayDanhSachTTHC':
        return ok([...this.procedures.keys()].sort().map((MATTHC) => ({ MATTHC })));
      case 'LayThuTuc': {
        const found = this.procedures.get(String(body['maTTHC']));
        return ok(found ? [found] : []);
      }
      default: {
        const table = CODE_TABLES[service];
        return table ? ok(table) : refused({ code: CODES.general, message: `Không có dịch vụ ${service}` });
      }
    }
  }

  private takeDossiers(body: TextRecord, keeping: Keeping): ServiceAnswer {
    const updating = body['isUpdating'];
    if (updating !== 'True' && updating !== 'False') {
      return refused({ code: CODES.wrongForm, message: 'isUpdating phải là "True" hoặc "False"' });
    }
    const records = listOf(body['data'], MOST_DOSSIERS);
    if (!records) return refused(wrongData(MOST_DOSSIERS));
    for (const record of records) {
      const complaint = complaintAbout(record, HO_SO) ?? this.complaintAboutDossier(record, updating === 'True');
      if (complaint) return refused(complaint);
    }
    const changes = records.map((record): DossierChange => ({
      kind: 'dossier',
      record,
      updating: updating === 'True',
    }));
    return this.keep(changes, keeping);
  }

  private complaintAboutDossier(record: TextRecord, updating: boolean): Complaint | undefined {
    const code = String(record['MaHoSo']);
    const procedure = String(record['MaTTHC']);
    if (this.admissions.outOfScopeProcedures.has(procedure)) {
      return { code: CODES.outOfScope, message: 'Thủ tục thuộc hệ thống tập trung của bộ, không nhận từ địa phương' };
    }
    if (this.admissions.unknownProcedures.has(procedure)) {
      return { code: CODES.unknownCode, message: 'Mã không có trong danh mục: trường MaTTHC' };
    }
    const held = this.state.dossiers.get(code) !== undefined;
    if (held && !updating) return { code: CODES.exists, message: `Hồ sơ ${code} đã tồn tại` };
    if (!held && updating) return unknownDossier(code);
    return undefined;
  }

  private takeProgress(body: TextRecord, keeping: Keeping): ServiceAnswer {
    const rows = listOf(body['data'], MOST_PROGRESS_ROWS);
    if (!rows) return refused(wrongData(MOST_PROGRESS_ROWS));
    for (const row of rows) {
      const complaint = complaintAbout(row, TIEN_DO);
      if (complaint) return refused(complaint);
      const code = String(row['MaHoSo']);
      if (!this.state.dossiers.get(code)) return refused(unknownDossier(code));
    }
    return this.keep(
      rows.map((row): DossierChange => ({ kind: 'progress', row })),
      keeping,
    );
  }

  private keep(changes: Parameters<PortalState['keep']>[0], keeping: Keeping): ServiceAnswer {
    if (keeping === 'ALL') this.state.keep(changes);
    if (keeping === 'HALF') {
      this.state.keep(changes.slice(0, Math.floor(changes.length / 2)));
      return refused({ code: CODES.general, message: 'Lỗi trong khi xử lý danh sách' });
    }
    return ok();
  }

  private lookUp(body: TextRecord): ServiceAnswer {
    const code = body['mahoso'];
    if (typeof code !== 'string') return refused({ code: CODES.missingField, message: 'Thiếu mahoso' });
    const held = this.heldView(code);
    return ok(held ? [held] : []);
  }

  private list(body: TextRecord): ServiceAnswer {
    const limit = Math.min(Number(body['soLuong'] ?? 500) || 500, 1_000);
    const codes = this.state.dossiers.codesAfter(String(body['sauMaHoSo'] ?? ''), limit);
    return ok(codes.map((code) => this.heldView(code)));
  }

  private heldView(code: string): TextRecord | undefined {
    const held = this.state.dossiers.get(code);
    if (!held) return undefined;
    return {
      MaHoSo: code,
      TrangThaiHoSo: held.status,
      SoTienDo: String(held.progress.length),
      NgayTiepNhan: held.record['NgayTiepNhan'],
    };
  }

  private handOutSubmissions(body: TextRecord): ServiceAnswer {
    const limit = Math.min(Number(body['soLuong'] ?? 50) || 50, 100);
    const all = [...this.state.submissions.values()];
    const after = all.findIndex(({ code }) => code === body['sauMaHoSo']);
    const open = all
      .slice(after + 1)
      .filter(({ answer }) => answer === undefined)
      .slice(0, limit);
    for (const submission of open) submission.fetched += 1;
    return ok(open.map(({ record }) => record));
  }

  private takeAnswers(body: TextRecord, keeping: Keeping): ServiceAnswer {
    const answers = listOf(body['data'], 50);
    if (!answers) return refused(wrongData(50));
    for (const answer of answers) {
      if (!this.state.submissions.has(String(answer['MaHoSoDVCQG']))) {
        return refused(unknownDossier(String(answer['MaHoSoDVCQG'])));
      }
      if (!['1', '2', '3', '7'].includes(String(answer['TrangThai']))) {
        return refused({ code: CODES.unknownCode, message: 'Mã không có trong danh mục: trường TrangThai' });
      }
      if (answer['TrangThai'] === '2' && !answer['MaHoSo']) {
        return refused({ code: CODES.missingField, message: 'Thiếu trường bắt buộc MaHoSo' });
      }
    }
    return this.keep(
      answers.map((answer) => ({
        kind: 'answer' as const,
        code: String(answer['MaHoSoDVCQG']),
        answer: {
          status: String(answer['TrangThai']),
          ...(answer['MaHoSo'] ? { provinceCode: String(answer['MaHoSo']) } : {}),
          ...(answer['LyDo'] ? { reason: String(answer['LyDo']) } : {}),
        },
      })),
      keeping,
    );
  }
}

function listOf(data: unknown, most: number): TextRecord[] | undefined {
  const whole =
    Array.isArray(data) && data.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item));
  return whole && data.length > 0 && data.length <= most ? (data as TextRecord[]) : undefined;
}

function wrongData(most: number): Complaint {
  return { code: CODES.wrongForm, message: `data phải là danh sách từ 1 đến ${most} phần tử` };
}

function unknownDossier(code: string): Complaint {
  return { code: CODES.unknownDossier, message: `Không tìm thấy hồ sơ ${code}` };
}
