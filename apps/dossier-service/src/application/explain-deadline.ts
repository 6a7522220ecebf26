import { DomainError, type LocalizedText } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import { CalendarCoverageError, explain, type Budget, type ExplanationLine } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { countedPauses, elapsedTime, isDue, type ElapsedTime } from '../domain/deadline.js';
import {
  isCounted,
  type AcceptedDossier,
  type CountedDossier,
  type DeadlineBasis,
  type Dossier,
  type LedgerPause,
  type ModeReason,
} from '../domain/dossier.js';
import { Dossiers, ReferenceData, type ReadCommand } from './ports.js';
import { findReadable } from './read-dossier.js';

export interface ExplainedDeadline {
  dossier: AcceptedDossier;
  /** The instant for which it is explained. */
  at: Date;
  /** How it was counted; absent on an imported dossier, whose due date is a fact. */
  count?: {
    budget: Budget;
    basis: DeadlineBasis;
    lines: DeadlineLine[];
    /** Absent where the calendar does not reach. */
    elapsed?: ElapsedTime;
  };
}

export type DeadlineLine = Pick<ExplanationLine, 'on' | 'at' | 'to' | 'text'> & {
  code: ExplanationLine['code'] | 'CALENDAR_UNKNOWN' | 'LATENESS_STANDS' | 'JUDGED_AT_REQUEST' | 'REAPPOINTED';
};

