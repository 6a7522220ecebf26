import type { DossierControlSheet, DossierTimeUse, TimeChargedTo, TimeShare } from '@motcua/contracts';
import type { ControlSheet } from '../application/print-control-sheet.js';
import type { ReadTimeUseResult } from '../application/read-time-use.js';
import type { Charge } from '../domain/spans.js';
import type { Share } from '../domain/time-use.js';
import { printed } from './printed-time.js';

export function timeUseView({ dossier, at, spans, minutes, shares, lateness }: ReadTimeUseResult): DossierTimeUse {
  return {
    from: dossier.acceptance.acceptedAt.toISOString(),
    to: (dossier.ending?.endedAt ?? at).toISOString(),
    ended: dossier.ending !== undefined,
    minutes,
    spans: spans.map((span) => ({
      from: span.from.toISOString(),
      to: span.to.toISOString(),
      minutes: span.minutes,
      chargedTo: chargedTo(span.charge),
      stepCode: span.stepCode,
      overLimit: span.overLimit,
    })),
    shares: shares?.map(shareView),
    lateness: lateness && {
      dueAt: lateness.dueAt?.toISOString(),
      minutes: lateness.minutes,
      shares: lateness.shares.map((share) =>
        lateness.minutes === undefined ? { chargedTo: chargedTo(share.charge) } : shareView(share),
      ),
    },
  };
}

function shareView({ charge, minutes }: Share): TimeShare {
  return { chargedTo: chargedTo(charge), minutes };
}

function chargedTo({ party, agencyCode, unit, officer }: Charge): TimeChargedTo {
  return { party, agencyCode, unit, officer };
}

/** Ghi chú, as the form has them. */
const REMARKS: Record<NonNullable<ControlSheet['handOvers'][number]['remark']>, string> = {
  BY_HEAD: 'Thủ trưởng cơ quan làm thay',
  REOPENED: 'Mở lại do kết quả có sai sót',
  CORRECTED: 'Kết quả đã sửa',
};

export function controlSheetView({ dossier, procedureName, handOvers }: ControlSheet): DossierControlSheet {
  const { code, acceptedAt } = dossier.acceptance;
  return {
    form: '06',
    code,
    agencyCode: dossier.agencyCode,
    procedureCode: dossier.procedure.code,
    procedureName,
    receivedAt: acceptedAt.toISOString(),
    receivedText: printed(acceptedAt),
    rows: handOvers.map(({ from, to, stepCode, nextStepCode, at, received, dueAt, result, remark }) => ({
      from: { ...from },
      to: to && {
        ...to,
        ...(received && { officerName: received.officer.name, officerTitle: received.officer.title }),
      },
      stepCode,
      nextStepCode,
      handedOverAt: at.toISOString(),
      handedOverText: printed(at),
      receivedAt: received?.at.toISOString(),
      receivedText: received && printed(received.at),
      dueAt: dueAt?.toISOString(),
      result,
      note: remark && REMARKS[remark],
    })),
  };
}
