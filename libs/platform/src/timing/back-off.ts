export interface BackOff {
  baseMs: number;
  capMs: number;
  /** Factor between one wait and the next; default 2. */
  factor?: number;
}

/**
 * The wait after the n-th failure (from 1): longer each time up to the cap, with jitter over its upper half, so that
 * simultaneous failures are not retried simultaneously.
 * @param random from 0 to 1; 1 for a wait without jitter
 */
export function backOffMs({ baseMs, capMs, factor = 2 }: BackOff, failures: number, random = Math.random()): number {
  const whole = Math.min(baseMs * factor ** Math.min(Math.max(failures, 1) - 1, 40), capMs);
  return Math.round(whole * (0.5 + random / 2));
}
