import { DOSSIER_STATUS_CODES, DOSSIER_STATUSES, type DossierStatus, type NationalRecord } from '@motcua/contracts';
import {
  NationalPortal,
  PortalSilent,
  type PortalAnswer,
  type PortalDossier,
  type PortalSubmissionPage,
  type ProgressRow,
  type Until,
} from '../application/ports.js';
import type { HeldThere } from '../domain/difference.js';
import type { SendFailure } from '../domain/error-class.js';
import type { AnswerToSubmission, SubmissionAnswer } from '../domain/submission-answer.js';
import {
  CODE_TABLES,
  listHeldParameters,
  NOT_HELD,
  REFUSALS,
  SERVICES,
  submissionsParameters,
  type HeldShape,
  type SubmissionAnswerShape,
  type SubmissionShape,
} from './assumed-shapes.js';
import { FIELD_NAMES, FieldMissing, hoSo, progressEntries, tienDo } from './field-table.js';
import { instantOf } from './portal-time.js';
import { catalogRecordOf } from './procedure-record.js';
import { isPortalCode, readSubmission } from './submission-record.js';
import { isSuccess, type PortalSession, type SessionAnswer } from './portal-session.js';

const LIST_PAGE = 500;
const SUBMISSIONS_PAGE = 50;
const ANSWER_CODES: Record<SubmissionAnswer, SubmissionAnswerShape['TrangThai']> = {
  TAKEN_OVER: '1',
  ACCEPTED: '2',
  REFUSED: '3',
  WITHDRAWN: '7',
};
const PAGES_REPEAT: SendFailure = {
  class: 'FIX_MAPPING',
  code: 'portal.pages-repeat',
  message: 'the portal gives the same submissions again: those behind them cannot be fetched',
};
const STATUS_OF_CODE = new Map<string, DossierStatus>(
  DOSSIER_STATUSES.map((status) => [String(DOSSIER_STATUS_CODES[status].national), status]),
);

/** The national portal by its session protocol, in use until the provinces have moved to the new portal. */
export class LegacySessionPortal extends NationalPortal {
  readonly codeTables = CODE_TABLES;
  readonly limits = { dossiers: 10, progressRows: 10 };

  constructor(private readonly session: PortalSession) {
    super();
  }

  progressOf(record: NationalRecord): number {
    return progressEntries(record).length;
  }

  sendDossiers(dossiers: PortalDossier[], updating: boolean, until: Until): Promise<PortalAnswer> {
    return this.write('DongBoHoSoMC', updating, () => dossiers.map(hoSo), until);
  }

  sendProgress(rows: ProgressRow[], until: Until): Promise<PortalAnswer> {
    const items = () => rows.map(({ dossier, index }) => tienDo(dossier.record, index));
    return this.write('CapNhatTienDoHoSoMC', false, items, until);
  }

  async lookUp(code: string, until: Until): Promise<HeldThere | undefined> {
    const found = await this.read('TraCuuHoSo', { mahoso: code }, until);
    const held = (found as HeldShape[]).find((item) => item?.MaHoSo === code);
    return held && heldThere(held);
  }

  async listHeld(after: string): Promise<HeldThere[]> {
    const page = await this.read(SERVICES.listHeld, listHeldParameters(after, LIST_PAGE));
    return (page as HeldShape[]).map(heldThere);
  }

  async *submissions(): AsyncIterable<PortalSubmissionPage> {
    const seen = new Set<string>();
    for (let after: string | undefined; ;) {
      const found = (await this.read(
        SERVICES.submissions,
        submissionsParameters(after, SUBMISSIONS_PAGE),
      )) as SubmissionShape[];
      // An item without any code is recognised by its content: it is delivered again if it follows the last code of a
      // page.
      const fresh = found.filter((item) => {
        const known = hasCode(item) ? `code ${item.MaHoSo}` : `item ${JSON.stringify(item)}`;
        return !seen.has(known) && seen.add(known);
      });
      const usable = fresh.filter((item) => isPortalCode(item?.MaHoSo));
      if (found.length > 0) {
        yield { submissions: usable.map(readSubmission), withoutCode: fresh.length - usable.length };
      }
      // A code that cannot be stored or answered still marks the start of the next page.
      const last = fresh.findLast(hasCode);
      if (!last) {
        // The last page is empty. A full one without any new code hides the rest.
        if (found.length >= SUBMISSIONS_PAGE) throw new PortalSilent(PAGES_REPEAT, true);
        return;
      }
      after = last.MaHoSo;
    }
  }

