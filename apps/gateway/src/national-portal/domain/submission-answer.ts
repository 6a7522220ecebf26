import type { DossierStatus } from '@motcua/contracts';

/** What the portal is told of a dossier that a citizen submitted there. Only TAKEN_OVER is followed by another one. */
export type SubmissionAnswer = 'TAKEN_OVER' | 'ACCEPTED' | 'REFUSED' | 'WITHDRAWN';

/**
 * The answer that the state of the dossier calls for. Its code tells that it was accepted, whatever came then; that is said
 * once the portal is known to hold it under this code, which may be another dossier's there.
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
