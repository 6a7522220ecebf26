import { isBlank } from '@motcua/contracts';
import { checkLevelInName } from '../domain/level-in-name.js';
import type { ProcedureContent, ProcedureLevel, ReadProcedure } from '../domain/procedure-content.js';
import { readChannelTable } from '../domain/read-channel-table.js';
import { compareEntries } from '../domain/stated-limits.js';
import { checkMandatoryParts, readText, requireCodeAndName, requireFieldName } from './record-parts.js';

/** District procedures passed to commune or province on 1 July 2025; the level stays readable in old records. */
const LEVELS: Record<string, ProcedureLevel> = {
  'Cấp bộ': 'MINISTRY',
  'Cấp tỉnh': 'PROVINCE',
  'Cấp huyện': 'DISTRICT',
  'Cấp xã': 'COMMUNE',
  'Cơ quan khác': 'OTHER',
};

/**
 * A list without its separators' help: `Tổ chức (không bao gồm doanh nghiệp, HTX), Doanh nghiệp`; a comma in
 * brackets or before a small letter (`Cán bộ, công chức, viên chức`) is part of a name. One pass, however long it is.
 */
export function readList(text = ''): string[] {
  const items: string[] = [];
  const lastClosing = text.lastIndexOf(')');
  let from = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')') depth = Math.max(0, depth - 1);
    // A bracket that is never closed encloses nothing.
    else if (text[at] === ',' && (depth === 0 || at > lastClosing)) {
      const next = pastBlanks(text, at + 1);
      if (isCapital(text, next)) {
        items.push(text.slice(from, at));
        from = next;
      }
      at = next - 1;
    }
  }
  return [...items, text.slice(from)].map((item) => item.trim()).filter((item) => !isBlank(item));
}

function pastBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] as string)) at++;
  return at;
}

function isCapital(text: string, at: number): boolean {
  const point = text.codePointAt(at);
  return point !== undefined && /\p{Lu}/u.test(String.fromCodePoint(point));
}

/**
 * Reads one line of the shape of `national-portal-procedures.jsonl`: the national portal's page as flat text.
 *
 * @throws LineRefusal when the code or the name cannot be read; everything else is kept and, if need be, flagged.
 */
export function readPortalFlatRecord(record: Record<string, unknown>): ReadProcedure {
  const code = readText(record['ma_thu_tuc']);
  const name = readText(record['ten_thu_tuc']);
  requireCodeAndName(code, name, ['ma_thu_tuc', 'ten_thu_tuc']);
  const fieldName = readText(record['linh_vuc']);
  requireFieldName(fieldName, 'linh_vuc');
  const table = readChannelTable(
    typeof record['cach_thuc_thuc_hien'] === 'string' ? record['cach_thuc_thuc_hien'] : '',
  );
  const levels = readList(readText(record['cap_thuc_hien'])).map((level) => LEVELS[level] ?? 'OTHER');
  const content: ProcedureContent = {
    code: code as string,
    name: name as string,
    fieldName,
    levels: [...new Set(levels)],
    kind: readText(record['loai_thu_tuc']),
    publisherCode: readText(record['bo_nganh']),
    agencyCodes: [],
    executingAgency: readText(record['co_quan_thuc_hien']),
    competentAgency: readText(record['co_quan_co_tham_quyen']),
    authorisedAgency: readText(record['co_quan_duoc_uy_quyen']),
    coordinatingAgency: readText(record['co_quan_phoi_hop']),
    receivingAddress: readText(record['dia_chi_tiep_nhan']),
    subjectTypes: readList(readText(record['doi_tuong_thuc_hien'])),
    online: table.entries.some(({ channel }) => channel === 'ONLINE'),
    channelEntries: table.entries,
    statedCases: [],
    parts: {
      steps: readText(record['trinh_tu_thuc_hien']),
      papers: readText(record['thanh_phan_ho_so']),
      legalBasis: readText(record['can_cu_phap_ly']),
      requirements: readText(record['yeu_cau_dieu_kien']),
      results: readText(record['ket_qua_xu_ly']),
      related: readText(record['thu_tuc_lien_quan']),
    },
    sourceDecisionNumber: readText(record['so_quyet_dinh']),
    sourceUrl: readText(record['detail_url']),
  };
  return {
    content,
    flags: [
      ...table.flags,
      ...compareEntries(content.channelEntries),
      ...checkLevelInName(content.name, content.levels),
      ...checkMandatoryParts(content),
    ],
  };
}
