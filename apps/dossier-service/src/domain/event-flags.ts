import type { DossierFlag } from '@motcua/contracts';
import type { DossierEvent } from './dossier-events.js';
import { isIdentity } from './intake-correction.js';
import { dataFlag } from './person-data.js';

/**
 * What is remarkable about an event; of an import the contradictions of its record, and of what another system has taken the
 * fields that cannot be used.
 */
export function flagsOf(event: DossierEvent): string[] {
  if (event.type === 'imported') return event.flags;
  return event.type === 'submitted' ? (event.dataProblems ?? []).map(dataFlag) : flagsOfFact(event);
}

function flagsOfFact(event: DossierEvent): DossierFlag[] {
  switch (event.type) {
    case 'forwarded':
      return [
        ...(event.late ? (['FORWARDED_LATE'] as const) : []),
        ...(event.stepLate ? (['STEP_LATE'] as const) : []),
      ];
    case 'step-completed':
      return [...(event.late ? (['STEP_LATE'] as const) : []), ...(event.byHead ? (['STEP_BY_HEAD'] as const) : [])];
    case 'step-returned':
      return [
        ...(event.late ? (['STEP_LATE'] as const) : []),
        ...(event.byHead ? (['STEP_BY_HEAD'] as const) : []),
        ...(event.repeated ? (['STEP_RETURNED_AGAIN'] as const) : []),
      ];
    case 'withdrawn':
      return event.withdrawnBy === 'COUNTER' ? ['WITHDRAWN_BY_COUNTER'] : [];
    case 'supplement-requested':
      return [
        ...(event.repeated ? (['SUPPLEMENT_REPEATED'] as const) : []),
        ...(event.afterWindow ? (['SUPPLEMENT_AFTER_WINDOW'] as const) : []),
      ];
    case 'supplement-provided':
      return event.answeredByAsker ? ['SUPPLEMENT_ANSWERED_BY_ASKER'] : [];
    case 'apologised':
      return event.late ? ['APOLOGY_LATE'] : [];
    case 'result-corrected':
      return [
        ...(event.late ? (['RESULT_CORRECTED_LATE'] as const) : []),
        ...(event.reversed ? (['RESULT_REVERSED'] as const) : []),
        ...(event.withoutSteps ? (['RESULT_WITHOUT_STEPS'] as const) : []),
      ];
    case 'consultation-expired':
      return ['CONSULTATION_SILENT'];
    case 'consultation-answered':
      return event.late ? ['CONSULTATION_ANSWERED_LATE'] : [];
    case 'intake-corrected':
      return event.corrections.some(({ field }) => isIdentity(field)) ? ['IDENTITY_CORRECTED'] : [];
    default:
      return [];
  }
}
