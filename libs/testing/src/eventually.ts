export interface Patience {
  /** How long to keep trying; default 10 s. */
  timeoutMs?: number;
  /** How long to wait between two attempts; default 50 ms. */
  intervalMs?: number;
}

/**
 * Retries `assertion` until it passes and returns its value; fails with the last failure after the time limit. Use it
 * instead of pauses of guessed length.
 */
export async function eventually<T>(assertion: () => T | Promise<T>, patience: Patience = {}): Promise<T> {
  const deadline = Date.now() + (patience.timeoutMs ?? 10_000);
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, patience.intervalMs ?? 50));
  }
}
