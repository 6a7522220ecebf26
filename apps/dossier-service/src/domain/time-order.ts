import { DomainError } from '@motcua/contracts';
import type { Dossier } from './dossier.js';

/** Two instances' clocks may differ by this much without anybody having done anything wrong. */
const CLOCK_SKEW_MS = 5_000;

/**
 * The instant of the next event, never before the last one: a history whose times run backwards proves nothing.
 * @throws DomainError `precondition` `dossier.clock-behind` when `at` lies further back than clocks differ.
 */
export function inOrder(dossier: Dossier, at: Date): Date {
  const behind = dossier.lastEventAt.getTime() - at.getTime();
  if (behind <= 0) return at;
  if (behind <= CLOCK_SKEW_MS) return dossier.lastEventAt;
  throw new DomainError({
    kind: 'precondition',
    code: 'dossier.clock-behind',
    message: {
      vi: `Đồng hồ đang chỉ ${at.toISOString()}, trước sự kiện gần nhất của hồ sơ (${dossier.lastEventAt.toISOString()}).`,
      en: `The clock says ${at.toISOString()}, before the dossier's last event (${dossier.lastEventAt.toISOString()}).`,
    },
  });
}