/** How the due date of a dossier is counted. It is computed for each request, and none of its lines is stored. */
@Injectable()
export class ExplainDeadline {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly referenceData: ReferenceData,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found`, or `conflict` before acceptance, when no deadline runs. */
  async execute({ id, caller }: ReadCommand): Promise<ExplainedDeadline> {
    const dossier = expectAccepted(await findReadable(this.dossiers, caller, id));
    const at = this.clock.now();
    if (!isCounted(dossier)) return { dossier, at };
    const { basis, acceptedAt } = dossier.acceptance;
    const { budget } = dossier.procedure;
    const calendar = await this.referenceData.calendarOf(basis);
    const pauses = countedPauses(dossier);
    const ledger = { receivedAt: acceptedAt, pauses: [...pauses] };
    const lines = [
      ...linesOf(() => explain(calendar, budget, ledger, basis.rules)).map((line) => withReason(line, pauses)),
      ...apologyOf(dossier),
      ...judgementOf(dossier, at),
    ];
    const elapsed = elapsedTime(dossier, calendar, at);
    return { dossier, at, count: { budget, basis, lines, elapsed } };
  }
}

/** @throws DomainError `conflict` `dossier.no-deadline-yet` before acceptance, from which on time is counted */
export function expectAccepted(dossier: Dossier): AcceptedDossier {
  if (dossier.acceptance) return dossier;
  throw new DomainError({
    kind: 'conflict',
    code: 'dossier.no-deadline-yet',
    message: {
      vi: 'Hồ sơ chưa được tiếp nhận nên chưa có thời hạn.',
      en: 'The dossier has not been accepted yet, so it has no deadline.',
    },
  });
}

const REASONS: Record<ModeReason, LocalizedText> = {
  WITHIN_WINDOW: {
    vi: 'yêu cầu bổ sung trong thời hạn kể từ ngày tiếp nhận ban đầu (khoản 4 Điều 19 Nghị định 61/2018/NĐ-CP)',
    en: 'requested soon enough after the first receipt (Decree 61/2018 Art. 19.4)',
  },
  AFTER_WINDOW: {
    vi: 'yêu cầu bổ sung muộn sau ngày tiếp nhận ban đầu nên không tính lại từ đầu (khoản 4 Điều 19 Nghị định 61/2018/NĐ-CP)',
    en: 'requested too late after the first receipt to restart (Decree 61/2018 Art. 19.4)',
  },
  REPEATED: {
    vi: 'yêu cầu bổ sung nhiều lần nên không tính lại từ đầu',
    en: 'a repeated request restarts nothing',
  },
  SECTOR_LAW: { vi: 'theo pháp luật chuyên ngành của thủ tục', en: 'by the sector law of the procedure' },
  RULE_SET: { vi: 'theo bộ quy tắc', en: 'by the rule set' },
  ANSWERED_BY_ASKER: {
    vi: 'người yêu cầu bổ sung tự ghi nhận việc bổ sung',
    en: 'the officer who asked also recorded the answer',
  },
};

/** A line about a pause, with why the clock went on after it as it did. */
function withReason(line: DeadlineLine, pauses: readonly LedgerPause[]): DeadlineLine {
  const why = pauses.find(({ from }) => from.getTime() === line.at?.getTime())?.why;
  if (!why || !PAUSE_LINES.has(line.code)) return line;
  const reason = REASONS[why];
  return { ...line, text: { vi: `${line.text.vi}; ${reason.vi}`, en: `${line.text.en}; ${reason.en}` } };
}

const PAUSE_LINES = new Set<DeadlineLine['code']>([
  'PAUSED',
  'PAUSE_RESTARTED',
  'PAUSE_SUBTRACTED',
  'PAUSE_AFTER_DUE',
  'CLOCK_RAN_ON',
]);

/** What was promised anew. It is no part of the count, which goes by law. */
function apologyOf({ acceptance: { apology } }: CountedDossier): DeadlineLine[] {
  if (!apology) return [];
  const late = apology.late
    ? { vi: ', muộn hơn một ngày làm việc trước ngày đến hạn', en: ', later than a working day before the due day' }
    : { vi: '', en: '' };
  const text = {
    vi: `Thủ trưởng cơ quan đã xin lỗi và hẹn lại ngày trả (Mẫu 04, khoản 9 Điều 19 Nghị định 61/2018/NĐ-CP)${late.vi}; hạn theo luật không đổi, đúng hạn hay quá hạn vẫn xét theo hạn này`,
    en: `The head of the agency apologised and appointed another return date (Form 04, Decree 61/2018 Art. 19.9)${late.en}; the due date by law stays, and by it the dossier is in time or late`,
  };
  return [{ code: 'REAPPOINTED', at: apology.at, to: apology.newDueAt, text }];
}

/** What of the judgement does not follow from the due date alone. */
function judgementOf(
  { acceptance: { deadline }, ending, supplementRequests }: CountedDossier,
  at: Date,
): DeadlineLine[] {
  if (ending?.judgedAt) {
    const requests = { vi: `${supplementRequests} lần yêu cầu`, en: `requests: ${supplementRequests}` };
    const text = {
      vi: `Kết thúc khi đang chờ bổ sung: xét đúng hạn tại thời điểm yêu cầu bổ sung, không bao giờ là trước hạn, và là quá hạn nếu đã yêu cầu nhiều lần (${requests.vi}; Quyết định 766/QĐ-TTg, chỉ số 2.1)`,
      en: `Ended while a supplement was awaited: judged at the request, never early, and late after more than one request (${requests.en}; Decision 766, item 2.1)`,
    };
    return [{ code: 'JUDGED_AT_REQUEST', at: ending.judgedAt, text }];
  }
  if (deadline.state !== 'RUNNING') return [];
  if (ending ? ending.endedAt <= deadline.dueAt : !isDue(deadline, at)) return [];
  const text = {
    vi: 'Đến hạn mà chưa xong: yêu cầu bổ sung, lịch làm việc mới hay việc kết thúc hồ sơ về sau đều không dời hạn này',
    en: 'Due and not done: no later request for a supplement, calendar or end moves this instant',
  };
  return [{ code: 'LATENESS_STANDS', at: deadline.dueAt, text }];
}

function linesOf(explanation: () => { lines: ExplanationLine[] }): DeadlineLine[] {
  try {
    return explanation().lines;
  } catch (error) {
    if (!(error instanceof CalendarCoverageError)) throw error;
    const text = {
      vi: `Lịch ${error.calendar.id} (phiên bản ${error.calendar.version}) chưa có ngày ${error.date}.`,
      en: `Calendar ${error.calendar.id} (version ${error.calendar.version}) does not cover ${error.date}.`,
    };
    return [{ code: 'CALENDAR_UNKNOWN', on: error.date, text }];
  }
}
