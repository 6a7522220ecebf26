import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { SendLedger, type Claim, type SettledEntry } from '../application/ports.js';
import { resend, settle, want, type SendEntry, type Waits, type WantedState } from '../domain/send-entry.js';
import { DESTINATION, entryOf, rowOf, SEND_COLUMNS, type SendRow } from './send-row.js';

const COLUMNS = Object.keys(SEND_COLUMNS);
const TYPED = Object.entries(SEND_COLUMNS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ');

/** What an event says, and when it was recorded. */
export type SaidState = WantedState & { recordedAt: Date };

/**
 * The ledger in PostgreSQL. What becomes of an entry is decided by `domain/send-entry.ts` alone; here it is kept. Whatever
 * was sent, or to be sent, before this instance began may stand there further on: the ledger may be one of a backup.
 */
export class PostgresSendLedger extends SendLedger {
  private readonly began = new Date();

  constructor(
    private readonly dataSource: DataSource,
    private readonly waits: Waits,
    private readonly leaseMs: number,
  ) {
    super();
  }

  /** Notes what events say, in the transaction that consumes them. */
  async want(manager: EntityManager, wanted: SaidState[]): Promise<void> {
    const { known, at } = await this.locked(
      manager,
      wanted.map(({ dossierId }) => dossierId),
    );
    const next = new Map<string, SendEntry>();
    for (const state of wanted) {
      const before = next.get(state.dossierId) ?? known.get(state.dossierId);
      next.set(state.dossierId, want(before, state, at, this.waits, state.recordedAt < this.began));
    }
    await this.store(
      manager,
      [...next.values()].filter((entry) => entry !== known.get(entry.dossierId)),
    );
  }

  async claim(limit: number): Promise<Claim> {
    const lease = randomUUID();
    const begun = performance.now();
    // What was OPEN already was left by somebody who did not come to its end: what became of it has to be found out.
    const [rows]: [SendRow[]] = await this.dataSource.query(
      `UPDATE national_sends s SET lease = $2, state = 'OPEN',
         look_first = s.look_first OR s.state = 'OPEN' OR coalesce(least(s.unsent_since, s.acknowledged_at) < $5, false),
         due_at = clock_timestamp() + $3::integer * interval '1 millisecond'
       FROM (
         SELECT dossier_id FROM national_sends
         WHERE destination = $1 AND state IN ('DUE', 'OPEN') AND due_at <= clock_timestamp()
         ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED
       ) due
       WHERE s.destination = $1 AND s.dossier_id = due.dossier_id RETURNING s.*`,
      [DESTINATION, lease, this.leaseMs, limit, this.began],
    );
    return { lease, entries: rows.map(entryOf), until: begun + this.leaseMs * USABLE };
  }

  async settle({ lease }: Claim, settled: SettledEntry[]): Promise<void> {
    if (settled.length === 0) return;
    await this.dataSource.transaction(async (manager) => {
      const rows: (SendRow & { at: Date })[] = await manager.query(
        `SELECT *, clock_timestamp() AS at FROM national_sends
         WHERE destination = $1 AND dossier_id = ANY ($2::uuid[]) AND lease = $3 AND state = 'OPEN'
         ORDER BY dossier_id FOR UPDATE`,
        [DESTINATION, settled.map(({ dossierId }) => dossierId), lease],
      );
      const outcomes = new Map(settled.map(({ dossierId, outcome }) => [dossierId, outcome]));
      const entries = rows.map((row) =>
        settle(entryOf(row), outcomes.get(row.dossier_id)!, row.at, this.waits, Math.random()),
      );
      await this.store(manager, entries);
      const attempts = rows.map(({ dossier_id, at }) => {
        const outcome = outcomes.get(dossier_id)!;
        const failure = 'failure' in outcome ? outcome.failure : undefined;
        return {
          dossier_id,
          at,
          outcome: outcome.kind,
          version: 'version' in outcome ? outcome.version : null,
          error_class: failure?.class ?? null,
          error_code: failure?.code ?? null,
          error_message: failure?.message ?? null,
        };
      });
      await manager.query(
        `INSERT INTO national_send_attempts (destination, dossier_id, at, outcome, version, error_class, error_code, error_message)
         SELECT $1, a.* FROM jsonb_to_recordset($2::jsonb) AS a (dossier_id uuid, at timestamptz, outcome text,
           version integer, error_class text, error_code text, error_message text)`,
        [DESTINATION, JSON.stringify(attempts)],
      );
    });
  }

  async fromPortal(dossierIds: string[]): Promise<ReadonlySet<string>> {
    const rows: { dossier_id: string }[] = await this.dataSource.query(
      'SELECT dossier_id FROM national_submissions WHERE destination = $1 AND dossier_id = ANY ($2::uuid[])',
      [DESTINATION, dossierIds],
    );
    return new Set(rows.map(({ dossier_id }) => dossier_id));
  }

  async resend(dossiers: WantedState[]): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const ids = dossiers.map(({ dossierId }) => dossierId);
      const { known, at } = await this.locked(manager, ids);
      const entries = dossiers.map((state) => resend(want(known.get(state.dossierId), state, at, this.waits), at));
      await this.store(manager, entries);
    });
  }

  async forgetAttempts(days: number): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM national_send_attempts WHERE at < clock_timestamp() - $1::integer * interval '1 day'`,
      [days],
    );
  }

  private async locked(
    manager: EntityManager,
    dossierIds: string[],
  ): Promise<{ known: Map<string, SendEntry>; at: Date }> {
    // In one order, so that two who lock several do not wait for each other.
    const rows: SendRow[] = await manager.query(
      `SELECT * FROM national_sends WHERE destination = $1 AND dossier_id = ANY ($2::uuid[])
       ORDER BY dossier_id FOR UPDATE`,
      [DESTINATION, dossierIds],
    );
    const [{ at }] = (await manager.query('SELECT clock_timestamp() AS at')) as [{ at: Date }];
    return { known: new Map(rows.map((row) => [row.dossier_id, entryOf(row)])), at };
  }

  private async store(manager: EntityManager, entries: SendEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const sorted = [...entries].sort((a, b) => (a.dossierId < b.dossierId ? -1 : 1));
    await manager.query(
      `INSERT INTO national_sends (destination, ${COLUMNS.join(', ')})
       SELECT $1, ${COLUMNS.map((name) => `r.${name}`).join(', ')} FROM jsonb_to_recordset($2::jsonb) AS r (${TYPED})
       ON CONFLICT (destination, dossier_id) DO UPDATE
       SET ${COLUMNS.map((name) => `${name} = excluded.${name}`).join(', ')}`,
      [DESTINATION, JSON.stringify(sorted.map(rowOf))],
    );
  }
}

/** Of a lease this much is used for calls; the rest is for writing down what came of them. */
const USABLE = 0.8;
