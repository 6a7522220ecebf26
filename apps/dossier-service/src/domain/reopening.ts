import type { DossierPunctuality, ReopeningFinder, ReopeningState } from '@motcua/contracts';
import type { Outcome } from './dossier.js';
import { punctualityAt } from './punctuality.js';

/** The result was found wrong: one for a dossier's life. When the dossier ended, and with what result, stays beside it as it was. */
export interface Reopening {
  readonly at: Date;
  readonly foundBy: ReopeningFinder;
  /** Until when it is to be corrected, settled at the reopening; absent where the calendar did not reach. */
  readonly correctBy?: Date;
  /** Absent while the wrong result stands. */
  readonly correction?: { readonly at: Date; readonly outcome: Outcome };
  /** Absent until the applicant has the corrected result. */
  readonly deliveredAt?: Date;
}

export function reopeningState({ correction, deliveredAt }: Reopening): ReopeningState {
  if (!correction) return 'TO_CORRECT';
  return deliveredAt ? 'SETTLED' : 'TO_DELIVER';
}

/** How a correction kept its own time limit; undefined while there is none. It says nothing of the dossier, which ended before. */
export function correctionKept({ correctBy, correction }: Reopening): DossierPunctuality | undefined {
  return correction && punctualityAt(correction.at, correctBy);
}

/** Whether the correction is past its time limit at an instant, or came after it. */
export function isCorrectionLate({ correctBy, correction }: Reopening, at: Date): boolean {
  return correctBy !== undefined && (correction?.at ?? at) > correctBy;
}
