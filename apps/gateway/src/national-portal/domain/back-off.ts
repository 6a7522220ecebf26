export interface BackOff {
  baseMs: number;
  capMs: number;
}

/**
 * How long to wait after the n-th failure (from 1): doubled each time up to the cap, then somewhere in its upper half, so
 * that what failed together does not come back together.
 * @param random from 0 to 1
 */
export function backOffMs({ baseMs, capMs }: BackOff, failures: number, random: number): number {
  const whole = Math.min(baseMs * 2 ** Math.min(Math.max(failures, 1) - 1, 40), capMs);
  return Math.round(whole * (0.5 + random / 2));
}
