import type { DossierPunctuality } from '@motcua/contracts';
import { localDate } from '@motcua/working-time';
import { appointedAtOf, dueAtOf, type Dossier } from './dossier.js';

/** The law allows one notice (Decree 118/2025 Art. 17.2a): the limit where no rule set is stamped. */
const ONE_NOTICE = 1;

/**
 * How an accepted dossier that has ended kept its due date by law; undefined for any other. Late: an instant after the due instant. Early: on a
 * local date before. Without a due date UNKNOWN, which is never on time. One that ended while a supplement was awaited is judged at the
 * request, is late where there was more than one (Decision 766, item 2.1), and is never early: nothing was settled before its time.
 */
export function punctualityOf(dossier: Dossier): DossierPunctuality | undefined {
  return judged(dossier, dueAtOf(dossier.acceptance?.deadline));
}

/** The same against the appointed date, which an apology moves. It stands beside the judgement by law, never in its place. */
export function appointedPunctualityOf(dossier: Dossier): DossierPunctuality | undefined {
  const { acceptance } = dossier;
  return judged(dossier, appointedAtOf(dueAtOf(acceptance?.deadline), acceptance?.apology));
}

/** How something that was done at an instant kept its limit: late an instant after it, early on a local date before. */
export function punctualityAt(at: Date, limit: Date | undefined): DossierPunctuality {
  if (limit === undefined) return 'UNKNOWN';
  if (at > limit) return 'LATE';
  return localDate(at) < localDate(limit) ? 'EARLY' : 'ON_TIME';
}

function judged(
  { acceptance, ending, supplementRequests }: Dossier,
  dueAt: Date | undefined,
): DossierPunctuality | undefined {
  if (!acceptance || !ending) return undefined;
  const { endedAt, judgedAt } = ending;
  const repeated = supplementRequests > (acceptance.basis?.supplementRequestLimit ?? ONE_NOTICE);
  if (judgedAt && repeated) return 'LATE';
  const kept = punctualityAt(judgedAt ?? endedAt, dueAt);
  return judgedAt && kept === 'EARLY' ? 'ON_TIME' : kept;
}
