import { DomainError, type FrozenReportSummary } from '@motcua/contracts';
import type { SetAsideEvent } from '@motcua/messaging';
import { localDate } from '@motcua/working-time';
import type { Heard } from '../projections/watermarks.js';
import { lastDayOf, type Period } from '../reports/period.js';

export function periodNotOver({ to }: Period): DomainError {
  const last = lastDayOf({ to });
  return new DomainError({
    kind: 'conflict',
    code: 'report.period-not-over',
    message: {
      vi: `Kỳ báo cáo kết thúc vào cuối ngày ${last}; sau đó mới chốt được.`,
      en: `The period ends with ${last}. It can be frozen after that.`,
    },
  });
}

export function rebuildGoesOn(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'report.rebuild-in-progress',
    message: {
      vi: 'Đang dựng lại dữ liệu báo cáo. Hãy chốt báo cáo khi dựng xong (GET /projections).',
      en: 'The projection is being rebuilt. Freeze the report when that is complete (GET /projections).',
    },
  });
}

/** A signature without a name signs nothing. */
export function signerUnnamed(): DomainError {
  return new DomainError({
    kind: 'forbidden',
    code: 'report.signer-unnamed',
    message: {
      vi: 'Tài khoản không ghi họ tên người ký nên không chốt được báo cáo. Đề nghị quản trị bổ sung họ tên, chức vụ.',
      en: 'The account does not say who signs. Ask the administrator to add your name and title to it.',
    },
  });
}

/** What of the period may still be on its way, or lies aside. */
export function factsMissing(late: Heard[], unnamed: SetAsideEvent[], all: SetAsideEvent[]): DomainError {
  const topics = late.map(({ topic, producer }) => `${topic} (${producer})`);
  return new DomainError({
    kind: 'conflict',
    code: 'report.facts-missing',
    message: {
      vi: 'Chưa chốt được: dữ liệu trong kỳ có thể còn thiếu. Chờ nguồn dữ liệu báo đã đủ; sự kiện bị treo thì xử lý, hoặc liệt kê đủ trong withoutEvents để ký báo cáo không có chúng.',
      en: 'Facts of the period may be missing. Wait for the producers that have not been heard; have the events that are set aside applied, or name all of them in withoutEvents to sign the report without them.',
    },
    fields: [
      ...late.map(({ topic, producer, until }) => ({
        path: `producers.${topic}`,
        message: {
          vi: `${producer} mới báo đủ đến ${until?.toISOString() ?? 'chưa lần nào'}`,
          en: `${producer} has been heard until ${until?.toISOString() ?? 'never'}`,
        },
      })),
      ...unnamed.map(({ id, type, topic, state }) => ({
        path: 'withoutEvents',
        message: {
          vi: `chưa nêu sự kiện ${id} (${type ?? topic}, ${state})`,
          en: `does not name the event ${id} (${type ?? topic}, ${state})`,
        },
      })),
    ],
    details: { unheardTopics: topics, setAsideEvents: all.map(({ id }) => id) },
  });
}

export function notSetAside(ids: string[]): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'report.not-set-aside',
    message: {
      vi: 'withoutEvents nêu sự kiện không bị treo.',
      en: 'withoutEvents names events that are not set aside.',
    },
    fields: ids.map((id) => ({
      path: 'withoutEvents',
      message: { vi: `${id} không bị treo`, en: `${id} is not set aside` },
    })),
  });
}

export function frozenAlready({ hash, number }: FrozenReportSummary): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'report.frozen-already',
    message: {
      vi: `Kỳ này đã chốt (số ${number}). Muốn thay thế báo cáo mới nhất thì gửi supersedes là mã băm của nó và lý do.`,
      en: `This period is frozen (number ${number}). To take the place of the latest report, send its hash as supersedes, and the reason.`,
    },
    details: { frozenHash: hash },
  });
}

/** Each period follows the one before, so that what is learnt late of one has a next one to stand in. */
export function outOfOrder(after: FrozenReportSummary): DomainError {
  const last = localDate(new Date(Date.parse(after.to) - 1));
  return new DomainError({
    kind: 'conflict',
    code: 'report.out-of-order',
    message: {
      vi: `Các kỳ được chốt lần lượt: kỳ tiếp theo là kỳ bắt đầu ngay sau ${last}.`,
      en: `Periods are frozen one after the other: next is the one that begins after ${last}.`,
    },
  });
}

export function supersedesOther(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'report.supersedes-other',
    message: {
      vi: 'Chỉ thay thế được báo cáo mới nhất, của cùng kỳ: supersedes phải là mã băm của nó, kèm reason. Việc biết muộn về các kỳ trước nằm ở phần điều chỉnh.',
      en: 'Only the latest report can be superseded, for the same period: supersedes must be its hash, with a reason. What is learnt of earlier periods is an adjustment.',
    },
    fields: [
      {
        path: 'supersedes',
        message: {
          vi: 'không phải mã băm của báo cáo mới nhất, hoặc thiếu reason',
          en: 'is not the hash of the latest report, or has no reason',
        },
      },
    ],
  });
}
