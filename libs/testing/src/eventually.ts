export interface Patience {
  /** How long to keep trying; default 10 s. */
  timeoutMs?: number;
  /** How long to wait between two attempts; default 50 ms. */
  intervalMs?: number;
}

/**
 * Tries `assertion` until it passes and gives its value; fails with its last failure when time is up. What happens
 * later is awaited by this and never by a pause of a guessed length.
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
