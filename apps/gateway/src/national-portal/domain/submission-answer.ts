import type { DossierStatus } from '@motcua/contracts';

/** The answers to a citizen's submission. Only TAKEN_OVER is followed by another one. */
export type SubmissionAnswer = 'TAKEN_OVER' | 'ACCEPTED' | 'REFUSED' | 'WITHDRAWN';

/** An answer with its details: the dossier's code for an acceptance, the reason for a person's refusal. */
export interface AnswerToSubmission {
  answer: SubmissionAnswer;
  code?: string;
  reason?: string;
}

/**
 * The answer for the state of the dossier. A dossier with a code was accepted, whatever its state; that is answered
 * once the portal has it under this code, which another dossier may have there.
 */
export function answerFor(
  status: DossierStatus | undefined,
  code: string | undefined,
  heldThere: boolean,
): SubmissionAnswer {
  if (code) return heldThere ? 'ACCEPTED' : 'TAKEN_OVER';
  if (status === 'WITHDRAWN') return 'WITHDRAWN';
  return status === 'REFUSED_INTAKE' || status === 'STOPPED' ? 'REFUSED' : 'TAKEN_OVER';
}
