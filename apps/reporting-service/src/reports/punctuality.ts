import { localDate } from '@motcua/working-time';

/** How an ended dossier stands to its due date. UNKNOWN is a bucket of its own and never counts as on time. */
export const PUNCTUALITIES = ['EARLY', 'ON_TIME', 'LATE', 'UNKNOWN'] as const;
export type Punctuality = (typeof PUNCTUALITIES)[number];

/**
 * Late: an instant after the due instant. Early: a local date (UTC+7) before the due date's. Otherwise on time; without
 * a due date unknown. The recorded end counts as it stands, even where a legacy system's history contradicts itself.
 */
export function punctuality(endedAt: Date, dueAt: Date | undefined): Punctuality {
  if (dueAt === undefined) return 'UNKNOWN';
  if (endedAt > dueAt) return 'LATE';
  return localDate(endedAt) < localDate(dueAt) ? 'EARLY' : 'ON_TIME';
}
