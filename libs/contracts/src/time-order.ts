import { DomainError } from './domain-error.js';

/** Allowed difference between two instances' clocks. */
const CLOCK_SKEW_MS = 5_000;

/**
 * The instant of the next fact of a record, never before the last one: a history that runs backwards proves nothing,
 * and a time limit counted from it is wrong.
 * @param noun begins the code of the refusal: `dossier`, `feedback`, …
 * @throws DomainError `precondition` `<noun>.clock-behind` when `at` is further back than clocks may differ
 */
export function inOrder(lastFactAt: Date, at: Date, noun: string): Date {
  const behind = lastFactAt.getTime() - at.getTime();
  if (behind <= 0) return at;
  if (behind <= CLOCK_SKEW_MS) return lastFactAt;
  const [now, last] = [at.toISOString(), lastFactAt.toISOString()];
  throw new DomainError({
    kind: 'precondition',
    code: `${noun}.clock-behind`,
    message: {
      vi: `Đồng hồ của máy chủ đang chỉ ${now}, trước lần thay đổi gần nhất (${last}). Hãy báo cho bộ phận vận hành chỉnh lại đồng hồ.`,
      en: `The server's clock reads ${now}, which is before the last change (${last}). Ask operations to correct the clock.`,
    },
  });
}
