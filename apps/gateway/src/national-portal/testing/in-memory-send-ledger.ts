import { randomUUID } from 'node:crypto';
import { SendLedger, type Claim, type SettledEntry } from '../application/send-ledger.js';
import {
  resend,
  settle,
  want,
  type SendEntry,
  type SendOutcome,
  type Waits,
  type WantedState,
} from '../domain/send-entry.js';

/** What several instances share. */
export class SharedSends {
  readonly entries = new Map<string, SendEntry>();
  readonly leases = new Map<string, string>();
  readonly attempts: { dossierId: string; outcome: SendOutcome }[] = [];
  /** Dossiers that came from the portal. */
  readonly handedOver = new Set<string>();
}

/** The ledger of sends without a database, by the same rules of the domain. */
export class InMemorySendLedger extends SendLedger {
  private readonly began = new Date();

  constructor(
    private readonly waits: Waits,
    private readonly leaseMs: number,
    readonly sends = new SharedSends(),
  ) {
    super();
  }

  want(wanted: (WantedState & { recordedAt: Date })[]): void {
    for (const state of wanted) {
      const before = this.sends.entries.get(state.dossierId);
      this.sends.entries.set(
        state.dossierId,
        want(before, state, new Date(), this.waits, state.recordedAt < this.began),
      );
    }
  }

  async claim(limit: number): Promise<Claim> {
    const lease = randomUUID();
    const until = performance.now() + this.leaseMs * 0.8;
    const now = new Date();
    const due = [...this.sends.entries.values()]
      .filter(({ state, dueAt }) => (state === 'DUE' || state === 'OPEN') && dueAt! <= now)
      .sort((a, b) => a.dueAt!.getTime() - b.dueAt!.getTime())
      .slice(0, limit);
    const entries = due.map((entry): SendEntry => {
      const earliest = Math.min(
        ...[entry.unsentSince, entry.acknowledged?.at].flatMap((at) => (at ? [at.getTime()] : [])),
      );
      return {
        ...entry,
        state: 'OPEN',
        lookFirst: entry.lookFirst || entry.state === 'OPEN' || earliest < this.began.getTime(),
        dueAt: new Date(now.getTime() + this.leaseMs),
      };
    });
    for (const entry of entries) {
      this.sends.entries.set(entry.dossierId, entry);
      this.sends.leases.set(entry.dossierId, lease);
    }
    return { lease, entries, until };
  }

  async settle({ lease }: Claim, settled: SettledEntry[]): Promise<void> {
    for (const { dossierId, outcome } of settled) {
      const entry = this.sends.entries.get(dossierId);
      if (entry?.state !== 'OPEN' || this.sends.leases.get(dossierId) !== lease) continue;
      this.sends.entries.set(dossierId, settle(entry, outcome, new Date(), this.waits));
      this.sends.attempts.push({ dossierId, outcome });
    }
  }

  async fromPortal(dossierIds: string[]): Promise<ReadonlySet<string>> {
    return new Set(dossierIds.filter((id) => this.sends.handedOver.has(id)));
  }

  async resend(dossiers: WantedState[]): Promise<void> {
    const at = new Date();
    for (const state of dossiers) {
      const before = this.sends.entries.get(state.dossierId);
      this.sends.entries.set(state.dossierId, resend(want(before, state, at, this.waits), at));
    }
  }

  async forgetAttempts(): Promise<void> {
    this.sends.attempts.length = 0;
  }
}
