import { randomUUID } from 'node:crypto';

/** Sessions of the protocol: they end after a time, after a number of calls, or on request. */
export class Sessions {
  private readonly open = new Map<string, { until: number; calls: number }>();

  constructor(
    private lifetimeMs: number,
    private mostCalls: number = Infinity,
  ) {}

  begin(): string {
    const session = randomUUID();
    this.open.set(session, { until: Date.now() + this.lifetimeMs, calls: 0 });
    return session;
  }

  /** Counts one call; false when the session is over. */
  use(session: unknown): boolean {
    const found = this.open.get(String(session));
    if (!found) return false;
    found.calls += 1;
    if (Date.now() < found.until && found.calls <= this.mostCalls) return true;
    this.open.delete(String(session));
    return false;
  }

  /** For sessions from now on. */
  limit(limits: { lifetimeMs?: number; mostCalls?: number }): void {
    this.lifetimeMs = limits.lifetimeMs ?? this.lifetimeMs;
    this.mostCalls = limits.mostCalls ?? Infinity;
    this.endAll();
  }

  endAll(): void {
    this.open.clear();
  }
}
