import type { FastifyRateLimitStore } from '@fastify/rate-limit';

interface Window {
  count: number;
  endsAt: number;
}

/** The plugin's own store keeps this many. */
const REMEMBERED = 5_000;

/**
 * Counts each client's requests in its current window by a monotonic clock. The plugin's own store uses the time of
 * day: a clock set back by an hour makes a window last an hour, and one set forward opens a new one.
 */
export class MonotonicWindows implements FastifyRateLimitStore {
  private readonly windows = new Map<string, Window>();
  private readonly remembered: number;

  constructor(
    options: { cache?: number } = {},
    private readonly now: () => number = () => performance.now(),
  ) {
    this.remembered = options.cache ?? REMEMBERED;
  }

  incr(
    key: string,
    callback: (error: Error | null, result?: { current: number; ttl: number }) => void,
    timeWindow = 60_000,
  ): void {
    const now = this.now();
    const kept = this.windows.get(key);
    const window = kept && now < kept.endsAt ? kept : { count: 0, endsAt: now + timeWindow };
    window.count += 1;
    // Moves it to the end of the map: the least recently seen is forgotten first.
    this.windows.delete(key);
    this.windows.set(key, window);
    if (this.windows.size > this.remembered) this.windows.delete(this.windows.keys().next().value!);
    callback(null, { current: window.count, ttl: window.endsAt - now });
  }

  child(options: object): MonotonicWindows {
    return new MonotonicWindows(options, this.now);
  }
}
