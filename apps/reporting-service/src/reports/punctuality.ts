import type { DossierPunctuality } from '@motcua/contracts';
import { localDate } from '@motcua/working-time';

/**
 * Late: an instant after the due instant. Early: a local date (UTC+7) before the due date's. Otherwise on time; without
 * a due date UNKNOWN, a bucket of its own that never counts as on time. The recorded end counts as it stands, even where a legacy system's history contradicts itself.
 */
export function punctuality(endedAt: Date, dueAt: Date | undefined): DossierPunctuality {
  if (dueAt === undefined) return 'UNKNOWN';
  if (endedAt > dueAt) return 'LATE';
  return localDate(endedAt) < localDate(dueAt) ? 'EARLY' : 'ON_TIME';
}