  answerSubmission(portalCode: string, { answer, code, reason }: AnswerToSubmission): Promise<PortalAnswer> {
    const item: SubmissionAnswerShape = {
      MaHoSoDVCQG: portalCode,
      TrangThai: ANSWER_CODES[answer],
      ...(answer === 'ACCEPTED' ? { MaHoSo: code } : {}),
      ...(answer === 'REFUSED' && reason !== undefined ? { LyDo: reason } : {}),
    };
    return this.write(SERVICES.answerSubmissions, false, () => [item], Infinity);
  }

  async procedureCodes(): Promise<string[]> {
    const found = (await this.read('LayDanhSachTTHC', {})) as { MATTHC?: unknown }[];
    return found.map((item) => item?.MATTHC).filter((code) => typeof code === 'string');
  }

  async procedure(code: string): Promise<object | undefined> {
    const [found] = (await this.read('LayThuTuc', { maTTHC: code })) as Record<string, unknown>[];
    return found && catalogRecordOf(found);
  }

  codeTable(name: string): Promise<unknown[]> {
    return this.read(name, {});
  }

  /** @throws PortalSilent also when the portal refuses to answer */
  private async read(service: string, parameters: object, until?: Until): Promise<unknown[]> {
    const answer = await this.session.call(service, parameters, until);
    if (!isSuccess(answer)) throw new PortalSilent(failureOf(answer), true);
    return Array.isArray(answer.result) ? answer.result : [];
  }

  private async write(service: string, updating: boolean, items: () => object[], until: Until): Promise<PortalAnswer> {
    try {
      const parameters = { isUpdating: updating ? 'True' : 'False', data: items() };
      return answerOf(await this.session.call(service, parameters, until));
    } catch (error) {
      if (error instanceof PortalSilent) {
        return { kind: error.reached ? 'NO_ANSWER' : 'UNREACHABLE', failure: error.failure };
      }
      if (!(error instanceof FieldMissing)) throw error;
      return { kind: 'REFUSED', failure: missing(error) };
    }
  }
}

function answerOf(answer: SessionAnswer): PortalAnswer {
  if (isSuccess(answer)) return { kind: 'TAKEN' };
  const { error_code: code, message = '' } = answer;
  // The code has other meanings, too: only with this text does it mean that the dossier exists.
  if (/^-?3$/.test(code) && /đã tồn tại/i.test(message.normalize('NFC'))) return { kind: 'EXISTS' };
  if (NOT_HELD.includes(code)) return { kind: 'NOT_HELD' };
  return { kind: 'REFUSED', failure: failureOf(answer) };
}

function failureOf({ error_code: code, message = '' }: SessionAnswer): SendFailure {
  const known = REFUSALS[code] ?? { class: 'RETRY' as const, code: 'portal.refused' };
  // Only field names of the portal's message are stored: the rest may repeat their values.
  const fields = [...new Set(message.match(/[A-Za-z]+/g))].filter((word) => FIELD_NAMES.has(word));
  return { ...known, message: [`the portal refused with ${code.slice(0, 10)}`, ...fields].join(' ') };
}

function missing({ field, errorClass }: FieldMissing): SendFailure {
  return { class: errorClass, code: 'dossier.field-missing', message: `${field} cannot be filled` };
}

function hasCode(item: SubmissionShape | undefined): item is SubmissionShape {
  return typeof item?.MaHoSo === 'string';
}

function heldThere({ MaHoSo, TrangThaiHoSo, SoTienDo, NgayTiepNhan }: HeldShape): HeldThere {
  return {
    code: MaHoSo,
    status: STATUS_OF_CODE.get(TrangThaiHoSo),
    progressRows: Number(SoTienDo) || 0,
    acceptedAt: NgayTiepNhan === undefined ? undefined : instantOf(NgayTiepNhan),
  };
}
