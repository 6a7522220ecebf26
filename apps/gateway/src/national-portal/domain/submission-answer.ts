import type { DossierStatus } from '@motcua/contracts';

/** What the portal is told of a dossier that a citizen submitted there. Only TAKEN_OVER is followed by another one. */
export type SubmissionAnswer = 'TAKEN_OVER' | 'ACCEPTED' | 'REFUSED' | 'WITHDRAWN';

/** The answer that the state of the dossier calls for; its code tells that it was accepted, whatever came then. */
export function answerFor(status: DossierStatus | undefined, code: string | undefined): SubmissionAnswer {
  if (code) return 'ACCEPTED';
  if (status === 'WITHDRAWN') return 'WITHDRAWN';
  return status === 'REFUSED_INTAKE' || status === 'STOPPED' ? 'REFUSED' : 'TAKEN_OVER';
}
