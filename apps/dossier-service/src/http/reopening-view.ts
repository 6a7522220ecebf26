import type { DossierReopeningView, ListedReopeningView } from '@motcua/contracts';
import { correctionKept, isCorrectionLate, reopeningState, type Reopening } from '../domain/reopening.js';

export function listedReopening(reopening: Reopening, now: Date): ListedReopeningView {
  return {
    state: reopeningState(reopening),
    correctBy: reopening.correctBy?.toISOString(),
    late: isCorrectionLate(reopening, now),
  };
}

export function reopeningView(reopening: Reopening, now: Date): DossierReopeningView {
  return {
    ...listedReopening(reopening, now),
    at: reopening.at.toISOString(),
    foundBy: reopening.foundBy,
    correctedAt: reopening.correction?.at.toISOString(),
    outcome: reopening.correction?.outcome,
    kept: correctionKept(reopening),
    deliveredAt: reopening.deliveredAt?.toISOString(),
  };
}
